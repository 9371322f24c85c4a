"""Start of the program: the window with no command, the command line otherwise."""

import os
import sys
from collections.abc import Mapping, Sequence

EXPECTED = 3
"""Exit code of an expected error."""
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
    if not has_display(os.environ):
        sys.stderr.write("这里没有图形界面，打不开窗口；可以使用命令，见 egov-desktop --help。\n")
        return EXPECTED
    os.environ.update(wished)
    from egov_desktop.ui.application import run_window

    return run_window()


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown: Qt aborts the program where it cannot."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(environment.get(name) for name in names)


def window_settings(arguments: Sequence[str]) -> Mapping[str, str] | None:
    """Return the settings of a call that names no command; None when it is for the command line."""
    pairs = list(zip(arguments[::2], arguments[1::2], strict=False))
    if len(arguments) % 2 or any(option not in _OF_THE_WINDOW for option, _ in pairs):
        return None
    return {_OF_THE_WINDOW[option]: value for option, value in pairs}


if __name__ == "__main__":
    sys.exit(main())
