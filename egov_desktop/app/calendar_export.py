"""Duties for the calendar program of an office or a phone (.ics)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from egov_desktop.app.agenda import AgendaEntry
from egov_desktop.app.workspace import Workspace
from egov_desktop.documents.calendar_file import REMINDERS, CalendarEvent, calendar_bytes
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import replacing

__all__ = ["REMINDERS", "export_calendar"]

ESTIMATED = "暂按法定节假日推算"


def export_calendar(
    ws: Workspace,
    entries: Sequence[AgendaEntry],
    out: Path,
    reminders: Sequence[int] = REMINDERS,
) -> int:
    """Write the duties that have a day as a calendar file (.ics); return how many.

    A file written later replaces in a calendar what an earlier one brought in.
    """
    events = [_event(entry, entry.duty.due) for entry in entries if entry.duty.due]
    if not events:
        raise InvalidInputError("没有已定日期的事项，没有可以导出的日程。")
    content = calendar_bytes("电子政务项目日程", events, ws.now(), reminders)
    with replacing(out) as stream:
        stream.write(content)
    return len(events)


def _event(entry: AgendaEntry, day: date) -> "CalendarEvent":
    duty = entry.duty
    is_done = duty.state is DutyState.DONE
    lines = [f"项目：{entry.project}", f"依据：{duty.basis}"]
    if is_done:
        lines.append("已完成。")
    elif duty.is_estimated:
        lines.append(f"日期{ESTIMATED}，放假通知公布后可能变动。")
    return CalendarEvent(
        uid=f"{entry.project_id}-{duty.id.replace('@', '-')}@egov-desktop",
        day=day,
        title=f"{'已完成:' if is_done else ''}{duty.title} · {entry.project}",
        text="\n".join(lines),
        is_certain=is_done or not duty.is_estimated,
        is_done=is_done,
    )
