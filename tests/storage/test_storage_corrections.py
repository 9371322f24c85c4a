"""Notices in the database: recorded, changed, withdrawn, erased, and all of it in the audit."""

from datetime import date, datetime

import pytest

from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.project import FrozenVersion
from egov_desktop.storage import audit, corrections, filings, projects, versions
from egov_desktop.storage.store import Store

STUDY = "feasibility_study"
NOTICE = CorrectionNotice(
    NoticeKind.CORRECTION,
    "川数补 2026 年 3 号",
    "省数据局",
    date(2026, 3, 5),
    date(2026, 3, 20),
    (NoticeItem("total_investment", "请核对"), NoticeItem("", "请补盖公章", "已补盖", True)),
    version=1,
    id="n1",
)


@pytest.fixture
def notice(store: Store, now: datetime, full_project: str) -> CorrectionNotice:
    corrections.record_notice(store, full_project, STUDY, NOTICE, actor="张三", now=now)
    return NOTICE


def kept(store: Store, project_id: str) -> tuple[CorrectionNotice, ...]:
    return next(f for f in projects.load_project(store, project_id).filings).notices


def test_a_notice_is_kept_whole(store: Store, full_project: str, notice: CorrectionNotice) -> None:
    assert kept(store, full_project) == (notice,)


def test_a_return_needs_no_days(store: Store, now: datetime, full_project: str) -> None:
    bare = CorrectionNotice(
        NoticeKind.RETURN, "无文号", "", None, None, (NoticeItem("", "退回"),), 1, "n2"
    )
    corrections.record_notice(store, full_project, STUDY, bare, actor="张三", now=now)
    assert kept(store, full_project) == (bare,)


def test_a_version_that_was_never_frozen_is_refused(
    store: Store, now: datetime, full_project: str
) -> None:
    by = {"actor": "张三", "now": now}
    wrong = CorrectionNotice(
        NoticeKind.CORRECTION, "1", "", None, None, (NoticeItem("", "x"),), 2, "n3"
    )
    with pytest.raises(InvalidInputError, match="没有固化过第 2 版"):
        corrections.record_notice(store, full_project, STUDY, wrong, **by)
    filings.create_filing(store, full_project, "procurement", None, 1, **by)
    with pytest.raises(InvalidInputError, match="没有固化过"):
        corrections.record_notice(store, full_project, "procurement", NOTICE, **by)
    assert kept(store, full_project) == ()


def test_every_change_is_in_the_audit(
    store: Store, now: datetime, full_project: str, notice: CorrectionNotice
) -> None:
    answered = notice.answered(1, "已核对", is_met=True)
    corrections.record_notice(store, full_project, STUDY, answered, actor="李四", now=now)
    assert kept(store, full_project) == (answered,)
    corrections.withdraw_notice(store, full_project, "n1", actor="王五", now=now)
    assert kept(store, full_project) == ()
    rows = audit.history(store, full_project, 3)
    assert [(row.actor, row.change.action, row.change.path) for row in rows] == [
        ("王五", "correction_withdrawn", "n1"),
        ("李四", "correction_changed", "n1"),
        ("张三", "correction_recorded", "n1"),
    ]
    assert "已核对" in str(rows[1].change.new)
    assert "已核对" not in str(rows[1].change.old)
    assert "请补盖公章" in str(rows[0].change.old)
    assert audit.verify_chain(store) is None
    with pytest.raises(NotFoundError, match="n1"):
        corrections.withdraw_notice(store, full_project, "n1", actor="王五", now=now)


def test_the_notice_goes_with_its_project(
    store: Store, now: datetime, full_project: str, notice: CorrectionNotice
) -> None:
    projects.delete_project(store, full_project, actor="张三", now=now)
    assert store.rows("SELECT * FROM correction_notice") == []
    assert notice.number.encode() not in store.file.read_bytes()


def test_a_copy_counts_the_notices(
    store: Store, full_project: str, notice: CorrectionNotice
) -> None:
    census = store.copy_database(store.home / "copy.db")
    assert census["tables"]["correction_notice"] == len(kept(store, full_project)) == 1
    assert "packet_edition" in census["tables"]


def test_a_notice_stays_with_the_version_it_is_about(
    store: Store, now: datetime, full_project: str, notice: CorrectionNotice
) -> None:
    second = FrozenVersion(2, now, "cd" * 32, "/out/p-v2.zip", "K7Q3", "digest-2")
    versions.record_frozen_version(store, full_project, STUDY, second, {}, actor="张三", now=now)
    assert kept(store, full_project)[0].version == notice.version == 1
