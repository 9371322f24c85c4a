"""A letter on its pages: every line with the column at which it begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from egov_desktop.documents.letter_grid import CELL, CELLS, LINES, TITLE_SIZE, cells, fill
from egov_desktop.documents.letter_title import title_lines
from egov_desktop.domain.calendars import chinese_date
from egov_desktop.domain.letters import Letter, LetterParagraph

INDENT = 2
"""Cells that a paragraph is set in."""
_SEAL_LINES = 2
"""Blank lines above the signature, so that the seal has room."""
_DATE_GAP = 4
"""Cells right of the date of a sealed letter."""
_ENCLOSURES = "附件："


class Face(Enum):
    """A typeface of the standard."""

    TEXT = auto()
    """仿宋."""
    HEADING = auto()
    """黑体."""
    SUBHEADING = auto()
    """楷体."""
    TITLE = auto()
    """小标宋, 2号."""


class Align(Enum):
    """How the lines of a block stand between its margins."""

    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True)
class Run:
    """A text in one typeface."""

    text: str
    face: Face


@dataclass(frozen=True)
class Line:
    """One line of a page; no runs are a blank line."""

    runs: tuple[Run, ...] = ()
    column: float = 0


@dataclass(frozen=True)
class Block:
    """One paragraph with its lines; margins and indents are counted in cells."""

    lines: tuple[Line, ...]
    runs: tuple[Run, ...] = ()
    """The text before it was broken into lines; none where every line ends as it does."""
    align: Align = Align.LEFT
    left: float = 0
    right: float = 0
    first: float = 0
    """Where the first line begins; `left` holds for the others."""
    label: str = ""
    """What stands before `left` in the first line, as the number of an enclosure."""
    is_whole: bool = False
    """All its lines are on one page."""
    goes_on: bool = False
    """The next block begins on the same page."""


BLANK = Block((Line(),))


def blocks(letter: Letter) -> tuple[Block, ...]:
    """Return the paragraphs of a letter in order."""
    signature = tuple(_signature(letter))
    enclosures = tuple(_enclosures(letter.enclosures))
    closing = _paragraph(letter.paragraphs[-1])
    end = (closing, *enclosures, *signature)
    body = (*_head(letter), *map(_paragraph, letter.paragraphs[:-1]))
    if sum(len(block.lines) for block in end) <= LINES:
        return (*body, *_kept(end))
    return (*body, closing, *enclosures[:-1], *_kept((*enclosures[-1:], *signature)))


@dataclass(frozen=True)
class PagedLine:
    """A line on its page, and which block it is of."""

    line: Line
    block: int


def pages(laid: Sequence[Block]) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of every page."""
    return tuple(tuple(each.line for each in page) for page in paged(laid))


def paged(laid: Sequence[Block]) -> tuple[tuple[PagedLine, ...], ...]:
    """Return the lines of every page with the numbers of their blocks."""
    done: list[list[PagedLine]] = [[]]
    for number, block in enumerate(laid):
        needed = _needed(laid[number:])
        is_chained = number > 0 and laid[number - 1].goes_on
        if not is_chained and len(done[-1]) + needed > LINES >= needed:
            done.append([])
        for line in block.lines:
            if len(done[-1]) == LINES:
                done.append([])
            done[-1].append(PagedLine(line, number))
    return tuple(tuple(page) for page in done)


def is_title(block: Block) -> bool:
    """Whether a block is the title (标题) of its letter."""
    return any(run.face is Face.TITLE for line in block.lines for run in line.runs)


def _needed(laid: Sequence[Block]) -> int:
    """Return how many lines must be on the page on which the first block begins."""
    count = 0
    for block in laid:
        count += len(block.lines) if block.is_whole or block.goes_on else 1
        if not block.goes_on:
            break
    return count


def _kept(some: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks that stay together: no page begins with the signature alone (此页无正文)."""
    for number, block in enumerate(some, 1):
        yield replace(block, is_whole=True, goes_on=number < len(some))


def _head(letter: Letter) -> Iterator[Block]:
    if letter.number:
        yield from (_number(letter), BLANK, BLANK)
    yield _title(letter.title)
    yield BLANK
    yield _plain(f"{letter.addressee}：", 0, 0)


def _number(letter: Letter) -> Block:
    """Return the number (发文字号): flush right in a 函, one cell in otherwise."""
    runs = (Run(letter.number, Face.TEXT),)
    if letter.kind == "函":
        return Block((Line(runs, CELLS - cells(letter.number)),), runs, Align.RIGHT)
    return Block((Line(runs, 1),), runs, left=1, first=1)


def _title(pieces: Sequence[str]) -> Block:
    lines = tuple(
        Line((Run(text, Face.TITLE),), (CELLS - cells(text) * TITLE_SIZE / CELL) / 2)
        for text in title_lines(pieces)
    )
    return Block(lines, align=Align.CENTRE, is_whole=True, goes_on=True)


def _paragraph(paragraph: LetterParagraph) -> Block:
    """Return a paragraph of the text; one that is all heading stays with what follows."""
    is_heading = paragraph.heading_length == len(paragraph.text)
    face = {1: Face.HEADING, 2: Face.SUBHEADING}.get(paragraph.level, Face.TEXT)
    block = _plain(paragraph.text, INDENT, 0, paragraph.heading_length, face)
    return replace(block, is_whole=is_heading, goes_on=is_heading)


def _plain(
    text: str, first: float, left: float, heading: int = 0, heading_face: Face = Face.TEXT
) -> Block:
    """Return a paragraph whose first characters are a heading."""
    lines = []
    at = 0
    for number, line in enumerate(fill(text, first, left)):
        at = text.index(line, at)
        cut = min(max(heading - at, 0), len(line))
        runs = (Run(line[:cut], heading_face), Run(line[cut:], Face.TEXT))
        lines.append(Line(tuple(run for run in runs if run.text), left if number else first))
        at += len(line)
    whole = (Run(text[:heading], heading_face), Run(text[heading:], Face.TEXT))
    return Block(tuple(lines), whole, left=left, first=first)


def _enclosures(names: Sequence[str]) -> Iterator[Block]:
    """Yield the list of enclosures (附件说明): wrapped names stand under their beginnings."""
    if not names:
        return
    yield BLANK
    numbers = [f"{number}." if len(names) > 1 else "" for number in range(1, len(names) + 1)]
    column = INDENT + cells(_ENCLOSURES) + max(map(cells, numbers))
    for number, name in zip(numbers, names, strict=True):
        label = number if number != numbers[0] else _ENCLOSURES + number
        first = INDENT if label.startswith(_ENCLOSURES) else INDENT + cells(_ENCLOSURES)
        gap = " " * round(2 * (column - first - cells(label)))
        block = _plain(name, column, column)
        beginning, *others = block.lines
        labelled = Line((Run(label + gap, Face.TEXT), *beginning.runs), first)
        yield Block((labelled, *others), block.runs, left=column, first=first, label=label)


def _signature(letter: Letter) -> Iterator[Block]:
    """Yield organ (署名), date (成文日期) and note (附注) of a sealed letter."""
    yield from [BLANK] * _SEAL_LINES
    date = chinese_date(letter.signed_on)
    middle = CELLS - _DATE_GAP - cells(date) / 2
    width = min(cells(letter.organ), CELLS - 2 * INDENT)
    middle = min(middle, CELLS - width / 2)
    yield _centred(fill(letter.organ, 0, 0, max(width, cells(date))), middle)
    yield _centred([date], middle)
    if letter.contact:
        yield _plain(f"（{letter.contact}）", INDENT, 0)


def _centred(texts: Sequence[str], middle: float) -> Block:
    lines = tuple(Line((Run(text, Face.TEXT),), middle - cells(text) / 2) for text in texts)
    left = max(2 * middle - CELLS, 0)
    return Block(lines, align=Align.CENTRE, left=left, first=left, right=CELLS - 2 * middle + left)
