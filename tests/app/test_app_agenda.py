from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from app_samples import PACK, clock
from icalendar import Calendar

from egov_desktop.app import agenda, calendar_export, checks, holidays, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.errors import InvalidInputError

START, END = ("construction_start", "2025-01-10"), ("construction_end", "2026-12-20")


@pytest.fixture
def running(ws: Workspace, project: str) -> str:
    """A project under way, with reports due and one acceptance to come."""
    for field, raw in (START, END):
        projects.answer(ws, project, f"registration.{field}", raw)
    projects.open_filing(ws, project, "procurement")
    projects.answer(ws, project, "risk_assessment.completed_on", "2027-04-01")
    return project


def test_the_duties_are_those_of_the_whole_project(
    sample_ws: Workspace, sample: str, ws: Workspace, running: str
) -> None:
    for workspace, project_id in ((sample_ws, sample), (ws, running)):
        found = agenda.duties_of_project(workspace, project_id)
        assert [entry.duty for entry in found] == list(checks.duties(workspace, project_id))
        assert len(found) > 3


@pytest.mark.parametrize("today", [date(2024, 2, 1), date(2025, 10, 30), date(2027, 6, 1)])
def test_the_duties_are_the_same_on_any_day(new_home: Callable[[], Path], today: date) -> None:
    with Workspace.open(new_home(), clock, today) as ws:
        (entry, *_rest) = entries = agenda.agenda(ws)
        assert sorted(each.duty.id for each in entries) == sorted(
            duty.id for duty in checks.duties(ws, entry.project_id)
        )
        assert {each.duty for each in entries} == set(checks.duties(ws, entry.project_id))


def test_all_projects_stand_on_one_list_by_due_day(ws: Workspace, running: str) -> None:
    other = projects.create_project(ws, PACK, "另一个平台").id
    for field, raw in (START, END):
        projects.answer(ws, other, f"registration.{field}", raw)
    projects.open_filing(ws, other, "procurement")
    steps: list[tuple[int, int]] = []
    found = agenda.agenda(ws, progress=lambda done, total: steps.append((done, total)))

    assert {entry.project for entry in found} == {"政务云平台", "另一个平台"}
    days = [entry.duty.due or date.max for entry in found]
    assert days == sorted(days)
    assert found[0].duty.state is DutyState.OVERDUE
    assert steps == [(1, 2), (2, 2)]
    assert {e.project_id for e in agenda.agenda(ws, [running])} == {running}


def test_until_leaves_out_what_is_later_or_has_no_day(ws: Workspace, running: str) -> None:
    day = date(2026, 7, 31)
    found = agenda.agenda(ws, until=day)

    assert found
    assert max(entry.duty.due or date.max for entry in found) == day
    assert len(found) < len(agenda.agenda(ws))


def test_what_is_due_in_a_year_without_notice_is_estimated_until_one_is_imported(
    ws: Workspace, running: str, tmp_path: Path
) -> None:
    def acceptance() -> tuple[date | None, bool]:
        (duty,) = [e.duty for e in agenda.agenda(ws) if e.duty.id == "preliminary_acceptance"]
        return duty.due, duty.is_estimated

    assert acceptance() == (date(2027, 10, 4), True)
    path = tmp_path / "2027.csv"
    days = ["01-01", "05-01", *(f"10-0{n}" for n in range(1, 9))]
    path.write_text("\n".join([r"日期,类型", *(rf"2027-{day},休" for day in days)]), "utf-8")
    holidays.import_table(ws, holidays.read_table(ws, path))
    assert acceptance() == (date(2027, 10, 11), False)


def test_the_calendar_file_has_an_event_for_each_day(
    ws: Workspace, running: str, out: Path
) -> None:
    entries = agenda.agenda(ws)
    count = calendar_export.export_calendar(ws, entries, out, [7])

    events = Calendar.from_ical(out.read_bytes()).walk("VEVENT")
    dated = [entry for entry in entries if entry.duty.due]
    assert count == len(events) == len(dated)
    assert [event["dtstart"].dt for event in events] == [entry.duty.due for entry in dated]
    uids = [str(event["uid"]) for event in events]
    assert f"{running}-progress_report-2026H1@egov-desktop" in uids
    assert len(set(uids)) == len(uids)
    first, last = events[0], events[-1]
    assert "政务云平台" in first["summary"]
    assert "第" in first["description"]
    assert first["status"] == "CONFIRMED"
    assert last["status"] == "TENTATIVE"
    assert calendar_export.ESTIMATED in last["description"]
    assert [alarm["trigger"].dt for alarm in first.walk("VALARM")] == [
        timedelta(hours=9) - timedelta(days=7)
    ]


def test_what_is_done_is_said_and_rings_no_more(
    sample_ws: Workspace, sample: str, out: Path
) -> None:
    calendar_export.export_calendar(sample_ws, agenda.agenda(sample_ws), out)

    done = [
        event
        for event in Calendar.from_ical(out.read_bytes()).walk("VEVENT")
        if "已完成" in event["summary"]
    ]
    assert done
    assert not any(event.walk("VALARM") for event in done)


def test_the_file_names_nobody(sample_ws: Workspace, sample: str, out: Path) -> None:
    """Of a project only its name: no unit, no people."""
    calendar_export.export_calendar(sample_ws, agenda.agenda(sample_ws), out)
    text = out.read_bytes().replace(b"\r\n ", b"").decode()
    project = projects.load_project(sample_ws, sample)
    registration = project.filing("registration")
    assert registration is not None
    assert project.name in text
    for field in ("construction_unit", "contact_person", "contact_phone"):
        typed = str(registration.answer(field).value)
        assert len(typed) > 1
        assert typed not in text


def test_nothing_to_export_is_said(ws: Workspace, project: str, out: Path) -> None:
    with pytest.raises(InvalidInputError, match="没有已定日期的事项"):
        calendar_export.export_calendar(ws, agenda.agenda(ws), out)
    assert not out.exists()
