"""Pages of a PDF on screen and on paper: drawn when seen, zoomed, printed."""

import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from typing_hands import press

from egov_desktop.app.preview import page_sizes
from egov_desktop.ui.page_view import PageView
from egov_desktop.ui.printing import print_pages

PAGES, WIDE_PAGE = 16, 3


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "sixteen.pdf"
    canvas = Canvas(str(path))
    for number in range(PAGES):
        canvas.setPageSize(landscape(A4) if number == WIDE_PAGE else A4)
        canvas.setFillColorRGB(number / PAGES, 0, 1)
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def view(pdf: Path, qtbot: QtBot) -> PageView:
    made = PageView()
    qtbot.addWidget(made)
    made.resize(900, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.show_pages(pdf, page_sizes(pdf))
    return made


def test_sizes_tell_portrait_from_landscape(pdf: Path) -> None:
    sizes = page_sizes(pdf)
    assert len(sizes) == PAGES
    assert sizes[0] == pytest.approx(A4, abs=3)
    assert sizes[WIDE_PAGE] == pytest.approx(landscape(A4), abs=3)


def test_pages_are_drawn_when_they_come_on_screen(view: PageView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_drawn)
    assert view.picture(PAGES - 1) is None
    press(view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: view.picture(PAGES - 1) is not None)
    assert view.page == PAGES - 1
    assert f"第 {PAGES} 页" in view.accessibleDescription()


def test_a_picture_is_its_page(view: PageView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.is_drawn)
    picture = view.picture(0)
    assert picture is not None
    assert picture.height() / picture.width() == pytest.approx(297 / 210, abs=0.01)
    middle = picture.pixelColor(250 * picture.width() // 595, 592 * picture.height() // 842)
    assert (middle.red(), middle.blue()) == (0, 255)


def test_long_documents_keep_few_pictures(view: PageView, qtbot: QtBot) -> None:
    view.set_zoom(0.5)
    for number in range(PAGES):
        view.go_to_page(number)
        qtbot.waitUntil(lambda: view.is_drawn)
    kept = sum(view.picture(number) is not None for number in range(PAGES))
    assert kept <= 12


def test_page_keys_go_from_page_to_page(view: PageView) -> None:
    press(view, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    assert view.page == 2
    press(view, Qt.Key.Key_PageUp)
    assert view.page == 1
    press(view, Qt.Key.Key_Home)
    assert view.verticalScrollBar().value() < 20


def test_zoom_keeps_the_place_and_its_bounds(view: PageView) -> None:
    view.go_to_page(8)
    view.set_zoom(2)
    assert abs(view.page - 8) <= 1
    view.set_zoom(9)
    assert view.zoom == 3
    view.set_zoom(0.1)
    assert view.zoom == 0.5


def test_the_wheel_zooms_with_ctrl_only(view: PageView) -> None:
    place = QPointF(300, 300)
    for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier):
        wheel = QWheelEvent(
            place,
            view.viewport().mapToGlobal(place),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), wheel)
        is_zoomed = modifier is Qt.KeyboardModifier.ControlModifier
        assert (view.zoom > 1) == is_zoomed


def test_the_width_is_fitted_and_stays_so(view: PageView, qtbot: QtBot) -> None:
    view.fit_width()
    wide = view.zoom
    view.resize(600, 700)
    qtbot.waitUntil(lambda: view.zoom < wide)
    assert view.horizontalScrollBar().maximum() == 0


def printed(pdf: Path, out: Path, pages: tuple[int, int] | None) -> str:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    if pages is not None:
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(*pages)
    wanted = pages or (1, PAGES)
    assert print_pages(pdf, page_sizes(pdf), printer) == wanted[1] - wanted[0] + 1
    judge = ["pdfinfo", "-f", "1", "-l", "99", str(out)]
    return subprocess.run(judge, capture_output=True, check=True).stdout.decode()


def test_chosen_pages_are_printed_the_right_way_up(pdf: Path, tmp_path: Path) -> None:
    facts = printed(pdf, tmp_path / "printed.pdf", (WIDE_PAGE, WIDE_PAGE + 1))
    assert "Pages:           2" in facts
    assert "595 x 842" in facts.split("Page    1")[1].split("\n")[0]
    assert "842 x 595" in facts.split("Page    2")[1].split("\n")[0]


def test_printing_stops_when_told(pdf: Path, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "stopped.pdf"))
    assert print_pages(pdf, page_sizes(pdf), printer, lambda done, _total: done < 2) == 2
