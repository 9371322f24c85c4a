"""Looking into a file that is handed in as a material (附件检查)."""

import warnings
from dataclasses import dataclass
from pathlib import Path, PurePath

from egov_desktop.documents import media_types
from egov_desktop.documents.docx_inspection import inspect_docx
from egov_desktop.documents.pdf_inspection import PdfFacts, inspect_pdf
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.project import Heading


@dataclass(frozen=True)
class Inspection:
    """What a file is and what a person should know of it."""

    media_type: str
    pages: int | None
    remarks: tuple[str, ...]
    headings: tuple[Heading, ...] | None


def inspect(path: Path, title: str) -> Inspection:
    """Return what a file is; `title` is the name it was handed in with.

    Raises InvalidInputError for a file that is empty or cannot be read. Anything that is odd but
    readable, and every broken file, comes back as remarks.
    """
    try:
        if path.stat().st_size == 0:
            raise InvalidInputError(f"“{title}”是空文件，请重新选择。")
        return _inspect(path, title)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInputError(
            f"无法读取“{title}”：{reason}。请确认文件存在且可以打开。"
        ) from error


def _inspect(path: Path, title: str) -> Inspection:
    try:
        media_type = media_types.media_type_of(path)
    except media_types.DamagedZipError:
        broken = ("文件损坏，压缩结构不完整，请用原文件重新添加。",)
        return Inspection(media_types.ZIP, None, broken, None)
    facts = _facts(path, media_type)
    remarks = (*_name_remarks(media_type, PurePath(title).suffix), *facts.remarks)
    return Inspection(media_type, facts.pages, remarks, facts.headings)


def _facts(path: Path, media_type: str) -> PdfFacts:
    if media_type == media_types.PDF:
        return inspect_pdf(path)
    if media_type == media_types.DOCX:
        return inspect_docx(path)
    if media_type in (media_types.PNG, media_types.JPEG, media_types.TIFF):
        return _image_facts(path)
    if media_type == media_types.LOCKED_OFFICE:
        return PdfFacts(None, ("文件设有打开密码，接收方无法打开，请去掉密码后重新添加。",))
    if media_type == media_types.UNKNOWN:
        return PdfFacts(None, ("无法识别文件类型，接收方可能打不开，建议换成 PDF。",))
    return PdfFacts(None, ())


def _name_remarks(media_type: str, suffix: str) -> list[str]:
    if media_types.fits_name(media_type, suffix):
        return []
    name = media_types.NAMES[media_type]
    said = f"后缀是 {suffix}" if suffix else "没有后缀"
    return [f"文件名{said}，内容却是{name}，接收方可能打不开，请更正文件名或换成正确的文件。"]


def _image_facts(path: Path) -> PdfFacts:
    """Return the number of pictures; decodes the first to see whether it is whole."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                image.load()
                return PdfFacts(getattr(image, "n_frames", 1), ())
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return PdfFacts(1, ("图片尺寸过大，没有检查内容，建议缩小后重新添加。",))
    except (OSError, SyntaxError, ValueError, EOFError):
        return PdfFacts(None, ("图片损坏，无法完整显示，请用原文件重新添加。",))
