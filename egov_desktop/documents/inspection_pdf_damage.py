"""Whether a PDF is whole: as it stands, only after repairs, or not (PDF 损坏)."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from egov_desktop.domain.attachment_flaws import (
    DAMAGED,
    ENCRYPTED,
    PARTLY_INSPECTED,
    REPAIRED,
    Remark,
)

MAX_SYNTAX_BYTES = 64 << 20
"""Larger files are not decoded stream by stream: it takes minutes."""

_TAIL = 4096
_LOST = re.compile(
    r"error decoding|decoding content stream|inflate:|bad code|not found in file|"
    r"unexpected EOF|EOF while|error reading stream|Not a JPEG|premature|unable to find /Root",
    re.IGNORECASE,
)
"""Words of qpdf that mean content is gone."""

_MENDED = re.compile(
    r"damaged|reconstruct|recover|xref not found|invalid xref|expected endobj|n n obj|"
    r"expected dict|/Kids|loop detected|unable to find trailer|unexpected",
    re.IGNORECASE,
)
"""Words of qpdf that mean the structure had to be mended; its other complaints are of form only."""


def damage_remarks(path: Path) -> list[Remark]:
    """Return a remark when the structure, or in a file of moderate size any stream, is broken."""
    import pikepdf

    is_read_whole = path.stat().st_size <= MAX_SYNTAX_BYTES
    try:
        with pikepdf.open(path) as pdf:
            warnings = [str(warning) for warning in pdf.get_warnings()]
            problems = pdf.check_pdf_syntax() if is_read_whole else []
    except pikepdf.PasswordError:
        sentence = "文件有一部分加了密，有的软件打不开，请去掉密码后重新添加。"
        return [Remark(ENCRYPTED, sentence)]
    except (pikepdf.PdfError, ValueError, RuntimeError):
        sentence = "文件结构有损坏，虽能打开，内容可能不全，请用原文件重新导出。"
        return [Remark(DAMAGED, sentence)]
    remarks = _judged(path, warnings, problems)
    if not is_read_whole:
        limit = MAX_SYNTAX_BYTES >> 20
        sentence = f"文件超过 {limit} MB，没有逐项解码内容，请打开翻看一遍确认完整。"
        remarks.append(Remark(PARTLY_INSPECTED, sentence))
    return remarks


def _judged(path: Path, warnings: Sequence[str], problems: Sequence[str]) -> list[Remark]:
    prefix = f"{path}"
    said = [str(each).replace(prefix, "") for each in (*warnings, *problems)]
    late = [str(each).replace(prefix, "") for each in problems]
    if any(map(_LOST.search, said)) or any("file is damaged" in each for each in late):
        sentence = "文件中间有内容损坏，部分文字或图片读不出来，请用原文件重新导出。"
        return [Remark(DAMAGED, sentence)]
    if not any(map(_MENDED.search, said)):
        return []
    if not _has_end(path):
        sentence = "文件损坏，结尾缺失，可能没有传完，请用原文件重新添加。"
        return [Remark(DAMAGED, sentence)]
    sentence = "文件结构不规范，需自动修复才能打开，有的软件可能打不开，建议另存为新的 PDF。"
    return [Remark(REPAIRED, sentence)]


def _has_end(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL), os.SEEK_SET)
        return b"%%EOF" in stream.read()
