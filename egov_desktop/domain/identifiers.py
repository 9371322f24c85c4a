"""Chinese identifiers: bring them into one shape, then judge; each problem is one sentence."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from egov_desktop.domain.typed_text import compacted

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I O S V Z
_CREDIT_LENGTH = 18
_CREDIT_REGION = range(2, 8)

_CITIZEN_LENGTH = 18
_CITIZEN_CHECKS = "10X98765432"  # GB 11643-1999, remainder of the weighted sum by 11

_PROJECT_HYPHENATED = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{5}[0-9A-Z]")
_PROJECT_CHARACTERS = 20

_COUNTRY = re.compile(r"(?:\+|00)86-?")
_PUNCTUATION = re.compile(r"[-()]")
_EXTENSION = re.compile(r"(?:转|EXT\.?|X|#|-)([0-9]{1,6})$", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LAND_LINE = re.compile(r"0(?:10|2[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7}")
_SERVICE_LINE = re.compile(r"[48]00[0-9]{7}")

_EMAIL_LOCAL = re.compile(r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*")
_EMAIL_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")


def normalise_contact(text: str) -> str:
    """Bring a phone number, postcode or mail address into one shape: NFKC, no blanks, plain -."""
    return "".join(
        "-" if mark == "−" or unicodedata.category(mark) == "Pd" else mark
        for mark in compacted(text)
    )


def normalise_code(text: str) -> str:
    """Bring a code into the shape that is stored: as normalise_contact, in capital letters."""
    # Folded again: a capital letter can join with the accent that follows it.
    return unicodedata.normalize("NFKC", normalise_contact(text).upper())


def credit_code_problem(text: str) -> str | None:
    """Say what is wrong with a 统一社会信用代码 (GB 32100-2015), None when it is right."""
    code = normalise_code(text)
    if not code:
        return "请填写统一社会信用代码"
    for place, mark in enumerate(code, start=1):
        if mark not in _CREDIT_ALPHABET:
            return f"统一社会信用代码第 {place} 位“{mark}”无效{_credit_advice(mark)}"
    if len(code) != _CREDIT_LENGTH:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请补全或删去多余字符"
    for index in _CREDIT_REGION:
        if not code[index].isdigit():
            return (
                f"统一社会信用代码第 {index + 1} 位“{code[index]}”应为数字（第 3–8 位是行政区划码）"
            )
    expected = _credit_check(code)
    if code[-1] != expected:
        return (
            f"统一社会信用代码第 18 位校验码“{code[-1]}”与前 17 位不符"
            f"（按前 17 位应为“{expected}”），"
            "请对照登记证书逐位核对"
        )
    return None


def project_code_problem(text: str) -> str | None:
    """Say what is wrong with the shape of a 投资项目代码, None when it is right.

    Old codes are YYYY-6-2-2-6; codes since November 2020 (GB/T 40058-2021) YYMM-6-2-2-5 and a
    check character, whose algorithm is not public: it is never judged.
    """
    code = normalise_code(text)
    if not code:
        return "请填写投资项目代码"
    if "-" not in code and len(code) == _PROJECT_CHARACTERS:
        code = "-".join((code[:4], code[4:10], code[10:12], code[12:14], code[14:]))
    if not _PROJECT_HYPHENATED.fullmatch(code):
        return "投资项目代码应形如 2108-510104-04-01-123456（共 20 位），请对照项目登记信息核对"
    has_old_year = code.startswith("20") and code[-1].isdigit()
    has_new_month = int(code[:2]) >= 20 and 1 <= int(code[2:4]) <= 12
    if not (has_old_year or has_new_month):
        return f"投资项目代码开头“{code[:4]}”应为 4 位年份或 2 位年份加 2 位月份，请核对"
    return None


def citizen_id_problem(text: str) -> str | None:
    """Say what is wrong with a 公民身份号码; birth date and check digit decide, not the region."""
    number = normalise_code(text)
    if not number:
        return "请填写公民身份号码"
    if len(number) != _CITIZEN_LENGTH:
        return f"公民身份号码应为 18 位，现为 {len(number)} 位，请核对"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "公民身份号码前 17 位应为数字，末位为数字或 X，请核对"
    if not _is_birth_date(number[6:14]):
        return f"公民身份号码第 7–14 位“{number[6:14]}”不是有效的出生日期，请核对"
    weighted = sum(int(mark) * pow(2, 17 - index, 11) for index, mark in enumerate(number[:-1]))
    if number[-1] != _CITIZEN_CHECKS[weighted % 11]:
        return "公民身份号码的校验位不符，请对照证件逐位核对"
    return None


def phone_problem(text: str) -> str | None:
    """Say what is wrong with a mainland mobile, land line (with extension) or 400/800 number."""
    number = normalise_contact(text)
    if not number:
        return "请填写电话号码"
    digits, _ = _phone_parts(number)
    if not re.fullmatch(r"[0-9]+", digits):
        return "电话号码只能有数字、区号和分机号，例如 028-86601234 或 13800000000"
    if any(shape.fullmatch(digits) for shape in (_MOBILE, _LAND_LINE, _SERVICE_LINE)):
        return None
    if len(digits) in {7, 8} and not digits.startswith("0"):
        return "固定电话请带区号，例如 028-86601234"
    return "电话号码位数或号段不对，手机为 11 位，固定电话为区号加 7 至 8 位号码，请核对"


def email_problem(text: str) -> str | None:
    """Say what is wrong with a mail address, None when its shape is right."""
    address = normalise_contact(text)
    if not address:
        return "请填写电子邮箱"
    local, at_sign, host = address.rpartition("@")
    if not at_sign or "@" in local:
        return "电子邮箱应有且只有一个 @，例如 name@example.cn"
    if not _EMAIL_LOCAL.fullmatch(local) or len(local) > 64:
        return "电子邮箱 @ 前面的部分有误，请核对"
    if not _EMAIL_HOST.fullmatch(host) or len(host) > 253:
        return "电子邮箱 @ 后面的域名有误，请核对"
    return None


def postcode_problem(text: str) -> str | None:
    """Say what is wrong with a 邮政编码, None when it is right."""
    code = normalise_contact(text)
    if not code:
        return "请填写邮政编码"
    if not re.fullmatch(r"[0-9]{6}", code) or code == "000000":
        return "邮政编码应为 6 位数字，请核对"
    return None


def mask_id(text: str) -> str:
    """Hide an identity number for lists and logs: the first three and last four stay."""
    number = normalise_code(text)
    if len(number) < 12:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_phone(text: str) -> str:
    """Hide the four digits before the last four; of what is no phone number hide every digit."""
    number = normalise_contact(text)
    places = [index for index, mark in enumerate(number) if mark.isdigit()]
    if phone_problem(number) is None:
        _, end = _phone_parts(number)
        places = [index for index in places if index < end][-8:-4]
    return "".join("*" if index in places else mark for index, mark in enumerate(number))


def similar(name: str, candidates: Iterable[str]) -> str | None:
    """Return the known name nearest to a mistyped one, None when none is near."""
    matches = difflib.get_close_matches(name, list(candidates), n=1)
    return matches[0] if matches else None


def _credit_advice(mark: str) -> str:
    lookalike = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}.get(mark)
    if lookalike:
        return f"（代码不用字母 I、O、S、V、Z），是否应为“{lookalike}”？"
    return "，只能是数字或大写字母，请核对"


def _credit_check(code: str) -> str:
    """Compute the check character: weights 3^i mod 31, and 0 when the remainder is 0."""
    weighted = sum(
        _CREDIT_ALPHABET.index(mark) * pow(3, index, 31) for index, mark in enumerate(code[:17])
    )
    return _CREDIT_ALPHABET[-weighted % 31]


def _is_birth_date(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1900
    except ValueError:
        return False


def _phone_parts(number: str) -> tuple[str, int]:
    """Return the number without +86, hyphens, brackets and extension, and where the latter is."""
    prefix = _COUNTRY.match(number)
    start = prefix.end() if prefix else 0
    end = len(number)
    extension = _EXTENSION.search(number, start)
    if extension and len(_PUNCTUATION.sub("", number[start : extension.start()])) >= 10:
        end = extension.start()
    return _PUNCTUATION.sub("", number[start:end]), end
