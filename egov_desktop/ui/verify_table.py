"""Many packets, a line for each: verdict, file, project, filing, signers."""

from collections.abc import Callable
from enum import IntEnum
from pathlib import PurePath

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from egov_desktop.app.verification_words import filing_name
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.verify_result import Document
from egov_desktop.ui.verify_verdict import verdict_mark

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_HEIGHT = 34


class Column(IntEnum):
    """The columns of the table."""

    VERDICT = 0
    FILE = 1
    PROJECT = 2
    FILING = 3
    SIGNERS = 4


_TITLES = {
    Column.VERDICT: marked("结论"),
    Column.FILE: marked("文件"),
    Column.PROJECT: marked("项目"),
    Column.FILING: marked("报件"),
    Column.SIGNERS: marked("签名人"),
}
_WIDTHS = {Column.VERDICT: 150, Column.PROJECT: 200, Column.FILING: 170, Column.SIGNERS: 140}


class VerdictModel(QAbstractTableModel):
    """The documents that have come in so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.documents: list[Document] = []

    def add(self, document: Document) -> None:
        """Put a line at the end."""
        place = len(self.documents)
        self.beginInsertRows(QModelIndex(), place, place)
        self.documents.append(document)
        self.endInsertRows()

    def clear(self) -> None:
        """Take all lines away."""
        self.beginResetModel()
        self.documents.clear()
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of packets."""
        return 0 if parent.isValid() else len(self.documents)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        """Return the words of a cell, and the picture of a verdict."""
        document, column = self.documents[index.row()], Column(index.column())
        if role == _Role.DisplayRole:
            return _CELLS[column](document)
        if role == _Role.ToolTipRole:
            return str(document["file"]) if column is Column.FILE else _CELLS[column](document)
        if role == _Role.DecorationRole and column is Column.VERDICT:
            return verdict_mark(str(document["verdict"])).picture(16, 2)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> object:
        """Return the title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return _(_TITLES[Column(section)])
        return None


def _filing(document: Document) -> str:
    version = document.get("version")
    return f"{filing_name(document)} v{version}" if version else "—"


def _signers(document: Document) -> str:
    signatures = document.get("signatures")
    found = signatures if isinstance(signatures, list) else []
    return _("、").join(each["signer"] for each in found) or "—"


_CELLS: dict[Column, Callable[[Document], str]] = {
    Column.VERDICT: lambda document: verdict_mark(str(document["verdict"])).word,
    Column.FILE: lambda document: PurePath(str(document["file"])).name,
    Column.PROJECT: lambda document: str(document.get("project") or "—"),
    Column.FILING: _filing,
    Column.SIGNERS: _signers,
}


def verdict_table(model: VerdictModel) -> QTableView:
    """Return the view of the packets; rows keep one height, however many there are."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(_("核对过的报送包"))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setIconSize(QSize(16, 16))
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(_HEIGHT)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in _WIDTHS.items():
        header.resizeSection(column, width)
    header.setSectionResizeMode(Column.FILE, QHeaderView.ResizeMode.Stretch)
    return view


def fit_rows(view: QTableView, most: int) -> None:
    """Make a table as high as its rows, at most so many of them."""
    rows = min(view.model().rowCount(), most) * view.verticalHeader().defaultSectionSize()
    frame = 2 * view.frameWidth()
    view.setFixedHeight(view.horizontalHeader().sizeHint().height() + rows + frame)
