"""What is left over in a report, foreign names, and figures that contradict the forms."""

from pathlib import Path

import pytest
import written_reports as edit
from docx import Document
from report_desk import HUB, HUB_UNIT, Desk, grave, the_one
from written_reports import Damage

from egov_desktop.app.report_checks import run_report_check
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_findings import FindingKind

# What was left over


@pytest.mark.parametrize(
    ("damage", "words", "place"),
    [
        (edit.after("节能分析", "本系统由×××公司承建。"), "×××", ""),
        (edit.after("节能分析", "建设单位为XX省XX局。"), "XX", ""),
        (edit.after("节能分析", "由{{建设单位}}负责。"), "{{建设单位}}", ""),
        (edit.after("节能分析", "总投资____万元。"), "____", ""),
        (edit.after("节能分析", "某某市某某单位"), "某某", ""),
        (edit.after("节能分析", "计划于20XX年建成。"), "20XX", ""),
        (edit.after("节能分析", "本节内容待补充。"), "待补充", ""),
        (edit.after("节能分析", "单击此处输入文字。"), "单击此处", ""),
        (edit.after("节能分析", "○○系统"), "○○", ""),
        (edit.after("节能分析", "【待填：能耗】"), "【待填：能耗】", ""),
        (edit.in_header("×××项目可行性研究报告"), "×××", "页眉"),
        (edit.in_cell("XXX"), "XXX", "表格"),
        (edit.in_text_box("{{名称}}"), "{{名称}}", "文本框"),
    ],
)
def test_placeholders(damage: Damage, words: str, place: str, desk: Desk) -> None:
    finding = the_one(desk.check(damage), FindingKind.PLACEHOLDER)
    assert words in finding.message
    assert words in finding.snippet
    assert finding.place == place
    if not place:
        assert finding.heading.endswith("节能分析")
        assert finding.number_in_chapter == 1


def test_a_skeleton_that_nobody_wrote_on(desk: Desk) -> None:
    result = run_report_check(desk.plan, desk.folder / "skeleton.docx")
    kinds = {f.kind for f in result.of(Severity.ERROR)}
    assert {FindingKind.GUIDANCE, FindingKind.PLACEHOLDER, FindingKind.CHAPTER_EMPTY} <= kinds
    assert len(result.of(Severity.ERROR)) > 60


def test_guidance_is_found_when_its_style_is_lost(desk: Desk, tmp_path: Path) -> None:
    document = Document(str(desk.folder / "skeleton.docx"))
    guidance = [p for p in document.paragraphs if edit.style_id(p) == "EgovGuidance"]
    for paragraph in guidance:
        paragraph.style = document.styles["Normal"]
    document.save(str(tmp_path / "plain.docx"))
    result = run_report_check(desk.plan, tmp_path / "plain.docx")
    found = [f for f in result.findings if f.kind is FindingKind.GUIDANCE]
    assert len(found) == len(guidance)


# Names


@pytest.mark.parametrize(
    ("damage", "place"),
    [
        (edit.after("节能分析", f"{HUB}的设备能耗如下。"), ""),
        (edit.in_header(f"{HUB}可行性研究报告"), "页眉"),
        (edit.in_cell(HUB), "表格"),
        (edit.in_text_box(HUB), "文本框"),
        (edit.after("节能分析", f"项目名称：{HUB}"), ""),
    ],
)
def test_the_name_of_another_project(damage: Damage, place: str, desk: Desk) -> None:
    found = grave(desk.check(damage))
    assert {(f.kind, f.severity, f.place) for f in found} == {
        (FindingKind.OTHER_PROJECT, Severity.ERROR, place)
    }
    assert any("数据共享枢纽" in f.message for f in found)


def test_the_name_of_another_unit(desk: Desk) -> None:
    result = desk.check(edit.after("项目概述", f"本项目由{HUB_UNIT}负责建设。"))
    finding = the_one(result, FindingKind.OTHER_UNIT)
    assert HUB_UNIT in finding.message


@pytest.mark.parametrize(
    ("line", "words", "kind"),
    [
        ("项目名称：某市没有登记过的系统", "项目名称", FindingKind.OTHER_PROJECT),
        ("建设单位：某市大数据局", "建设单位", FindingKind.OTHER_UNIT),
        ("项目建设单位名称：某市大数据局", "建设单位", FindingKind.OTHER_UNIT),
    ],
)
def test_a_label_that_says_something_else(
    line: str, words: str, kind: FindingKind, desk: Desk
) -> None:
    finding = the_one(desk.check(edit.after("项目概述", line)), kind)
    assert words in finding.message


def test_a_form_in_the_report_that_says_something_else(desk: Desk) -> None:
    def damage(document) -> None:
        table = document.add_table(3, 2)
        for row, texts in enumerate(
            [("项目名称", "另一个系统"), ("建设单位", "示例省政务服务厅"), ("备注", "无")]
        ):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        edit.heading(document, "项目概述")._p.addnext(table._tbl)

    finding = the_one(desk.check(damage), FindingKind.OTHER_PROJECT)
    assert finding.place == "表格"
    assert "另一个系统" in finding.snippet


# Figures


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (edit.in_text("总投资（估算）：2,860.00", "总投资（估算）：2,680.00"), "2,680.00"),
        (edit.after("项目概述", "本项目总投资2866万元。"), "2866"),
        (edit.after("项目概述", "项目总投资估算为人民币0.27亿元。"), "0.27亿元"),
        (edit.after("项目概述", "项目建成后效益明显，总投资约3200万元。"), "3200"),
        (edit.after("项目概述", "总投资28650000元，建设期16个月。"), "28650000元"),
        (edit.after("投资估算和资金来源", "资金来源为省级财政资金2500万元。"), "2500"),
        (edit.after("投资估算和资金来源", "其中单位自筹360万元。"), "360"),
        (edit.after("投资估算和资金来源", "预备费为163.20万元。"), "163.20"),
        (edit.in_row("硬件设备购置", "486.00", "468.00"), "468.00"),
        (edit.in_row("预备费", "136.20", "163.20"), "163.20"),
        (edit.in_row("单位自筹", "260.00", "240.00"), "240.00"),
        (edit.in_row("应用服务器", "12.00", "15.00"), "15.00"),
        (edit.in_row("应用服务器", "14", "24"), "24"),
        (edit.in_row("设备采购与系统集成", "749.00", "794.00"), "794.00"),
        (edit.in_row("2024", "2,160.00", "2,610.00"), "2,610.00"),
        (edit.in_row("2024", "2,000.00", "2,200.00"), "2,200.00"),
        (edit.in_row("2025", "100.00", "110.00"), "110.00"),
        (edit.in_row("合计", "2,860.00", "2,680.00"), "2,680.00"),
    ],
)
def test_figures_that_contradict_the_forms(damage: Damage, words: str, desk: Desk) -> None:
    found = grave(desk.check(damage))
    assert {f.kind for f in found} == {FindingKind.FIGURE}
    assert all(words in f.message and f.number for f in found)
    assert any(words in f.snippet for f in found)


def test_full_width_figures(desk: Desk) -> None:
    wide = "\uff12\uff16\uff18\uff10"
    result = desk.check(edit.after("项目概述", f"总投资{wide}万元。"))
    finding = the_one(result, FindingKind.FIGURE)
    assert "2680万元" in finding.message
    assert wide in finding.snippet


def test_an_estimate_under_titles_of_its_own(desk: Desk) -> None:
    """Other column titles, another unit, numbered lines: still the lines of the form."""

    def damage(document) -> None:
        lines = [
            ("序号", "工程或费用名称", "投资（元）"),
            ("一", "硬件设备购置费", "4860000"), ("二", "系统软件", "2140000"),
            ("三", "预备费", "1632000"), ("四", "监理费", "520000"), ("", "总投资", "28600000"),
        ]  # fmt: skip
        table = document.add_table(len(lines), 3)
        for row, texts in enumerate(lines):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        edit.heading(document, "投资估算和资金来源")._p.addnext(table._tbl)

    finding = the_one(desk.check(damage), FindingKind.FIGURE)
    assert "1632000" in finding.message


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (edit.in_text("建设期结束：2025-03-28", "建设期结束：2026-03-28"), "建设期"),
        (edit.after("项目实施进度", "建设期从2023年12月至2026年3月。"), "建设期"),
        (edit.in_text("预备费率：5.00", "预备费率：8.00"), "预备费率"),
    ],
)
def test_other_facts_that_contradict_the_forms(damage: Damage, words: str, desk: Desk) -> None:
    found = grave(desk.check(damage))
    assert {f.kind for f in found} == {FindingKind.FACT}
    assert all(words in f.message for f in found)
