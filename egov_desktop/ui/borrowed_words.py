"""Short words that other rooms hand over, in the language of the window.

Sentences of the law and of findings stay Chinese in every language; these are only states.
"""

import re

from egov_desktop.ui.translation import _, marked

STATES = (
    marked("未开始"),
    marked("不适用"),
    marked("填写中，还缺 {number} 项"),
    marked("有问题 {number}"),
    marked("未填 {number}"),
    marked("警告 {number}"),
    marked("已填妥"),
    marked("已填好"),
    marked("可固化"),
    marked("已固化 v{number}"),
    marked("已批复"),
    marked("已批复，之后有改动"),
    marked("待补正 {number} 项"),
    marked("补正已办"),
    marked("各环节均已办结"),
)
"""How a stage or a section stands."""
STEPS = (marked("生成 PDF"), marked("签名"), marked("打包"), marked("核对"))
"""What is under way while a packet is made."""

_BETWEEN = " · "


def in_window_language(words: str) -> str:
    """Return a state, or several of them, with their numbers kept."""
    return _BETWEEN.join(_state(each) for each in words.split(_BETWEEN))


def _state(words: str) -> str:
    number = re.search(r"\d+", words)
    if number is None:
        return _(words)
    return _(words.replace(number[0], "{number}", 1)).format(number=number[0])
