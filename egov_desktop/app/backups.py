"""The whole data store: backup, restore, self-check."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from egov_desktop.app import policy_packs, rolling_backups
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EgovError
from egov_desktop.storage import backup as stored_backup
from egov_desktop.storage import health
from egov_desktop.storage import restore as stored_restore

_PROBE = ("电子政务工程建设项目", "\U0002cb5a\u4dae\u36c3", "0123456789.%ABC")
"""Words and rare characters that every packet must be able to print."""


def backup(ws: Workspace, out: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Write everything into one file, open it again and compare before it counts."""
    stored_backup.backup(ws.store, out, ws.now(), progress)


def restore(file: Path, home: Path, now: datetime) -> Path | None:
    """Put a backup in place of a data folder; return where the old data was set aside."""
    return stored_restore.restore(file, home, now, sets_old_aside=True)


def selfcheck(ws: Workspace) -> list[str]:
    """Return everything that is wrong, in sentences: data, disk, fonts, packs."""
    problems = [*health.problems(ws.store), *_font_problems()]
    problems += rolling_backups.problems(rolling_backups.folder_of(ws.home))
    for pack_id in policy_packs.installed_ids():
        try:
            ws.pack(pack_id)
        except EgovError as error:
            problems.append(str(error))
    return problems


def _font_problems() -> list[str]:
    from egov_desktop.documents import fonts

    return [
        f"字体缺少常用字“{char}”，请重新安装程序。" for char in fonts.missing_characters(_PROBE)
    ]
