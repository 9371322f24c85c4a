"""The list of projects as a table that stays quick with ten thousand rows.

The rows are a list of project ids; filtering and sorting make a new list. What a project needs
to be computed for (its Overview) is read in small slices while the window is idle.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from egov_desktop.domain.duties import DutyState
from egov_desktop.ui import duty_words, icons
from egov_desktop.ui.translation import _, marked

if TYPE_CHECKING:
    from egov_desktop.app.overviews import Overview
    from egov_desktop.storage.project_list import ProjectSummary

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOT_READ = "…"


class Column(IntEnum):
    """The columns in the order they are shown."""

    NAME = 0
    UNIT = 1
    STAGE = 2
    STATE = 3
    DUTY = 4
    DUE = 5


_HEADINGS = {
    Column.NAME: marked("项目名称"),
    Column.UNIT: marked("建设单位"),
    Column.STAGE: marked("当前环节"),
    Column.STATE: marked("状态"),
    Column.DUTY: marked("下一事项"),
    Column.DUE: marked("期限"),
}


class _Read(NamedTuple):
    """An overview, and of which state of the project it is."""

    updated_at: datetime
    overview: "Overview"


class ProjectTable(QAbstractTableModel):
    """Projects that match what is searched for, in the order that was asked for."""

    def __init__(self, read: Callable[[str], "Overview"], today: date) -> None:
        super().__init__()
        self._read = read
        self._today = today
        self._projects: dict[str, ProjectSummary] = {}
        self._overviews: dict[str, _Read] = {}
        self._wanted: dict[str, None] = {}
        self._ids: list[str] = []
        self._words = ""
        self._only: DutyState | None = None
        self._order: tuple[Column, bool] | None = None

    def set_projects(self, projects: Iterable["ProjectSummary"]) -> None:
        """Show these projects; what did not change is not computed again."""
        self._projects = {project.id: project for project in projects}
        known = self._overviews
        self._overviews = {
            key: known[key]
            for key, project in self._projects.items()
            if key in known and known[key].updated_at == project.updated_at
        }
        self._wanted = dict.fromkeys(key for key in self._projects if key not in self._overviews)
        self._arrange()

    def forget(self) -> None:
        """Compute everything again: the holidays are others."""
        self._overviews.clear()

    def search(self, words: str, only: DutyState | None) -> None:
        """Show projects that hold all the words, and a duty in one state if that is asked."""
        self._words, self._only = words, only
        self._arrange()

    def read_some(self, seconds: float) -> bool:
        """Compute overviews for a moment; False when there is nothing left to compute."""
        end = time.monotonic() + seconds
        while self._wanted and time.monotonic() < end:
            key = next(reversed(self._wanted))
            del self._wanted[key]
            self._overviews[key] = _Read(self._projects[key].updated_at, self._read(key))
        if self._wanted:
            self._repaint()
            return True
        self._arrange()
        return False

    @property
    def is_all_read(self) -> bool:
        """Whether every project has been computed."""
        return not self._wanted

    @property
    def total(self) -> int:
        """How many projects there are, shown or not."""
        return len(self._projects)

    def count(self, state: DutyState) -> int:
        """Return how many projects have their next duty in a state."""
        return sum(read.overview.duty_state is state for read in self._overviews.values())

    def project_at(self, row: int) -> str:
        """Return the id of the project in a row."""
        return self._ids[row]

    def row_of(self, project_id: str) -> int | None:
        """Return the row of a project, or None when it is not shown."""
        return self._ids.index(project_id) if project_id in self._ids else None

    def _arrange(self) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self._ids
        words = self._words.casefold().split()
        self._ids = [key for key in self._projects if self._is_wanted(key, words)]
        if self._order is not None:
            self._ids = self._sorted(self._ids, *self._order)
        self._move_selection(before)
        self.layoutChanged.emit()

    def _move_selection(self, before: Sequence[str]) -> None:
        rows = {key: row for row, key in enumerate(self._ids)}
        for old in self.persistentIndexList():
            row = rows.get(before[old.row()]) if old.row() < len(before) else None
            new = QModelIndex() if row is None else self.index(row, old.column())
            self.changePersistentIndex(old, new)

    def _is_wanted(self, key: str, words: Sequence[str]) -> bool:
        read = self._overviews.get(key)
        if self._only is not None and (read is None or read.overview.duty_state != self._only):
            return False
        if not words:
            return True
        text = self._projects[key].name
        if read is not None:
            o = read.overview
            text = f"{text}\n{o.unit}\n{o.stage_title}\n{o.state}\n{o.next_duty}"
        text = text.casefold()
        return all(word in text for word in words)

    def _sorted(self, ids: Sequence[str], column: Column, is_descending: bool) -> list[str]:
        keys = {key: self._sort_key(key, column) for key in ids}
        known = [key for key in ids if keys[key]]
        blank = [key for key in ids if not keys[key]]
        return [*sorted(known, key=keys.__getitem__, reverse=is_descending), *blank]

    def _sort_key(self, key: str, column: Column) -> bytes:
        """Return bytes that order as pinyin does, as GB 2312 arranges its common characters."""
        if column is not Column.DUE:
            text = self._text(key, column)
            return b"" if text == _NOT_READ else text.encode("gb18030", "replace")
        read = self._overviews.get(key)
        due = read.overview.due if read else None
        return due.isoformat().encode() if due else b""

    def _repaint(self) -> None:
        if self._ids:
            last = self.index(len(self._ids) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _text(self, key: str, column: Column) -> str:
        if column is Column.NAME:
            return self._projects[key].name
        read = self._overviews.get(key)
        if read is None:
            return _NOT_READ
        overview = read.overview
        return {
            Column.UNIT: overview.unit,
            Column.STAGE: overview.stage_title,
            Column.STATE: overview.state,
            Column.DUTY: overview.next_duty,
            Column.DUE: self._due(overview),
        }[column]

    def _due(self, overview: "Overview") -> str:
        if overview.duty_state is None:
            return ""
        words = duty_words.due_words(overview.duty_state, overview.due, self._today)
        return f"{overview.due:%Y-%m-%d}\n{words}" if overview.due else words

    def _due_mark(self, key: str) -> duty_words.Mark | None:
        read = self._overviews.get(key)
        if read is None or read.overview.duty_state is None:
            return None
        return duty_words.duty_mark(read.overview.duty_state)

    # Qt

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many projects are shown."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        """Return the heading of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return _(_HEADINGS[Column(section)])
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell shows; what is on screen is computed first."""
        key, column = self._ids[index.row()], Column(index.column())
        if role == _Role.DisplayRole:
            if key in self._wanted:
                self._wanted[key] = self._wanted.pop(key)
            return self._text(key, column)
        if role == _Role.ToolTipRole:
            return self._text(key, column)
        if column is not Column.DUE or role not in (_Role.DecorationRole, _Role.ForegroundRole):
            return None
        mark = self._due_mark(key)
        if mark is None:
            return None
        if role == _Role.ForegroundRole:
            return QColor(mark.colour)
        return icons.icon(mark.shape, mark.colour)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; a negative one brings back the latest change first."""
        is_descending = order is Qt.SortOrder.DescendingOrder
        self._order = None if column < 0 else (Column(column), is_descending)
        self._arrange()
