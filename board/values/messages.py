"""From a span to its message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from board.answers import Gone, Span, Unreadable
from board.memory import memory

if TYPE_CHECKING:
    from summary.proto.summary import Summary

LARGEST = 256 << 20  # bytes of one value that are read
TAKEN = 3  # times as much is taken while it is


def summary_value(span: Span, largest: int = LARGEST) -> Summary.Value:
    """The Summary.Value that stands there. Gone if it no longer does, Unreadable if it is larger or no message."""
    check_size(span.size, largest)
    with memory.claim(TAKEN * span.size, "This value"):
        data = span.read()
        if data is None:
            raise Gone
        return parsed(data)


def check_size(size: int, largest: int) -> None:
    """Unreadable if a value of so many bytes is larger than `largest`."""
    if size > largest:
        raise Unreadable(f"This value is {size:,} bytes large; no more than {largest:,} are read.")


def parsed(data: bytes) -> Summary.Value:
    """The Summary.Value that these bytes are. Unreadable if they are none."""
    from google.protobuf.message import DecodeError

    from summary.proto.summary import Summary

    try:
        return Summary.Value.FromString(data)
    except DecodeError as error:
        raise Unreadable("The bytes of this value are no message.") from error
