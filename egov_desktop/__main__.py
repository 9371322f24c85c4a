"""Start of the program: the window with no command, the command line otherwise."""

import os
import sys
from collections.abc import Mapping, Sequence

_OF_THE_WINDOW = {"--home": "EGOV_HOME", "--lang": "EGOV_LANG"}
"""Options the window takes too → the environment variable that says the same."""


def main() -> int:
    """Run the program and return its exit code."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # a child of the installed program starts here
    wished = window_settings(sys.argv[1:])
    if wished is None:
        from egov_desktop.cli import main as run_command

        return run_command()
    os.environ.update(wished)
    from egov_desktop.ui.application import run_window

    return run_window()


def window_settings(arguments: Sequence[str]) -> Mapping[str, str] | None:
    """Return the settings of a call that names no command; None when it is for the command line."""
    pairs = list(zip(arguments[::2], arguments[1::2], strict=False))
    if len(arguments) % 2 or any(option not in _OF_THE_WINDOW for option, _ in pairs):
        return None
    return {_OF_THE_WINDOW[option]: value for option, value in pairs}


if __name__ == "__main__":
    sys.exit(main())
