"""Snappy's block format, which tables may be compressed with.

https://github.com/google/snappy/blob/main/format_description.txt
"""

from __future__ import annotations

LITERAL = 0


class SnappyError(ValueError):
    """The bytes are not in Snappy's format."""


def decompress(data: bytes, most: int) -> bytes:
    """What was compressed. A SnappyError if that is damaged, or more than `most` bytes."""
    size, at = _varint(data)
    if size > most:
        raise SnappyError(f"{size:,} bytes are more than the {most:,} that are read")
    out = bytearray()
    try:
        while at < len(data):
            at = _element(data, at, out)
            if len(out) > size:
                break
    except IndexError as error:
        raise SnappyError("the compressed bytes end too early") from error
    if len(out) != size:
        raise SnappyError(f"there are {len(out):,} bytes where {size:,} were promised")
    return bytes(out)


def _element(data: bytes, at: int, out: bytearray) -> int:
    """Appends what one element stands for; where the next begins."""
    tag = data[at]
    kind = tag & 3
    if kind == LITERAL:
        length = tag >> 2
        at += 1
        if length >= 60:
            extra = length - 59
            length = int.from_bytes(_bytes(data, at, extra), "little")
            at += extra
        out += _bytes(data, at, length + 1)
        return at + length + 1
    if kind == 1:
        _copy(out, 4 + (tag >> 2 & 7), (tag >> 5) << 8 | data[at + 1])
        return at + 2
    width = 2 if kind == 2 else 4
    _copy(out, 1 + (tag >> 2), int.from_bytes(_bytes(data, at + 1, width), "little"))
    return at + 1 + width


def _copy(out: bytearray, length: int, back: int) -> None:
    """Repeats what stands so many bytes back; it may run into what it writes."""
    begin = len(out) - back
    if back == 0 or begin < 0:
        raise SnappyError("a copy points before the beginning")
    if back >= length:
        out += out[begin : begin + length]
    else:
        out += (bytes(out[begin:]) * (length // back + 1))[:length]


def _bytes(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise IndexError
    return data[at : at + size]


def _varint(data: bytes) -> tuple[int, int]:
    value = 0
    for place in range(min(5, len(data))):
        value |= (data[place] & 127) << (7 * place)
        if data[place] < 128:
            return value, place + 1
    raise SnappyError("the compressed bytes do not begin with their size")
