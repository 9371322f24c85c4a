"""Correction notices (补正通知) and returns (退件) on frozen versions, item by item."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.storage import audit
from egov_desktop.storage.audit import Change
from egov_desktop.storage.driver import Row
from egov_desktop.storage.encoding import from_json, storable, to_json
from egov_desktop.storage.filings import filing_row, touch
from egov_desktop.storage.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database


def record_notice(
    store: Store,
    project_id: str,
    filing_id: str,
    notice: CorrectionNotice,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Record a notice, in the place of the one that has its id.

    Raises InvalidInputError when the version it is about was never frozen.
    """
    with store.writing() as database:
        filing_row(database, project_id, filing_id)
        frozen = database.execute(
            "SELECT 1 FROM frozen_version WHERE project_id = ? AND filing_id = ? AND version = ?",
            [project_id, filing_id, notice.version],
        ).fetchone()
        if frozen is None:
            raise InvalidInputError(
                f"报件“{filing_id}”没有固化过第 {notice.version} 版，不能登记对它的补正或退件。"
            )
        old = _find(database, project_id, notice.id)
        database.table("correction_notice").upsert(
            {
                "project_id": project_id,
                "filing_id": filing_id,
                "id": notice.id,
                "version": notice.version,
                "kind": str(notice.kind),
                "number": storable(notice.number),
                "issued_on": notice.issued_on and notice.issued_on.isoformat(),
                "due_on": notice.due_on and notice.due_on.isoformat(),
                "issuer": storable(notice.issuer),
                "items": _items_text(notice.items),
                "recorded_at": old["recorded_at"] if old else now.isoformat(),
            },
            pk=("project_id", "id"),
        )
        touch(database, project_id, filing_id, now)
        change = Change(
            "correction_changed" if old else "correction_recorded",
            project_id,
            filing_id,
            notice.id,
            old=old and _described(notice_from(old)),
            new=_described(notice),
        )
        audit.append(database, change, actor, now)


def withdraw_notice(
    store: Store, project_id: str, notice_id: str, *, actor: str, now: datetime
) -> None:
    """Take away a notice that was recorded by mistake; raises NotFoundError."""
    with store.writing() as database:
        old = _find(database, project_id, notice_id)
        if old is None:
            raise NotFoundError(f"项目里没有补正通知“{notice_id}”。")
        database.execute(
            "DELETE FROM correction_notice WHERE project_id = ? AND id = ?",
            [project_id, notice_id],
        )
        touch(database, project_id, old["filing_id"], now)
        change = Change(
            "correction_withdrawn",
            project_id,
            old["filing_id"],
            notice_id,
            old=_described(notice_from(old)),
        )
        audit.append(database, change, actor, now)


def notice_from(row: Row) -> CorrectionNotice:
    """Return the notice of a row."""
    return CorrectionNotice(
        kind=NoticeKind(row["kind"]),
        number=row["number"],
        issuer=row["issuer"],
        issued_on=_day(row["issued_on"]),
        due_on=_day(row["due_on"]),
        items=tuple(
            NoticeItem(item["place"], item["text"], item["answer"], item["met"])
            for item in from_json(row["items"])
        ),
        version=row["version"],
        id=row["id"],
    )


def _find(database: "Database", project_id: str, notice_id: str) -> Row | None:
    found: Row | None = database.execute(
        "SELECT * FROM correction_notice WHERE project_id = ? AND id = ?",
        [project_id, notice_id],
    ).fetchone()
    return found


def _items_text(items: Sequence[NoticeItem]) -> str:
    return to_json(
        [{"place": i.place, "text": i.text, "answer": i.answer, "met": i.is_met} for i in items]
    )


def _described(notice: CorrectionNotice) -> str:
    days = [day and day.isoformat() for day in (notice.issued_on, notice.due_on)]
    facts = [notice.version, str(notice.kind), notice.number, *days, notice.issuer]
    return to_json([*facts, from_json(_items_text(notice.items))])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
