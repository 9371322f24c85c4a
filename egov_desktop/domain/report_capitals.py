"""Amounts in capitals (大写) in a report: read, and compared with the figure beside them."""

import re
from collections.abc import Iterator
from decimal import Decimal

from egov_desktop.domain.money import chinese_capital
from egov_desktop.domain.report_amounts import AMOUNT, WrittenAmount, written_amount

_DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
_SIGNS = "零壹贰叁肆伍陆柒捌玖拾佰仟"
_CAPITAL = rf"(?P<capital>[{_SIGNS}万亿]{{2,30}}[元圆](?:[{_SIGNS}角分]{{2,6}})?整?)"
_BEFORE = r"\s*[(,:]?\s*(?:金额)?(?:大写)?\s*(?:金额)?\s*[):]?\s*(?:人民币)?\s*"
_FIGURE_FIRST = re.compile(rf"{AMOUNT}{_BEFORE}{_CAPITAL}")
_CAPITAL_FIRST = re.compile(rf"{_CAPITAL}\s*[(,:]\s*(?:即|小写)?\s*[):]?\s*[¥￥]?\s*{AMOUNT}")
_AFTER_LABEL = re.compile(
    rf"(?:\s|[(]?大写[):]?|[:=]|人民币|约|共计?|合计|总计|金额|为|是|计){{0,8}}{_CAPITAL}"
)
_SCALES = (("亿", 10**8), ("万", 10**4))
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}
_YUAN_TO_WAN = -4
_FEN = Decimal("0.000001")


def capital_mismatches(sentence: str) -> Iterator[tuple[WrittenAmount, str]]:
    """Yield every amount in capitals that is not the figure beside it."""
    for pattern in (_FIGURE_FIRST, _CAPITAL_FIRST):
        for match in pattern.finditer(sentence):
            capital = _read(match["capital"], match.end("capital"))
            figure = written_amount(match["digits"], match["unit"], around=match[0])
            if capital and not figure.agrees_with(capital.amount):
                right = chinese_capital(figure.amount.scaleb(-_YUAN_TO_WAN))
                yield (
                    capital,
                    (
                        f"大写“{capital.text}”与旁边的“{figure.text}”不一致，"
                        f"{figure.text} 的大写是“{right}”；请核对改正。"
                    ),
                )


def capital_after(text: str, end: int) -> WrittenAmount | None:
    """Return the amount in capitals that follows a label and its filler."""
    match = _AFTER_LABEL.match(text, end)
    return _read(match["capital"], match.end()) if match else None


def _read(capital: str, end: int) -> WrittenAmount | None:
    whole, mark, rest = capital.rstrip("整").replace("圆", "元").partition("元")
    fen = re.fullmatch(r"零?(?:(?P<jiao>[壹-龟])角)?零?(?:(?P<fen>[壹-龟])分)?", rest)
    yuan = _whole(whole)
    if not mark or yuan is None:
        return None
    cents = 0
    if rest:
        if fen is None:
            return None
        cents = _DIGITS.get(fen["jiao"] or "零", 0) * 10 + _DIGITS.get(fen["fen"] or "零", 0)
    amount = (Decimal(yuan) + Decimal(cents).scaleb(-2)).scaleb(_YUAN_TO_WAN)
    return WrittenAmount(capital, amount, _FEN, end=end)


def _whole(text: str) -> int | None:
    """Return a whole number in capitals; None for what is none."""
    for sign, scale in _SCALES:
        high, found, low = text.partition(sign)
        if found:
            upper, lower = _whole(high), _whole(low) if low else 0
            return None if upper is None or lower is None else upper * scale + lower
    total = digit = 0
    for sign in text:
        if sign in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[sign], 0
        elif sign in _DIGITS and not digit:
            digit = _DIGITS[sign]
        else:
            return None
    return total + digit if text else None
