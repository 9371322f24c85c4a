"""Judging packets in a child process of the window; nothing of Qt and no database is loaded there.

What is told on the way: `begun` with a path, its number and how many there are; `read` with bytes
of that packet; `judged` with a path, its document or None, and why it could not be read.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from egov_desktop.app import verification_runs
from egov_desktop.app.verification import Terms, require_terms


def judge_packets(
    paths: Sequence[Path],
    done: frozenset[Path],
    terms: Terms,
    now: datetime,
    progress: Callable[..., None],
) -> int:
    """Judge every packet that is not done, in files and folders; return how many there were."""
    require_terms(terms)
    verification_runs.bound_memory()
    wanted = [each for each in verification_runs.packets_in(paths) if each not in done]
    for number, path in enumerate(wanted):
        progress("begun", path, len(done) + number, len(done) + len(wanted))
        read = _Sparing(progress)
        outcome = verification_runs.outcome_here(path, terms, now, read)
        progress("judged", path, outcome.document, outcome.error)
    return len(wanted)


class _Sparing:
    """Tells how far the reading is, a hundred times at most."""

    def __init__(self, progress: Callable[..., None]) -> None:
        self._progress = progress
        self._told = -1

    def __call__(self, done: int, total: int) -> None:
        """Tell a new hundredth."""
        share = 100 * done // total if total else 100
        if share != self._told:
            self._told = share
            self._progress("read", share, 100, None)
