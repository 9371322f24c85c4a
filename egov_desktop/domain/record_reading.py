"""What a packet's record (submission.json) says of its fields, and in which words."""

from collections.abc import Iterator, Mapping
from typing import Any

from egov_desktop.domain import fields
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.printout import shown
from egov_desktop.domain.submission import JsonValue

Record = Mapping[str, Any]
"""The content of a submission.json."""


class RecordReader:
    """One packet's record, and the words in which it says things."""

    def __init__(self, record: Record, pack: PolicyPack | None) -> None:
        self.record = record
        self._stage: StageRule | None = pack.stage(record["stage"]) if pack else None
        self._printed: dict[str, Mapping[str, str]] = {}
        for line in record.get("printed", ()):
            self._printed.setdefault(line["path"], line)  # an amount in capitals comes second
        self._called = dict(_names_of_changes(record.get("changes") or {}))

    def value(self, name: str) -> JsonValue:
        """Return a field's value; what was typed where that could not be read."""
        value: JsonValue = self.record["values"].get(name)
        typed = self.record["answers"].get(name) if name in self.record["values"] else None
        if value is None and isinstance(typed, str):
            value = fields.clean(typed)
        return None if value in ("", []) else value

    def text(self, path: str, value: JsonValue) -> str:
        """Return a value as it is printed at a path."""
        if value is None:
            return ""
        if line := self._printed.get(path):
            return str(line["text"])
        definition = self._definition(path)
        if definition is not None and not isinstance(value, Mapping):
            return shown(definition, fields.judge(definition, value))
        return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)

    def label(self, path: str) -> str:
        """Return the words for a path; empty where nobody knows them."""
        if definition := self._definition(path):
            return definition.label
        line = self._printed.get(path)
        return str(line["label"]) if line else self._called.get(path, "")

    def material(self, material: str) -> str:
        """Return the title of a material; empty where nobody knows it."""
        rule = self._stage.material(material) if self._stage else None
        return rule.title if rule else self._called.get(material, "")

    def _definition(self, path: str) -> FieldDefinition | None:
        name, bracket, rest = path.partition("[")
        definition = self._stage.field(name) if self._stage else None
        if definition is None or not bracket:
            return definition
        return definition.column(rest.partition("].")[2])


def _names_of_changes(changes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a packet's own list of changes calls fields, tables and materials."""
    for section, key in (
        ("fields", "path"),
        ("tables", "path"),
        ("attachments", "material"),
        ("paper", "path"),
    ):
        for change in changes.get(section, ()):
            yield change[key], change["label"]
