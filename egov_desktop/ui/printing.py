"""Pages of a PDF onto paper: each as a picture, as large as on the page."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QProgressDialog, QWidget

from egov_desktop.app.preview import PageSize, render_page
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs
from egov_desktop.ui.translation import _

_DPI = 300
_POINTS_PER_INCH = 72


def print_pages(
    path: Path,
    sizes: Sequence[PageSize],
    printer: QPrinter,
    goes_on: Callable[[int, int], bool] = lambda _done, _total: True,
) -> int:
    """Print the pages the printer is set to; stop where `goes_on(done, total)` is false.

    Returns the number of pages printed.
    """
    wanted = _wanted(printer, len(sizes))
    printer.setFullPage(True)
    painter = QPainter()
    done = 0
    for number in wanted:
        if not goes_on(done, len(wanted)):
            break
        width, height = sizes[number]
        is_wide = width > height
        printer.setPageOrientation(
            QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
        )
        if painter.isActive():
            printer.newPage()
        elif not painter.begin(printer):
            break
        _draw(painter, path, number, printer)
        done += 1
    painter.end()
    return done


def ask_and_print(parent: QWidget, path: Path, sizes: Sequence[PageSize], name: str) -> None:
    """Ask for a printer and print, with a way to stop between two pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(sizes))
    dialog.setFromTo(1, len(sizes))
    if not dialog.exec():
        return
    waiting = QProgressDialog(_("正在打印…"), _("取消"), 0, len(sizes), parent)
    waiting.setWindowModality(Qt.WindowModality.WindowModal)

    def goes_on(done: int, _total: int) -> bool:
        waiting.setValue(done)
        return not waiting.wasCanceled()

    printed = print_pages(path, sizes, printer, goes_on)
    was_cancelled = waiting.wasCanceled()
    waiting.close()
    if printed == 0 and not was_cancelled:
        words = _("打印机没有接受打印，请检查打印机的连接和设置。")
        dialogs.show_error(parent, EgovError(words))


def _wanted(printer: QPrinter, count: int) -> list[int]:
    first, last = printer.fromPage(), printer.toPage()
    if printer.printRange() is not QPrinter.PrintRange.PageRange or first <= 0:
        first, last = 1, count
    pages = list(range(first - 1, min(last, count)))
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    return pages


def _draw(painter: QPainter, path: Path, number: int, printer: QPrinter) -> None:
    page = render_page(path, number, _DPI / _POINTS_PER_INCH)
    image = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32)
    paper = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
    scale = min(paper.width() / image.width(), paper.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    left, top = (paper.width() - width) / 2, (paper.height() - height) / 2
    painter.drawImage(QRectF(left, top, width, height), image)
