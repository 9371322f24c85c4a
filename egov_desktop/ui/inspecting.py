"""Looking into several files in a child process; nothing of Qt is loaded there."""

from collections.abc import Callable, Sequence
from pathlib import Path

from egov_desktop.app.attachments import Inspected, inspect_file
from egov_desktop.domain.errors import EgovError

Outcome = Inspected | str
"""What was found in a file, or the sentence that says why it cannot be handed in."""


def inspect_files(
    paths: Sequence[Path], progress: Callable[[str, int, int], None] | None = None
) -> list[tuple[Path, Outcome]]:
    """Inspect every file; one that cannot be handed in does not hold up the others."""
    found: list[tuple[Path, Outcome]] = []
    for number, path in enumerate(paths):
        if progress is not None:
            progress(path.name, number, len(paths))
        try:
            found.append((path, inspect_file(path)))
        except EgovError as error:
            found.append((path, str(error)))
    return found
