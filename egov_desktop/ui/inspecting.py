"""Looking into files beside the window: a thread waits for the child process that does it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from egov_desktop.app import inspection
from egov_desktop.app.inspection import Outcome
from egov_desktop.domain.attachment_surroundings import Surroundings


def inspect_files(
    paths: Sequence[Path],
    around: Surroundings,
    progress: Callable[[str, int, int], None],
) -> list[tuple[Path, Outcome]]:
    """Inspect every file; one that cannot be handed in does not hold up the others.

    For `Jobs.run`: `progress` raises when the job was cancelled, which ends the child as well.
    """
    try:
        return inspection.inspect_files(paths, around, progress)
    finally:
        inspection.leave()
