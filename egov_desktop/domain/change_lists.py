"""Whether the list of changes in a packet (修改说明) is the true one."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from egov_desktop.domain.differences import changes_document, differences
from egov_desktop.domain.record_reading import Record

_LABELS = frozenset({"label"})
_WORDS = frozenset({"label", "old", "new"})
"""What can be told from the pack alone, where a packet does not repeat what it prints."""
_Told = tuple[str, str, str]
"""Kind of the change, what it is about, and all that is said of it."""


def untrue_changes(old: Record, new: Record) -> Iterator[str]:
    """Yield where the changes that a packet states are not what differs from the one before."""
    claimed = new.get("changes")
    if claimed is None:
        yield "新版没有写明对上一版的改动。"
        return
    true = changes_document(differences(old, new))
    if claimed["since"] != true["since"]:
        yield "新版的改动清单不是对这一版写的。"
    unsure = _LABELS if old.get("printed") and new.get("printed") else _WORDS
    stated, real = set(_told(claimed, unsure)), set(_told(true, unsure))
    for kind, about, _ in sorted(real - stated):
        yield f"新版的改动清单没有如实列出{kind}“{about}”的改动。"
    for kind, about, _ in sorted(stated - real):
        yield f"新版的改动清单列有与实际不符的{kind}“{about}”的改动。"


def _told(changes: Mapping[str, Any], unsure: frozenset[str]) -> Iterator[_Told]:
    for field in changes["fields"]:
        yield "字段", field["path"], _plain(field, unsure)
    for table in changes["tables"]:
        for row in table["rows"]:
            cells = sorted(_plain(cell, unsure) for cell in row["cells"])
            facts = {key: value for key, value in row.items() if key != "cells"}
            yield "明细表", table["path"], json.dumps([facts, cells], sort_keys=True)
    for file in changes["attachments"]:
        yield "附件", file["material"], _plain(file, _LABELS)
    for paper in changes["paper"]:
        yield "纸质材料", paper["path"], _plain(paper, unsure)


def _plain(change: Mapping[str, Any], unsure: frozenset[str]) -> str:
    facts = {key: value for key, value in change.items() if key not in unsure}
    return json.dumps(facts, sort_keys=True)
