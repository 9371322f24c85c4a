"""Damage done by chance, the same for the same seed."""

import random
import re
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes], bytes]

_NUMBERS = [b"0", b"-1", b"-11", b"1", b"2147483648", b"9" * 19, b"9" * 400, b"1e9", b"0.5"]
_TAILS = [
    b"\nstartxref\n0\n%%EOF\n",
    b"\nstartxref\n-1\n%%EOF\n",
    b"\n%%EOF" * 200,
    b"%%EOF",
    b"\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Prev 0 /Size 1>>\nstartxref\n1\n%%EOF",
]


def mutated(content: bytes, seed: int) -> bytes:
    """Return the content with one to four kinds of damage."""
    chosen = random.Random(seed)  # noqa: S311
    for _ in range(chosen.randint(1, 4)):
        content = chosen.choice(_KINDS)(chosen, content) or content
    return content


def _flip(chosen: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    changed[chosen.randrange(len(content))] ^= 1 << chosen.randrange(8)
    return bytes(changed)


def _overwrite(chosen: random.Random, content: bytes) -> bytes:
    at, length = chosen.randrange(len(content)), chosen.randint(1, 8)
    junk = chosen.choice([chosen.randbytes(length), b"\0" * length, b"\xff" * length, b"\x80"])
    return content[:at] + junk + content[at + len(junk) :]


def _cut_out(chosen: random.Random, content: bytes) -> bytes:
    at = chosen.randrange(len(content))
    return content[:at] + content[at + chosen.choice([1, 2, 10, 500]) :]


def _truncate(chosen: random.Random, content: bytes) -> bytes:
    return content[: chosen.randrange(1, len(content) + 1)]


def _repeat(chosen: random.Random, content: bytes) -> bytes:
    at = chosen.randrange(len(content))
    end = at + chosen.choice([1, 20, 2000])
    return content[:end] + content[at:end] + content[end:]


def _number(chosen: random.Random, content: bytes) -> bytes:
    found = list(re.finditer(rb"(?<=[ \n\[])\d+(?=[ \n\]])", content))
    if not found:
        return _flip(chosen, content)
    one = chosen.choice(found)
    return content[: one.start()] + chosen.choice(_NUMBERS) + content[one.end() :]


def _name(chosen: random.Random, content: bytes) -> bytes:
    """Let one name of a PDF stand where another stood."""
    found = list(re.finditer(rb"/[A-Za-z]+", content))
    if not found:
        return _flip(chosen, content)
    one, other = chosen.choice(found), chosen.choice(found)
    return content[: one.start()] + other[0] + content[one.end() :]


def _append(chosen: random.Random, content: bytes) -> bytes:
    return content + chosen.choice(_TAILS)


_KINDS: list[Mutation] = [
    _flip,
    _flip,
    _overwrite,
    _cut_out,
    _truncate,
    _repeat,
    _number,
    _number,
    _name,
    _append,
]
