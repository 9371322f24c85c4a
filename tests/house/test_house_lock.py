"""requirements.lock is complete, exact and names no place to download from."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from source_tree import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^ \\]+)", LOCK, re.MULTILINE))


def test_it_names_no_address() -> None:
    assert re.findall(r"[a-z+]+://\S+|--(?:extra-)?(?:index-url|find-links).*", LOCK) == []


def test_every_pin_has_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", LOCK, flags=re.MULTILINE))
    assert len(entries) == len(PINS) > 50
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_it_meets_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)])


def test_qt_is_the_last_that_runs_on_old_systems() -> None:
    """Wheels of 6.10 and later need glibc 2.34; UOS V20 and Kylin V10 have 2.28 and 2.31."""
    assert PINS["pyside6-essentials"] == PINS["shiboken6"] == "6.9.3"


def test_it_serves_every_system() -> None:
    assert re.search(r"^pywin32-ctypes==.* ; sys_platform == 'win32'", LOCK, re.MULTILINE)
    assert re.search(r"^secretstorage==.* ; sys_platform == 'linux'", LOCK, re.MULTILINE)
