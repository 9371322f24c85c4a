from datetime import date
from pathlib import Path

import pytest

from egov_desktop import packs
from egov_desktop.domain.calendars import YearStanding
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.holiday_tables import HolidayEntry


def test_the_shipped_calendar() -> None:
    calendar = packs.load_calendar(packs.shipped_root() / "calendars" / "cn.yaml")

    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.is_working_day(date(2026, 10, 10))
    assert calendar.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.is_known(date(2026, 6, 1))
    assert calendar.standing(2027) is YearStanding.COMPUTED
    assert not calendar.is_working_day(date(2027, 2, 8))
    assert calendar.standing(2035) is YearStanding.UNKNOWN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"2026": {off: [2026-02-30]}', "不是存在的日期"),
        ('"2026": {off: [2025-10-01]}', "不在 2026 年"),
        ('"2026": {off: [2026-10-01], work: [2026-10-01]}', "既放假又上班"),
        ('"2026": {of: [2026-10-01]}', "是不是“off”"),
        ('"2026": {status: official}', "不认识的取值“official”"),
        ('"26": {off: []}', "不合写法"),
        ("[]", "应是映射"),
        ("a: [", "YAML 写法有误"),
    ],
)
def test_a_wrong_calendar_names_the_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "cn.yaml"
    path.write_text(text, "utf-8")

    with pytest.raises(InvalidInputError, match=words) as caught:
        packs.load_calendar(path)
    assert "cn.yaml:" in str(caught.value)


def test_a_missing_calendar_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="无法读取"):
        packs.load_calendar(tmp_path / "none.yaml")


HEAD = r"日期,类型" "\n"
ENTRIES = [
    HolidayEntry(2, date(2027, 1, 1), is_off=True),
    HolidayEntry(3, date(2027, 1, 3), is_off=False),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_table_as_office_programs_save_it(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "2027.CSV"
    lines = [r"日期,类型,名称", r"2027/1/1,休,元旦", r'2027年1月3日,班,"调休, 补班"', "", ",,"]
    path.write_bytes(end.join(lines).encode(encoding))

    assert packs.read_holiday_table(path) == (ENTRIES, [])


def test_the_columns_of_a_csv_table_may_stand_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "2027.csv"
    lines = [r"名称,类型,备注,日期", r"元旦,放假,,2027-01-01", r",上班,,2027-01-03", ""]
    path.write_text("\n".join(lines), "utf-8")

    assert packs.read_holiday_table(path) == (ENTRIES, [])


@pytest.mark.parametrize("comma", ["\uff0c", ";", "\t"])
def test_other_signs_may_stand_between_the_columns(tmp_path: Path, comma: str) -> None:
    path = tmp_path / "2027.csv"
    lines = [("日期", "类型"), ("2027-01-01", "休"), ("2027-01-03", "班")]
    path.write_text("\n".join(map(comma.join, lines)), "utf-8")

    assert packs.read_holiday_table(path) == (ENTRIES, [])


def test_a_yaml_table_names_lines_too(tmp_path: Path) -> None:
    path = tmp_path / "2027.yaml"
    path.write_text('"2027":\n  off: [2027-01-01]\n  work: [2027-01-03]\n', "utf-8")

    assert packs.read_holiday_table(path) == (ENTRIES, [])


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("a.csv", r"2027-01-01,休,元旦", 1, "列名"),
        ("a.csv", "", 1, "列名"),
        ("a.csv", HEAD + r"2027-02-30,休", 2, "2027-02-30"),
        ("a.csv", HEAD + r"2027-01-01,休" "\n" r"2027-01-02,调", 3, "“休”或“班”"),
        ("a.csv", HEAD + "2027-01-01", 2, "“休”或“班”"),
        ("a.csv", HEAD + '"' + "x" * 200_000, 2, "CSV 写法有误"),
        ("a.yaml", '"2027":\n  off: [2027-01-01]\n  of: []\n', 3, "不认识的键"),
        ("a.yaml", '"2027": {status: computed, off: [2027-01-01]}', 1, "推算"),
        ("a.yaml", "- 2027-01-01", 1, "应是映射"),
    ],
)
def test_a_wrong_table_names_the_line(
    tmp_path: Path, name: str, text: str, line: int, words: str
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    _entries, mistakes = packs.read_holiday_table(path)

    assert [(where, words in message) for where, message in mistakes] == [(line, True)]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x81", b"a" * (1 << 21)])
def test_what_is_no_table_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "2027.yaml"
    path.write_bytes(content)

    with pytest.raises(InvalidInputError, match=r"2027\.yaml"):
        packs.read_holiday_table(path)
