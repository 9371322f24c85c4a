"""The .ics file, judged by its bytes and by reading it back."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from icalendar import Calendar

from egov_desktop.documents.calendar_file import CalendarEvent, calendar_bytes

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))
EVENT = CalendarEvent(
    "p1-final_acceptance@egov-desktop",
    date(2027, 2, 9),
    r"提交竣工验收申请 · 四川省一体化政务服务平台;二期,含运维\接口",
    "依据《办法》第二十九条\n此日期可能变动。" + "很长的说明" * 40,
    is_certain=False,
    is_done=False,
)


def unfolded(content: bytes) -> list[str]:
    """Return the content lines, joined as RFC 5545 section 3.1 says, by hand."""
    return content.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode().split("\r\n")


def test_lines_end_in_crlf_and_are_folded_at_75_octets_between_characters() -> None:
    content = calendar_bytes("日程", [EVENT], NOW)
    lines = content.split(b"\r\n")

    assert lines[-1] == b""
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert max(map(len, lines)) > 70
    for line in lines:
        line.decode()  # no character is cut in two


def test_the_properties_of_an_event() -> None:
    found = unfolded(calendar_bytes("日程", [EVENT], NOW, [7]))

    assert found[0] == "BEGIN:VCALENDAR"
    assert found[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "VERSION:2.0",
        "PRODID:-//egov-desktop//ZH",
        r"NAME:日程",
        r"X-WR-CALNAME:日程",
        "UID:p1-final_acceptance@egov-desktop",
        "DTSTAMP:20260302T013000Z",
        f"SEQUENCE:{int(NOW.timestamp()) // 60}",
        "DTSTART;VALUE=DATE:20270209",
        "DTEND;VALUE=DATE:20270210",
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "ACTION:DISPLAY",
        "TRIGGER:-P6DT15H",
        r"SUMMARY:提交竣工验收申请 · 四川省一体化政务服务平台\;二期\,含运维\\接口",
    ):
        assert found.count(line) == 1, line
    (text,) = [line for line in found if line.startswith(r"DESCRIPTION:依据")]
    assert text.startswith(r"DESCRIPTION:依据《办法》第二十九条\n此日期可能变动")


def test_reading_it_back_gives_the_same_text_and_days() -> None:
    (event,) = Calendar.from_ical(calendar_bytes("日程", [EVENT], NOW)).walk("VEVENT")

    assert (event["summary"], event["description"]) == (EVENT.title, EVENT.text)
    assert event["dtstart"].dt == EVENT.day
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [
        timedelta(hours=9) - timedelta(days=days) for days in (30, 7, 1)
    ]


def test_what_is_done_rings_no_more_and_reminders_can_be_left_out() -> None:
    done = CalendarEvent("u@x", date(2026, 7, 31), "报告", "", is_certain=True, is_done=True)

    found = unfolded(calendar_bytes("日程", [done], NOW))
    assert "STATUS:CONFIRMED" in found
    assert "BEGIN:VALARM" not in found
    assert "BEGIN:VALARM" not in unfolded(calendar_bytes("日程", [EVENT], NOW, []))


def test_the_same_again_is_the_same_bytes_and_later_ones_replace_it() -> None:
    first, again = (calendar_bytes("日程", [EVENT], moment) for moment in (NOW, NOW))
    later = calendar_bytes("日程", [EVENT], NOW + timedelta(minutes=1))

    assert first == again == calendar_bytes("日程", [EVENT], NOW.astimezone(UTC))
    (old,), (new,) = (Calendar.from_ical(each).walk("VEVENT") for each in (first, later))
    assert new["uid"] == old["uid"]
    assert new["sequence"] > old["sequence"]
    assert new["dtstamp"].dt > old["dtstamp"].dt


@pytest.mark.parametrize("name", ["", "一" * 100])
def test_any_title_is_taken(name: str) -> None:
    event = CalendarEvent("u@x", date(2026, 7, 31), name, name, is_certain=True, is_done=False)
    (read,) = Calendar.from_ical(calendar_bytes(name, [event], NOW)).walk("VEVENT")
    assert read["summary"] == name
