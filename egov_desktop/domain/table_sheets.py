"""A detail table (明细表) on its way to a sheet of Excel or WPS and back: plain values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from egov_desktop.domain.fields import BLANK, Answer, FieldDefinition, Row
from egov_desktop.domain.printout import shown

NUMBER_KINDS = frozenset({"money", "decimal", "integer", "percent"})
CellValue = str | Decimal | date | None


@dataclass(frozen=True)
class SheetColumn:
    """A column as a sheet shows it."""

    id: str
    label: str
    kind: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    """The words that are offered, 是 and 否 included."""
    is_required: bool = False
    is_computed: bool = False
    """Filled by the program: shown in grey, never read back."""

    @property
    def heading(self) -> str:
        """Return the words of the header cell."""
        unit = f"（{self.unit}）" if self.unit else ""
        return f"{self.label}{unit}{' *' if self.is_required else ''}"


@dataclass(frozen=True)
class SheetTable:
    """A table field as a sheet shows it."""

    id: str
    title: str
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True)
class FilledTable:
    """A table with the values of its cells, to be written."""

    table: SheetTable
    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True)
class ReadCell:
    """A cell of somebody's sheet: where it stands, what it says, why it cannot be used."""

    place: str
    """Such as C7."""
    text: str
    """What the sheet holds."""
    raw: str | None
    """What is kept of it; None where it cannot be kept."""
    problem: str | None = None


@dataclass(frozen=True)
class ReadRow:
    """A row of somebody's sheet; cells by the id of the column, blank ones left out."""

    number: int
    cells: Mapping[str, ReadCell]


@dataclass(frozen=True)
class ReadTable:
    """What a sheet says of one table."""

    table: str
    sheet: str
    columns: tuple[str, ...]
    """Ids of the columns that the sheet has."""
    rows: tuple[ReadRow, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadWorkbook:
    """What a file says of the tables that were looked for."""

    file: str
    tables: tuple[ReadTable, ...]
    notices: tuple[str, ...] = ()


def sheet_table(definition: FieldDefinition) -> SheetTable:
    """Return a table field as a sheet shows it."""
    columns = tuple(_sheet_column(column) for column in definition.columns)
    return SheetTable(definition.id, definition.label, columns)


def filled_table(definition: FieldDefinition, rows: tuple[Row, ...]) -> FilledTable:
    """Return a table with the values that go into its cells."""
    return FilledTable(
        sheet_table(definition),
        tuple(
            tuple(_value(column, row.get(column.id, BLANK)) for column in definition.columns)
            for row in rows
        ),
    )


def _sheet_column(column: FieldDefinition) -> SheetColumn:
    choices = tuple(choice.label for choice in column.choices)
    return SheetColumn(
        column.id,
        column.label,
        column.kind,
        column.unit or ("%" if column.kind == "percent" else ""),
        ("是", "否") if column.kind == "yes_no" else choices,
        column.is_required,
        column.is_computed,
    )


def _value(column: FieldDefinition, answer: Answer) -> CellValue:
    """Return numbers and dates as such, everything else, and what is not valid, as words."""
    value = answer.value
    if isinstance(value, Decimal | date):
        return value
    return shown(column, answer) or None
