"""Attachments, approvals and frozen versions."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.project import Approval, Attachment, FrozenVersion
from egov_desktop.storage import approvals, attachments, audit, filings, projects, versions
from egov_desktop.storage.records import StoredFiling
from egov_desktop.storage.store import Store

FILING = ("p", "registration")
Attach = Callable[..., Attachment]


@pytest.fixture
def by(store: Store, now: datetime) -> dict[str, Any]:
    by: dict[str, Any] = {"actor": "李四", "now": now}
    projects.create_project(store, "p", "名称", "pack", **by)
    filings.create_filing(store, "p", "registration", None, 1, **by)
    return by


def loaded(store: Store) -> StoredFiling:
    return projects.load_project(store, "p").filings[0]


def test_attachments_keep_their_order_and_go(
    store: Store, by: dict[str, Any], attach: Attach
) -> None:
    files = [attach(b"%PDF " + bytes([n]), id=f"id{9 - n}") for n in range(3)]
    for each in files:
        attachments.add_attachment(store, *FILING, each, **by)
    assert loaded(store).attachments == tuple(files)
    attachments.remove_attachment(store, "p", files[1].id, **by)
    assert loaded(store).attachments == (files[0], files[2])
    assert store.objects.has(files[1].sha256)
    assert attachments.sweep_objects(store) == 1
    assert set(store.objects.stored()) == {files[0].sha256, files[2].sha256}
    with pytest.raises(NotFoundError, match="可能已被移除"):
        attachments.remove_attachment(store, "p", files[1].id, **by)


def test_title_of_an_undecodable_name(store: Store, by: dict[str, Any], attach: Attach) -> None:
    attachments.add_attachment(store, *FILING, attach(b"x", title="a\udcff../b.pdf"), **by)
    assert loaded(store).attachments[0].title == "a?../b.pdf"


def test_row_without_its_file_is_refused(store: Store, by: dict[str, Any], attach: Attach) -> None:
    file = attach(b"x")
    store.objects.remove([file.sha256])
    before = audit.head(store)
    with pytest.raises(InvalidInputError, match="还没有存入"):
        attachments.add_attachment(store, *FILING, file, **by)
    assert loaded(store).attachments == ()
    assert audit.head(store) == before


def test_approval_is_replaced_and_withdrawn(
    store: Store, by: dict[str, Any], attach: Attach
) -> None:
    first = Approval("1号", None, None, attach(b"one", material="approval"))
    second = Approval("2号", None, Decimal("1E+3"), attach(b"two", material="approval"))
    approvals.record_approval(store, *FILING, first, **by)
    assert loaded(store).approval == first
    approvals.record_approval(store, *FILING, second, **by)
    assert loaded(store).approval == second
    assert loaded(store).attachments == ()
    assert store.rows("SELECT amount FROM approval")[0][0] == "1000"
    approvals.record_approval(store, *FILING, None, **by)
    assert loaded(store).approval is None
    assert store.rows("SELECT * FROM attachment") == []
    assert [each.change.action for each in audit.history(store, "p", limit=3)] == [
        "approval_withdrawn",
        "approval_recorded",
        "approval_recorded",
    ]


def test_file_of_an_approval_can_go_alone(store: Store, by: dict[str, Any], attach: Attach) -> None:
    scan = attach(b"one", material="approval")
    approvals.record_approval(store, *FILING, Approval("1号", None, None, scan), **by)
    attachments.remove_attachment(store, "p", scan.id, **by)
    assert loaded(store).approval == Approval("1号", None, None)


def test_frozen_versions_are_recorded_once(store: Store, by: dict[str, Any], now: datetime) -> None:
    made = [
        FrozenVersion(number, now, f"{number:064}", f"/out/v{number}.zip", "CODE", f"d{number}")
        for number in (1, 2)
    ]
    for version in made:
        versions.record_frozen_version(
            store, *FILING, version, {"version": version.version, "名": "值"}, **by
        )
    assert loaded(store).versions == tuple(made)
    assert versions.load_submission(store, *FILING, 2) == {"version": 2, "名": "值"}
    with pytest.raises(InvalidInputError, match="第 2 版已经固化"):
        versions.record_frozen_version(store, *FILING, made[1], {}, **by)
    with pytest.raises(NotFoundError, match="第 3 版"):
        versions.load_submission(store, *FILING, 3)
