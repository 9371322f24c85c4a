"""Amounts: read as a clerk types them, kept exact in 万元, written in digits and in 人民币大写."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from egov_desktop.domain.typed_text import compacted

_FEN = Decimal("0.01")
_MOST_INTEGER_DIGITS = 15
_WAN_PLACES = 4
_SHIFT_TO_WAN = {
    "": 0,
    "万": 0,
    "万元": 0,
    "元": -_WAN_PLACES,
    "亿": _WAN_PLACES,
    "亿元": _WAN_PLACES,
}
_AMOUNT = re.compile(
    r"(?P<sign>[-−]?)(?P<yuan_sign>¥?)(?P<sign_after>[-−]?)"
    r"(?P<integer>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fraction>\d+))?"
    r"(?P<unit>万元|亿元|元|万|亿)?",
    re.ASCII,
)
_TOO_LARGE_WAN = Decimal(1_000_000)
_TOO_SMALL_WAN = Decimal("0.01")

_CAPITAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_CAPITAL_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))
_CAPITAL_LIMIT = Decimal(10**16)


def parse_wan(text: str) -> Decimal:
    """Read an amount as typed and return it exactly, in 万元.

    A bare number is in 万元; 元, 亿元 and a leading ¥ (元) are converted. Raises ValueError with a
    sentence for the user for whatever is not one plain amount.
    """
    compact = compacted(text)
    if not compact:
        raise ValueError("请填写金额")
    found = _AMOUNT.fullmatch(compact)
    if found is None or (found["sign"] and found["sign_after"]):
        raise ValueError(f"“{text.strip()}”不是金额，请只填数字，例如 2860 或 2,860.00")
    integer = found["integer"].replace(",", "").lstrip("0")
    if len(integer) > _MOST_INTEGER_DIGITS:
        raise ValueError(f"金额的整数部分超过 {_MOST_INTEGER_DIGITS} 位，请核对单位和位数")
    fraction = found["fraction"] or ""
    amount = Decimal(f"{integer or '0'}.{fraction}")
    unit = found["unit"] or ("元" if found["yuan_sign"] else "")
    negative = bool(found["sign"] or found["sign_after"]) and not amount.is_zero()
    return _shifted(amount.copy_negate() if negative else amount, _SHIFT_TO_WAN[unit])


def format_wan(amount: Decimal) -> str:
    """Write an amount for reading: thousands separated, two decimals or as many as it has."""
    sign, integer, fraction = _parts(amount)
    return f"{sign}{int(integer):,}.{fraction}"


def plain(amount: Decimal) -> str:
    """Write an amount for storing: equal amounts give equal texts, no digit is lost."""
    sign, integer, fraction = _parts(amount)
    return f"{sign}{integer}.{fraction}"


def wan_to_yuan(amount: Decimal) -> Decimal:
    """Convert 万元 to 元, rounded half up to the fen (分)."""
    return _to_fen(_shifted(amount, _WAN_PLACES))


def chinese_capital(amount_yuan: Decimal) -> str:
    """Write an amount in 元 as 人民币大写, by the rules of 《支付结算办法》附件一.

    Where the rules leave a choice the first wording of their examples is taken: no 零 after an
    empty 万位 before 仟, one 零 after an empty 元位 before 角, 整 only after 元.
    """
    amount = _to_fen(amount_yuan)
    if abs(amount) >= _CAPITAL_LIMIT:
        raise ValueError("金额超出大写的范围（万亿元），请核对单位")
    fen_total = int(abs(amount).scaleb(2))
    yuan, cents = divmod(fen_total, 100)
    jiao, fen = divmod(cents, 10)
    text = "人民币负" if amount < 0 else "人民币"
    if yuan or not cents:
        text += f"{_capital_integer(yuan)}元"
    if not cents:
        return f"{text}整"
    if yuan and (yuan % 10 == 0 or not jiao):
        text += "零"
    if jiao:
        text += f"{_CAPITAL_DIGITS[jiao]}角"
    if fen:
        text += f"{_CAPITAL_DIGITS[fen]}分"
    return text


def magnitude_hint(amount_wan: Decimal) -> str | None:
    """Warn where an amount in 万元 looks as if it had been typed in another unit."""
    if abs(amount_wan) >= _TOO_LARGE_WAN:
        return f"金额达 {format_wan(amount_wan)} 万元（100 亿元以上），是否误把元填成了万元？"
    if 0 < abs(amount_wan) < _TOO_SMALL_WAN:
        return f"金额只有 {format_wan(wan_to_yuan(amount_wan))} 元，请核对单位是否为万元"
    return None


def _shifted(amount: Decimal, places: int) -> Decimal:
    """Multiply by a power of ten exactly, whatever the precision of the current context."""
    sign, digits, exponent = _finite(amount).as_tuple()
    return Decimal((sign, digits, int(exponent) + places))


def _to_fen(amount: Decimal) -> Decimal:
    _finite(amount)
    precision = len(amount.as_tuple().digits) + abs(amount.adjusted()) + 4
    rounded = amount.quantize(_FEN, ROUND_HALF_UP, Context(prec=precision))
    return abs(rounded) if rounded.is_zero() else rounded


def _parts(amount: Decimal) -> tuple[str, str, str]:
    """Split into sign, integer digits and at least two decimals without trailing zeros."""
    integer, _, fraction = format(_finite(amount).copy_abs(), "f").partition(".")
    sign = "-" if amount < 0 else ""
    return sign, integer, fraction.rstrip("0").ljust(2, "0")


def _finite(amount: Decimal) -> Decimal:
    if not amount.is_finite():
        raise ValueError("金额必须是有限的数，请重新填写")
    return amount


def _capital_integer(number: int) -> str:
    """Write a whole number in capitals; a skipped place is one 零, trailing zeros are none."""
    for size, unit in _CAPITAL_UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _capital_integer(high) + unit + gap + (_capital_integer(low) if low else "")
    return _CAPITAL_DIGITS[number]
