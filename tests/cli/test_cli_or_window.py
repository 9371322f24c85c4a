"""A call without a command opens the window, with one it is for the command line."""

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
