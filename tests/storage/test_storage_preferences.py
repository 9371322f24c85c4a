from datetime import UTC, datetime
from typing import Any

import pytest

from egov_desktop.storage import audit, filings, preferences, projects
from egov_desktop.storage.store import Store

STAMP: Any = {"actor": "clerk", "now": datetime(2026, 3, 1, tzinfo=UTC)}


def test_a_preference_is_kept_and_taken_away(store: Store) -> None:
    assert preferences.load(store, "unit_profile") is None
    preferences.save(store, "unit_profile", {"name": "示例厅𬭚"}, **STAMP)
    assert preferences.load(store, "unit_profile") == {"name": "示例厅𬭚"}
    preferences.save(store, "unit_profile", None, **STAMP)
    assert preferences.load(store, "unit_profile") is None


def test_only_a_change_is_written_into_the_audit(store: Store) -> None:
    for _again in range(2):
        preferences.save(store, "larger_type", True, **STAMP)
    assert audit.verify_chain(store) is None
    head = audit.head(store)
    assert head is not None
    assert head.seq == 1


@pytest.mark.parametrize("again", [False, True])
def test_what_was_carried_over_is_remembered_field_by_field(store: Store, again: bool) -> None:
    projects.create_project(store, "p1", "项目", "sichuan-egov", **STAMP)
    filings.create_filing(store, "p1", "study", None, 1, **STAMP)
    answers = {"name": "甲", "total": "10"}
    filings.save_answers(store, "p1", "study", answers, index={}, carried=answers, **STAMP)
    if again:
        filings.save_answers(
            store, "p1", "study", {"name": "乙"}, index={}, carried={"name": "乙"}, **STAMP
        )
    found = projects.load_project(store, "p1").filings[0]
    assert found.carried == {"name": "乙" if again else "甲", "total": "10"}
