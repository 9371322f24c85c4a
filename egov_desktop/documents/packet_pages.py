"""Whether a PDF is built as this program builds a packet (印本的结构), before its text is read.

What a packet never has is a reason: scripts, actions, enclosed files, layers, notes, turned or cut
pages. Streams that unpack to more than any packet holds are found without keeping them.
"""

import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from egov_desktop.documents.packet_drawing import drawing_flaws
from egov_desktop.domain.errors import InvalidInputError

_MOST_PAGES = 12_000
_MOST_DRAWN = 2 << 20
"""Bytes that one page draws; a full table has a fiftieth."""
_MOST_UNPACKED = 256 << 20
_STEP = 1 << 20
_MOST_TOLD = 10
_ROOT = {
    "/OpenAction": "打开时自动执行的动作",
    "/AA": "自动执行的动作",
    "/OCProperties": "可以隐藏内容的图层",
    "/AF": "内嵌文件",
    "/Collection": "内嵌文件",
    "/Threads": "文章线索",
    "/URI": "网址基准",
    "/SpiderInfo": "网页抓取信息",
}
_NAMES = {
    "/JavaScript": "JavaScript 脚本",
    "/EmbeddedFiles": "内嵌文件",
    "/AlternatePresentations": "其他演示内容",
    "/Renditions": "音频或视频",
}
_PAGE = {
    "/AA": "自动执行的动作",
    "/AF": "内嵌文件",
    "/CropBox": "裁切",
    "/UserUnit": "缩放",
    "/PieceInfo": "其他程序的数据",
    "/Trans": "翻页效果",
}
_PACKED = {"/FlateDecode", "/ASCII85Decode"}
_ANNOTATIONS = {"/Link", "/Widget"}


def building_problems(pdf: Path) -> tuple[str, ...]:
    """Return in words what a packet of this program never has; raises InvalidInputError.

    Only a PDF that has no such problem is safe to be read page by page.
    """
    import pikepdf

    try:
        with pikepdf.open(pdf) as document:
            return tuple(islice(dict.fromkeys(_problems(document)), _MOST_TOLD))
    except (pikepdf.PdfError, zlib.error, OSError, RecursionError, TypeError) as error:
        raise InvalidInputError("packet.pdf 不是完好的 PDF，可能被换成了别的文件。") from error


def foot_problems(feet: Sequence[str], version: int, code: str) -> tuple[str, ...]:
    """Return which pages do not bear version, code and their own number at the foot.

    `feet` is the text of each page's foot without blanks.
    """
    wrong = [
        number
        for number, foot in enumerate(feet, start=1)
        if not foot.endswith(f"第{number}页共{len(feet)}页v{version}·{code}")
    ]
    if not wrong:
        return ()
    pages = "、".join(map(str, wrong[:_MOST_TOLD])) + (" 等" if len(wrong) > _MOST_TOLD else "")
    return (
        f"packet.pdf 第 {pages} 页的页脚不是本版本的版本号、报件编码和页码（全文 {len(feet)} 页），"
        "可能有页面被删去、换掉或打乱。",
    )


def _problems(document: Any) -> Iterator[str]:
    root = document.Root
    if document.is_encrypted:
        yield "packet.pdf 设有密码，不是本程序生成的。"
    yield from _had(root, _ROOT)
    yield from _had(root.get("/Names"), _NAMES)
    if "/AcroForm" in root:
        yield from _had(root.AcroForm, {"/XFA": "动态表单"})
    yield from _unpacking_problems(document)
    if len(document.pages) > _MOST_PAGES:
        yield f"packet.pdf 有 {len(document.pages)} 页，多得不合理。"
        return
    seen: set[tuple[int, int]] = set()
    for number, page in enumerate(document.pages, start=1):
        for problem in _page_problems(page.obj, seen):
            yield f"packet.pdf 第 {number} 页{problem}。"


def _had(dictionary: Any, words: dict[str, str]) -> Iterator[str]:
    import pikepdf

    if isinstance(dictionary, pikepdf.Dictionary):
        for key, word in words.items():
            if key in dictionary:
                yield f"packet.pdf 含有{word}，不是本程序生成的样子。"


def _page_problems(page: Any, seen: set[tuple[int, int]]) -> Iterator[str]:
    if page.objgen in seen:
        yield "与前面某页是同一页"
    seen.add(page.objgen)
    for key, word in _PAGE.items():
        if key in page:
            yield f"有{word}，不是本程序生成的样子"
    if int(page.get("/Rotate", 0)) != 0:
        yield "被转动"
    yield from _annotation_problems(page.get("/Annots"))
    yield from _drawing_problems(page)


def _annotation_problems(annotations: Any) -> Iterator[str]:
    import pikepdf

    for each in annotations if isinstance(annotations, pikepdf.Array) else ():
        kind = str(each.get("/Subtype"))
        if kind not in _ANNOTATIONS or "/AA" in each or "/A" in each:
            yield f"有批注或动作（{kind.lstrip('/')[:20]}），不是本程序生成的样子"
        elif kind == "/Widget" and str(each.get("/FT", "/Sig")) != "/Sig":
            yield "有签名以外的表单栏"


def _drawing_problems(page: Any) -> Iterator[str]:
    """Yield where a page draws more than text: layers, drawings within drawings, huge streams."""
    import pikepdf

    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    resources = page.get("/Resources", pikepdf.Dictionary())
    if "/Properties" in resources:
        yield "有可以隐藏的内容"
    for drawing in dict(resources.get("/XObject", {})).values():
        if str(drawing.get("/Subtype")) != "/Form":
            yield "有图片"
        elif "/XObject" in drawing.get("/Resources", {}):
            yield "有层层套叠的图形"
        elif "/OC" in drawing:
            yield "有可以隐藏的内容"
        else:
            streams.append(drawing)
    streams = [each for each in streams if each is not None]
    drawn = sum(_unpacked(each, _MOST_DRAWN) for each in streams)
    if drawn > _MOST_DRAWN:
        yield "的内容多得不合理"
    elif not drawn:
        yield "是空白页"
    else:
        yield from drawing_flaws(b"\n".join(each.read_bytes() for each in streams))


def _unpacking_problems(document: Any) -> Iterator[str]:
    import pikepdf

    left = _MOST_UNPACKED
    for each in document.objects:
        if isinstance(each, pikepdf.Stream):
            left -= _unpacked(each, left)
            if left < 0:
                yield "packet.pdf 解压之后大得不合理。"
                return
            if "/EF" in each or str(each.get("/Type")) == "/EmbeddedFile":
                yield "packet.pdf 含有内嵌文件，不是本程序生成的样子。"
        elif isinstance(each, pikepdf.Dictionary) and ("/EF" in each or "/JS" in each):
            yield "packet.pdf 含有内嵌文件或脚本，不是本程序生成的样子。"


def _unpacked(stream: Any, most: int) -> int:
    """Return to how many bytes a stream unpacks, counting to a little more than `most`."""
    import base64

    import pikepdf

    named = stream.get("/Filter", pikepdf.Array())
    filters = [str(f) for f in (named if isinstance(named, pikepdf.Array) else [named])]
    raw = bytes(stream.read_raw_bytes())
    if not filters or not set(filters) <= _PACKED:
        return len(raw)  # a picture: pages of a packet have none
    if filters != ["/FlateDecode"]:
        if filters not in (["/ASCII85Decode"], ["/ASCII85Decode", "/FlateDecode"]):
            return most + 1  # packed more than once
        raw = base64.a85decode(raw.strip().removesuffix(b"~>"))
        if len(filters) == 1:
            return len(raw)
    return _inflated(raw, most)


def _inflated(raw: bytes, most: int) -> int:
    engine, size = zlib.decompressobj(), 0
    chunk = engine.decompress(raw, _STEP)
    while chunk and size <= most:
        size += len(chunk)
        chunk = engine.decompress(engine.unconsumed_tail, _STEP)
    return size
