"""Names of other projects and units are told from this project's own and from longer names."""

import pytest

from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_checking import check_report
from egov_desktop.domain.report_facts import LabelledFact, ReportFacts
from egov_desktop.domain.report_findings import FindingKind
from egov_desktop.domain.report_text import Place, ReportParagraph, ReportTable, ReportText

OWN = "成都市数据共享平台"
FACTS = ReportFacts(
    own_names=(OWN, "成都市大数据局", "某某科技有限公司"),
    project_names=(OWN,),
    other_projects=("绵阳市网上审批系统", "政务云平台", f"{OWN}二期", OWN, "平台"),
    other_units=("绵阳市行政审批局", "四川省发展和改革委员会", "成都市大数据局"),
    labelled=(
        LabelledFact(("项目名称",), (OWN,), "项目登记", is_identity=True),
        LabelledFact(("项目责任人",), ("周某，主任", "周某"), "项目登记"),
    ),
)


def found(text: str, place: Place = Place.BODY) -> list[tuple[FindingKind, Severity]]:
    paragraph = ReportParagraph(text, 1 if place is Place.BODY else None, place)
    own = ReportParagraph(OWN, 2)
    result = check_report(ReportText((paragraph, own)), None, FACTS)
    return [(f.kind, f.severity) for f in result.findings if f.severity is not Severity.NOTE]


PROJECT = (FindingKind.OTHER_PROJECT, Severity.ERROR)


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("绵阳市网上审批系统的建设内容", Place.BODY, [PROJECT]),
        ("绵阳市网上审批系统", Place.HEADER, [PROJECT]),
        ("依托绵阳市网上审批系统", Place.HEADER, [PROJECT]),
        ("数据来自已建的绵阳市网上审批系统", Place.BODY, []),
        ("机房是已有的。绵阳市网上审批系统为新建", Place.BODY, [PROJECT]),
        (f"{OWN}的建设内容", Place.BODY, []),
        (f"{OWN}二期的建设内容", Place.BODY, [PROJECT]),
        ("政务云平台的建设内容", Place.BODY, [(FindingKind.OTHER_PROJECT, Severity.WARNING)]),
        ("部署于省政务云平台", Place.BODY, []),
        ("平台的建设内容", Place.BODY, []),
        ("绵阳市行政审批局负责", Place.BODY, [(FindingKind.OTHER_UNIT, Severity.WARNING)]),
        ("报四川省发展和改革委员会审批", Place.BODY, []),
        ("成都市大数据局负责", Place.BODY, []),
    ],
)
def test_names(text: str, place: Place, expected: list[tuple[FindingKind, Severity]]) -> None:
    assert found(text, place) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"项目名称：{OWN}", []),
        (f"项目名称\uff1a《{OWN}》\uff08以下简称本项目\uff09", []),
        ("1. 项目名称: 另一个系统", [PROJECT]),
        ("项目名称：【待填】", [(FindingKind.PLACEHOLDER, Severity.ERROR)]),
        ("项目名称:", []),
        ("项目责任人：周某", []),
        ("项目责任人：李四五", [(FindingKind.FACT, Severity.WARNING)]),
        ("合同项目名称：另一个系统", []),
    ],
)
def test_labels(text: str, expected: list[tuple[FindingKind, Severity]]) -> None:
    kinds = [each for each in found(text) if each[0] is not FindingKind.PLACEHOLDER]
    assert kinds == [each for each in expected if each[0] is not FindingKind.PLACEHOLDER]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ((("项目名称", "另一个系统"), ("项目责任人", "周某")), 1),
        ((("项目名称", OWN), ("项目责任人", "周某")), 0),
        ((("项目名称", "金额"), ("审批系统", "100")), 0),
        ((("项目名称", "项目责任人"), ("审批系统", "李四")), 0),
        ((("项目名称", "另一个系统", "项目责任人", "王五"), ("项目责任人", "")), 2),
    ],
)
def test_tables(rows: tuple[tuple[str, ...], ...], count: int) -> None:
    cells = tuple(
        ReportParagraph(text, 1, Place.CELL, table=0, row=r, column=c)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    report = ReportText((*cells, ReportParagraph(OWN, 2)), (ReportTable(1, rows),))
    assert len(check_report(report, None, FACTS).findings) == count


def test_a_report_that_never_names_its_project() -> None:
    result = check_report(ReportText((ReportParagraph("正文", 1),)), None, FACTS)
    assert [(f.kind, f.severity) for f in result.findings] == [
        (FindingKind.OTHER_PROJECT, Severity.NOTE)
    ]
