"""A real data folder in a temporary place, and a project in it."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from egov_desktop.domain.project import Approval, Attachment, FrozenVersion, Heading
from egov_desktop.storage import approvals, attachments, filings, projects, versions
from egov_desktop.storage.store import Store

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "数据 文件夹"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store.open(home, NOW) as opened:
        yield opened


@pytest.fixture
def attach(store: Store) -> Callable[..., Attachment]:
    """Put bytes away and describe them as an attachment; no row is written."""

    def put(content: bytes, **changes: object) -> Attachment:
        stored = store.objects.put(io.BytesIO(content))
        described = {
            "id": f"a-{stored.sha256[:8]}",
            "material": "feasibility_report",
            "title": "可研报告.pdf",
            "sha256": stored.sha256,
            "size": stored.size,
            "media_type": "application/pdf",
            **changes,
        }
        return Attachment(**described)  # type: ignore[arg-type]

    return put


@pytest.fixture
def full_project(store: Store, attach: Callable[..., Attachment]) -> str:
    """A project with one filing that has everything a filing can have."""
    by = {"actor": "张三", "now": NOW}
    projects.create_project(store, "p1", "政务云平台", "sichuan-egov", **by)
    filings.create_filing(store, "p1", "feasibility_study", None, 1, **by)
    key = ("p1", "feasibility_study")
    filings.save_answer(store, *key, "total_investment", "2860万", index_value="2860.00", **by)
    filings.save_answer(
        store, *key, "items", [{"item": "硬件", "amount": "900"}], index_value=None, **by
    )
    report = attach(
        b"%PDF report", pages=3, remarks=("扫描件",), headings=(Heading("一、概述", 120),)
    )
    attachments.add_attachment(store, *key, report, **by)
    filings.set_paper_material(store, *key, "site_map", "原件过大", **by)
    scan = attach(b"%PDF approval", material="approval", title="批复.pdf")
    approval = Approval("川发改 2026 年 12 号", date(2026, 3, 2), Decimal("2750.00"), scan)
    approvals.record_approval(store, *key, approval, **by)
    version = FrozenVersion(1, NOW, "ab" * 32, "/out/p-v1.zip", "K7Q2", "digest-1")
    versions.record_frozen_version(store, *key, version, {"answers": {"a": 1}}, **by)
    return "p1"
