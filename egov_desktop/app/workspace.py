"""An open data folder with the policy packs and the clock that its use cases need."""

import getpass
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypedDict

from egov_desktop.domain.errors import NotFoundError
from egov_desktop.storage.store import Store

if TYPE_CHECKING:  # at start nobody needs a pack yet
    from egov_desktop.domain.calendars import WorkCalendar
    from egov_desktop.domain.policy import PolicyPack


class Stamp(TypedDict):
    """Who does something, and when: what every change is recorded with."""

    actor: str
    now: datetime


class Workspace:
    """One open data folder; `Workspace.open` makes one."""

    def __init__(
        self, home: Path, store: Store, clock: Callable[[], datetime], today: date | None
    ) -> None:
        self.home = home
        self.store = store
        self._clock = clock
        self._today = today
        self._packs: dict[str, PolicyPack] = {}
        self.calendar_edition = 0
        """Grows when other holidays are imported: what was worked out with them is stale."""

    @classmethod
    def open(cls, home: Path, clock: Callable[[], datetime], today: date | None = None) -> Self:
        """Open a data folder, making it when new; StorageError when it cannot be used.

        `today` is the date that rules see; the clock's when None.
        """
        return cls(home, Store.open(home, clock()), clock, today)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave one whole file behind and let others in."""
        self.store.close()

    def now(self) -> datetime:
        """Return the present moment, with its zone."""
        return self._clock()

    def today(self) -> date:
        """Return the date that rules see."""
        return self._today or self._clock().date()

    def stamp(self) -> Stamp:
        """Return who is at work and when."""
        return {"actor": self._actor, "now": self.now()}

    def new_id(self) -> str:
        """Return a new id, unique over all PCs: `p` and ten letters or digits."""
        import secrets

        return "p" + secrets.token_hex(5)

    @property
    def scratch(self) -> Path:
        """Return the folder for temporary files; it is emptied when the folder is opened."""
        return self.store.scratch

    @property
    def packs(self) -> Mapping[str, "PolicyPack"]:
        """Return all installed packs by id."""
        from egov_desktop.app import policy_packs

        return {pack_id: self.pack(pack_id) for pack_id in policy_packs.installed_ids()}

    def pack(self, pack_id: str) -> "PolicyPack":
        """Return an installed pack; NotFoundError names those there are."""
        if pack_id not in self._packs:
            from egov_desktop.app import policy_packs

            self._packs[pack_id] = policy_packs.installed(pack_id, self.home / "cache")
        return self._packs[pack_id]

    @cached_property
    def _actor(self) -> str:
        return _user_name()

    @cached_property
    def calendar(self) -> "WorkCalendar":
        """Return the statutory holidays that are known: the shipped ones under the imported."""
        from egov_desktop.app import work_calendar

        return work_calendar.load(self.store)

    def read_calendar_again(self) -> None:
        """Forget the holidays: others were imported."""
        self.__dict__.pop("calendar", None)
        self.calendar_edition += 1


def default_home() -> Path:
    """Return the data folder: EGOV_HOME, or the user's own data folder."""
    if named := os.environ.get("EGOV_HOME"):
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("egov-desktop", appauthor=False))


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        raise NotFoundError("无法确定当前的系统用户，请在正常登录的会话中运行。") from None
