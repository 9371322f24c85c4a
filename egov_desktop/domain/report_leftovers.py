"""Placeholders (占位符) that were left in a report."""

import re
from collections.abc import Iterator

from egov_desktop.domain.report_amounts import FULL_WIDTH

_PLACEHOLDER = re.compile(
    "|".join(
        (
            r"(?<![×\d])×{2,}(?!\d)|(?<!\d)\d{1,2}×{2,}(?!\d)",
            r"(?:19|20)[Xx]{2}(?![A-Za-z0-9])",
            r"(?<![A-Za-z0-9])(?:X{2,}|x{2,})(?![A-Za-z0-9])",
            r"\{\{.{0,60}?\}\}|\$\{.{0,60}?\}|<<[^<>]{1,60}>>",
            r"[【\[(\u3014{<《][^】\])\u3015}>》]{0,12}?(?:待填|待补充|待完善|请填写|此处填写|在此填写)"
            r"[^】\])\u3015}>》]{0,60}[】\])\u3015}>》]",
            r"(?<![有尚仍亟还])待补充(?!的)|待填写?|此处填写|此处插入|(?:点击|单击)(?:或点击)?此处"
            r"|请在此(?:处)?(?:输入|填写)",
            r"某某|某{3,}",
            r"(?<![A-Za-z0-9])_{3,}(?![A-Za-z0-9])",
            r"(?<![零〇一二三四五六七八九十○])○{2,}(?![零〇一二三四五六七八九十○年])",
            r"(?<![A-Za-z0-9*])\*{3,}(?![A-Za-z0-9*])",
            r"\?{3,}",
            r"(?<![A-Za-z])(?:TODO|TBD|FIXME)(?![A-Za-z])|(?i:lorem ipsum)",
        )
    )
)
_SIGNATURE = re.compile("签字|签名|签章|盖章|公章|印章|年_|月_|日期")
"""Beside these a row of underscores waits for a pen."""

_NOTHING = re.compile(r"\(?(?:略|暂略|此处略|内容略|本章略|暂缺|无内容|空)\)?[。.]?")


def placeholders(text: str) -> Iterator[str]:
    """Yield the placeholders in a text as they stand there."""
    folded = text.translate(FULL_WIDTH)
    for match in _PLACEHOLDER.finditer(folded):
        if not _is_for_a_pen(folded, match):
            yield text[match.start() : match.end()]


def without_placeholders(text: str) -> str:
    """Return a text without its placeholders, empty when it only says 略."""
    folded = text.translate(FULL_WIDTH)
    return "" if _NOTHING.fullmatch(folded.strip()) else _PLACEHOLDER.sub("", folded)


def _is_for_a_pen(text: str, match: re.Match[str]) -> bool:
    around = text[max(0, match.start() - 10) : match.end() + 10]
    return match[0].startswith("_") and bool(_SIGNATURE.search(around))
