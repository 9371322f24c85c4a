"""What a PDF does or carries besides its pages: scripts, links, files, media (PDF 动作)."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from egov_desktop.domain.attachment_flaws import (
    DYNAMIC_FORM,
    EMBEDDED_FILES,
    LINKS,
    PARTLY_INSPECTED,
    RICH_MEDIA,
    SCRIPTS,
    Remark,
)
from egov_desktop.domain.attachment_surroundings import ranges

_SECONDS = 15.0
_MAX_DEPTH = 12
_MAX_PAGES = 600
_NAMES_SHOWN = 3
_AUTOMATIC = "打开时自动执行"

_ACTIONS = {
    "/JavaScript": (SCRIPTS, "JavaScript 脚本"),
    "/Launch": (SCRIPTS, "启动其他程序的动作"),
    "/SubmitForm": (SCRIPTS, "向外提交数据的动作"),
    "/ImportData": (SCRIPTS, "从外部读入数据的动作"),
    "/GoToR": (SCRIPTS, "打开其他文件的动作"),
    "/GoToE": (SCRIPTS, "打开内嵌文件的动作"),
    "/URI": (LINKS, "网址"),
    "/RichMediaExecute": (RICH_MEDIA, "富媒体"),
    "/Rendition": (RICH_MEDIA, "音频或视频"),
    "/Movie": (RICH_MEDIA, "视频"),
    "/Sound": (RICH_MEDIA, "声音"),
}
_MEDIA = {"/RichMedia": "富媒体", "/3D": "三维模型", "/Movie": "视频", "/Sound": "声音"}

_Found = tuple[str, str]
"""Kind of flaw and the word for what was found."""


@dataclass
class _Survey:
    found: Counter[_Found] = field(default_factory=Counter)
    embedded: list[str] = field(default_factory=list)
    is_whole: bool = True


def action_remarks(pdf: Any) -> list[Remark]:
    """Return what an open pikepdf document does and carries, naming the pages where it can."""
    survey = _surveyed(pdf)
    remarks = []
    if survey.found:
        pages = _pages_of(pdf)
        remarks += [
            _remark(kind, word, number, pages.get((kind, word), []), _runs_by_itself(pdf))
            for (kind, word), number in sorted(survey.found.items())
        ]
    if survey.embedded:
        names = "、".join(survey.embedded[:_NAMES_SHOWN])
        rest = " 等" if len(survey.embedded) > _NAMES_SHOWN else ""
        sentence = (
            f"内嵌 {len(survey.embedded)} 个文件（{names}{rest}），审阅时看不到，"
            "需要的请另作附件添加。"
        )
        remarks.append(Remark(EMBEDDED_FILES, sentence))
    if not survey.is_whole:
        sentence = "文件结构过于复杂，没有查完其中的脚本和内嵌文件，请人工确认来源可靠。"
        remarks.append(Remark(PARTLY_INSPECTED, sentence))
    return remarks


def _remark(kind: str, word: str, number: int, pages: list[int], automatic: bool) -> Remark:
    where = f"（第 {ranges(pages)} 页）" if pages else ""
    if kind == SCRIPTS:
        when = f"，{_AUTOMATIC}" if automatic else ""
        gap = " " if word[0].isascii() else ""
        sentence = (
            f"文件含有{gap}{word}{where}{when}，接收方可能拒收，请打印成新的 PDF 后重新添加。"
        )
    elif kind == LINKS:
        sentence = f"文件含有 {number} 处网址链接{where}，请确认链接都是应当对外的。"
    elif kind == DYNAMIC_FORM:
        sentence = "文件是动态表单（XFA），多数软件显示不出内容，请打印成新的 PDF 后重新添加。"
    else:
        sentence = f"文件含有{word}{where}，打印和归档会丢失，请另作附件或去掉。"
    return Remark(kind, sentence)


def _surveyed(pdf: Any) -> _Survey:
    survey = _Survey()
    until = time.monotonic() + _SECONDS
    for number, each in enumerate(pdf.objects):
        if number % 256 == 0 and time.monotonic() > until:
            survey.is_whole = False
            break
        for dictionary in _dictionaries(each, 0):
            _take_note(dictionary, survey)
    for dictionary in _dictionaries(pdf.trailer, 0):
        _take_note(dictionary, survey)
    return survey


def _dictionaries(each: Any, depth: int) -> Iterator[Any]:
    """Yield an object's dictionaries down to the next reference."""
    import pikepdf

    if depth > _MAX_DEPTH or not isinstance(each, pikepdf.Object):
        return
    if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        yield each
        inner = (each.get(key) for key in each.keys())  # noqa: SIM118 - a stream iterates else
    elif isinstance(each, pikepdf.Array):
        inner = (each[place] for place in range(len(each)))
    else:
        return
    for child in inner:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _dictionaries(child, depth + 1)


def _take_note(dictionary: Any, survey: _Survey) -> None:
    for found in _kinds_of(dictionary):
        survey.found[found] += 1
    if "/EF" in dictionary:
        name = dictionary.get("/UF", dictionary.get("/F", ""))
        survey.embedded.append(str(name)[:60] or "未命名")


def _kinds_of(dictionary: Any) -> Iterator[_Found]:
    action = _ACTIONS.get(_name(dictionary, "/S"))
    if action is not None:
        yield action
    elif "/JS" in dictionary:
        yield _ACTIONS["/JavaScript"]
    if "/XFA" in dictionary:
        yield DYNAMIC_FORM, ""
    if "/Rect" in dictionary and (media := _MEDIA.get(_name(dictionary, "/Subtype"))):
        yield RICH_MEDIA, media


def _name(dictionary: Any, key: str) -> str:
    import pikepdf

    value = dictionary.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _pages_of(pdf: Any) -> dict[_Found, list[int]]:
    """Return on which pages each kind stands: in actions of the page and its annotations."""
    pages: dict[_Found, list[int]] = {}
    for number, page in enumerate(pdf.pages, start=1):
        if number > _MAX_PAGES:
            break
        found = {kind for each in _actions_on(page.obj) for kind in _kinds_of(each)}
        for kind in found:
            pages.setdefault(kind, []).append(number)
    return pages


def _actions_on(page: Any) -> Iterator[Any]:
    import pikepdf

    annotations = page.get("/Annots")
    owners = [page]
    if isinstance(annotations, pikepdf.Array):
        owners += [a for a in list(annotations)[:2000] if isinstance(a, pikepdf.Dictionary)]
    for owner in owners:
        yield owner
        for key in ("/A", "/AA"):
            yield from _dictionaries(owner.get(key), 0)
        more = owner.get("/AA")
        if isinstance(more, pikepdf.Dictionary):
            for event in more.keys():  # noqa: SIM118 - iterating gives values here
                yield from _dictionaries(more.get(event), 0)


def _runs_by_itself(pdf: Any) -> bool:
    """Whether something other than going to a page happens when the file is opened."""
    import pikepdf

    root = pdf.Root
    action = root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and _name(action, "/S") != "/GoTo":
        return True
    names = root.get("/Names")
    return "/AA" in root or (isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names)
