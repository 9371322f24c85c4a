"""Saving while a person types: durable after each field and after each pause; never judged."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from egov_desktop.app import projects
from egov_desktop.domain.errors import EgovError, EntryStoppedError
from egov_desktop.domain.fields import Raw

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace

PAUSE_MS = 800
_RETRY_MS = 3000
_STEPS_KEPT = 100


@dataclass(frozen=True)
class Step:
    """One change that can be undone."""

    path: str
    before: Raw
    after: Raw


class Autosave(QObject):
    """Answers on their way into the database."""

    saved = Signal(object)
    """Stored; hands on the datetime."""
    failed = Signal(str)
    """Not stored, and why; the answers are kept and tried again."""
    stopped = Signal(str, str)
    """The law forbids to keep this answer (path, sentence); nothing was kept."""

    def __init__(
        self, page: QObject, workspace: "Workspace", project_id: str, filing_id: str
    ) -> None:
        super().__init__(page)
        self._workspace = workspace
        self._project_id = project_id
        self._filing_id = filing_id
        self._stored: dict[str, Raw] = {}
        self._pending: dict[str, Raw] = {}
        self._steps: list[Step] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.flush)

    @property
    def pending(self) -> frozenset[str]:
        """The fields whose typing is not stored yet."""
        return frozenset(self._pending)

    @property
    def last_step(self) -> Step | None:
        """The change that undo would take back."""
        return self._steps[-1] if self._steps else None

    def know(self, path: str, raw: Raw) -> None:
        """Take note of what is stored."""
        self._stored[path] = raw

    def note(self, path: str, raw: Raw) -> None:
        """Take note of what is typed; it is stored after a pause."""
        if raw == self._stored.get(path):
            self._pending.pop(path, None)
            return
        self._pending[path] = raw
        self._pause.start(PAUSE_MS)

    def flush(self) -> bool:
        """Store everything now; False when something could not be stored."""
        self._pause.stop()
        was_pending = bool(self._pending)
        for path, raw in list(self._pending.items()):
            if not self._store(path, raw):
                if self._pending:
                    self._pause.start(_RETRY_MS)
                return False
            step = Step(path, self._stored.get(path), raw)
            self._stored[path] = raw
            self._remember(step)
        if was_pending:
            self.saved.emit(self._workspace.now())
        return True

    def forget(self) -> None:
        """Drop what is not stored: the project is gone."""
        self._pause.stop()
        self._pending.clear()

    def undo(self) -> Step | None:
        """Take back the last stored change; return it."""
        if not self.flush() or not self._steps:
            return None
        step = self._steps[-1]
        if not self._store(step.path, step.before):
            return None
        self._steps.pop()
        self._stored[step.path] = step.before
        self.saved.emit(self._workspace.now())
        return step

    def _store(self, path: str, raw: Raw) -> bool:
        where = f"{self._filing_id}.{path}"
        try:
            projects.answer(self._workspace, self._project_id, where, raw)
        except EntryStoppedError as error:
            self._pending.pop(path, None)
            self.stopped.emit(path, str(error))
            return False
        except EgovError as error:
            self.failed.emit(str(error))
            return False
        self._pending.pop(path, None)
        return True

    def _remember(self, step: Step) -> None:
        """Keep a step; typing on in one field is one step."""
        self._steps.append(step)
        del self._steps[:-_STEPS_KEPT]


def clock(moment: datetime) -> str:
    """Return the time of day as it is shown beside 已保存."""
    return f"{moment:%H:%M:%S}"
