"""Reading submission.json of a packet that nobody vouches for: one reading, or none.

Two readers must not see different things in a record: keys that come twice, a byte-order mark,
words like NaN and numbers beyond all reason are refused, and so is what would take too much memory.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from egov_desktop.app.verification_schema import schema_problems
from egov_desktop.domain import submission
from egov_desktop.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagVerdict

PACKET = f"data/{submission.PACKET_PDF}"
RECORD = f"data/{submission.RECORD}"
_MOST_BYTES = 16 << 20
_MOST_PARTS = 1_500_000
"""Values of a record; a table of 10,000 rows has a tenth of that."""
_DEEPEST = 32
_LONGEST_NUMBER = 40


def read_record(bag: "BagVerdict") -> Mapping[str, Any]:
    """Return what submission.json says; RecordError gives every reason why it cannot be used."""
    from egov_desktop.packaging.verification import read_member

    paths = {member.path for member in bag.members}
    for wanted in (PACKET, RECORD):
        if wanted not in paths:
            raise RecordError(f"报送包缺少 {wanted}。")
    record = parse_record(read_member(bag, RECORD, _MOST_BYTES))
    if problems := tuple(schema_problems(record)):
        raise RecordError(*problems)
    return dict(record)


class RecordError(InvalidInputError):
    """Why a record cannot be used; each argument is one sentence."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))


def parse_record(content: bytes) -> Mapping[str, Any]:
    """Return the one thing that the bytes of a record can mean; raises RecordError."""
    if sum(content.count(sign) for sign in (b"{", b"[", b",")) > _MOST_PARTS:
        raise RecordError(f"{RECORD} 里的内容多得不合理，不是本程序写的。")
    try:
        record = json.loads(
            content.decode("utf-8"),  # json alone would take other encodings as well
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_short,
        )
    except RecursionError:
        raise RecordError(f"{RECORD} 嵌套太深，不是本程序写的。") from None
    except ValueError as error:
        raise RecordError(f"{RECORD} 不是完好的 JSON：{_words(error)}。") from None
    if _is_deep(record):
        raise RecordError(f"{RECORD} 嵌套太深，不是本程序写的。")
    _require_format(record)
    return dict(record)


def _require_format(record: object) -> None:
    if not isinstance(record, dict):
        raise RecordError(f"{RECORD} 的“submission”类型不对。")
    named = record.get("format")
    if isinstance(named, str) and named != submission.FORMAT:
        raise RecordError(f"{RECORD} 的格式“{named[:60]}”不认识，可能由更新的程序生成。")


def _words(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"第 {error.start + 1} 个字节不是 UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行第 {error.colno} 个字符处读不下去"
    words = str(error)[:200]
    return "数字太长" if words.isascii() else words


def _is_deep(value: object) -> bool:
    """Whether lists and objects lie in each other more than anything the program writes."""
    level: list[object] = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        repeated, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        message = f"键“{repeated[:60]}”重复"
        raise ValueError(message)
    return made


def _no_constant(word: str) -> Any:
    message = f"{word} 不是可以填写的值"
    raise ValueError(message)


def _finite(text: str) -> float:
    number = float(text) if len(text) <= _LONGEST_NUMBER else math.inf
    if not math.isfinite(number):
        message = f"数 {text[:_LONGEST_NUMBER]} 大得或长得不合理"
        raise ValueError(message)
    return number


def _short(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        message = f"数 {text[:_LONGEST_NUMBER]}… 长得不合理"
        raise ValueError(message)
    return int(text)
