from datetime import date
from pathlib import Path

import pytest

from egov_desktop.documents.holiday_events import read_holiday_events
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.holiday_tables import HolidayEntry


def written(folder: Path, *events: str) -> Path:
    """Write a calendar file; the first event begins in line 4."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split("|"), "END:VEVENT"]
    path = folder / "节假日.ics"
    path.write_bytes("\r\n".join([*lines, "END:VCALENDAR", ""]).encode())
    return path


def test_days_that_are_off_and_days_worked_in_exchange(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        r"DTSTART;VALUE=DATE:20270101|DTEND;VALUE=DATE:20270103|SUMMARY:元旦（休）",
        r"DTSTART;VALUE=DATE:20270110|SUMMARY:调休上班",
        r"DTSTART;VALUE=DATE:20270214|SUMMARY:情人节",
        r"DTSTART:20270501T000000|SUMMARY:劳动节 放假",
        r"DTSTART;VALUE=DATE:20270508|X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY|SUMMARY:x",
        r"DTSTART;VALUE=DATE:20271001|X-APPLE-SPECIAL-DAY:WORK-HOLIDAY|SUMMARY:x",
    )
    assert read_holiday_events(path) == (
        [
            HolidayEntry(4, date(2027, 1, 1), is_off=True),
            HolidayEntry(4, date(2027, 1, 2), is_off=True),
            HolidayEntry(9, date(2027, 1, 10), is_off=False),
            HolidayEntry(17, date(2027, 5, 1), is_off=True),
            HolidayEntry(21, date(2027, 5, 8), is_off=False),
            HolidayEntry(26, date(2027, 10, 1), is_off=True),
        ],
        [],
    )


@pytest.mark.parametrize(
    "event",
    [r"SUMMARY:元旦（休）", r"DTSTART;VALUE=DATE:2027|SUMMARY:元旦（休）"],
)
def test_a_holiday_without_a_readable_day_is_named(tmp_path: Path, event: str) -> None:
    entries, ((line, message),) = read_holiday_events(written(tmp_path, event))

    assert (entries, line) == ([], 4)
    assert "元旦" in message


def test_an_endless_holiday_is_cut(tmp_path: Path) -> None:
    event = r"DTSTART;VALUE=DATE:20270101|DTEND;VALUE=DATE:99990101|SUMMARY:休"
    entries, mistakes = read_holiday_events(written(tmp_path, event))

    assert len(entries) == 31
    assert mistakes == []


@pytest.mark.parametrize(
    "content", [b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\x00\xff" * 50, b"END:VCALENDAR\r\n"]
)
def test_what_is_no_calendar_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(content)
    with pytest.raises(InvalidInputError, match=r"a\.ics"):
        read_holiday_events(path)


def test_a_file_too_large_or_absent_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    with pytest.raises(InvalidInputError, match="无法读取"):
        read_holiday_events(path)
    path.write_bytes(b"\n" * (5 << 20))
    with pytest.raises(InvalidInputError, match="4 MB"):
        read_holiday_events(path)
