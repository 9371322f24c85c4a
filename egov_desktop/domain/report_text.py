"""A report (报告) as it was read from a Word file: paragraphs and tables as plain values."""

from dataclasses import dataclass, field
from enum import StrEnum


class Place(StrEnum):
    """Where in the document a paragraph stands."""

    BODY = "body"
    CELL = "cell"
    TEXT_BOX = "text_box"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    COMMENT = "comment"


PLACE_WORDS = {
    Place.BODY: "",
    Place.CELL: "表格",
    Place.TEXT_BOX: "文本框",
    Place.HEADER: "页眉",
    Place.FOOTER: "页脚",
    Place.FOOTNOTE: "脚注",
    Place.COMMENT: "批注",
}


@dataclass(frozen=True)
class ReportParagraph:
    """One paragraph of a report."""

    text: str
    number: int | None
    """Which paragraph of the body it is, from 1, blank ones counted and tables not.

    In a table or a text box: the paragraph of the body before it or that holds it. None outside
    the body.
    """
    place: Place = Place.BODY
    level: int | None = None
    """1 for a chapter heading by style; None for ordinary text."""
    label: str = ""
    """The automatic number (自动编号), such as 第一章."""
    is_guidance: bool = False
    """Marked as guidance (编写提示) by its style."""
    is_contents: bool = False
    """A line of the table of contents (目录)."""
    pictures: int = 0
    has_blank_control: bool = False
    """A content control in it still shows its prompt (单击此处输入文字)."""
    table: int | None = None
    """Which of the report's tables it stands in, from 0."""
    row: int = 0
    column: int = 0

    @property
    def shown(self) -> str:
        """Return the text with its automatic number."""
        return f"{self.label} {self.text}" if self.label else self.text


@dataclass(frozen=True)
class ReportTable:
    """One table; a table within a cell is one of its own."""

    number: int | None
    """The paragraph of the body before it."""
    rows: tuple[tuple[str, ...], ...]
    """Texts of the cells; a cell over several columns is followed by empty ones."""
    caption: str = ""
    """The text of the paragraph before it."""


@dataclass(frozen=True)
class ReportText:
    """Everything that was read."""

    paragraphs: tuple[ReportParagraph, ...]
    """In document order, headers, footers, notes and comments last."""
    tables: tuple[ReportTable, ...] = ()
    tracked_changes: int = 0
    hidden_characters: int = 0
    is_from_draft: bool = False
    """The file knows our own guidance style: it was begun from a draft of this program."""
    unreadable_parts: tuple[str, ...] = field(default=())
    """Parts beside the body that could not be read."""

    @property
    def comments(self) -> int:
        """Return the number of paragraphs in comments (批注)."""
        return sum(p.place is Place.COMMENT for p in self.paragraphs)
