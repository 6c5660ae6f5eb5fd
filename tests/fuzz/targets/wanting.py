"""No parser: what does all that parsers must not do, to see that it is noticed."""

from __future__ import annotations

import os

from tests.fuzz.target import Target

HARMLESS, REFUSED, WORDLESS, WRONG, MUCH, DEADLY, ENDLESS, LAST = range(8)
LARGE = 600 << 20  # bytes


class Refused(Exception):
    """What this target refuses with."""


def run(data: bytes) -> None:
    deed = data[0]
    if deed == REFUSED:
        raise Refused("It is not wanted.")
    if deed == WORDLESS:
        raise Refused
    if deed == WRONG:
        raise KeyError(deed)
    if deed == MUCH:
        bytearray(LARGE)
    while deed == ENDLESS:
        pass
    if deed == DEADLY:
        os.abort()


TARGET = Target("wanting", lambda: [bytes([deed]) for deed in range(LAST + 1)], run, (Refused,))
