"""Progress and cancelling of work that is measured in bytes."""

from collections.abc import Callable

from egov_desktop.domain.errors import CancelledError


class Tracker:
    """Reports how far the work is and ends it when the user cancels."""

    def __init__(
        self,
        activity: str,
        total: int,
        progress: Callable[[int, int], None] | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> None:
        self._activity = activity
        self._done = 0
        self._total = total
        self._progress = progress
        self._is_cancelled = is_cancelled

    def advance(self, count: int) -> None:
        """Count bytes that are done; raise CancelledError when the user has cancelled."""
        if self._is_cancelled and self._is_cancelled():
            raise CancelledError(f"{self._activity}已取消，没有留下文件。")
        self._done = min(self._done + count, self._total)
        if self._progress:
            self._progress(self._done, self._total)
