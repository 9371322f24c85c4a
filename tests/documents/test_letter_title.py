"""Titles: whole words, few lines, a trapezium or a rhombus."""

import time
from itertools import pairwise

import pytest

from egov_desktop.documents.letter_grid import TITLE_CELLS, cells
from egov_desktop.documents.letter_title import title_lines

NAMES = (
    "政务云平台",
    "四川省政务数据共享交换平台升级改造项目",
    "四川省就业和社会保障一体化信息平台（二期）工程",
    "IPv6规模部署和应用项目",
    "省级基层治理与社会风险监测预警综合指挥调度及跨部门协同联动信息化支撑平台建设工程项目",
    "岷江流域水环境智慧监管平台",
)
UNITS = (
    "成都市大数据局",
    "四川省人力资源和社会保障厅信息中心",
    "四川省某某自治州某某县人民政府办公室",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unit", UNITS)
def test_titles_fit_keep_their_text_and_are_no_hourglass(unit: str, name: str) -> None:
    pieces = (unit, "关于审批", name, "可行性研究报告的函")
    lines = title_lines(pieces)
    widths = [cells(line) for line in lines]

    assert "".join(lines) == "".join(pieces)
    assert max(widths) <= TITLE_CELLS
    assert not any(line.startswith(("的", "、", "\uff09", ")")) for line in lines)
    steps = [b - a for a, b in pairwise(widths) if a != b]
    if len(lines) <= 3:
        assert not any(a < 0 < b for a, b in pairwise(steps)), lines


def test_names_that_fit_a_line_are_not_broken() -> None:
    for unit, name in ((UNITS[0], NAMES[0]), (UNITS[0], NAMES[1]), (UNITS[1], NAMES[5])):
        lines = title_lines((unit, "关于审批", name, "可行性研究报告的函"))
        assert sum(unit in line for line in lines) == 1, lines
        assert sum(name in line for line in lines) == 1, lines


def test_a_short_title_is_one_line() -> None:
    assert title_lines(("成都市大数据局", "关于立项", "的函")) == ["成都市大数据局关于立项的函"]


def test_a_latin_word_is_not_broken() -> None:
    pieces = ("成都市大数据局", "关于审批", "Kubernetes容器云平台项目", "初步设计方案的函")
    assert sum("Kubernetes" in line for line in title_lines(pieces)) == 1


def test_an_endless_title_is_set_quickly() -> None:
    begun = time.process_time()
    lines = title_lines(("甲" * 60, "关于审批", "乙" * 120, "的函"))
    assert time.process_time() - begun < 2
    assert max(map(cells, lines)) <= TITLE_CELLS
