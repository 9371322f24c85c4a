"""The command line: `egov-desktop COMMAND`, text or one JSON document."""

from egov_desktop.cli.entry import main

__all__ = ["main"]
