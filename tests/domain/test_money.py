from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_desktop.domain.money import (
    chinese_capital,
    format_wan,
    magnitude_hint,
    parse_wan,
    plain,
    wan_to_yuan,
)

AMOUNTS = st.decimals(
    min_value=-(10**15) + 1, max_value=10**15 - 1, allow_nan=False, allow_infinity=False, places=6
)
YUAN = st.decimals(min_value=0, max_value=10**16 - 1, places=2)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    ("typed", "wan"),
    [
        ("2860", "2860"),
        ("2,860.00", "2860"),
        (" 2 860 . 5 ", "2860.5"),
        ("2,860.50万元", "2860.5"),
        ("2860万", "2860"),
        ("28600000元", "2860"),
        ("¥28,600,000.00", "2860"),
        ("¥2860万元", "2860"),
        ("0.286亿元", "2860"),
        ("0.01元", "0.000001"),
        ("-12.3", "-12.3"),
        ("−12.3", "-12.3"),
        ("-0", "0"),
        ("007", "7"),
        ("\u200b2860\ufeff", "2860"),
        ("999999999999999", "999999999999999"),
        ("0.1234567890123456789012345678901234567890", "0.123456789012345678901234567890123456789"),
    ],
)
def test_what_a_clerk_types_becomes_exact_wan(typed: str, wan: str) -> None:
    assert parse_wan(typed) == Decimal(wan)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "abc",
        "12a",
        "1.2.3",
        "12.",
        ".5",
        "NaN",
        "Infinity",
        "1e5",
        "1E+5",
        "(1,000)",
        "1,00",
        "1,0000",
        "--5",
        "-¥-5",
        "+5",
        "万元",
        "5元元",
        "二百",
        "٣",
        "5%",
        "1234567890123456",
    ],
)
def test_what_is_no_amount_is_refused_in_chinese(typed: str) -> None:
    with pytest.raises(ValueError, match="金额"):
        parse_wan(typed)


@given(AMOUNTS)
def test_both_writings_read_back_equal(amount: Decimal) -> None:
    assert parse_wan(plain(amount)) == amount
    assert parse_wan(format_wan(amount)) == amount


@given(AMOUNTS)
def test_equal_amounts_have_one_plain_text(amount: Decimal) -> None:
    longer = Decimal(f"{amount:f}000")
    assert plain(longer) == plain(amount)
    assert len(plain(amount).partition(".")[2]) >= 2
    assert "E" not in plain(amount)


@pytest.mark.parametrize("typed", ["2,860.50", "-2860.5", "2860.5万元", "28605000元"])
def test_full_width_typing_means_the_same(typed: str) -> None:
    assert typed.translate(FULL_WIDTH) != typed
    assert parse_wan(typed.translate(FULL_WIDTH)) == parse_wan(typed)


def test_the_full_width_yuan_sign_is_known() -> None:
    assert parse_wan("\uffe528600000") == parse_wan("\u00a528600000") == 2860


def test_bracketed_negatives_are_refused_in_full_width_too() -> None:
    with pytest.raises(ValueError, match="不是金额"):
        parse_wan("(1,000)".translate(FULL_WIDTH))


@given(st.text("0123456789.,-−¥元万亿 eE()Nan"))
def test_any_text_is_a_finite_amount_or_a_value_error(text: str) -> None:
    try:
        amount = parse_wan(text)
    except ValueError:
        return
    assert parse_wan(plain(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "read", "stored"),
    [
        ("2860", "2,860.00", "2860.00"),
        ("2860.5", "2,860.50", "2860.50"),
        ("1234567.12345", "1,234,567.12345", "1234567.12345"),
        ("-1000", "-1,000.00", "-1000.00"),
        ("1E+3", "1,000.00", "1000.00"),
        ("-0.00", "0.00", "0.00"),
        ("0.000001", "0.000001", "0.000001"),
    ],
)
def test_writing(amount: str, read: str, stored: str) -> None:
    assert format_wan(Decimal(amount)) == read
    assert plain(Decimal(amount)) == stored


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_what_is_not_finite_is_never_written(amount: str) -> None:
    for use in (plain, format_wan, wan_to_yuan, chinese_capital):
        with pytest.raises(ValueError, match="有限"):
            use(Decimal(amount))


@pytest.mark.parametrize(
    ("wan", "yuan"),
    [
        ("2860", "28600000.00"),
        ("0.0000005", "0.01"),
        ("0.00000049999999999999999999999999999999", "0.00"),
        ("-0.0000005", "-0.01"),
        ("123456789012345.123456", "1234567890123451234.56"),
        ("1E+20", "1E+24"),
    ],
)
def test_yuan_is_rounded_half_up_once(wan: str, yuan: str) -> None:
    result = wan_to_yuan(Decimal(wan))
    assert result == Decimal(yuan)
    assert result.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("yuan", "capital"),
    [
        ("1409.50", "人民币壹仟肆佰零玖元伍角"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("0", "人民币零元整"),
        ("0.5", "人民币伍角"),
        ("0.05", "人民币伍分"),
        ("0.004", "人民币零元整"),
        ("-0.004", "人民币零元整"),
        ("0.005", "人民币壹分"),
        ("1.999", "人民币贰元整"),
        ("10", "人民币壹拾元整"),
        ("-28600000", "人民币负贰仟捌佰陆拾万元整"),
        ("100700", "人民币壹拾万零柒佰元整"),
        ("10050000", "人民币壹仟零伍万元整"),
        ("100000000", "人民币壹亿元整"),
        ("100005000", "人民币壹亿零伍仟元整"),
        ("1010000000.50", "人民币壹拾亿壹仟万元零伍角"),
        ("1234500000000", "人民币壹万贰仟叁佰肆拾伍亿元整"),
        (
            "9999999999999999.99",
            "人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
        ),
    ],
)
def test_capital_wording(yuan: str, capital: str) -> None:
    assert chinese_capital(Decimal(yuan)) == capital


def test_capital_beyond_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="超出"):
        chinese_capital(Decimal("9999999999999999.995"))


def _read_capital(text: str) -> Decimal:
    """Read a capital wording back, by another way than it was written."""
    total, section, digit, fen = 0, 0, 0, 0
    for mark in text.removeprefix("人民币").removesuffix("整"):
        if mark in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(mark)
            continue
        if mark in "拾佰仟":
            section += digit * {"拾": 10, "佰": 100, "仟": 1000}[mark]
        elif mark in "角分":
            fen += digit * {"角": 10, "分": 1}[mark]
        elif mark == "万":
            total, section = total + (section + digit) * 10**4, 0
        elif mark == "亿":
            total, section = (total + section + digit) * 10**8, 0
        elif mark == "元":
            total, section = total + section + digit, 0
        digit = 0
    return Decimal(total) + Decimal(fen) / 100


@given(YUAN)
def test_capital_reads_back(amount: Decimal) -> None:
    text = chinese_capital(amount)
    assert _read_capital(text) == amount
    assert "零零" not in text
    assert text.endswith("整") == (amount == amount.to_integral_value())


@given(st.decimals(min_value=0, max_value=10**9, places=5))
def test_capital_rounds_before_it_writes(amount: Decimal) -> None:
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert chinese_capital(amount) == chinese_capital(rounded)


@pytest.mark.parametrize(
    ("wan", "word"),
    [
        ("1000000", "100 亿元"),
        ("28600000", "28,600,000.00"),
        ("0.0099", "99.00 元"),
    ],
)
def test_a_suspicious_magnitude_is_named(wan: str, word: str) -> None:
    hint = magnitude_hint(Decimal(wan))
    assert hint is not None
    assert word in hint


@pytest.mark.parametrize("wan", ["0", "0.01", "2860", "999999.99"])
def test_a_usual_magnitude_is_left_alone(wan: str) -> None:
    assert magnitude_hint(Decimal(wan)) is None
