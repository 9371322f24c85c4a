"""The story of one part of a Word file: its paragraphs and tables, streamed, never held whole."""

from dataclasses import dataclass, field, replace

from egov_desktop.documents.docx_inline import Inline, InlineReader, Node, outline_level
from egov_desktop.documents.docx_numbering import Numbering
from egov_desktop.documents.docx_parts import Attributes, Handlers
from egov_desktop.documents.docx_styles import Look, StyleSheet, whole
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.report_text import Place, ReportParagraph, ReportTable

MAX_PARAGRAPHS = 300_000
MAX_CHARACTERS = 20_000_000
MAX_ELEMENTS_OF_A_PARAGRAPH = 200_000
_MOST_COLUMNS = 100
_CONTENTS_GALLERY = "Table of Contents"
_ENDLESS_CONTENTS = 3000
"""More paragraphs than this are no table of contents but a field that was never ended."""


@dataclass
class _Table:
    index: int
    number: int
    caption: str
    rows: list[list[str]] = field(default_factory=list)
    column: int = 0
    span: int = 1
    is_deleted_row: bool = False

    def begin_row(self) -> None:
        """Begin a row."""
        self.rows.append([])
        self.is_deleted_row = False

    def begin_cell(self) -> None:
        """Begin a cell; what is beyond the most columns runs into the last one."""
        if not self.rows:
            self.begin_row()
        if len(self.rows[-1]) < _MOST_COLUMNS:
            self.rows[-1].append("")
        self.column, self.span = len(self.rows[-1]) - 1, 1

    def end_cell(self) -> None:
        """End a cell: the columns it spans beside its own stay empty."""
        if self.rows:
            row = self.rows[-1]
            row += [""] * min(self.span - 1, _MOST_COLUMNS - len(row))

    def end_row(self) -> None:
        """End a row; one that was deleted under tracked changes does not count."""
        if self.is_deleted_row and self.rows:
            self.rows.pop()
        self.is_deleted_row = False


@dataclass
class BodyReader:
    """Gathers paragraphs and tables; `handlers` is what a part is read with."""

    file_name: str
    styles: StyleSheet
    numbering: Numbering
    place: Place = Place.BODY
    paragraphs: list[ReportParagraph] = field(default_factory=list)
    tables: list[ReportTable] = field(default_factory=list)
    changes: int = 0
    hidden: int = 0
    _inline: InlineReader = field(init=False)
    _stack: list[Node] = field(default_factory=list)
    _open_tables: list[_Table] = field(default_factory=list)
    _controls: list[bool] = field(default_factory=list)
    """For each open content control: whether it holds the table of contents."""
    _alternatives: list[int] = field(default_factory=list)
    _skipping: int = 0
    _elements: int = 0
    _number: int = 0
    _room: int = MAX_CHARACTERS
    _by_field: list[int] = field(default_factory=list)
    """Paragraphs that are contents only because a field is open."""
    _last_text: str = ""

    def __post_init__(self) -> None:
        self._inline = InlineReader(self.styles)

    @property
    def handlers(self) -> Handlers:
        """Return what `DocxParts.read` calls."""
        return Handlers(self._start, self._end, self._text)

    def finish(self) -> None:
        """Take back what a field for the table of contents claimed that was never ended."""
        if self._inline.is_in_contents or len(self._by_field) > _ENDLESS_CONTENTS:
            for index in self._by_field:
                self.paragraphs[index] = replace(self.paragraphs[index], is_contents=False)

    def _start(self, name: str, attributes: Attributes) -> None:
        if self._stack:
            self._elements += 1
            if self._elements > MAX_ELEMENTS_OF_A_PARAGRAPH:
                raise self._too_large("有一段的内容多得不合理")
            node = Node(name, attributes)
            self._stack[-1].children.append(node)
            self._stack.append(node)
        elif name == "p":
            self._elements = 0
            self._stack.append(Node(name, attributes))
        else:
            self._structure(name, attributes)

    def _text(self, text: str) -> None:
        if self._stack and self._stack[-1].name in {"t", "instrText", "m:t"}:
            self._room -= len(text)
            if self._room < 0:
                raise self._too_large(f"文字超过 {MAX_CHARACTERS // 10_000} 万字")
            self._stack[-1].pieces.append(text)

    def _end(self, name: str) -> None:
        if self._stack:
            node = self._stack.pop()
            if not self._stack and not self._is_skipped:
                self._paragraph(node)
        elif name == "tbl":
            self._close_table()
        elif name == "tr" and self._open_tables:
            self._open_tables[-1].end_row()
        elif name == "tc" and self._open_tables:
            self._open_tables[-1].end_cell()
        elif name == "sdt" and self._controls:
            self._controls.pop()
        elif name == "mc:AlternateContent" and self._alternatives:
            self._alternatives.pop()
        elif name in {"mc:Choice", "mc:Fallback"} and self._skipping:
            self._skipping -= 1

    def _structure(self, name: str, attributes: Attributes) -> None:
        if name == "tbl":
            number = self._number or 1
            self._open_tables.append(_Table(len(self.tables), number, self._last_text))
            self.tables.append(ReportTable(number, ()))
        elif name == "sdt":
            self._controls.append(False)
        elif name == "docPartGallery" and self._controls:
            self._controls[-1] = attributes.get("val") == _CONTENTS_GALLERY
        elif name == "mc:AlternateContent":
            self._alternatives.append(0)
        elif name in {"mc:Choice", "mc:Fallback"}:
            self._alternative()
        elif self._open_tables:
            self._table_structure(self._open_tables[-1], name, attributes)

    def _alternative(self) -> None:
        """Skip all alternatives but the first."""
        if self._skipping:
            self._skipping += 1
        elif self._alternatives:
            self._alternatives[-1] += 1
            self._skipping = int(self._alternatives[-1] > 1)

    @property
    def _is_skipped(self) -> bool:
        in_deleted_row = any(table.is_deleted_row for table in self._open_tables)
        return bool(self._skipping) or in_deleted_row

    def _table_structure(self, table: _Table, name: str, attributes: Attributes) -> None:
        if name == "tr":
            table.begin_row()
        elif name == "tc":
            table.begin_cell()
        elif name == "gridSpan":
            table.span = min(max(whole(attributes.get("val")) or 1, 1), _MOST_COLUMNS)
        elif name in {"del", "ins"}:
            self.changes += 1
            table.is_deleted_row = name == "del"

    def _close_table(self) -> None:
        if not self._open_tables:
            return
        table = self._open_tables.pop()
        rows = tuple(tuple(" ".join(cell.split()) for cell in row) for row in table.rows)
        self.tables[table.index] = ReportTable(
            table.number if self.place is Place.BODY else None, rows, table.caption
        )

    def _paragraph(self, node: Node) -> None:
        properties = node.child("pPr")
        style_id = properties.value("pStyle") if properties else None
        look = self.styles.look(style_id)
        found = self._inline.read(node, look)
        self.changes += found.changes
        self.hidden += found.hidden
        if not self._open_tables and self.place is Place.BODY:
            self._number += 1
        is_contents = self._is_contents(found, look)
        level = None if is_contents else _level(properties, look)
        paragraph = ReportParagraph(
            text=" ".join("".join(found.text).split()),
            number=self._body_number(),
            place=self._own_place(),
            level=level,
            label=self._label(properties, look, style_id),
            is_guidance=look.is_guidance,
            is_contents=is_contents,
            pictures=found.pictures,
            has_blank_control=found.has_blank_control,
            **self._cell(),
        )
        if is_contents and not (look.is_contents or any(self._controls)):
            self._by_field.append(len(self.paragraphs))
        self._keep(paragraph)
        for box in found.boxes:
            self._box(box, 0)

    def _box(self, node: Node, depth: int) -> None:
        """Keep a paragraph of a text box, and those of boxes within it."""
        properties = node.child("pPr")
        look = self.styles.look(properties.value("pStyle") if properties else None)
        found = InlineReader(self.styles).read(node, look)
        self.changes += found.changes
        self.hidden += found.hidden
        place = Place.TEXT_BOX if self.place is Place.BODY else self.place
        text = " ".join("".join(found.text).split())
        self._keep(
            ReportParagraph(
                text,
                self._body_number(),
                place,
                is_guidance=look.is_guidance,
                has_blank_control=found.has_blank_control,
            )
        )
        for box in found.boxes if depth < 8 else ():
            self._box(box, depth + 1)

    def _keep(self, paragraph: ReportParagraph) -> None:
        if len(self.paragraphs) >= MAX_PARAGRAPHS:
            raise self._too_large(f"超过 {MAX_PARAGRAPHS // 10_000} 万段")
        self.paragraphs.append(paragraph)
        if paragraph.table is not None and paragraph.text:
            row = self._open_tables[-1].rows[-1]
            row[paragraph.column] += f"{paragraph.text}\n"
        elif paragraph.text:
            self._last_text = paragraph.text[:200]

    def _cell(self) -> dict[str, int]:
        if self.place is not Place.BODY or not self._open_tables:
            return {}
        table = self._open_tables[-1]
        if not table.rows or not table.rows[-1]:
            return {}
        return {"table": table.index, "row": len(table.rows) - 1, "column": table.column}

    def _own_place(self) -> Place:
        if self.place is Place.BODY and self._open_tables:
            return Place.CELL
        return self.place

    def _body_number(self) -> int | None:
        return (self._number or 1) if self.place is Place.BODY else None

    def _is_contents(self, found: Inline, look: Look) -> bool:
        """Whether a paragraph is a line of the table of contents; a heading by style ends one."""
        if look.level is not None and self._inline.is_in_contents:
            self._inline.leave_contents()
            return False
        return found.is_contents or look.is_contents or any(self._controls)

    def _label(self, properties: Node | None, look: Look, style_id: str | None) -> str:
        own = properties.child("numPr") if properties else None
        num_id = own.value("numId") if own else None
        level = whole(own.value("ilvl")) if own else None
        if num_id is None:
            return self.numbering.next_label(look.num_id, look.num_level, style_id)
        return self.numbering.next_label(num_id, level, style_id)

    def _too_large(self, what: str) -> InvalidInputError:
        return InvalidInputError(f"“{self.file_name}”{what}，不像是报告，不读取。")


def _level(properties: Node | None, look: Look) -> int | None:
    own = outline_level(properties)
    if own is None:
        return look.level
    return own + 1 if own < 9 else None
