"""Projects: made, listed, loaded, renamed, deleted."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.project import Attachment, Heading
from egov_desktop.storage import attachments, audit, filings, project_list, projects, versions
from egov_desktop.storage.store import Store

MANY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
INSERT INTO project SELECT 'p' || i, '项目' || i, 'sichuan-egov', :at, :at FROM n
"""
MANY_FILINGS = """
WITH RECURSIVE s(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM s WHERE k < 8)
INSERT INTO filing SELECT id, 'stage' || k, 'stage' || k, NULL, 1, :data, '{}', :at, :at, '{}'
FROM project, s
"""
MANY_VALUES = """
INSERT INTO field_index SELECT project_id, filing_id, stage, 'total_investment',
    (rowid % 5000) || '.00' FROM filing
"""


def test_full_project_is_loaded_whole(store: Store, now: datetime, full_project: str) -> None:
    project = projects.load_project(store, full_project)
    assert (project.name, project.pack_id) == ("政务云平台", "sichuan-egov")
    assert (project.created_at, project.updated_at) == (now, now)
    (filing,) = project.filings
    assert filing.id == "feasibility_study"
    assert filing.answers == {
        "total_investment": "2860万",
        "items": [{"item": "硬件", "amount": "900"}],
    }
    assert filing.paper_materials == {"site_map": "原件过大"}
    (report,) = filing.attachments
    assert (report.title, report.pages, report.remarks) == ("可研报告.pdf", 3, ("扫描件",))
    assert report.headings == (Heading("一、概述", 120),)
    approval = filing.approval
    assert approval is not None
    assert (approval.issued_on, approval.amount) == (date(2026, 3, 2), Decimal("2750.00"))
    assert approval.attachment is not None
    assert approval.attachment.title == "批复.pdf"
    assert [each.code for each in filing.versions] == ["K7Q2"]
    assert versions.load_submission(store, "p1", filing.id, 1) == {"answers": {"a": 1}}


def test_project_is_the_same_after_a_restart(home: Path, now: datetime) -> None:
    with Store.open(home, now) as store:
        projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
        filings.create_filing(store, "p", "progress_report", "2026H1", 1, actor="u", now=now)
        filings.create_filing(store, "p", "adjustment", None, 2, actor="u", now=now)
        before = projects.load_project(store, "p")
    with Store.open(home, now) as store:
        assert projects.load_project(store, "p") == before
    assert [filing.id for filing in before.filings] == ["progress_report@2026H1", "adjustment@2"]


def test_unknown_and_doubled_projects_are_told(store: Store, now: datetime) -> None:
    by = {"actor": "u", "now": now}
    projects.create_project(store, "p", "名称", "pack", **by)
    with pytest.raises(InvalidInputError, match="已经存在"):
        projects.create_project(store, "p", "又一个", "pack", **by)
    for call in (
        lambda: projects.load_project(store, "q"),
        lambda: projects.rename_project(store, "q", "x", **by),
        lambda: projects.delete_project(store, "q", **by),
        lambda: filings.create_filing(store, "q", "registration", None, 1, **by),
    ):
        with pytest.raises(NotFoundError, match="没有找到项目“q”"):
            call()


def test_list_tells_how_far_each_project_is(store: Store, now: datetime, full_project: str) -> None:
    later = now + timedelta(hours=1)
    projects.create_project(store, "p2", "空项目", "pack", actor="u", now=later)
    filings.create_filing(store, full_project, "preliminary_design", None, 1, actor="u", now=now)
    later = now + timedelta(hours=2)
    filings.save_answer(
        store, full_project, "preliminary_design", "a", "b", index_value=None, actor="u", now=later
    )
    first, second = project_list.list_projects(store)
    assert (first.id, first.filings, first.frozen, first.approved) == (full_project, 2, 1, 1)
    assert (first.last_filing, first.updated_at) == ("preliminary_design", later)
    assert (second.id, second.filings, second.last_filing) == ("p2", 0, None)


def test_name_that_is_not_text_is_kept_readable(store: Store, now: datetime) -> None:
    projects.create_project(store, "p", "坏\ud800名", "pack", actor="u", now=now)
    assert projects.load_project(store, "p").name == "坏?名"


def test_ten_thousand_projects_are_listed_at_once(store: Store, now: datetime) -> None:
    at = now.isoformat()
    data = '{"project_name":"' + "名" * 200 + '"}'
    with store.writing() as database:
        database.execute(MANY, {"at": at})
        database.execute(MANY_FILINGS, {"at": at, "data": data})
        database.execute(MANY_VALUES)
    started = time.perf_counter()
    listed = project_list.list_projects(store)
    listing_s = time.perf_counter() - started
    assert len(listed) == 10_000
    assert all(each.filings == 8 for each in listed)
    started = time.perf_counter()
    values = projects.indexed_values(store, "total_investment", "stage3")
    values_s = time.perf_counter() - started
    assert len(values) == 10_000
    assert listing_s < 5.0  # a ceiling against quadratic work, not a measurement
    assert values_s < 2.5


def test_deleting_erases_everything_but_the_trace(
    store: Store,
    home: Path,
    now: datetime,
    full_project: str,
    attach: Callable[..., Attachment],
) -> None:
    shared = attach(b"%PDF shared")
    by = {"actor": "u", "now": now}
    attachments.add_attachment(store, full_project, "feasibility_study", shared, **by)
    projects.create_project(store, "p2", "另一个", "pack", **by)
    filings.create_filing(store, "p2", "registration", None, 1, **by)
    attachments.add_attachment(store, "p2", "registration", shared, **by)
    rows_before = store.rows("SELECT count(*) FROM audit WHERE project_id = 'p1'")[0][0]

    projects.delete_project(store, full_project, **by)

    for table in ("filing", "attachment", "approval", "frozen_version", "field_index"):
        sql = f"SELECT * FROM {table} WHERE project_id = 'p1'"  # noqa: S608
        assert store.rows(sql) == [], table
    assert list(store.objects.stored()) == [shared.sha256]
    trace = audit.history(store, "p1")
    assert len(trace) == rows_before + 1
    assert all(
        (each.change.old, each.change.new, each.change.reason) == (None, None, None)
        for each in trace
    )
    assert audit.verify_chain(store) is None
    store.shrink_log()
    for file in (home / "data").glob("egov.db*"):
        content = file.read_bytes()
        for word in ("2860万", "政务云平台", "原件过大", "批复.pdf"):
            assert word.encode() not in content, (file, word)
