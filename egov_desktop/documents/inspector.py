"""Looking into a file that is handed in as a material (附件检查)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from egov_desktop.documents import media_types
from egov_desktop.documents.docx_inspection import inspect_docx
from egov_desktop.documents.inspection_facts import FileFacts
from egov_desktop.documents.inspection_images import inspect_image
from egov_desktop.documents.inspection_ofd import inspect_ofd
from egov_desktop.documents.inspection_office import damaged_zip, inspect_zip
from egov_desktop.documents.inspection_ole import inspect_ole
from egov_desktop.documents.pdf_inspection import inspect_pdf
from egov_desktop.domain.attachment_flaws import (
    ENCRYPTED,
    OVERSIZED,
    PROGRAM,
    UNKNOWN_TYPE,
    WRONG_TYPE,
    Remark,
)
from egov_desktop.domain.attachment_surroundings import Surroundings
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.project import Heading

_HUGE = 1 << 30
_NOWHERE = Surroundings()


@dataclass(frozen=True)
class Inspection:
    """What a file is and what a person should know of it."""

    media_type: str
    pages: int | None
    findings: tuple[Remark, ...]
    headings: tuple[Heading, ...] | None
    signatures: int = 0
    """Electronic signatures inside, which are not judged here."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return the sentences only."""
        return tuple(found.sentence for found in self.findings)

    @property
    def flaws(self) -> tuple[str, ...]:
        """Return the kinds only, in the order of the sentences."""
        return tuple(found.kind for found in self.findings)


def inspect(path: Path, title: str, around: Surroundings = _NOWHERE) -> Inspection:
    """Return what a file is; `title` is the name it was handed in with.

    Raises InvalidInputError for a file that is empty or cannot be read. Anything that is odd but
    readable, and every broken file, comes back as findings.
    """
    try:
        size = path.stat().st_size
        if size == 0:
            raise InvalidInputError(f"“{title}”是空文件，请重新选择。")
        return _inspect(path, title, size, around)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInputError(
            f"无法读取“{title}”：{reason}。请确认文件存在且可以打开。"
        ) from error


def _inspect(path: Path, title: str, size: int, around: Surroundings) -> Inspection:
    try:
        media_type = media_types.media_type_of(path)
    except media_types.DamagedZipError:
        return Inspection(media_types.ZIP, None, (damaged_zip(),), None)
    facts = _LOOKING_INTO.get(media_type, _by_type_only(media_type))(path, around)
    findings = (*_outside(media_type, PurePath(title).suffix, size), *facts.remarks)
    return Inspection(media_type, facts.pages, findings, facts.headings, facts.signatures)


def _outside(media_type: str, suffix: str, size: int) -> list[Remark]:
    """Return what name and size alone say."""
    remarks = []
    if media_type == media_types.PROGRAM or media_types.runs_by_name(suffix):
        sentence = "文件是可执行程序或脚本，接收方会拒收，请移除并换成正确的材料。"
        remarks.append(Remark(PROGRAM, sentence))
    elif not media_types.fits_name(media_type, suffix):
        said = f"后缀是 {suffix}" if suffix else "没有后缀"
        sentence = (
            f"文件名{said}，内容却是{media_types.NAMES[media_type]}，"
            "接收方可能打不开，请更正文件名或换成正确的文件。"
        )
        remarks.append(Remark(WRONG_TYPE, sentence))
    if size > _HUGE:
        sentence = f"文件有 {size >> 20} MB，上传平台和邮件多半收不下，请压缩或分成几个文件。"
        remarks.append(Remark(OVERSIZED, sentence))
    return remarks


def _by_type_only(media_type: str) -> "Callable[[Path, Surroundings], FileFacts]":
    remarks: tuple[Remark, ...] = ()
    if media_type == media_types.LOCKED_OFFICE:
        sentence = "文件设有打开密码，接收方无法打开，请去掉密码后重新添加。"
        remarks = (Remark(ENCRYPTED, sentence),)
    elif media_type == media_types.UNKNOWN:
        sentence = "无法识别文件类型，接收方可能打不开，建议换成 PDF。"
        remarks = (Remark(UNKNOWN_TYPE, sentence),)
    return lambda _path, _around: FileFacts(None, remarks)


def _packed(path: Path, around: Surroundings) -> FileFacts:
    return FileFacts(None, tuple(inspect_zip(path, around)))


def _old_office(path: Path, _around: Surroundings) -> FileFacts:
    return FileFacts(None, tuple(inspect_ole(path)))


_LOOKING_INTO: dict[str, Callable[[Path, Surroundings], FileFacts]] = {
    media_types.PDF: inspect_pdf,
    media_types.DOCX: inspect_docx,
    media_types.OFD: inspect_ofd,
    **dict.fromkeys((media_types.XLSX, media_types.PPTX, media_types.ZIP), _packed),
    **dict.fromkeys((media_types.DOC, media_types.XLS, media_types.PPT), _old_office),
    **dict.fromkeys(
        (media_types.PNG, media_types.JPEG, media_types.TIFF, media_types.GIF, media_types.BMP),
        inspect_image,
    ),
}
