"""Pictures that are handed in: whole, blank, too large to handle (图片附件检查)."""

import re
import warnings
from datetime import date
from pathlib import Path
from typing import Any

from egov_desktop.documents.inspection_facts import FileFacts
from egov_desktop.domain.attachment_flaws import BLANK_PAGES, DAMAGED, OVERSIZED, Remark
from egov_desktop.domain.attachment_surroundings import Surroundings, date_remarks

_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP")
_MAX_SIDE = 20_000
_MAX_PIXELS = 120_000_000
_TAKEN, _CHANGED = 0x9003, 0x0132  # EXIF DateTimeOriginal, DateTime
_EXIF = 0x8769
_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d)")
_BRIGHT = 235


def inspect_image(path: Path, around: Surroundings) -> FileFacts:
    """Return the number of pictures; decodes the first to see whether it is whole."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                pages = getattr(image, "n_frames", 1)
                if _is_huge(image):
                    width, height = image.size
                    sentence = (
                        f"图片尺寸过大（{width}×{height} 像素），没有检查内容，建议缩小后重新添加。"
                    )
                    return FileFacts(pages, (Remark(OVERSIZED, sentence),))
                image.load()
                return FileFacts(pages, tuple(_remarks(image, around)))
    except (Image.DecompressionBombError, MemoryError):
        sentence = "图片尺寸过大，没有检查内容，建议缩小后重新添加。"
        return FileFacts(1, (Remark(OVERSIZED, sentence),))
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError):
        sentence = "图片损坏，无法完整显示，请用原文件重新添加。"
        return FileFacts(None, (Remark(DAMAGED, sentence),))


def _is_huge(image: Any) -> bool:
    width, height = image.size
    return max(width, height) > _MAX_SIDE or width * height > _MAX_PIXELS


def _remarks(image: Any, around: Surroundings) -> list[Remark]:
    remarks = []
    darkest, _brightest = image.convert("L").getextrema()
    if darkest > _BRIGHT:
        remarks.append(Remark(BLANK_PAGES, "图片是空白的，请确认没有拿错文件。"))
    exif = image.getexif()
    days = (_day(exif.get_ifd(_EXIF).get(_TAKEN)), _day(exif.get(_CHANGED)))
    return remarks + date_remarks(*days, around)


def _day(value: Any) -> date | None:
    found = _DATE.match(str(value))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
