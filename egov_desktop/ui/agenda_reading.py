"""Reading the duties of ten thousand projects without keeping the window waiting."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from egov_desktop.app.agenda import AgendaEntry

if TYPE_CHECKING:
    from egov_desktop.storage.project_list import ProjectSummary

_FIRST_SHOWN = 40
"""The list is shown after this many projects, and again each time their number has doubled."""


class _Read(NamedTuple):
    """The duties of a project, and of which state of the project they are."""

    updated_at: datetime
    entries: list[AgendaEntry]


class AgendaReading:
    """The duties that were read so far; what did not change is not read again."""

    def __init__(self, read: Callable[[str], list[AgendaEntry]]) -> None:
        self._read = read
        self._projects: dict[str, ProjectSummary] = {}
        self._known: dict[str, _Read] = {}
        self._waiting: list[str] = []
        self._show_at = 0

    def set_projects(self, projects: Iterable["ProjectSummary"]) -> None:
        """Read these projects, the first of them first."""
        self._projects = {project.id: project for project in projects}
        known = self._known
        self._known = {
            key: known[key]
            for key, project in self._projects.items()
            if key in known and known[key].updated_at == project.updated_at
        }
        self._waiting = [key for key in reversed(self._projects) if key not in self._known]
        self._show_at = len(self._known) + _FIRST_SHOWN

    def forget(self) -> None:
        """Read everything again: the day or the holidays are others."""
        self._known.clear()

    def read_some(self, seconds: float) -> bool:
        """Read for a moment; True when so much is new that the list should be shown again."""
        end = time.monotonic() + seconds
        while self._waiting and time.monotonic() < end:
            key = self._waiting.pop()
            self._known[key] = _Read(self._projects[key].updated_at, self._read(key))
        if self._waiting and len(self._known) < self._show_at:
            return False
        self._show_at = 2 * len(self._known)
        return True

    @property
    def is_complete(self) -> bool:
        """Whether every project has been read."""
        return not self._waiting

    @property
    def done(self) -> int:
        """How many projects have been read."""
        return len(self._known)

    @property
    def total(self) -> int:
        """How many projects there are."""
        return len(self._projects)

    def entries(self) -> Iterable[AgendaEntry]:
        """Return the duties read so far, in no order."""
        return chain.from_iterable(read.entries for read in self._known.values())
