"""The visible seal (印章图片) of a signature: an image in a box on a page, and nothing else."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from PIL.Image import Image
    from pyhanko.stamp import StaticStampStyle

_MOST_PIXELS = 16_000_000


@dataclass(frozen=True)
class Seal:
    """Where a seal image goes: page from 0 (−1 is the last), box in points from below left."""

    image: Path
    page: int
    box: tuple[int, int, int, int]

    def __post_init__(self) -> None:
        left, bottom, right, top = self.box
        if right <= left or top <= bottom:
            raise InvalidInputError(f"印章位置 {self.box} 没有面积；请按“左 下 右 上”给出。")


def seal_style(seal: Seal) -> "StaticStampStyle":
    """Return the appearance: the image as large as the box allows, its proportions kept."""
    from pyhanko.pdf_utils.images import PdfImage
    from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, SimpleBoxLayoutRule
    from pyhanko.stamp import StaticStampStyle

    return StaticStampStyle(
        border_width=0,
        background=PdfImage(_picture(seal.image)),
        background_opacity=1.0,
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MID,
            y_align=AxisAlignment.ALIGN_MID,
            inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
        ),
    )


def _picture(path: Path) -> "Image":
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=("PNG", "JPEG")) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise InvalidInputError(
                    f"印章图片“{path.name}”太大（{image.width}×{image.height} 像素）；"
                    "请缩小后再用。"
                )
            return image.convert("RGBA" if image.has_transparency_data else "RGB")
    except FileNotFoundError as error:
        raise InvalidInputError(f"找不到印章图片“{path}”；请核对路径。") from error
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise InvalidInputError(
            f"印章图片“{path.name}”不是可用的 PNG 或 JPEG 图片；请重新选择。"
        ) from error
    except (OSError, SyntaxError) as error:  # PIL raises SyntaxError for a broken PNG
        raise InvalidInputError(f"印章图片“{path.name}”已损坏；请重新选择。") from error
