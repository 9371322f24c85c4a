"""Pages of a PDF for the window (预览): how many, how large, and as pictures."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.app.rendering import DraftPlan, render_draft

if TYPE_CHECKING:
    from egov_desktop.documents.preview import RenderedPage

_SMALL = 0.25
PageSize = tuple[float, float]
"""Width and height of a page in points."""


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF."""
    from egov_desktop.documents import preview

    return preview.page_count(path)


def render_page(path: Path, index: int, scale: float) -> "RenderedPage":
    """Return a page, counted from 0, as pixels; scale 1 is 72 dots an inch."""
    from egov_desktop.documents import preview

    return preview.render_page(path, index, scale)


def page_sizes(path: Path) -> tuple[PageSize, ...]:
    """Return the size of every page of a PDF."""
    small = [render_page(path, number, _SMALL) for number in range(page_count(path))]
    return tuple((page.width / _SMALL, page.height / _SMALL) for page in small)


def render_and_measure(
    plan: DraftPlan, out: Path, progress: Callable[[int, int], None] | None = None
) -> tuple[PageSize, ...]:
    """Write a draft and return the sizes of its pages; needs no database."""
    render_draft(plan, out, progress)
    return page_sizes(out)
