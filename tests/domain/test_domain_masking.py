"""Masking: personal numbers go, codes and amounts stay."""

import pytest

from egov_desktop.domain.masking import masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("51010419900307123X", "510*************3X"),
        ("身份证510104199003071234的人", "身份证510*************34的人"),
        ("电话13812345678.", "电话138****5678."),
        ("+86 13812345678", "+86 138****5678"),
        ("028-86601234", "028-8*****34"),
        ("(028)86601234", "(028)8*****34"),
        ("zhang.san@sc.gov.cn", "z***@sc.gov.cn"),
        ("6222021234567890128", "6222***********0128"),
    ],
)
def test_personal_numbers_lose_their_middle(text: str, expected: str) -> None:
    assert masked(text) == expected
    assert masked(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-11-24T03:35:38.123456+08:00",
        "p3f9a0c1d2e",
        "91510000MA62B1234X",  # 统一社会信用代码
        "1732419338123",
        "12345678.00",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "川发改 [2024] 1381234 号",
    ],
)
def test_codes_and_amounts_stay(text: str) -> None:
    assert masked(text) == text
