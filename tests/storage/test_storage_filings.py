"""Answers are kept as typed, and whatever is changed leaves its trace."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.storage import audit, filings, projects
from egov_desktop.storage.records import StoredFiling
from egov_desktop.storage.store import Store

FILING = ("p", "registration")


@pytest.fixture
def by(store: Store, now: datetime) -> dict[str, Any]:
    by: dict[str, Any] = {"actor": "李四", "now": now}
    projects.create_project(store, "p", "名称", "pack", **by)
    filings.create_filing(store, "p", "registration", None, 1, **by)
    return by


def loaded(store: Store) -> StoredFiling:
    return projects.load_project(store, "p").filings[0]


@pytest.mark.parametrize(
    "raw",
    [
        "2860万",
        "",
        "　全角　空格\n两行\x00",
        "𬭊 and 'quotes' \"too\" \\",
        "\ud83d",
        True,
        False,
        0,
        12.5,
        10**30,
        [],
        [{"item": "硬件", "amount": "900.00"}, {"item": None}],
        {"a": [1, {"b": None}]},
    ],
)
def test_answer_comes_back_as_typed(raw: Any, store: Store, by: dict[str, Any]) -> None:
    assert filings.save_answer(store, *FILING, "field", raw, index_value=None, **by)
    kept = loaded(store).answers["field"]
    assert kept == raw
    assert type(kept) is type(raw)


def test_saving_the_same_again_changes_nothing(
    store: Store, by: dict[str, Any], now: datetime
) -> None:
    filings.save_answer(store, *FILING, "field", 1, index_value=None, **by)
    head = audit.head(store)
    later = {**by, "now": now + timedelta(days=1)}
    assert not filings.save_answer(store, *FILING, "field", 1, index_value=None, **later)
    assert audit.head(store) == head
    assert loaded(store).updated_at == now
    assert filings.save_answer(store, *FILING, "field", True, index_value=None, **later)
    assert loaded(store).answers["field"] is True


def test_blank_answer_is_removed(store: Store, by: dict[str, Any]) -> None:
    filings.save_answer(store, *FILING, "field", "x", index_value="x", **by)
    filings.save_answer(store, *FILING, "field", None, index_value=None, **by)
    assert loaded(store).answers == {}
    assert projects.indexed_values(store, "field", "registration") == []
    assert not filings.save_answer(store, *FILING, "field", None, index_value=None, **by)


def test_index_follows_the_answer(store: Store, by: dict[str, Any]) -> None:
    for raw, value in (("2860万", "2860.00"), ("30万", "30.00")):
        filings.save_answer(store, *FILING, "total", raw, index_value=value, **by)
        (found,) = projects.indexed_values(store, "total", "registration")
        assert (found.project_id, found.filing_id, found.value) == (*FILING, value)


def test_several_answers_are_saved_at_once(store: Store, by: dict[str, Any]) -> None:
    filings.save_answers(store, *FILING, {"a": "1", "b": "2"}, index={"b": "2"}, **by)
    changed = filings.save_answers(store, *FILING, {"a": "1", "b": "3", "c": "4"}, index={}, **by)
    assert changed == ("b", "c")
    assert loaded(store).answers == {"a": "1", "b": "3", "c": "4"}
    assert projects.indexed_values(store, "b", "registration") == []


def test_a_value_that_cannot_be_kept_leaves_the_rest_alone(
    store: Store, by: dict[str, Any]
) -> None:
    before = loaded(store)
    with pytest.raises(ValueError, match="Out of range"):
        filings.save_answers(store, *FILING, {"a": "1", "b": float("nan")}, index={}, **by)
    assert loaded(store) == before


@pytest.mark.parametrize("field_id", ["f[1]", "a.b", 'a"b', "", "A", "$", "字"])
def test_id_that_json_paths_misread_is_a_bug(
    field_id: str, store: Store, by: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="not a field id"):
        filings.save_answer(store, *FILING, field_id, "x", index_value=None, **by)
    assert loaded(store).answers == {}


def test_every_change_leaves_old_and_new(store: Store, by: dict[str, Any]) -> None:
    filings.save_answer(store, *FILING, "a", "旧", index_value=None, **by)
    filings.save_answer(store, *FILING, "a", "新", index_value=None, **by)
    filings.set_paper_material(store, *FILING, "map", "太大", **by)
    filings.set_paper_material(store, *FILING, "map", None, **by)
    newest = [
        (each.actor, each.change.action, each.change.path, each.change.old, each.change.new)
        for each in audit.history(store, "p", limit=4)
    ]
    assert newest == [
        ("李四", "paper_material_set", "map", '"太大"', None),
        ("李四", "paper_material_set", "map", None, '"太大"'),
        ("李四", "answer_saved", "a", '"旧"', '"新"'),
        ("李四", "answer_saved", "a", None, '"旧"'),
    ]
    assert loaded(store).paper_materials == {}


def test_filings_that_are_not_there_are_told(store: Store, by: dict[str, Any]) -> None:
    for call in (
        lambda: filings.save_answer(store, "p", "x", "a", "1", index_value=None, **by),
        lambda: filings.set_paper_material(store, "p", "x", "a", "1", **by),
        lambda: filings.delete_filing(store, "p", "x", reason="", **by),
    ):
        with pytest.raises(NotFoundError, match="没有报件“x”"):
            call()
    with pytest.raises(InvalidInputError, match="已经存在"):
        filings.create_filing(store, "p", "registration", None, 1, **by)


def test_filing_made_by_mistake_can_go_and_a_frozen_one_stays(
    store: Store, by: dict[str, Any], full_project: str
) -> None:
    filings.delete_filing(store, *FILING, reason="多建了", **by)
    assert projects.load_project(store, "p").filings == ()
    (newest,) = audit.history(store, "p", limit=1)
    assert (newest.change.action, newest.change.reason) == ("filing_deleted", "多建了")
    with pytest.raises(InvalidInputError, match="已经固化"):
        filings.delete_filing(store, full_project, "feasibility_study", reason="", **by)
