"""Where a seal (印章) lies on a page: moved and resized without leaving the paper."""

from dataclasses import dataclass, replace

from egov_desktop.app.preview import PageSize

POINTS_PER_MM = 72 / 25.4
LEAST_WIDTH = 10 * POINTS_PER_MM
"""A seal smaller than a centimetre cannot be read."""
Box = tuple[int, int, int, int]
"""Left, bottom, right, top in points, measured from the lower left corner of the page."""


@dataclass(frozen=True)
class SealPlace:
    """A page, counted from 0, and a rectangle on it, in points from its lower left corner."""

    page: int
    left: float
    bottom: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """The rectangle as a signature takes it."""
        left, bottom = round(self.left), round(self.bottom)
        return (
            left,
            bottom,
            left + max(round(self.width), 1),
            bottom + max(round(self.height), 1),
        )

    def moved(self, right: float, up: float, size: PageSize) -> "SealPlace":
        """Return the seal moved by a distance, as far as the page goes."""
        return replace(self, left=self.left + right, bottom=self.bottom + up).within(size)

    def resized(self, width: float, size: PageSize) -> "SealPlace":
        """Return the seal with another width about the same middle, its proportions kept."""
        ratio = self.height / self.width
        most = min(size[0], size[1] / ratio)
        wide = min(max(width, min(LEAST_WIDTH, most)), most)
        high = wide * ratio
        left = self.left + (self.width - wide) / 2
        bottom = self.bottom + (self.height - high) / 2
        return SealPlace(self.page, left, bottom, wide, high).within(size)

    def on_page(self, page: int, size: PageSize) -> "SealPlace":
        """Return the seal at the same place of another page."""
        return replace(self, page=page).resized(self.width, size)

    def within(self, size: PageSize) -> "SealPlace":
        """Return the seal pushed back onto the paper."""
        return replace(
            self,
            left=min(max(self.left, 0), max(size[0] - self.width, 0)),
            bottom=min(max(self.bottom, 0), max(size[1] - self.height, 0)),
        )


def fitted(page: int, box: Box, proportion: float) -> SealPlace:
    """Return a seal (`proportion` is width by height) in the middle of a box, as large as fits."""
    left, bottom, right, top = box
    width = min(right - left, (top - bottom) * proportion)
    height = width / proportion
    return SealPlace(
        page,
        left + (right - left - width) / 2,
        bottom + (top - bottom - height) / 2,
        width,
        height,
    )
