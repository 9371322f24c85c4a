"""The progress report as other programs see it: whole, readable, honest about what is missing."""

import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from printout_samples import RARE
from report_samples import CODE, empty_report, full_report

from egov_desktop.documents.progress_report_pdf import render_progress_report
from egov_desktop.domain.progress_figures import PeriodFigures
from egov_desktop.domain.progress_report import ProgressReport

CHAPTERS = ("一、项目概况", "二、建设进度", "三、概预算执行", "四、合同执行", "五、变更情况")


def run(*command: object) -> str:
    result = subprocess.run([*map(str, command)], check=True, capture_output=True)
    return result.stdout.decode(errors="replace")


def pages_of(path: Path) -> list[str]:
    return run("pdftotext", "-enc", "UTF-8", "-layout", path, "-").split("\f")[:-1]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "进度报告.pdf"
    assert render_progress_report(full_report(), path) == len(pages_of(path))
    return path


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    render_progress_report(empty_report(), tmp_path / "draft.pdf")
    return tmp_path / "draft.pdf"


def test_qpdf_finds_no_fault(full: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", full)


def test_every_font_is_embedded_charts_included(full: Path, draft: Path) -> None:
    for path in (full, draft):
        rows = run("pdffonts", path).splitlines()[2:]
        assert len(rows) >= 3
        for row in rows:
            assert re.match(r"[A-Z]{6}\+Noto\w+SC-\w+ +TrueType +WinAnsi +yes yes yes", row)


def test_every_page_bears_its_number_the_version_and_the_code(full: Path) -> None:
    pages = pages_of(full)
    assert len(pages) > 6
    for number, page in enumerate(pages, start=1):
        assert re.search(rf"第 {number} 页 +共 {len(pages)} 页", page)
        assert f"v2 · {CODE}" in page
        assert "2026年上半年" in page


def test_the_chapters_stand_in_their_order_and_are_bookmarked(full: Path) -> None:
    text = "".join(pages_of(full))
    places = [text.index(title) for title in (*CHAPTERS, "六、存在问题和下步安排")]
    assert places == sorted(places)
    with pikepdf.open(full) as pdf, pdf.open_outline() as outline:
        assert [str(item.title) for item in outline.root][:5] == list(CHAPTERS)


def test_rare_characters_and_long_texts_are_whole(full: Path) -> None:
    text = run("pdftotext", "-enc", "UTF-8", full, "-")
    assert f"张{RARE}" in text
    assert text.count("谈") == 30 + 60 + 12 * 8  # once in each of the long sentences


def test_nothing_stands_outside_the_page(full: Path) -> None:
    boxes = run("pdftotext", "-enc", "UTF-8", "-bbox", full, "-")
    sides = " ".join(rf'{side}="([\d.-]+)"' for side in ("xMin", "yMin", "xMax", "yMax"))
    words = re.findall(sides, boxes)
    assert len(words) > 500
    for left, top, right, bottom in (map(float, word) for word in words):
        assert left >= 70
        assert right <= 595.3 - 60
        assert 0 <= top <= bottom <= 842


def test_charts_are_lines_with_the_values_beside_them_not_pictures(full: Path) -> None:
    with pikepdf.open(full) as pdf:
        assert not any(page.get_images() for page in pdf.pages)
    (page,) = [text for text in pages_of(full) if "计划与实际进度" in text]
    for label in ("计划进度", "实际进度", "85%", "80%", "2024年", "上半年"):
        assert label in page
    (page,) = [text for text in pages_of(full) if "2,402.70" in text]
    assert re.search(r"完成投资 +未填报", page)
    assert re.search(r"累计支付 +-3.50", page)


def test_a_draft_out_of_nothing_says_so(draft: Path) -> None:
    pages = pages_of(draft)
    text = "".join(pages)
    assert text.count("未填报") >= 12
    assert "没有登记调整报告" in text
    assert "草稿" in text
    assert "0.00" not in text


def test_the_places_to_sign_stand_on_the_last_page_only(full: Path, draft: Path) -> None:
    for path in (full, draft):
        *others, last = pages_of(path)
        assert "项目责任人（签名）" in last.replace("(", "（").replace(")", "）")
        assert "单位盖章" in last or "盖章" in last
        assert not any("签名" in page for page in others)


def test_equal_reports_give_equal_bytes(tmp_path: Path, full: Path) -> None:
    render_progress_report(full_report(), tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == full.read_bytes()


def _series(values: list[tuple[str, str | None, str | None]]) -> ProgressReport:
    nothing = [None] * 4
    series = (
        PeriodFigures(
            period,
            period,
            None if planned is None else Decimal(planned),
            None if actual is None else Decimal(actual),
            *nothing,
        )
        for period, planned, actual in values
    )
    return replace(empty_report(), series=tuple(series))


@pytest.mark.parametrize(
    "values",
    [
        [],
        [("", "1", "2")],
        [("2026", "0", "0")],
        [("2026H1", "-5", "999999999999999"), ("2026", "1e-9", None)],
        [(f"20{year}{half}", "50", "40") for year in range(10, 70) for half in ("H1", "")],
    ],
)
def test_charts_of_odd_figures_are_drawn(
    values: list[tuple[str, str | None, str | None]], tmp_path: Path
) -> None:
    path = tmp_path / "odd.pdf"
    render_progress_report(_series(values), path)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
    assert "二、建设进度" in "".join(pages_of(path))
