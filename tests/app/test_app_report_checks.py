"""Written reports are checked: every damage to chapters is found where it is, sound ones pass."""

from pathlib import Path

import pytest
import written_reports as edit
from app_samples import clock
from docx import Document
from report_desk import HUB, STUDY, Desk, grave, platform, the_one
from written_reports import PROSE, Damage

from egov_desktop.app import outlines, project_list, projects, report_checks, report_skeletons
from egov_desktop.app.report_checks import run_report_check
from egov_desktop.app.workspace import Workspace
from egov_desktop.documents.docx_numbering import chinese_number
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_checking import ReportCheck
from egov_desktop.domain.report_findings import FindingKind, ReportFinding

CHAPTERS = (
    *("项目概述", "项目建设单位概况", "需求分析和项目建设的必要性", "总体建设方案"),
    *("本期项目建设方案", "项目招标方案", "环保、消防、职业安全和卫生", "节能分析"),
    *("项目组织机构和人员培训", "项目实施进度", "投资估算和资金来源", "效益与评价指标分析"),
    "项目风险与风险管理",
)
NUMBERINGS: dict[str, Damage] = {
    "第一章": edit.plain(
        lambda n: f"第{chinese_number(n)}章 ", lambda c, s: f"第{chinese_number(s)}节 "
    ),
    "一、": edit.plain(
        lambda n: f"{chinese_number(n)}、", lambda c, s: f"\uff08{chinese_number(s)}\uff09"
    ),
    "1": edit.plain(lambda n: f"{n} ", lambda c, s: f"{c}.{s} "),
    "1.": edit.plain(lambda n: f"{n}. ", lambda c, s: f"{c}.{s}"),
    "第1章": edit.plain(lambda n: f"第{n}章", lambda c, s: f"{c}.{s} "),
    "none": edit.plain(lambda n: "", lambda c, s: ""),
}


# Sound reports


SOUND: dict[str, tuple[Damage, ...]] = {
    "as written": (),
    "a chapter more": (edit.add_chapter("节能分析", "信息资源共享分析"),),
    "two chapters more": (
        edit.add_chapter("项目概述", "编制说明"),
        edit.add_chapter("项目实施进度", "密码应用方案"),
    ),
    "without contents": (edit.without_contents,),
    "contents typed": (edit.without_contents, edit.typed_contents),
    "cut into runs": (edit.split_runs,),
    "thresholds of the law": (
        edit.after(
            "项目概述",
            "办法规定，总投资3000万元以上的项目先编报项目建议书；本项目总投资未超过3000万元，"
            "由可行性研究报告代项目建议书。",
        ),
    ),
    "money of others": (
        edit.after(
            "需求分析和项目建设的必要性",
            "外省同类项目总投资5000万元；一期项目于2020年建成，总投资1200万元，运行良好。",
        ),
    ),
    "money by year": (
        edit.after(
            "投资估算和资金来源",
            "2024年安排省级财政资金1500万元，2025年安排省级财政资金1100万元，年度总投资按计划下达。",
        ),
    ),
    "rounded": (
        edit.after(
            "项目概述",
            "项目总投资约0.29亿元，即2860万元（28600000元），其中预备费136.2万元，硬件设备购置486万元。",
        ),
    ),
    "round about": (edit.after("项目概述", "本项目总投资约2900万元。"),),
    "authorities": (
        edit.after(
            "项目概述",
            "本报告报四川省发展和改革委员会审批，资金由四川省财政厅安排，会商中国人民银行成都分行。",
        ),
    ),
    "signs that look odd": (
        edit.after(
            "节能分析",
            "机柜600×1000×2000毫米，采用2×25G网口，编号DL-380XX1，二○二六年起执行，"
            "文号为\u30142026\u301512号，联系电话138××××1234，审核人签字：________。",
        ),
    ),
    "lists": (
        edit.after("节能分析", "3、更换高效电源"),
        edit.after("节能分析", "2、关闭闲置设备"),
        edit.after("节能分析", "1、选用节能产品"),
    ),
    "period in words": (edit.after("项目实施进度", "建设期从2023年12月4日至2025年3月，分四步。"),),
    "cited": (edit.after("总体建设方案", f"数据由已建成的{HUB}提供，本项目不重复建设。"),),
    "short answer": (edit.empty("节能分析", say_instead="本项目不涉及新增能耗。"),),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_reports_raise_no_alarm(name: str, desk: Desk) -> None:
    result = desk.check(*SOUND[name])
    assert grave(result) == []
    assert not result.has_errors
    assert len(result.chapters) >= len(CHAPTERS)


@pytest.mark.parametrize("numbering", [n for n in NUMBERINGS if n != "none"])
def test_typed_numbers_are_as_good_but_for_the_styles(numbering: str, desk: Desk) -> None:
    """The report began as our draft, so its heading styles were lost: that is said."""
    result = desk.check(NUMBERINGS[numbering])
    (finding,) = grave(result)
    assert finding.kind is FindingKind.CHAPTER_STYLE
    assert finding.severity is Severity.WARNING
    assert len(result.chapters) == len(CHAPTERS)


def test_a_report_never_styled_is_only_advised(desk: Desk, tmp_path: Path) -> None:
    """A report of another program with typed numbers: no warning, a note."""
    document = Document()
    for number, title in enumerate(CHAPTERS, start=1):
        document.add_paragraph(f"第{chinese_number(number)}章 {title}")
        document.add_paragraph(PROSE[0])
    document.save(str(tmp_path / "plain.docx"))
    result = run_report_check(desk.plan, tmp_path / "plain.docx")
    assert grave(result) == []
    assert FindingKind.CHAPTER_STYLE in {f.kind for f in result.findings}
    assert len(result.chapters) == len(CHAPTERS)


# Chapters


@pytest.mark.parametrize("title", CHAPTERS)
def test_a_chapter_that_was_removed(title: str, desk: Desk) -> None:
    finding = the_one(desk.check(edit.remove(title)), FindingKind.CHAPTER_MISSING)
    assert f"“{title}”" in finding.message
    assert finding.severity is Severity.ERROR
    neighbour = CHAPTERS[CHAPTERS.index(title) - 1] if title != CHAPTERS[0] else CHAPTERS[1]
    assert neighbour in finding.message


@pytest.mark.parametrize(
    ("title", "keep_headings"),
    [*((title, True) for title in CHAPTERS), ("项目概述", False), ("节能分析", False)],
)
def test_a_chapter_that_was_emptied(title: str, keep_headings: bool, desk: Desk) -> None:
    finding = the_one(desk.check(edit.empty(title, keep_headings)), FindingKind.CHAPTER_EMPTY)
    assert finding.heading.endswith(title)
    assert finding.number is not None


@pytest.mark.parametrize("words", ["略。", "（略）", "【待填：节能分析】", "×××", "____"])
def test_a_chapter_that_says_nothing(words: str, desk: Desk) -> None:
    result = desk.check(edit.empty("节能分析", say_instead=words))
    assert FindingKind.CHAPTER_EMPTY in {f.kind for f in result.of(Severity.ERROR)}


@pytest.mark.parametrize(
    ("one", "other"),
    [("总体建设方案", "本期项目建设方案"), ("需求分析和项目建设的必要性", "项目实施进度"),
     ("项目概述", "项目风险与风险管理"), ("节能分析", "项目招标方案")],
)  # fmt: skip
@pytest.mark.parametrize("swap", [edit.swap, edit.swap_titles])
def test_chapters_that_were_swapped(swap, one: str, other: str, desk: Desk) -> None:
    found = grave(desk.check(swap(one, other)))
    assert {f.kind for f in found} == {FindingKind.CHAPTER_MOVED}
    assert any(f"“{title}”" in f.message for f in found for title in (one, other))
    assert all(f.number for f in found)


@pytest.mark.parametrize(
    ("title", "new"),
    [
        ("节能分析", "能源消耗分析"), ("投资估算和资金来源", "投资概算及资金筹措"),
        ("项目风险与风险管理", "风险管理"), ("项目建设单位概况", "建设单位情况"),
        ("效益与评价指标分析", "效益分析"), ("本期项目建设方案", "本期工程建设内容"),
    ],
)  # fmt: skip
def test_a_chapter_that_was_renamed(title: str, new: str, desk: Desk) -> None:
    finding = the_one(desk.check(edit.rename(title, new)), FindingKind.CHAPTER_RENAMED)
    assert f"“{title}”" in finding.message
    assert new in finding.message
    assert "改名" in finding.message


def test_a_chapter_under_a_title_that_is_quite_another(desk: Desk) -> None:
    finding = the_one(desk.check(edit.rename("项目概述", "总论")), FindingKind.CHAPTER_MISSING)
    assert "“项目概述”" in finding.message
    assert "“总论”" in finding.message


def test_small_words_are_told_too(desk: Desk) -> None:
    result = desk.check(edit.rename("效益与评价指标分析", "效益和评价指标分析"))
    assert the_one(result, FindingKind.CHAPTER_RENAMED).severity is Severity.WARNING


@pytest.mark.parametrize("numbering", NUMBERINGS)
@pytest.mark.parametrize(
    ("damage", "kind", "words"),
    [
        (edit.remove("节能分析"), FindingKind.CHAPTER_MISSING, "“节能分析”"),
        (edit.empty("项目招标方案", keep_headings=True), FindingKind.CHAPTER_EMPTY, "项目招标方案"),
        (edit.swap("总体建设方案", "本期项目建设方案"), FindingKind.CHAPTER_MOVED, "方案"),
        (edit.rename("节能分析", "能耗分析"), FindingKind.CHAPTER_RENAMED, "“节能分析”"),
    ],
)
def test_damage_is_found_without_heading_styles(
    damage: Damage, kind: FindingKind, words: str, numbering: str, desk: Desk
) -> None:
    if numbering == "none" and kind is FindingKind.CHAPTER_RENAMED:
        kind = FindingKind.CHAPTER_MISSING  # an unknown title without style or number is no heading
    finding = the_one(desk.check(damage, NUMBERINGS[numbering]), kind)
    assert words in finding.message


def test_titles_without_style_and_number(desk: Desk) -> None:
    result = desk.check(NUMBERINGS["none"])
    (finding,) = grave(result)
    assert finding.kind is FindingKind.CHAPTER_STYLE
    assert len(result.chapters) == len(CHAPTERS)


@pytest.mark.parametrize("damage", [edit.unstyled("节能分析"), edit.demoted("节能分析")])
def test_one_chapter_marked_unlike_the_others(damage: Damage, desk: Desk) -> None:
    finding = the_style(desk.check(damage))
    assert "节能分析" in finding.message


def the_style(result: ReportCheck) -> ReportFinding:
    (finding,) = grave(result)
    assert finding.kind is FindingKind.CHAPTER_STYLE
    return finding


def test_a_report_of_another_kind_is_told_in_one_sentence(desk: Desk, tmp_path: Path) -> None:
    document = Document()
    for title in ("会议纪要", "参加人员"):
        document.add_heading(title, 1)
        document.add_paragraph(PROSE[0])
    document.save(str(tmp_path / "other.docx"))
    result = run_report_check(desk.plan, tmp_path / "other.docx")
    finding = the_one(result, FindingKind.CHAPTER_MISSING)
    assert all(title in finding.message for title in CHAPTERS)


def test_sections_that_are_missing_are_only_noted(desk: Desk) -> None:
    def drop_section(document) -> None:
        edit.drop(next(p for p in document.paragraphs if p.text == "编制依据"))

    result = desk.check(drop_section)
    assert grave(result) == []
    (note,) = [f for f in result.findings if f.kind is FindingKind.SECTION_MISSING]
    assert "编制依据" in note.message


# Plans


def test_every_outline_of_both_samples(two_projects: Path, tmp_path: Path) -> None:
    """What the program writes passes its own check once it is written out."""
    checked = []
    with Workspace.open(two_projects, clock) as ws:
        for summary in project_list.list_projects(ws):
            project = projects.load_project(ws, summary.id)
            for filing in project.filings:
                for report in outlines.outlines_for(ws, project, filing):
                    for outline in report.outlines:
                        key = (summary.id, filing.id, outline.id, report.material.id)
                        skeleton = report_skeletons.plan_skeleton(ws, *key)
                        report_skeletons.write_skeleton(skeleton, tmp_path / "a.docx")
                        written = edit.write_out(tmp_path / "a.docx", tmp_path / "b.docx")
                        project_id, filing_id, outline_id, material = key
                        result = report_checks.check_report(
                            ws, project_id, filing_id, written, outline_id, material
                        )
                        assert grave(result) == [], key
                        assert len(result.chapters) == len(outline.chapters)
                        checked.append(outline.id)
    assert len(checked) >= 6
    assert {"annex1", "annex3", "annex4"} <= set(checked)


def test_a_stage_without_an_outline_is_checked_for_the_rest(
    two_projects: Path, tmp_path: Path
) -> None:
    document = Document()
    document.add_paragraph(f"项目名称：{HUB}")
    document.add_paragraph("×××")
    document.save(str(tmp_path / "letter.docx"))
    with Workspace.open(two_projects, clock) as ws:
        result = report_checks.check_report(
            ws, platform(ws), "fund_application", tmp_path / "letter.docx"
        )
    assert result.outline == ""
    assert {f.kind for f in result.of(Severity.ERROR)} == {
        FindingKind.OTHER_PROJECT,
        FindingKind.PLACEHOLDER,
    }


def test_what_is_not_there_is_named(two_projects: Path, tmp_path: Path) -> None:
    with Workspace.open(two_projects, clock) as ws:
        project = platform(ws)
        with pytest.raises(NotFoundError, match="annex3"):
            report_checks.plan_report_check(ws, project, STUDY, "annex99")
        with pytest.raises(NotFoundError, match="没有报件"):
            report_checks.plan_report_check(ws, project, "nowhere")
        with pytest.raises(InvalidInputError, match="无法读取"):
            report_checks.check_report(ws, project, STUDY, tmp_path / "没有.docx")
