"""Progress and cancelling of work that is measured in bytes."""

from collections.abc import Callable

from egov_desktop.domain.errors import CancelledError

Progress = Callable[[int, int], None]
"""Told (bytes done, bytes in all)."""
IsCancelled = Callable[[], bool]


class Tracker:
    """Tells how far the work is and ends it when the user cancels."""

    def __init__(
        self,
        activity: str,
        total: int,
        progress: Progress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> None:
        self._activity = activity
        self._done = 0
        self._total = total
        self._progress = progress
        self._is_cancelled = is_cancelled

    def advance(self, count: int) -> None:
        """Count bytes that are done; raises CancelledError when the user has cancelled."""
        if self._is_cancelled and self._is_cancelled():
            raise CancelledError(f"{self._activity}已取消，没有留下文件。")
        self._done = min(self._done + count, self._total)
        if self._progress:
            self._progress(self._done, self._total)
