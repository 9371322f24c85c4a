"""Cells of Excel and WPS as they come over the clipboard."""

import pytest

from egov_desktop.ui.wizard.pasting import holds_range, read_cells, read_range, write_cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\t\tb", [["a", "", "b"]]),
        ("", [[""]]),
        ('"一行\n两行"\t2', [["一行\n两行", "2"]]),
        ('"说""好""的"\t2', [['说"好"的', "2"]]),
        ('"开头的引号\t2', [['"开头的引号', "2"]]),
        ('"甲"乙\t2', [['"甲"乙', "2"]]),
        ('12"屏幕\t2', [['12"屏幕', "2"]]),
        ("末格空\t\n第二行\t1", [["末格空", ""], ["第二行", "1"]]),
    ],
)
def test_cells_are_split_as_the_sheet_shows_them(text: str, cells: list[list[str]]) -> None:
    assert read_cells(text) == cells


def test_what_is_copied_comes_back_the_same() -> None:
    rows = [["甲", '带"引号"', "换\n行"], ["", "制\t表", "1"]]
    assert read_cells(write_cells(rows)) == rows


def test_heading_and_sum_are_left_out_and_counted() -> None:
    text = "费用名称\t金额（万元）\n硬件\t900\n软件\t1200\n合 计\t2100\n"
    pasted = read_range(text, ["费用名称", "金额"])
    assert pasted.rows == (("硬件", "900"), ("软件", "1200"))
    assert "2 行" in pasted.words()
    assert "表头 1 行" in pasted.words()
    assert "合计 1 行" in pasted.words()


def test_a_single_row_is_data_whatever_it_says() -> None:
    assert read_range("合计\t12", ["费用名称", "金额"]).rows == (("合计", "12"),)


def test_empty_rows_between_are_left_out() -> None:
    assert read_range("甲\t1\n\t\n乙\t2", ["名", "数"]).rows == (("甲", "1"), ("乙", "2"))


def test_cells_go_under_the_headings_they_stand_under() -> None:
    text = "序号\t金额（万元）\t费用名称\n1\t900\t硬件\n2\t45\t监理\n"
    pasted = read_range(text, ["费用名称", "单价", "金额"])
    assert pasted.rows == (("硬件", "", "900"), ("监理", "", "45"))
    assert "本表没有的 1 列" in pasted.words()


@pytest.mark.parametrize(
    ("text", "is_range"), [("900", False), ("900\n", False), ("900\t3", True), ("甲\n乙", True)]
)
def test_one_cell_is_no_range(text: str, is_range: bool) -> None:
    assert holds_range(text) is is_range
