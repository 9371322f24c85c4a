"""What is said under a field once it has been left."""

import pytest

from egov_desktop.domain.fields import FieldDefinition, Raw, judge
from egov_desktop.ui.wizard.reading import Reading, read


def reading(kind: str, raw: Raw) -> Reading:
    definition = FieldDefinition("f", kind, "字段")
    return read(definition, judge(definition, raw))


def test_an_amount_is_shown_in_yuan_and_in_capitals() -> None:
    said = reading("money", "2860")
    assert said.understood == "28,600,000.00 元  人民币贰仟捌佰陆拾万元整"
    assert not said.warning


def test_an_amount_typed_in_yuan_is_suspicious() -> None:
    assert "元填成了万元" in reading("money", "28600000").warning


def test_what_is_no_amount_is_a_problem() -> None:
    said = reading("money", "大约三千")
    assert "大约三千" in said.problem
    assert not said.understood


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        ("date", "20260302", "2026年3月2日"),
        ("period", "2026H1", "2026年上半年"),
        ("percent", "\uff18\uff0e\uff15", "8.5"),
    ],
)
def test_another_way_of_writing_is_read_back(kind: str, raw: str, words: str) -> None:
    assert words in reading(kind, raw).understood


@pytest.mark.parametrize(
    ("kind", "raw"), [("date", "2026-03-02"), ("percent", "8.5"), ("text", "甲"), ("money", "")]
)
def test_what_is_plain_needs_no_words(kind: str, raw: str) -> None:
    assert reading(kind, raw) == Reading()
