"""Amounts in the text of a report: found, read in 万元, and compared as far as they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from egov_desktop.domain.money import format_wan

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width signs to plain ones, one for one, so that places in a text stay the same."""

_PLACES = {"亿元": 4, "亿": 4, "万元": 0, "万": 0, "元": -4}
_NUMBER = r"(?P<digits>(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,16})(?:\.\d{1,8})?)"
AMOUNT = rf"{_NUMBER}\s*(?P<unit>亿元|万元|亿|万(?![人次台套条件份户个家平公]|多|余)|元)"
PLAIN_NUMBER = re.compile(rf"[¥￥]?\s*{_NUMBER}\s*(?P<unit>亿元|万元|元)?(?:整)?")
UNIT_IN_WORDS = re.compile(r"亿元|万元|(?<![亿万公单])元")
_ABOUT = re.compile(r"(?:大?约|近|将近|左右|余|多|上下)")
_MOST_OFF = Decimal("0.05")
"""Even a round amount (约 4300 万元) is not further off than this."""


@dataclass(frozen=True)
class WrittenAmount:
    """An amount as it is written."""

    text: str
    amount: Decimal
    """In 万元."""
    step: Decimal
    """What one in the last written digit is worth, in 万元."""
    is_about: bool = False
    end: int = 0
    """Where it ends in its sentence."""

    def agrees_with(self, known: Decimal) -> bool:
        """Whether it is the known amount, rounded or cut to the digits that are written."""
        difference = known - self.amount
        if abs(difference) * 2 <= self.step or 0 <= difference < self.step:
            return self.step < abs(known) or difference == 0
        if not self.is_about or not known:
            return False
        digits = str(int(self.amount / self.step))
        zeros = len(digits) - len(digits.rstrip("0"))
        limit = min(self.step * 10**zeros, abs(known) * _MOST_OFF)
        return bool(abs(difference) <= limit)


def written_amount(
    digits: str, unit: str, text: str = "", around: str = "", end: int = 0
) -> WrittenAmount:
    """Return an amount from its digits and its unit; `around` may say 约 or 左右."""
    places = _PLACES[unit]
    plain = digits.replace(",", "")
    decimals = len(plain.partition(".")[2])
    return WrittenAmount(
        text or digits + unit,
        Decimal(plain).scaleb(places),
        Decimal(1).scaleb(places - decimals),
        bool(_ABOUT.search(around)),
        end,
    )


_UNIT_IN_LABEL = re.compile(
    rf"\s*\(\s*(?P<unit>亿元|万元|元)\s*\)\s*[:=为]?\s*{_NUMBER}(?!\s*[\d,.%万亿元年])"
)


def amounts_after(text: str, end: int, filler: re.Pattern[str]) -> Iterator[WrittenAmount]:
    """Yield the amount that follows a label which ends at `end`, after nothing but filler.

    Its unit may stand in the label: 总投资（万元）：2860.
    """
    in_label = _UNIT_IN_LABEL.match(text, end)
    if in_label:
        shown = in_label["digits"]
        yield written_amount(shown, in_label["unit"], shown, end=in_label.end())
        return
    between = filler.match(text, end)
    start = between.end() if between else end
    match = re.compile(AMOUNT).match(text, start)
    if match:
        around = text[end:start] + text[match.end() : match.end() + 3]
        yield written_amount(match["digits"], match["unit"], match[0], around, match.end())


def in_words(amount: Decimal) -> str:
    """Return an amount as a message writes it."""
    return f"{format_wan(amount)} 万元"
