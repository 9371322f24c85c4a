"""Amounts in capitals (大写) are read whatever lawful wording they have."""

from decimal import Decimal

import pytest

from egov_desktop.domain.money import chinese_capital, wan_to_yuan
from egov_desktop.domain.report_capitals import capital_after, capital_mismatches

AMOUNTS = (
    "2860",
    "136.2",
    "256.8",
    "0.5",
    "10",
    "100003.07",
    "20060.0005",
    "350000",
    "1000.000001",
)


@pytest.mark.parametrize("amount", AMOUNTS)
def test_what_the_program_writes_is_read_back(amount: str) -> None:
    capital = chinese_capital(wan_to_yuan(Decimal(amount)))
    found = capital_after(f"总投资{capital}", 3)
    assert found is not None
    assert found.agrees_with(Decimal(amount))
    assert not list(capital_mismatches(f"{amount}万元（{capital}）"))


def test_another_figure_beside_it_is_told_with_the_right_wording() -> None:
    ((written, message),) = capital_mismatches("2860万元(大写:贰仟陆佰捌拾万圆整)")
    assert written.amount == 2680
    assert "贰仟捌佰陆拾万元整" in message


@pytest.mark.parametrize("text", ["贰叁肆万元整", "万元整", "贰仟佰拾万万元整"])
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert capital_after(text, 0) is None
    assert not list(capital_mismatches(f"2860万元(大写:{text})"))
