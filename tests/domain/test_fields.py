"""Field kinds: any input is taken; what a clerk types or pastes is understood."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egov_desktop.domain import fields
from egov_desktop.domain.fields import Choice, FieldDefinition, judge
from egov_desktop.domain.typed_rows import fitted

METHODS = (
    Choice("open_tender", "公开招标", ("公开", "公招")),
    Choice("single_source", "单一来源"),
)
AMOUNTS = FieldDefinition(
    "items",
    "table",
    "投资明细",
    columns=(
        FieldDefinition("item", "text", "费用名称"),
        FieldDefinition("amount", "money", "金额"),
        FieldDefinition("code", "credit_code", "代码"),
    ),
)


def definition(kind: str) -> FieldDefinition:
    if kind == "table":
        return AMOUNTS
    choices = METHODS if kind in ("choice", "open_choice") else ()
    return FieldDefinition("f", kind, "字段", choices=choices)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON_VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", fields.KINDS)
@settings(max_examples=40)
@given(raw=JSON_VALUES)
def test_any_json_value_is_taken_and_kept_as_typed(kind: str, raw: fields.Raw) -> None:
    answer = judge(definition(kind), raw)
    assert answer.raw == raw
    assert answer.problem != ""
    list(fields.problems_within(definition(kind), answer))


@pytest.mark.parametrize("kind", fields.KINDS)
@settings(max_examples=40)
@given(rows=st.lists(st.dictionaries(st.sampled_from(["item", "amount", "code", "?"]), SCALARS)))
def test_any_rows_are_taken(kind: str, rows: list[fields.Raw]) -> None:
    answer = judge(definition(kind), rows)
    if kind == "table":
        assert answer.problem is None
        assert answer.is_blank or len(answer.value) <= len(rows)
    else:
        assert answer.problem


@pytest.mark.parametrize("kind", sorted(set(fields.KINDS) - {"table"}))
@settings(max_examples=40)
@given(text=st.text())
def test_what_was_understood_is_understood_again(kind: str, text: str) -> None:
    """Half-width, composed, without blanks: the normalised form stands for itself."""
    value = judge(definition(kind), text).value
    if isinstance(value, bool):
        again: fields.Raw = value
    else:
        again = None if value is None else str(value)
    assert judge(definition(kind), again).value == value


def test_an_integer_beyond_what_python_prints_is_taken() -> None:
    assert judge(definition("integer"), 10**5000).problem
    assert judge(definition("text"), 10**5000).value


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", "\u200b\ufeff", "\n \t\n", []])
@pytest.mark.parametrize("kind", fields.KINDS)
def test_blanks_are_no_answer(kind: str, blank: fields.Raw) -> None:
    answer = judge(definition(kind), blank)
    if blank == [] and kind != "table":
        assert answer.problem
    else:
        assert answer.is_blank


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = fields.clean(text)
    assert fields.clean(once) == once
    once.encode()  # no half characters


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  政务\u3000\u3000云 平台 ", "政务 云 平台"),
        ("政务云\u200b平台\ufeff", "政务云平台"),
        ("一行\r\n\r\n二行  \n", "一行\n\n二行"),
        ("a\tb\x00c", "a b c"),
        ("e\u0301", "\u00e9"),
        ("e\u200b\u0301", "\u00e9"),
        ("\ud83d坏", "\ufffd坏"),
        ("\U0002cb5a\u4dae\u36c3", "\U0002cb5a\u4dae\u36c3"),
    ],
)
def test_text_is_made_regular(typed: str, kept: str) -> None:
    assert judge(definition("text"), typed).value == kept


@pytest.mark.parametrize("mark", ["\uff0c", "\uff08", "\uff1a", "\uff01", "\u300a", "\u201c"])
def test_chinese_punctuation_stays_in_text(mark: str) -> None:
    assert judge(definition("long_text"), f"云{mark}平台").value == f"云{mark}平台"


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("money", "2860", "2860"),
        ("money", "\uff12\uff18\uff16\uff10\uff0e\uff15\uff10", "2860.50"),
        ("money", "2,860.00万元", "2860.00"),
        ("money", "28600000 元", "2860"),
        ("money", 2860, "2860"),
        ("money", 0.1, "0.1"),
        ("decimal", "\uff11\uff12.5", "12.5"),
        ("decimal", "1,234.5", "1234.5"),
        ("decimal", "\u22123", "-3"),
        ("decimal", "+3.", "3"),
        ("decimal", ".5", "0.5"),
        ("percent", "8.5%", "8.5"),
        ("percent", "8.5 \uff05", "8.5"),
        ("percent", 8, "8"),
        ("integer", "12台", "12"),
        ("integer", " 1 200 套", "1200"),
        ("integer", "12.0", "12"),
    ],
)
def test_numbers_are_read(kind: str, typed: fields.Raw, value: str) -> None:
    answer = judge(definition(kind), typed)
    assert answer.problem is None
    assert answer.value == Decimal(value)
    assert answer.raw == typed


@pytest.mark.parametrize(
    "typed",
    [
        *("约3000", "1e3", "NaN", "Infinity", "1_000", "1,00", "1.2.3", "--1"),
        *("1" * 16, "0." + "1" * 16, "十二", ",", "-", "%"),
    ],
)
@pytest.mark.parametrize("kind", ["decimal", "percent", "integer"])
def test_what_is_no_number_says_so(kind: str, typed: str) -> None:
    answer = judge(definition(kind), typed)
    assert answer.value is None
    assert answer.problem
    assert not answer.is_blank


def test_a_fraction_is_no_integer() -> None:
    assert "整数" in str(judge(definition("integer"), "12.5").problem)


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-03-02", "2026/3/2", "2026.3.2", "2026年3月2日", "2026年03月02", "20260302"),
        *("2026 3 2", " 2026 年 3 月 2 日 ", "2026\u20133\u20132"),
        "\uff12\uff10\uff12\uff16\uff0d\uff10\uff13\uff0d\uff10\uff12",
    ],
)
def test_dates_are_read(typed: str) -> None:
    assert judge(definition("date"), typed).value == date(2026, 3, 2)


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-02-29", "2026-13-01", "2026-00-10", "0001-01-01", "9999-12-31", "20261"),
        *("202632", "2026111", "2026年3月", "明天", "2026-3-2 9:30"),
        "\u0662\u0660\u0662\u0666-3-2",
    ],
)
def test_what_is_no_date_says_so(typed: str) -> None:
    answer = judge(definition("date"), typed)
    assert answer.value is None
    assert typed in str(answer.problem)


@pytest.mark.parametrize("typed", ["是", "yes", "Y", "1", "有", "√", True, " 是 ", "\uff59"])
def test_words_for_yes(typed: fields.Raw) -> None:
    assert judge(definition("yes_no"), typed).value is True


@pytest.mark.parametrize("typed", ["否", "no", "N", "False", "0", "无", "没有", False, 0])
def test_words_for_no(typed: fields.Raw) -> None:
    assert judge(definition("yes_no"), typed).value is False


def test_another_word_is_neither_yes_nor_no() -> None:
    answer = judge(definition("yes_no"), "也许")
    assert answer.value is None
    assert "也许" in str(answer.problem)


@pytest.mark.parametrize("typed", ["open_tender", "OPEN_TENDER", "公开招标", "公招", " 公开 "])
@pytest.mark.parametrize("kind", ["choice", "open_choice"])
def test_a_choice_is_known_by_id_words_and_aliases(kind: str, typed: str) -> None:
    assert judge(definition(kind), typed).value == "open_tender"


def test_a_closed_choice_refuses_other_words_and_lists_its_own() -> None:
    answer = judge(definition("choice"), "抽签")
    assert answer.value is None
    assert "公开招标、单一来源" in str(answer.problem)


def test_an_open_choice_takes_other_words() -> None:
    assert judge(definition("open_choice"), " 抽签 ") == fields.Answer(" 抽签 ", "抽签")
    assert definition("open_choice").choice_label("抽签") == "抽签"
    assert definition("open_choice").choice_label("open_tender") == "公开招标"


@pytest.mark.parametrize(
    ("typed", "value"), [("2026上半年", "2026H1"), ("2026h1", "2026H1"), (2026, "2026")]
)
def test_a_period_is_brought_into_its_shape(typed: fields.Raw, value: str) -> None:
    assert judge(definition("period"), typed).value == value


def test_a_code_is_kept_as_a_value_though_its_check_digit_is_wrong() -> None:
    answer = judge(definition("credit_code"), "91510100mA00000000")
    assert answer.value == "91510100MA00000000"
    assert answer.problem


def test_contacts_lose_blanks_and_wide_forms() -> None:
    assert judge(definition("phone"), "138 0000 0000").value == "13800000000"
    assert judge(definition("email"), "a\uff20b.cn").value == "a@b.cn"


def test_a_single_value_field_refuses_a_list_but_keeps_it() -> None:
    answer = judge(definition("text"), ["a"])
    assert answer.raw == ["a"]
    assert answer.value is None
    assert answer.problem


def test_rows_are_judged_cell_by_cell() -> None:
    raw = [{"item": "硬件", "amount": "900"}, {"item": "软件", "amount": "很多"}]
    answer = judge(AMOUNTS, raw)
    assert answer.problem is None
    assert [row["amount"].value for row in answer.value] == [Decimal(900), None]
    assert [path for path, _ in fields.problems_within(AMOUNTS, answer)] == ["items[1].amount"]


def test_identifiers_in_rows_are_left_to_the_rule_of_the_pack() -> None:
    answer = judge(AMOUNTS, [{"item": "硬件", "code": "x"}])
    assert answer.value[0]["code"].problem
    assert list(fields.problems_within(AMOUNTS, answer)) == []


def test_plain_values_are_rows_of_the_first_column() -> None:
    answer = judge(AMOUNTS, ["硬件", "软件"])
    assert [row["item"].value for row in answer.value] == ["硬件", "软件"]
    assert answer.value[0]["amount"].is_blank


def test_blank_rows_are_no_rows() -> None:
    answer = judge(AMOUNTS, [{}, {"item": " "}, None, {"item": "硬件"}, ""])
    assert [row["item"].value for row in answer.value] == ["硬件"]


@pytest.mark.parametrize("raw", ["硬件", 5, True, {"item": "硬件"}])
def test_a_table_wants_rows(raw: fields.Raw) -> None:
    answer = judge(AMOUNTS, raw)
    assert answer.value is None
    assert "逐行" in str(answer.problem)


def test_rows_are_kept_named_and_without_blank_ones() -> None:
    raw = ["硬件", {}, {"item": "\u3000"}, {"item": "软件", "amount": None}]
    assert fitted(AMOUNTS, raw) == [{"item": "硬件"}, {"item": "软件"}]
    assert fitted(AMOUNTS, [{}, ""]) is None
    assert fitted(definition("text"), "\u3000\n") is None
    assert fitted(AMOUNTS, "待补") == "待补"
    assert fitted(definition("text"), "文字") == "文字"


@given(JSON_VALUES)
def test_what_fits_keeps_its_place_in_the_numbering(raw: fields.Raw) -> None:
    """A row has the same number in what is kept and in what is judged."""
    try:
        kept = fitted(AMOUNTS, raw)
    except ValueError:
        return
    json.dumps(kept)
    rows = judge(AMOUNTS, kept).value or ()
    assert len(rows) == (len(kept) if isinstance(kept, list) else 0)
    assert judge(AMOUNTS, kept).value == judge(AMOUNTS, raw).value


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ([{"itme": "硬件"}], "item"),
        ([{"item": ["硬件"]}], "items[0].item"),
        ([["硬件"]], "items[0].item"),
        ({"item": "硬件"}, "items"),
    ],
)
def test_what_does_not_fit_is_named(raw: fields.Raw, named: str) -> None:
    with pytest.raises(ValueError, match=named.replace("[", r"\[")):
        fitted(AMOUNTS, raw)


def test_one_value_is_wanted_outside_of_tables() -> None:
    with pytest.raises(ValueError, match="f"):
        fitted(definition("money"), ["1"])
