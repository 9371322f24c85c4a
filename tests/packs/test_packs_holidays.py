from datetime import date
from pathlib import Path

import pytest

from egov_desktop import packs
from egov_desktop.domain.errors import InvalidInputError


def test_the_shipped_calendar() -> None:
    calendar = packs.load_calendar(packs.shipped_root() / "calendars" / "cn.yaml")

    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.is_working_day(date(2026, 10, 10))
    assert calendar.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.is_known(date(2026, 6, 1))
    assert not calendar.is_known(date(2035, 6, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"2026": {off: [2026-02-30]}', "不是存在的日期"),
        ('"2026": {off: [2025-10-01]}', "不在 2026 年"),
        ('"2026": {off: [2026-10-01], work: [2026-10-01]}', "既放假又上班"),
        ('"2026": {of: [2026-10-01]}', "是不是“off”"),
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
