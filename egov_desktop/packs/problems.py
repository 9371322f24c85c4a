"""Mistakes in the source of a policy pack, each with its place."""

from collections.abc import Callable
from dataclasses import dataclass

from egov_desktop.packs.yaml_text import Trail

Report = Callable[[Trail, str], None]
"""Takes where a mistake stands and the sentence that says what it is."""


@dataclass(frozen=True, order=True)
class Problem:
    """A mistake in a file of a pack."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return `file:line: message`, as editors understand it."""
        return f"{self.file}:{self.line}: {self.message}"
