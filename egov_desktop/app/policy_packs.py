"""The installed policy packs, and the tools for those who write them."""

from pathlib import Path

from egov_desktop import packs
from egov_desktop.domain.calendars import WorkCalendar
from egov_desktop.domain.errors import NotFoundError, StorageError
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.packs import CaseReport, Problem

__all__ = ["CaseReport", "Problem"]


def installed_ids() -> list[str]:
    """Return the ids of the installed packs."""
    return [found.id for found in packs.available(packs.shipped_root())]


def available() -> list[PolicyPack]:
    """Return all installed packs."""
    return [installed(pack_id) for pack_id in installed_ids()]


def installed(pack_id: str, cache: Path | None = None) -> PolicyPack:
    """Return an installed pack; NotFoundError names the nearest one."""
    folder = packs.find(packs.shipped_root(), pack_id)
    try:
        return packs.load(folder, cache)
    except StorageError:  # a full disk: the cache only saves time
        return packs.load(folder)


def lint(folder: Path) -> list[Problem]:
    """Return every mistake in a pack folder, with file and line."""
    if not folder.is_dir():
        raise NotFoundError(f"找不到制度包文件夹“{folder}”，请检查路径。")
    return packs.lint(folder)


def run_cases(pack: str | None = None) -> CaseReport:
    """Run the cases of one pack, installed or in a folder of its own, or of all installed."""
    reports = [packs.run_cases(_folder(each)) for each in ([pack] if pack else installed_ids())]
    return CaseReport(
        sum(report.passed for report in reports),
        [failure for report in reports for failure in report.failed],
    )


def _folder(pack: str) -> Path:
    if pack not in installed_ids() and Path(pack).is_dir():
        return Path(pack)
    return packs.find(packs.shipped_root(), pack)


def sample(name: str) -> Path:
    """Return the data file of a shipped sample project (示例项目)."""
    return packs.shipped_root() / "samples" / name / "project.json"


def work_calendar() -> WorkCalendar:
    """Return the statutory holidays that came with the program."""
    return packs.load_calendar(packs.shipped_root() / "calendars" / "cn.yaml")
