"""A look at the data after the program was killed or the power was cut (非正常退出后的检查)."""

from collections.abc import Callable
from dataclasses import dataclass

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import DamagedDataError
from egov_desktop.storage import health

Progress = Callable[[int, int], None]

READ_ONLY = (
    "数据库已损坏，现在只能查看，不能修改，以免损坏扩大。"
    "请打开“设置”，从最近核对过的备份恢复；备份以后的修改会尽量找回。"
)


@dataclass(frozen=True)
class Verdict:
    """What the look has found."""

    is_damaged: bool
    """The database itself is damaged: nothing must be written any more."""
    problems: tuple[str, ...]


def look(ws: Workspace, progress: Progress | None = None) -> Verdict:
    """Check the database, the audit chain and every attachment; refuse changes when damaged.

    May run in a thread beside the window.
    """
    # What is found twice was not just a save that was under way.
    broken = _database_problems(ws) and _database_problems(ws)
    if broken:
        ws.store.stop_writing(READ_ONLY)
        return Verdict(is_damaged=True, problems=tuple(broken))
    return Verdict(is_damaged=False, problems=tuple(health.attachment_problems(ws.store, progress)))


def _database_problems(ws: Workspace) -> list[str]:
    try:
        return health.database_problems(ws.store)
    except DamagedDataError as error:
        return [str(error)]
