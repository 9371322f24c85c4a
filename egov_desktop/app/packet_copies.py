"""Handing a packet over on a medium (移交介质): copied, read again, with notes for the receiver."""

from collections.abc import Callable
from pathlib import Path


def copy_to_medium(
    packet: Path,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Path:
    """Copy a packet to a USB stick or another folder and compare; return the copy."""
    from egov_desktop.packaging.medium import copy_verified

    return copy_verified(packet, folder, progress, is_cancelled)
