"""What differs between two versions of a filing (与上一版的差异), from what their packets say."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.record_reading import Record, RecordReader
from egov_desktop.domain.row_pairing import RowKey, RowPair, paired_rows
from egov_desktop.domain.submission import Json, JsonValue

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
RowKind = Literal["added", "changed", "removed", "moved"]
FileKind = Literal["added", "removed", "replaced", "renamed"]


@dataclass(frozen=True)
class ValueChange:
    """A field, a cell or a reason that says something else; both as printed and as kept."""

    path: str
    label: str
    old: str
    new: str
    old_value: JsonValue
    new_value: JsonValue


@dataclass(frozen=True)
class RowChange:
    """A row that came, went, moved or changed; rows are counted from 1."""

    kind: RowKind
    old_row: int | None
    new_row: int | None
    cells: tuple[ValueChange, ...]
    """The cells that differ; of a row that came or went all that say anything."""


@dataclass(frozen=True)
class TableChange:
    """A detail table (明细表) whose rows differ."""

    path: str
    label: str
    rows: tuple[RowChange, ...]


@dataclass(frozen=True)
class FileFacts:
    """An attachment as a packet lists it."""

    title: str
    sha256: str


@dataclass(frozen=True)
class FileChange:
    """An attachment that came, went, was replaced or got another name."""

    kind: FileKind
    material: str
    label: str
    old: FileFacts | None
    new: FileFacts | None


@dataclass(frozen=True)
class Changes:
    """All that differs between two versions."""

    since_version: int
    since_code: str
    fields: tuple[ValueChange, ...] = ()
    tables: tuple[TableChange, ...] = ()
    attachments: tuple[FileChange, ...] = ()
    paper: tuple[ValueChange, ...] = ()
    """Materials handed in on paper (纸质另交): `path` is the material, the values the reasons."""

    @property
    def count(self) -> int:
        """Return how many things differ; each row of a table counts."""
        rows = sum(len(table.rows) for table in self.tables)
        return len(self.fields) + rows + len(self.attachments) + len(self.paper)


def differences(old: Record, new: Record, pack: PolicyPack | None = None) -> Changes:
    """Compare what two packets say.

    Texts are those that the packets say they print; where they do not say, those of the pack;
    without a pack the plain values.
    """
    here, there = RecordReader(old, pack), RecordReader(new, pack)
    names = [*new["values"], *(name for name in old["values"] if name not in new["values"])]
    changed = [name for name in names if not _is_same(here, there, name)]
    tables = [n for n in changed if _is_table(here.value(n)) or _is_table(there.value(n))]
    return Changes(
        old["version"],
        old["code"],
        tuple(_value_change(here, there, n, n) for n in changed if n not in tables),
        tuple(table for name in tables if (table := _table_change(here, there, name)).rows),
        tuple(_file_changes(here, there)),
        tuple(_paper_changes(here, there)),
    )


def changes_document(changes: Changes) -> Json:
    """Return the differences as the `changes` of a submission.json."""
    return {
        "since": {"version": changes.since_version, "code": changes.since_code},
        "fields": [_value_document(each) for each in changes.fields],
        "tables": [
            {
                "path": table.path,
                "label": table.label,
                "rows": [
                    {
                        "kind": row.kind,
                        "old_row": row.old_row,
                        "new_row": row.new_row,
                        "cells": [_value_document(cell) for cell in row.cells],
                    }
                    for row in table.rows
                ],
            }
            for table in changes.tables
        ],
        "attachments": [
            {
                "kind": file.kind,
                "material": file.material,
                "label": file.label,
                "old": _file_document(file.old),
                "new": _file_document(file.new),
            }
            for file in changes.attachments
        ],
        "paper": [_value_document(each) for each in changes.paper],
    }


def _is_same(here: RecordReader, there: RecordReader, name: str) -> bool:
    old, new = here.value(name), there.value(name)
    return old == new or _reads_alike(here.text(name, old), there.text(name, new), old, new)


def _reads_alike(old_text: str, new_text: str, old: JsonValue, new: JsonValue) -> bool:
    """Whether a number was only written in another way, as 2860 and 2860.00."""
    if not (isinstance(old, str) and isinstance(new, str)):
        return False
    if not (_NUMBER.fullmatch(old) and _NUMBER.fullmatch(new)) or Decimal(old) != Decimal(new):
        return False
    return old_text == new_text or (old_text == old and new_text == new)


def _value_change(
    here: RecordReader, there: RecordReader, old_path: str, new_path: str
) -> ValueChange:
    old, new = here.value(old_path), there.value(new_path)
    label = there.label(new_path) or here.label(old_path) or new_path
    old_text, new_text = here.text(old_path, old), there.text(new_path, new)
    return ValueChange(new_path, label, old_text, new_text, old, new)


def _is_table(value: JsonValue) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _rows(value: JsonValue) -> list[Json]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    return [row for row in value if isinstance(row, Mapping)]


def _table_change(here: RecordReader, there: RecordReader, name: str) -> TableChange:
    old, new = _rows(here.value(name)), _rows(there.value(name))
    columns = list(dict.fromkeys(column for row in (*new, *old) for column in row))
    keys = ([_row_key(row, columns) for row in rows] for rows in (old, new))
    found = []
    for pair in paired_rows(*keys):
        cells = tuple(_cell_changes(here, there, name, columns, pair, old, new))
        if cells or pair.is_moved:
            found.append(
                RowChange(
                    _row_kind(pair, bool(cells)), _counted(pair.old), _counted(pair.new), cells
                )
            )
    return TableChange(name, there.label(name) or here.label(name) or name, tuple(found))


def _row_key(row: Json, columns: Sequence[str]) -> RowKey:
    cells = (row.get(column) for column in columns)
    return tuple(None if cell is None else json.dumps(cell, sort_keys=True) for cell in cells)


def _row_kind(pair: RowPair, says_something_else: bool) -> RowKind:
    if pair.old is None:
        return "added"
    if pair.new is None:
        return "removed"
    return "changed" if says_something_else else "moved"


def _counted(row: int | None) -> int | None:
    return None if row is None else row + 1


def _cell_changes(
    here: RecordReader,
    there: RecordReader,
    name: str,
    columns: Sequence[str],
    pair: RowPair,
    old: Sequence[Json],
    new: Sequence[Json],
) -> Iterator[ValueChange]:
    for column in columns:
        was = old[pair.old].get(column) if pair.old is not None else None
        becomes = new[pair.new].get(column) if pair.new is not None else None
        old_path, new_path = f"{name}[{pair.old}].{column}", f"{name}[{pair.new}].{column}"
        old_text, new_text = here.text(old_path, was), there.text(new_path, becomes)
        if was == becomes or _reads_alike(old_text, new_text, was, becomes):
            continue
        path = old_path if pair.new is None else new_path
        label = there.label(path) or here.label(path) or column
        yield ValueChange(path, label, old_text, new_text, was, becomes)


def _file_changes(here: RecordReader, there: RecordReader) -> Iterator[FileChange]:
    """Yield what became of the files of each material: told apart by hash, then by name."""
    old, new = _files(here), _files(there)
    for material in dict.fromkeys((*new, *old)):
        label = there.material(material) or here.material(material) or material
        gone, come = _unlike(old.get(material, []), new.get(material, []))
        for was, becomes in _matched(gone, come):
            yield FileChange(_file_kind(was, becomes), material, label, was, becomes)


def _files(reader: RecordReader) -> dict[str, list[FileFacts]]:
    found: dict[str, list[FileFacts]] = {}
    for entry in reader.record["attachments"]:
        facts = FileFacts(entry["title"], entry["sha256"])
        found.setdefault(entry["material"], []).append(facts)
    return found


def _unlike(
    old: Sequence[FileFacts], new: Sequence[FileFacts]
) -> tuple[list[FileFacts], list[FileFacts]]:
    """Return the files of each side that the other has not, as often as it has not."""
    gone, come = list(old), []
    for facts in new:
        if facts in gone:
            gone.remove(facts)
        else:
            come.append(facts)
    return gone, come


def _matched(
    gone: list[FileFacts], come: list[FileFacts]
) -> Iterator[tuple[FileFacts | None, FileFacts | None]]:
    """Yield what became what: by content, by name, then in their order."""
    for mark in ("sha256", "title", None):
        for facts in list(gone):
            like = (f for f in come if mark is None or getattr(f, mark) == getattr(facts, mark))
            other = next(like, None)
            if other is not None:
                gone.remove(facts)
                come.remove(other)
                yield facts, other
    for facts in gone:
        yield facts, None
    for facts in come:
        yield None, facts


def _file_kind(old: FileFacts | None, new: FileFacts | None) -> FileKind:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    return "renamed" if old.sha256 == new.sha256 else "replaced"


def _paper_changes(here: RecordReader, there: RecordReader) -> Iterator[ValueChange]:
    old, new = here.record["paper_materials"], there.record["paper_materials"]
    for material in dict.fromkeys((*new, *old)):
        was, becomes = old.get(material), new.get(material)
        if was != becomes:
            label = there.material(material) or here.material(material) or material
            yield ValueChange(material, label, was or "", becomes or "", was, becomes)


def _value_document(change: ValueChange) -> Json:
    return {
        "path": change.path,
        "label": change.label,
        "old": change.old,
        "new": change.new,
        "old_value": change.old_value,
        "new_value": change.new_value,
    }


def _file_document(facts: FileFacts | None) -> Json | None:
    return None if facts is None else {"title": facts.title, "sha256": facts.sha256}
