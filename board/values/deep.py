"""Colour PNGs of 16 bits a channel, of which Pillow keeps 8: parted into two of 8 bits, one of the high bytes, one of the low.

That needs no pixel decoded. A line's filter goes by the byte that stands one pixel before, so the high bytes of a line,
filtered as they are, make the filtered line of an image of high bytes, and so do the low ones. See
https://www.w3.org/TR/png-3, sections 7 to 9.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np

# Mode → bytes of a pixel in each of the two.
CHANNELS = {"LA;16": 2, "RGB;16": 3, "RGBA;16": 4}
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Of an interlaced image: each pass's first column and row, and its distances between columns and rows.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def parted(data: bytes, channels: int) -> tuple[bytes, bytes]:
    """The PNG files of the high and of the low bytes. ValueError, struct.error or zlib.error if `data` is damaged."""
    header, compressed = _parts(data)
    width, height, _, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    lines = list(_lines(width, height, bool(interlaced)))
    total = sum(high * (1 + 2 * channels * wide) for wide, high in lines)
    raw = np.frombuffer(zlib.decompressobj().decompress(compressed, total), np.uint8)
    high_bytes, low_bytes, at = [], [], 0
    for wide, high in lines:
        line = 1 + 2 * channels * wide
        rows = raw[at : at + high * line].reshape(high, line)
        high_bytes.append(np.concatenate([rows[:, :1], rows[:, 1::2]], -1).tobytes())
        low_bytes.append(np.concatenate([rows[:, :1], rows[:, 2::2]], -1).tobytes())
        at += high * line
    shallow = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, interlaced)
    return _png(shallow, b"".join(high_bytes)), _png(shallow, b"".join(low_bytes))


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """The IHDR chunk's content, and the compressed lines."""
    header, lines, at = b"", [], len(SIGNATURE)
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            header = content
        elif kind == b"IDAT":
            lines.append(content)
        at += 12 + length
    return header, b"".join(lines)


def _lines(width: int, height: int, interlaced: bool) -> Iterator[tuple[int, int]]:
    """The width and the number of the lines of each pass."""
    for left, top, across, down in PASSES if interlaced else ((0, 0, 1, 1),):
        wide, high = -(-(width - left) // across), -(-(height - top) // down)
        if wide > 0 and high > 0:
            yield wide, high


def _png(header: bytes, lines: bytes) -> bytes:
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 0)), (b"IEND", b""))
    return SIGNATURE + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
