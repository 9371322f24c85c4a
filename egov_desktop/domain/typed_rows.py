"""Rows of a detail table (明细表) as they are kept: a mapping for each row, one value a cell."""

from collections.abc import Mapping, Sequence

from egov_desktop.domain.fields import FieldDefinition, Raw, clean
from egov_desktop.domain.identifiers import similar


def fitted(definition: FieldDefinition, raw: Raw) -> Raw:
    """Return an answer in the shape in which it is kept: named cells, and no blanks.

    A plain value in the place of a row belongs to the first column. What cannot be kept, a list
    where one value belongs or a column that is not there, raises ValueError with a sentence.
    """
    if _is_single(raw):
        return None if _is_blank(raw) else raw
    if definition.kind != "table" or not isinstance(raw, Sequence):
        raise ValueError(f"“{definition.id}”的值类型不对")
    rows = [_filled_cells(definition, number, row) for number, row in enumerate(raw)]
    return [row for row in rows if row] or None


def shared_columns(definition: FieldDefinition, raw: Raw) -> Raw:
    """Return the rows of another table with the columns only that this one has as well."""
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        return raw
    known = {column.id for column in definition.columns if not column.is_computed}
    return [
        {key: cell for key, cell in row.items() if key in known}
        if isinstance(row, Mapping)
        else row
        for row in raw
    ]


def _filled_cells(definition: FieldDefinition, number: int, row: Raw) -> dict[str, Raw]:
    cells = row if isinstance(row, Mapping) else {definition.columns[0].id: row}
    for key, cell in cells.items():
        if definition.column(key) is None:
            nearest = similar(key, [column.id for column in definition.columns])
            hint = f"（是不是“{nearest}”？）" if nearest else ""
            raise ValueError(f"“{definition.id}[{number}]”没有列“{key}”{hint}")
        if not _is_single(cell):
            raise ValueError(f"“{definition.id}[{number}].{key}”的值类型不对")
    return {key: cell for key, cell in cells.items() if not _is_blank(cell)}


def _is_single(raw: Raw) -> bool:
    return raw is None or isinstance(raw, str | bool | int | float)


def _is_blank(raw: Raw) -> bool:
    return raw is None or (isinstance(raw, str) and not clean(raw))
