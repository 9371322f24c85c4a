"""Whether bytes are DER all the way down (X.690, 10): BER can be rewritten without a key."""

_MULTIBYTE = 0x1F
_CONSTRUCTED = 0x20
_MOST_LENGTH_BYTES = 4


def is_der(data: bytes) -> bool:
    """Tell whether data is one element whose lengths are all definite and as short as can be."""
    waiting = [(0, len(data))]
    is_outermost = True
    while waiting:
        start, end = waiting.pop()
        while start < end:
            head = _head(data, start, end)
            if head is None:
                return False
            content, after = head
            if is_outermost and after != end:
                return False
            is_outermost = False
            if data[start] & _CONSTRUCTED:
                waiting.append((content, after))
            start = after
    return not is_outermost


def _head(data: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Return where the content of an element begins and where it ends; None when it is not DER."""
    at = start + 1
    if data[start] & _MULTIBYTE == _MULTIBYTE:
        while at < end and data[at] & 0x80:
            at += 1
        at += 1
    if at >= end:
        return None
    length = data[at]
    at += 1
    if length >= 0x80:
        count = length - 0x80
        written = data[at : at + count]
        at += count
        length = int.from_bytes(written, "big")
        is_shortest = length >= 0x80 and written[:1] != b"\0"
        if not 0 < count <= _MOST_LENGTH_BYTES or not is_shortest:
            return None
    return (at, at + length) if at + length <= end else None
