"""Start of the program: the window with no arguments, the command line otherwise."""

import sys


def main() -> int:
    """Run the program and return its exit code."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # a child of the installed program starts here
    if len(sys.argv) > 1:
        from egov_desktop.cli import main as run_command

        return run_command()
    from egov_desktop.ui.application import run_window

    return run_window()


if __name__ == "__main__":
    sys.exit(main())
