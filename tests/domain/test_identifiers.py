import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_desktop.domain.identifiers import (
    citizen_id_problem,
    credit_code_problem,
    email_problem,
    mask_id,
    mask_phone,
    normalise_code,
    normalise_contact,
    phone_problem,
    postcode_problem,
    project_code_problem,
    similar,
)

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
JUDGES = (
    citizen_id_problem,
    credit_code_problem,
    email_problem,
    phone_problem,
    postcode_problem,
    project_code_problem,
)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_contact(text)
    assert normalise_contact(once) == once


@given(
    st.text(
        st.characters(max_codepoint=0x7F) | st.sampled_from(sorted(FULL_WIDTH.values())).map(chr)
    )
)
def test_a_normalised_code_is_stable_and_capital(text: str) -> None:
    code = normalise_code(text)
    assert normalise_code(code) == code == code.upper()
    assert code.isascii()


@pytest.mark.parametrize(
    ("judge", "right"),
    [
        (citizen_id_problem, "11010519491231002X"),
        (credit_code_problem, "9144030071526726XG"),
        (email_problem, "a@b.cn"),
        (phone_problem, "(028)86601234-801"),
        (postcode_problem, "610000"),
        (project_code_problem, "2108-510104-04-01-123456"),
    ],
)
def test_full_width_typing_means_the_same(judge, right: str) -> None:  # type: ignore[no-untyped-def]
    assert judge(right.translate(FULL_WIDTH)) is None
    assert judge(right) is None


@given(st.text(max_size=40))
def test_every_judge_answers_any_text(text: str) -> None:
    for judge in JUDGES:
        problem = judge(text)
        assert problem is None or len(problem) >= 6


@pytest.mark.parametrize("judge", JUDGES)
def test_a_blank_is_asked_for(judge) -> None:  # type: ignore[no-untyped-def]
    assert judge("  ").startswith("请填写")


def test_codes_come_into_one_shape() -> None:
    assert normalise_code("\u0131\u02d8") == normalise_code("\u012c")
    assert normalise_code(" 9144 0300 7152 6726xg ") == "91440300" + "71526726XG"
    assert normalise_code("2108—510104–04\u201101−123456\u200b") == "2108-510104-04-01-123456"


@pytest.mark.parametrize(
    "code",
    [
        "9144030071526726XG",
        "91330100799655058B",
        "914403001922038216",
        "91110000802100433B",
        "91440300 71526726xg",
    ],
)
def test_real_credit_codes_are_right(code: str) -> None:
    assert credit_code_problem(code) is None


def _with_credit_check(body: str) -> str:
    """Append the check character found by trying: the weighted sum of all 18 divides by 31."""
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1]
    for last in CREDIT_ALPHABET:
        values = [CREDIT_ALPHABET.index(mark) for mark in body + last]
        if sum(map(int.__mul__, values, weights)) % 31 == 0:
            return body + last
    raise AssertionError(body)


credit_bodies = st.builds(
    lambda head, region, tail: head + region + tail,
    st.sampled_from(["11", "12", "51", "52", "91", "92", "93", "N1", "N2", "Y1", "A1", "A9"]),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(CREDIT_ALPHABET, min_size=9, max_size=9),
)


@given(credit_bodies, st.integers(0, 17), st.sampled_from(CREDIT_ALPHABET))
def test_credit_code_catches_every_single_wrong_character(
    body: str, place: int, other: str
) -> None:
    code = _with_credit_check(body)
    assert credit_code_problem(code) is None
    if other != code[place]:
        assert credit_code_problem(code[:place] + other + code[place + 1 :]) is not None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("9144O30071526726XG", "第 5 位“O”无效（代码不用字母 I、O、S、V、Z），是否应为“0”"),
        ("9144030071526726X-", "第 18 位“-”"),
        ("914403007152672", "现为 15 位"),
        ("91A4030071526726XG", "第 3 位“A”应为数字"),
        ("9144030071526726XH", "按前 17 位应为“G”"),
    ],
)
def test_credit_code_problem_names_the_place(code: str, words: str) -> None:
    assert words in str(credit_code_problem(code))


@pytest.mark.parametrize(
    "code",
    [
        "2017-510100-65-03-123456",
        "20175101006503123456",
        "2108-510104-04-01-123456",
        "2108-510104-04-01-12345X",
        "2012-510104-04-01-12345a",
        "2108—510104—04—01—123456",
        "21085101040401123456",
    ],
)
def test_project_codes_of_both_shapes(code: str) -> None:
    assert project_code_problem(code) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2113-510104-04-01-123456", "“2113”"),
        ("2013-510104-04-01-12345X", "“2013”"),
        ("1999-510104-04-01-123456", "“1999”"),
        ("2108-51010-04-01-123456", "20 位"),
        ("2108-5101040401-123456", "20 位"),
        ("2108510104040112345", "20 位"),
        ("2108-510104-04-01-12345XX", "20 位"),
    ],
)
def test_project_code_problem(code: str, words: str) -> None:
    assert words in str(project_code_problem(code))


@given(st.sampled_from("0123456789ABCXYZ"))
def test_the_project_check_character_is_never_judged(check: str) -> None:
    assert project_code_problem(f"2108-510104-04-01-12345{check}") is None


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x"])
def test_real_citizen_ids(number: str) -> None:
    assert citizen_id_problem(number) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("110105194912310021", "校验位"),
        ("110105491231002", "现为 15 位"),
        ("11010519490231002X", "出生日期"),
        ("1101051949123100XX", "前 17 位"),
    ],
)
def test_citizen_id_problem(number: str, words: str) -> None:
    assert words in str(citizen_id_problem(number))


@given(
    st.text("0123456789", min_size=6, max_size=6),
    st.dates(min_value=datetime.date(1900, 1, 1)),
    st.text("0123456789", min_size=3, max_size=3),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_citizen_id_depends_on_date_and_check_alone(
    region: str, birth: datetime.date, order: str, place: int, step: int
) -> None:
    body = f"{region}{birth:%Y%m%d}{order}"
    right = [mark for mark in "0123456789X" if citizen_id_problem(body + mark) is None]
    assert len(right) == 1
    wrong_digit = str((int(body[place]) + step) % 10)
    assert citizen_id_problem(body[:place] + wrong_digit + body[place + 1 :] + right[0])


@pytest.mark.parametrize(
    "number",
    [
        "13800000000",
        "+86 138 0000 0000",
        "0086-138-0000-0000",
        "028-86601234",
        "(028)86601234",
        "028—86601234-801",
        "028-86601234转801",
        "010 6660 1234",
        "0830-2345678",
        "0830-2345678 转 6",
        "400-810-8888",
        "4008108888转1",
    ],
)
def test_phones_of_all_shapes(number: str) -> None:
    assert phone_problem(number) is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("86601234", "区号"),
        ("1380000000", "位数"),
        ("12800000000", "位数"),
        ("028-8660123", "位数"),
        ("0830-123456", "位数"),
        ("13800000000/13900000000", "只能"),
        ("电话", "只能"),
    ],
)
def test_phone_problem(number: str, words: str) -> None:
    assert words in str(phone_problem(number))


@pytest.mark.parametrize("address", ["a@b.cn", "zhang.san+x@mail.sc.gov.cn"])
def test_mail_addresses(address: str) -> None:
    assert email_problem(address) is None


@pytest.mark.parametrize(
    "address", ["a", "a@b", "a@@b.cn", "a..b@c.cn", ".a@b.cn", "a@-b.cn", "张@b.cn", "a@b..cn"]
)
def test_email_problem(address: str) -> None:
    assert "电子邮箱" in str(email_problem(address))


def test_postcodes() -> None:
    assert postcode_problem("610000") is None
    assert postcode_problem("610 000") is None
    for wrong in ("61000", "6100000", "61000A", "000000"):
        assert "6 位数字" in str(postcode_problem(wrong))


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002x", "110***********002X"),
        ("12345678", "********"),
        ("", ""),
    ],
)
def test_mask_id(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800001234", "138****1234"),
        ("+86 138 0000 1234", "+86138****1234"),
        ("028-86601234", "028-****1234"),
        ("028-86601234-801", "028-****1234-801"),
        ("86601234", "********"),
        ("13800000000/13900000000", "***********/***********"),
    ],
)
def test_mask_phone(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@given(st.text())
def test_masks_never_show_a_whole_number(text: str) -> None:
    assert mask_phone(text).count("*") >= min(4, sum(m.isdigit() for m in normalise_contact(text)))
    assert sum(mark != "*" for mark in mask_id(text)) <= 7 + text.count("*")


def test_the_nearest_name_is_found() -> None:
    known = ["project_name", "project_code", "四川省大数据中心"]
    assert similar("projct_name", known) == "project_name"
    assert similar("四川大数据中心", known) == "四川省大数据中心"
    assert similar("zzz", known) is None
    assert similar("zzz", iter([])) is None
