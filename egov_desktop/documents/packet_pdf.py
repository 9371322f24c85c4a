"""The printed packet (报送文件) as one PDF: the same bytes for the same content."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.closing_parts import (
    draw_findings,
    draw_materials,
    draw_signatures,
    draw_unchecked,
    draw_undecided,
)
from egov_desktop.documents.contents import fill_contents, reserve_contents
from egov_desktop.documents.form_parts import draw_form_part, draw_form_table, is_wide
from egov_desktop.documents.front_parts import draw_cover, draw_letter, draw_official_letter
from egov_desktop.documents.sheets import Imprint, Sheets, shorten
from egov_desktop.documents.styles import MM, RUNNING
from egov_desktop.documents.version_parts import (
    draw_changes,
    draw_correction,
    has_correction,
    has_version_part,
)
from egov_desktop.domain.errors import CancelledError
from egov_desktop.domain.printout import Printout
from egov_desktop.files import replacing

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class _Chapter:
    """An entry of the contents and what is drawn there; a part starts a new sheet."""

    title: str
    level: int
    draw: Callable[[Sheets], None] | None
    is_wide: bool | None = False
    """Whether it is drawn on sheets that lie on their side; None: as the sheet before."""
    has_heading: bool = True
    """Of a part: whether its title is printed and not only in the contents."""


def render_packet(
    printout: Printout,
    out: Path,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the packet as PDF and return the number of its pages.

    `progress` gets (done, total) in rows. Raises CancelledError, and leaves no file, when
    `is_cancelled` returns true; StorageError when the place cannot be written.
    """
    chapters = list(_chapters(printout))
    with replacing(out) as stream:
        advance = _counter(_row_count(printout), progress, is_cancelled)
        sheets = Sheets(stream, _imprint(printout), advance)
        draw_cover(sheets, printout)
        contents = reserve_contents(sheets, [chapter.title for chapter in chapters])
        for chapter in chapters:
            _draw_chapter(sheets, chapter)
        fill_contents(sheets, contents)
        return sheets.finish()


def unprintable(printout: Printout) -> list[str]:
    """Return the characters of the packet that no font of ours can print, in order of code."""
    return sorted(fonts.missing_characters(_texts(printout)))


def _chapters(printout: Printout) -> Iterator[_Chapter]:
    number = iter(_NUMERALS)
    yield _letter(f"{next(number)}、申报函", printout)
    if has_version_part(printout):
        yield _Chapter(f"{next(number)}、补正和修改说明", 0, None)
        if has_correction(printout):
            yield _Chapter("补正要求的落实情况", 1, partial(draw_correction, printout=printout))
        yield _Chapter("与上一版的差异", 1, partial(draw_changes, printout=printout))
    yield _Chapter(f"{next(number)}、申报表", 0, None)
    for part in printout.parts:
        yield _Chapter(part.title, 1, partial(draw_form_part, part=part))
    tables = [table for part in printout.parts for table in part.filled_tables]
    if tables:
        yield _Chapter(f"{next(number)}、明细表", 0, None, is_wide(tables[0]))
    for part in printout.parts:
        for table in part.filled_tables:
            draw = partial(draw_form_table, table=table, section=part.title)
            yield _Chapter(table.title, 1, draw, is_wide(table))
    yield _Chapter(f"{next(number)}、检查报告", 0, None)
    yield _Chapter("检查结果", 1, partial(draw_findings, printout=printout))
    yield _Chapter("未能判断的规则", 1, partial(draw_undecided, printout=printout))
    yield _Chapter("机器未检查的事项", 1, partial(draw_unchecked, printout=printout))
    draw = partial(draw_materials, materials=printout.materials)
    yield _Chapter(f"{next(number)}、材料目录", 0, draw)
    draw = partial(draw_signatures, printout=printout, missing=unprintable(printout))
    yield _Chapter(f"{next(number)}、签名说明", 0, draw)


def _letter(title: str, printout: Printout) -> _Chapter:
    if printout.letter is None:
        return _Chapter(title, 0, partial(draw_letter, printout=printout))
    draw = partial(draw_official_letter, letter=printout.letter)
    return _Chapter(title, 0, draw, has_heading=False)


def _draw_chapter(sheets: Sheets, chapter: _Chapter) -> None:
    if chapter.level == 0:
        sheets.start(is_landscape=bool(chapter.is_wide))
        sheets.mark(chapter.title, 0)
        if chapter.has_heading:
            sheets.heading(chapter.title, styles.PART, keep=0)
            sheets.y -= 14
    else:
        if chapter.is_wide not in (None, sheets.is_landscape):
            sheets.start(is_landscape=chapter.is_wide)
        sheets.ensure(90)
        sheets.mark(chapter.title, 1)
    if chapter.draw:
        chapter.draw(sheets)


def _imprint(printout: Printout) -> Imprint:
    stamp = printout.stamp
    name = " · ".join([printout.project_id, printout.project_name])
    return Imprint(
        title=f"{printout.project_name} {printout.stage_title}",
        author=printout.unit,
        subject=" ".join(filter(None, [printout.stage_title, printout.period])),
        head_left=shorten(printout.project_name, RUNNING, 100 * MM),
        head_right=shorten(printout.stage_title, RUNNING, 50 * MM),
        foot_left=shorten(name, RUNNING, 54 * MM),
        foot_right=f"v{stamp.version} · {stamp.code}",
        made_on=stamp.made_on,
        watermark="草稿" if stamp.is_draft else "",
    )


def _counter(
    total: int,
    progress: Callable[[int, int], None] | None,
    is_cancelled: Callable[[], bool] | None,
) -> Callable[[], None]:
    done = 0

    def advance() -> None:
        nonlocal done
        if is_cancelled and is_cancelled():
            raise CancelledError("生成报送文件已取消，没有留下文件。")
        done += 1
        if progress:
            progress(done, total)

    return advance


def _row_count(printout: Printout) -> int:
    rows = sum(
        len(part.lines) + sum(len(table.rows) for table in part.tables) for part in printout.parts
    )
    lists = (
        printout.findings,
        printout.undecided,
        printout.materials,
        printout.correction,
        printout.changes,
        printout.signers,
        printout.overrides,
    )
    return rows + sum(map(len, lists))


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a value and of what it holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
