"""A report that says by cover, header or sentence that it is of another project or unit."""

import pytest

from egov_desktop.domain.policy import Evidence, Outline, OutlineChapter, Severity
from egov_desktop.domain.report_checking import check_report
from egov_desktop.domain.report_facts import LabelledFact, ReportFacts
from egov_desktop.domain.report_findings import FindingKind
from egov_desktop.domain.report_text import Place, ReportParagraph, ReportText

OWN = "四川省示例审批平台建设项目（示例）"
FACTS = ReportFacts(
    own_names=(OWN, "四川省示例厅"),
    project_names=(OWN,),
    other_projects=("四川省示例数据枢纽建设项目（示例）",),
    labelled=(
        LabelledFact(("项目名称",), (OWN,), "项目登记", is_identity=True),
        LabelledFact(("项目建设单位", "建设单位"), ("四川省示例厅",), "项目登记", True),
    ),
)
OUTLINE = Outline("o", "提纲", (), (OutlineChapter("概述", Evidence.VERIFIED),))


def found(cover: str = OWN, header: str = "", body: str = "") -> list[FindingKind]:
    paragraphs = [
        ReportParagraph(cover, 1),
        ReportParagraph("概述", 2, level=1),
        ReportParagraph(f"{OWN}的概况，内容写在这里，足够长的一段文字说明情况。", 3),
        ReportParagraph(body, 4),
        ReportParagraph(header, None, Place.HEADER),
    ]
    result = check_report(ReportText(tuple(paragraphs)), OUTLINE, FACTS)
    return [f.kind for f in result.findings if f.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("cover", "header", "body", "kind"),
    [
        ("四川省示例交通平台建设项目", "", "", FindingKind.OTHER_PROJECT),
        ("四川省示例数据枢纽建设项目", "", "", FindingKind.OTHER_PROJECT),
        (OWN, "四川省示例水利平台建设项目可行性研究报告", "", FindingKind.OTHER_PROJECT),
        (OWN, "", "本项目名称为“四川省示例水利平台建设项目”。", FindingKind.OTHER_PROJECT),
        (
            OWN,
            "",
            "某市智慧城市一期工程（以下简称“本项目”）由信息中心实施。",
            FindingKind.OTHER_PROJECT,
        ),
        (OWN, "", "本项目建设单位为四川省示例交通厅，负责统筹。", FindingKind.OTHER_UNIT),
        (OWN, "", "项目建设单位：四川省示例交通厅", FindingKind.OTHER_UNIT),
        (OWN, "", "四川省示例 数据枢纽 建设项目由中心实施。", FindingKind.OTHER_PROJECT),
    ],
)
def test_another_name_is_told_once(cover: str, header: str, body: str, kind: FindingKind) -> None:
    assert found(cover, header, body) == [kind]


@pytest.mark.parametrize(
    ("cover", "header", "body"),
    [
        (OWN, f"{OWN}可行性研究报告", ""),
        ("四川省示例审批平台建设项目", "四川省示例审批平台建设项目 可行性研究报告", ""),
        ("四川省示例审批平台", "", "项目名称为四川省示例审批平台建设项目。"),
        ("四川省省级电子政务工程建设项目", "", "本项目建设单位为四川省示例厅。"),
        ("可行性研究报告", "", "项目建设单位为责任主体，负责组织实施。"),
        (OWN, "", "依托已建的省电子政务外网平台（以下简称政务外网）部署。"),
        ("目录", "第一章", "四川省示例审批平台（以下简称“本项目”）分两期建设。"),
    ],
)
def test_the_own_name_in_any_form_is_no_finding(cover: str, header: str, body: str) -> None:
    assert found(cover, header, body) == []
