"""Policy packs (制度包): the law as YAML folders, read strictly into domain values."""

from egov_desktop.packs.cases import CaseReport, run_cases
from egov_desktop.packs.holidays import load_calendar, read_holiday_table
from egov_desktop.packs.loading import PackFolder, available, find, lint, load, shipped_root
from egov_desktop.packs.problems import Problem

__all__ = [
    "CaseReport",
    "PackFolder",
    "Problem",
    "available",
    "find",
    "lint",
    "load",
    "load_calendar",
    "read_holiday_table",
    "run_cases",
    "shipped_root",
]
