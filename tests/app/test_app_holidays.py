from datetime import date
from pathlib import Path

import pytest
from app_samples import clock

from egov_desktop.app import backups, holidays
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.calendars import YearStanding
from egov_desktop.domain.errors import InvalidInputError

CSV = r"""日期,类型,名称
2026-12-31,休,元旦
2027-01-01,休,元旦
2027-01-03,班,元旦补班
2027-05-01,休,劳动节
2027-10-01,休,国庆节
2027-10-04,休,国庆节
"""


@pytest.fixture
def table_file(tmp_path: Path) -> Path:
    path = tmp_path / "2027年放假安排.csv"
    path.write_text(CSV, "utf-8")
    return path


def test_reading_a_table_says_what_would_change_and_keeps_nothing(
    ws: Workspace, table_file: Path
) -> None:
    table = holidays.read_table(ws, table_file)

    assert table.years == (2027,)
    assert "放假 5 天" in table.summary
    changed = {change.day: change.is_working_day for change in table.changes}
    assert changed[date(2026, 12, 31)] is False
    assert changed[date(2027, 1, 3)] is True
    assert changed[date(2027, 10, 4)] is False
    assert changed[date(2027, 2, 5)] is True  # computed before, and the notice does not say it
    assert date(2027, 1, 1) not in changed
    assert date(2026, 10, 1) not in changed
    assert "2026-12-31" in table.changes[0].words
    assert "上班 → 放假" in table.changes[0].words
    assert ws.calendar.standing(2027) is YearStanding.COMPUTED


def test_an_imported_table_counts_at_once_and_later(
    ws: Workspace, table_file: Path, tmp_path: Path
) -> None:
    holidays.import_table(ws, holidays.read_table(ws, table_file))

    assert ws.calendar.standing(2027) is YearStanding.PUBLISHED
    assert ws.calendar.next_working_day(date(2027, 10, 4)) == date(2027, 10, 5)
    assert ws.calendar.next_working_day(date(2026, 12, 31)) == date(2027, 1, 3)
    found = holidays.year_of(ws, 2027)
    assert table_file.name in found.source
    assert found.off == tuple(
        date.fromisoformat(f"2027-{day}") for day in ("01-01", "05-01", "10-01", "10-04")
    )
    assert found.work == (date(2027, 1, 3),)
    again = holidays.read_table(ws, table_file)
    assert again.changes == ()
    assert "相同" in again.summary

    backups.backup(ws, tmp_path / "all.backup")
    backups.restore(tmp_path / "all.backup", tmp_path / "other", clock())
    with Workspace.open(tmp_path / "other", clock) as other:
        assert other.calendar == ws.calendar


def test_a_second_table_takes_the_place_of_its_year_only(ws: Workspace, tmp_path: Path) -> None:
    for year in (2027, 2028):
        path = tmp_path / f"{year}.yaml"
        days = ", ".join(f"{year}-{day}" for day in ("01-01", "05-01", "10-01"))
        path.write_text(f'"{year}":\n  off: [{days}]\n', "utf-8")
        holidays.import_table(ws, holidays.read_table(ws, path))
    path.write_text(path.read_text("utf-8").replace("05-01", "05-01, 2028-05-02"), "utf-8")
    holidays.import_table(ws, holidays.read_table(ws, path))

    assert [holidays.year_of(ws, year).standing for year in (2026, 2027, 2028, 2029)] == [
        *[YearStanding.PUBLISHED] * 3,
        YearStanding.UNKNOWN,
    ]
    assert len(holidays.year_of(ws, 2027).off) == 3
    assert len(holidays.year_of(ws, 2028).off) == 4
    assert holidays.known_years(ws) == list(range(2020, 2029))


def test_a_calendar_file_is_a_table_too(ws: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    events = "".join(
        f"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:2027{day}\r\n" r"SUMMARY:休" "\r\nEND:VEVENT\r\n"
        for day in ("0101", "0501", "1001")
    )
    path.write_bytes(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode())

    assert holidays.read_table(ws, path).years == (2027,)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", CSV + r"2027-01-01,班,x", [r"a.csv:8", "矛盾", "本来就上班"]),
        ("a.csv", CSV.replace("2027-05-01", "2027-05-02"), ["a.csv:3", "缺 5月1日 劳动节"]),
        ("a.csv", CSV + "2027-13-01,off\n" * 30, [r"a.csv:8", "共 30 处"]),
        ("a.csv", r"日期,类型", ["a.csv:1", "没有一天"]),
        ("a.xlsx", "", ["a.xlsx", ".csv"]),
    ],
)
def test_a_wrong_file_is_told_line_by_line_and_changes_nothing(
    ws: Workspace, tmp_path: Path, name: str, text: str, words: list[str]
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    before = ws.calendar

    with pytest.raises(InvalidInputError) as caught:
        holidays.read_table(ws, path)
    assert [word for word in words if word not in str(caught.value)] == []
    ws.read_calendar_again()
    assert ws.calendar == before


def test_the_source_of_each_year_is_said(ws: Workspace) -> None:
    assert "通知" in holidays.year_of(ws, 2026).source
    assert "推算" in holidays.year_of(ws, 2027).source
    assert "周末" in holidays.year_of(ws, 2030).source
