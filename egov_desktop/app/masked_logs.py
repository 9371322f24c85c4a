"""Logs without personal numbers: whatever an error message or a traceback quotes is masked."""

import logging
from pathlib import Path
from typing import TextIO


class MaskingFormatter(logging.Formatter):
    """Masks the whole line as it will stand in the log, arguments and traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked text of a record."""
        from egov_desktop.domain.masking import masked  # at start nothing is logged

        return masked(super().format(record))


def log_to(target: Path | TextIO, level: int) -> None:
    """Let everything from `level` on be logged, masked, unless logging is set up already."""
    if logging.getLogger().hasHandlers():
        return
    handler: logging.Handler = (
        logging.FileHandler(target, encoding="utf-8")
        if isinstance(target, Path)
        else logging.StreamHandler(target)
    )
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
