from datetime import date, timedelta

import pytest

from egov_desktop.domain.holiday_tables import (
    HolidayEntry,
    calendar_of,
    day_words,
    mistakes,
)

WHOLE = ("2027-01-01 休", "2027-05-01 休", "2027-10-01 休", "2027-10-09 班")


def entries(*texts: str) -> list[HolidayEntry]:
    """Return a table whose first day stands in line 2."""
    return [
        HolidayEntry(line, date.fromisoformat(text[:10]), text.endswith("休"))
        for line, text in enumerate(texts, 2)
    ]


def test_a_whole_year_has_no_mistakes_and_becomes_a_published_one() -> None:
    found = entries("2026-12-31 休", *WHOLE)
    calendar = calendar_of(found)

    assert mistakes(found) == []
    assert calendar.known_years == {2027}
    assert calendar.off >= {date(2026, 12, 31), date(2027, 1, 1)}
    assert calendar.work == {date(2027, 10, 9)}


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ("2027-10-01 休", ["2027-10-01 重复", "第 4 行"]),
        ("2027-10-09 休", ["既放假又上班", "第 5 行"]),
        ("2027-05-06 班", ["星期四", "本来就上班"]),
        ("2028-01-01 休", ["2028 年的安排不完整", "5月1日 劳动节", "10月1日 国庆节"]),
        ("2026-11-30 休", ["2026 年的安排不完整"]),
        ("2025-12-31 休", ["2025 年的安排不完整"]),
    ],
)
def test_a_mistake_names_its_line(added: str, words: list[str]) -> None:
    ((line, message),) = mistakes(entries(*WHOLE, added))

    assert line == 6
    assert [word for word in words if word not in message] == []


def test_what_is_missing_is_not_guessed_while_lines_cannot_be_read() -> None:
    found = mistakes(entries("2027-05-06 班"), [(3, "不是日期")])

    assert [line for line, _message in found] == [2, 3]
    assert "本来就上班" in found[0][1]


def test_an_empty_table_and_one_of_everything_are_refused() -> None:
    assert mistakes([]) == [(1, "没有一天标明“休”或“班”")]
    first = date(2027, 1, 1)
    every = [HolidayEntry(n + 2, first + timedelta(days=n), is_off=True) for n in range(365)]
    ((line, message),) = mistakes(every)
    assert line == 2
    assert "261 个工作日放假" in message


def test_day_words() -> None:
    assert day_words(date(2027, 1, 1)).startswith("2027-01-01")
    assert "星期五" in day_words(date(2027, 1, 1))
