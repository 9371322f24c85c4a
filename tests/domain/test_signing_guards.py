"""Which guards are overridden: only those the policy allows, and only with a reason."""

import pytest

from egov_desktop.domain.errors import BlockedError
from egov_desktop.domain.signing_guards import (
    GUARDS,
    Guard,
    GuardedError,
    Override,
    overridden,
)

SOFT = Guard("clock-behind-audit", "时间不对。", may_override=True)
HARD = Guard("certificate-revoked", "证书已被吊销。", may_override=False)


@pytest.mark.parametrize("reasons", [{}, {SOFT.code: ""}, {SOFT.code: " \n"}, {"other": "x"}])
def test_without_a_reason_every_guard_stands(reasons: dict[str, str]) -> None:
    assert overridden([SOFT, HARD], reasons) == ((SOFT, HARD), ())


def test_a_reason_overrides_what_the_policy_allows_and_nothing_else() -> None:
    standing, passed = overridden([SOFT, HARD], {SOFT.code: " 已校准 ", HARD.code: "我要签"})
    assert standing == (HARD,)
    assert passed == (Override(SOFT.code, SOFT.sentence, "已校准"),)


def test_one_reason_holds_for_every_guard_of_its_code() -> None:
    again = Guard(SOFT.code, "又不对。", may_override=True)
    standing, passed = overridden([SOFT, again], {SOFT.code: "已校准"})
    assert standing == ()
    assert [each.sentence for each in passed] == [SOFT.sentence, again.sentence]


def test_the_error_is_one_that_blocks_and_names_its_guards() -> None:
    error = GuardedError("不能签名。", (HARD,))
    assert isinstance(error, BlockedError)
    assert (str(error), error.guards) == ("不能签名。", (HARD,))


def test_the_codes_are_those_written_into_packets() -> None:
    assert {SOFT.code, HARD.code} <= GUARDS.keys()
    assert len(GUARDS) == 10
