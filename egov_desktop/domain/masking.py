"""Masking (脱敏): personal numbers in lists, logs and diagnostics lose their middle."""

import re
from collections.abc import Callable

_STAR = "*"
_ID_NUMBER = re.compile(  # 居民身份证号码: region, date of birth, order, check digit
    r"(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"(?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{4}(?:[ -]?\d{1,3})?(?!\w)")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])")
_LAND_LINE = re.compile(
    r"(?<![0-9A-Za-z-])(?:0\d{2,3}-|\(0\d{2,3}\) ?|\uff080\d{2,3}\uff09)\d{7,8}(?![0-9A-Za-z-])"
)
_MAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})", re.ASCII)


def masked(text: str) -> str:
    """Return a text in which ID, telephone and card numbers and e-mail names are masked."""
    if "@" in text:
        text = _MAIL.sub(lambda found: f"{found[1][0]}***@{found[2]}", text)
    text = _ID_NUMBER.sub(_keeping(3, 2), text)
    text = _CARD.sub(lambda found: _masked_card(found[0]), text)
    text = _MOBILE.sub(lambda found: _without_middle(found[0], len(found[0]) - 8, 4), text)
    return _LAND_LINE.sub(lambda found: _without_middle(found[0], len(found[0]) - 7, 2), text)


def _keeping(first: int, last: int) -> Callable[[re.Match[str]], str]:
    return lambda found: _without_middle(found[0], first, last)


def _without_middle(number: str, first: int, last: int) -> str:
    return number[:first] + _STAR * (len(number) - first - last) + number[-last:]


def _masked_card(number: str) -> str:
    digits = [int(each) for each in number if each.isdigit()]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[-2::-2]]
    is_card = (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
    return _without_middle(number, 4, 4) if is_card else number
