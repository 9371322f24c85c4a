"""A project is taken in whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.project import Approval, Attachment, FrozenVersion
from egov_desktop.storage import audit, project_list, projects
from egov_desktop.storage.importing import import_project
from egov_desktop.storage.records import StoredFiling, StoredProject
from egov_desktop.storage.store import Store

INDEX = {("feasibility_study", "total"): "2860.00"}


@pytest.fixture
def by(now: datetime) -> dict[str, Any]:
    return {"actor": "王五", "now": now}


@pytest.fixture
def project(attach: Callable[..., Attachment], now: datetime) -> StoredProject:
    scan = attach(b"approval", material="approval")
    study = StoredFiling(
        "feasibility_study",
        None,
        1,
        now,
        now,
        answers={"total": "2860万", "blank": None},
        attachments=(attach(b"one"), attach(b"two")),
        paper_materials={"map": "太大"},
        approval=Approval("1号", date(2026, 1, 2), Decimal("2750.00"), scan),
        versions=(FrozenVersion(1, now, "ab" * 32, "x.zip", "CODE", "digest"),),
    )
    report = StoredFiling("progress_report", "2026H1", 1, now, now)
    return StoredProject("p", "名称", "pack", now, now, (study, report))


def test_import_brings_everything(store: Store, project: StoredProject, by: dict[str, Any]) -> None:
    import_project(store, project, INDEX, **by)
    study, report = project.filings
    expected = replace(project, filings=(replace(study, answers={"total": "2860万"}), report))
    assert projects.load_project(store, "p") == expected
    (found,) = projects.indexed_values(store, "total", "feasibility_study")
    assert found.value == "2860.00"
    actions = [each.change.action for each in audit.history(store, "p")]
    assert actions == ["filing_imported", "filing_imported", "project_imported"]


def test_import_with_a_missing_file_brings_nothing(
    store: Store, project: StoredProject, by: dict[str, Any]
) -> None:
    last = project.filings[0].approval
    assert last is not None
    assert last.attachment is not None
    store.objects.remove([last.attachment.sha256])
    with pytest.raises(InvalidInputError, match="还没有存入"):
        import_project(store, project, INDEX, **by)
    assert project_list.list_projects(store) == []
    assert store.rows("SELECT * FROM filing") == []
    assert store.rows("SELECT * FROM attachment") == []
    assert audit.head(store) is None


def test_import_of_a_known_project_is_refused(
    store: Store, project: StoredProject, by: dict[str, Any]
) -> None:
    import_project(store, project, INDEX, **by)
    before = audit.head(store)
    with pytest.raises(InvalidInputError, match="没有重复导入"):
        import_project(store, project, INDEX, **by)
    assert audit.head(store) == before
