"""Through a message of any size from its first byte to its last: small fields are read, large ones are passed over.

At most CHUNK bytes are held. What is broken or cut short ends the walk, and what came before it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import BinaryIO, NamedTuple

from board.answers import Unreadable
from board.values import stretch
from board.values.wire import FIXED32, FIXED64, LENGTH, VARINT

CHUNK = 1 << 20
SMALL = 1 << 16  # bytes of a field that is read on the way
MOST = 1 << 22  # fields of one message
LONGEST_KEY = 10  # bytes; a size takes as many at most
# Is given a piece, where the next field begins in it, and where the piece stands in the file; tells where the first field
# stands in it that is left.
Taking = Callable[[bytes, int, int], int]


class Place(NamedTuple):
    """`size` bytes at `offset` of what `open` opens."""

    open: Callable[[], BinaryIO]
    offset: int
    size: int

    def read(self) -> bytes:
        """All of it. Unreadable if it is no longer as long."""
        with self.open() as file:
            return read(file, self.offset, self.size)

    def within(self, offset: int, size: int) -> Place:
        """`size` bytes at `offset` of the same file."""
        return Place(self.open, offset, size)


class Part(NamedTuple):
    """A field: its number, where its bytes are, and these, if they are few; a number has `value`, and no bytes.

    One that is not `whole` has fewer bytes than it should, and none with it.
    """

    number: int
    offset: int
    size: int
    content: bytes | None
    value: int = 0
    whole: bool = True


def of_file(path: str, offset: int, size: int) -> Place:
    """A stretch of a file; opening it is a Gone if it is not there any more."""
    return Place(partial(stretch.opened, path, offset, size), 0, size)


def of_bytes(data: bytes) -> Place:
    return Place(partial(BytesIO, data), 0, len(data))


def read(file: BinaryIO, offset: int, size: int) -> bytes:
    """Bytes of a file. Unreadable if they are not there."""
    file.seek(offset)
    data = file.read(size)
    if len(data) < size:
        raise Unreadable("The file ends before its message does.")
    return data


def parts(
    file: BinaryIO,
    offset: int,
    size: int,
    small: int = SMALL,
    at_once: int = CHUNK,
    cut: bool = False,
    taking: Taking | None = None,
) -> Iterator[Part]:
    """The fields of the message there, in order; of at most `small` bytes with these, which are read `at_once` many.

    Unreadable, behind all that is whole, and with `cut` behind what there is of the last field too, where it is broken or cut
    short, or has more than MOST fields. What `taking` takes is passed over.
    """
    end = offset + size
    base, at, chunk = offset, 0, b""
    for _ in range(MOST):
        if base + at >= end:
            return
        if at + small + 2 * LONGEST_KEY > len(chunk) and base + len(chunk) < end:
            base += at
            file.seek(base)
            chunk = file.read(min(at_once, end - base))
            at = 0
            if not chunk:
                raise _broken(base - offset)
        if taking is not None and (taken := taking(chunk, at, base)) > at:
            at = taken
            continue
        begin = at
        try:
            key, at, length, value = _head(chunk, at)
        except IndexError:
            raise _broken(base + begin - offset) from None
        stop = at + length
        if base + stop > end:
            if cut:
                yield Part(key >> 3, base + at, end - base - at, None, 0, False)
            raise _broken(base + begin - offset)
        content = chunk[at:stop] if length <= small and key & 7 == LENGTH else None
        if content is not None and len(content) < length:
            raise _broken(base + begin - offset)
        yield Part(key >> 3, base + at, length, content, value)
        if stop > len(chunk):
            base, at, chunk = base + stop, 0, b""
        else:
            at = stop
    raise Unreadable(f"It has more than {MOST:,} parts; those that follow are left out.")


def _head(data: bytes, at: int) -> tuple[int, int, int, int]:
    """A field's key, where its bytes begin and how many they are, and its value if it is a varint. IndexError if it is none."""
    key, at = varint(data, at)
    kind = key & 7
    if kind == LENGTH:
        length, at = varint(data, at)
        return key, at, length, 0
    if kind == VARINT:
        value, at = varint(data, at)
        return key, at, 0, value
    if kind in (FIXED64, FIXED32):
        return key, at, 8 if kind == FIXED64 else 4, 0
    raise IndexError


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The number there, and where the next byte is. IndexError where there is none."""
    byte = data[at]
    if byte < 128:
        return byte, at + 1
    value, shift = byte & 127, 7
    for place in range(at + 1, at + LONGEST_KEY):
        byte = data[place]
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place + 1
        shift += 7
    raise IndexError


def _broken(offset: int) -> Unreadable:
    return Unreadable(f"It is broken or cut short at byte {offset:,}.")


def tagged(number: int, content: bytes) -> bytes:
    """A field of bytes as it is written."""
    return encoded(number << 3 | LENGTH) + encoded(len(content)) + content


def encoded(number: int) -> bytes:
    """A number as a varint; it must not be negative."""
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    return bytes([*written, number])
