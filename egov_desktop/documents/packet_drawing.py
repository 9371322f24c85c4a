"""What the pages of a packet draw: text and lines in dark colours, nothing that hides text."""

import re
from collections.abc import Iterator

_NOT_BARE = re.compile(rb"%[^\r\n]*|\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
"""Comments and strings."""
_BREAKS = re.compile(rb"[\[\]<>{}\0]|(?=/)")
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)")
_COLOUR = re.compile(rb"(\S+)\s+(\S+)\s+(\S+)\s+(?:rg|RG)(?=\s|$)")
_OPERATORS = frozenset(
    b"q Q cm w J j M d i m l c h re S s n f f* RG rg BT ET Tc Tw Tz TL Tf Ts Td TD Tm T* Tj TJ "
    b"BMC BDC EMC MP DP Do".split()
)
"""What our pages draw with; pictures, shades, transparency and clipping are not among it."""
_LIGHTEST = 0.9


def drawing_flaws(content: bytes) -> Iterator[str]:
    """Yield what a page of this program would not draw."""
    bare = _BREAKS.sub(b" ", _NOT_BARE.sub(b" ", content))
    unknown = (word for word in set(bare.split()) - _OPERATORS if not _is_operand(word))
    if any(unknown):
        yield "画有文字和线条以外的内容"
    if any(_is_light(match.groups()) for match in _COLOUR.finditer(bare)):
        yield "画有白色或极浅的内容，可能遮住了文字"


def _is_operand(word: bytes) -> bool:
    return word.startswith(b"/") or bool(_NUMBER.fullmatch(word))


def _is_light(colour: tuple[bytes, ...]) -> bool:
    return all(_NUMBER.fullmatch(part) and float(part) >= _LIGHTEST for part in colour)
