"""A call without a command opens the window, with one it is for the command line."""

import os
import subprocess
import sys

import pytest

from egov_desktop.__main__ import window_settings


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        ([], {}),
        (["--home", "D"], {"EGOV_HOME": "D"}),
        (["--lang", "en", "--home", "D"], {"EGOV_LANG": "en", "EGOV_HOME": "D"}),
        (["packs", "list"], None),
        (["--home", "D", "project", "list"], None),
        (["--home"], None),
        (["--help"], None),
        (["--version"], None),
        (["--json", "demo"], None),
    ],
)
def test_which_of_the_two(arguments: list[str], settings: dict[str, str] | None) -> None:
    assert window_settings(arguments) == settings


def test_without_a_display_a_sentence_says_so() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "egov_desktop"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    assert done.returncode == 3
    assert "没有图形界面" in done.stderr.decode()
