"""Ways to damage bytes. Each is a function of a source of chance and an input, and gives another input."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from random import Random

Change = Callable[[Random, bytes], bytes]

LONGEST = 1 << 18  # bytes of an input

# Numbers at which programs break.
NUMBERS = (
    *(0, 1, -1, 2, 3, 7, 8, 15, 16, 63, 64, 100, 255, 256, 1000, 4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24),
    *(2**31 - 1, 2**31, 2**32 - 1, 2**32, 10**9, 2**40, 2**53, 2**53 + 1, 2**62, 2**63 - 1, 2**63, 2**64 - 1),
    *(-2, -128, -(2**31), -(2**31) - 1, -(2**63)),
)
# Words of numbers that texts have.
WORDS = (
    *(b"0", b"-1", b"-0", b"1e999", b"-1e999", b"1e-999", b"nan", b"NaN", b"inf", b"Infinity", b"-Infinity", b"null"),
    *(b"true", b"false", b"0x7f", b"1_000", b"9" * 30, b"9" * 400, b"9" * 5000, b"1.5", b".", b"-", b"e", b"1e5"),
    *(b"9223372036854775807", b"9223372036854775808", b"18446744073709551616", b"4294967296", b"\xd9\xa3"),
)
TEXTS = (
    *(
        b"",
        b"\0",
        b"\xff",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x80\xae",
    ),
    *(b"../" * 20 + b"etc/passwd", b"/etc/passwd", b"/dev/zero", b"a" * 5000, b"\n", b"\r\n", b"\t", b"%s%n", b"{}"),
    *(b"<script>alert(1)</script>", b"\\", b'"', b"'", b"[" * 2000, b"{" * 2000, b"(" * 200, b"/" * 300, b"\x1b[2J"),
)
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
TOKEN = re.compile(rb'"(?:[^"\\\n]|\\.)*"|\w+|[^\w\s]')
SCALARS = ("b", "B", "<h", ">h", "<i", ">i", "<I", ">I", "<q", ">q", "<Q", ">Q", "<d", "<f")


def place(random: Random, data: bytes, longest: int = 64) -> tuple[int, int]:
    """A stretch of an input: mostly a short one, and as often near the beginning as anywhere."""
    end = len(data) if random.random() < 0.5 else min(len(data), 64)
    begin = random.randrange(end + 1)
    return begin, min(len(data), begin + random.randint(0, random.choice((1, 4, longest))))


def flipped(random: Random, data: bytes) -> bytes:
    if not data:
        return b"\0"
    at, _ = place(random, data[:-1])
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def cut(random: Random, data: bytes) -> bytes:
    begin, end = place(random, data, 1 << 12)
    return data[:begin] + data[end:]


def ended(random: Random, data: bytes) -> bytes:
    return data[: place(random, data)[0]]


def noisy(random: Random, data: bytes) -> bytes:
    begin, end = place(random, data)
    return data[:begin] + random.randbytes(random.choice((0, end - begin, 2 * (end - begin), 4))) + data[end:]


def filled(random: Random, data: bytes) -> bytes:
    begin, end = place(random, data, 256)
    return data[:begin] + random.choice((b"\0", b"\xff", b"\x80", b"\x7f", b" ")) * (end - begin) + data[end:]


def repeated(random: Random, data: bytes) -> bytes:
    begin, end = place(random, data, 1 << 10)
    times = random.choice((2, 2, 3, 10, 100, 1000))
    times = max(2, min(times, LONGEST // max(1, end - begin)))
    return data[:begin] + data[begin:end] * times + data[end:]


def moved(random: Random, data: bytes) -> bytes:
    begin, end = place(random, data, 256)
    rest = data[:begin] + data[end:]
    to = random.randint(0, len(rest))
    return rest[:to] + data[begin:end] + rest[to:]


def counted(random: Random, data: bytes) -> bytes:
    """A binary number of some size becomes one at which programs break."""
    code = random.choice(SCALARS)
    size = struct.calcsize(code)
    if len(data) < size:
        return flipped(random, data)
    at = min(place(random, data)[0], len(data) - size)
    return data[:at] + packed(random, code) + data[at + size :]


def packed(random: Random, code: str) -> bytes:
    if code in ("<d", "<f"):
        number = random.choice((float("nan"), float("inf"), -float("inf"), -0.0, 1e-45, 3e38, -1.5, 1e300))
        return struct.pack(code, number if code == "<d" or abs(number) < 3.1e38 else float("inf"))
    size = 8 * struct.calcsize(code)
    number = (random.choice(NUMBERS) + random.choice((0, 0, 1, -1))) & (1 << size) - 1
    return number.to_bytes(size // 8, "big" if code[0] == ">" else "little")


def crossed(random: Random, data: bytes, other: bytes) -> bytes:
    """The beginning of one input and the end of another."""
    return data[: place(random, data)[0]] + other[place(random, other)[0] :]


def worded(random: Random, data: bytes) -> bytes:
    """A number of a text becomes another."""
    found = _near(random, NUMBER, data)
    if found is None:
        return data + random.choice(WORDS)
    return data[: found[0]] + random.choice(WORDS) + data[found[1] :]


def spoken(random: Random, data: bytes) -> bytes:
    """A word of a text becomes a nasty one, or another of its words."""
    found = _near(random, TOKEN, data)
    if found is None:
        return data + random.choice(TEXTS)
    other = _near(random, TOKEN, data) or found
    new = random.choice(TEXTS) if random.random() < 0.5 else data[other[0] : other[1]]
    return data[: found[0]] + new + data[found[1] :]


def lined(random: Random, data: bytes) -> bytes:
    """Lines of a text are left out, doubled or swapped."""
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return spoken(random, data)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(4)
    if kind == 0:
        del lines[one]
    elif kind == 1:
        lines.insert(other, lines[one])
    elif kind == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one:other] = []
    return b"".join(lines)


def _near(random: Random, pattern: re.Pattern[bytes], data: bytes) -> tuple[int, int] | None:
    found = pattern.search(data, place(random, data)[0]) or pattern.search(data)
    return found.span() if found else None


PLAIN: tuple[Change, ...] = (flipped, cut, ended, noisy, filled, repeated, moved, counted, counted)
TEXT: tuple[Change, ...] = (worded, spoken, lined, repeated)
