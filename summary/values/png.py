"""PNG files of pixels (https://www.w3.org/TR/png-3/), without Pillow.

Other threads run meanwhile: zlib and NumPy let go of Python's lock.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# By the number of channels: grey, grey with alpha, RGB, RGBA.
COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
NONE, SUB, UP, PAETH = 0, 1, 2, 4
# A third of the time of zlib's usual 6 for photographs, and as small; drawings are a little larger.
LEVEL = 4


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The PNG of uint8 pixels [height, width, channels], of 1 to 4 channels: grey, grey and alpha, RGB, RGBA."""
    height, width, channels = pixels.shape
    header = struct.pack(">IIBBBBB", width, height, 8, COLOUR_TYPES[channels], 0, 0, 0)
    packing = zlib.compressobj(LEVEL, strategy=zlib.Z_FILTERED)
    data = packing.compress(_filtered(pixels).tobytes()) + packing.flush()
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(name)))


def _filtered(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each line by the filter that leaves the smallest bytes, as section 12.7 suggests, behind the filter's number."""
    height, width, channels = pixels.shape
    around = np.zeros((height + 1, width + 1, channels), np.uint8)
    around[1:, 1:] = pixels
    left, above, before = around[1:, :-1], around[:-1, 1:], around[:-1, :-1]
    filters = {NONE: pixels, SUB: pixels - left, UP: pixels - above, PAETH: pixels - _paeth(left, above, before)}
    lines = [one.reshape(height, width * channels) for one in filters.values()]
    sizes = np.array([np.abs(one.view(np.int8).astype(np.int16)).sum(axis=1) for one in lines])
    best = sizes.argmin(axis=0)
    made = np.empty((height, 1 + width * channels), np.uint8)
    made[:, 0] = np.array(list(filters), np.uint8)[best]
    for number, one in enumerate(lines):
        made[best == number, 1:] = one[best == number]
    return made


def _paeth(left: NDArray[np.uint8], above: NDArray[np.uint8], before: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Of the three neighbours the one nearest to left + above - before; at a tie the first of them."""
    sideways, upwards = above.astype(np.int16) - before, left.astype(np.int16) - before
    by_left, by_above, by_before = np.abs(sideways), np.abs(upwards), np.abs(sideways + upwards)
    vertical = np.where(by_above <= by_before, above, before)
    return np.where((by_left <= by_above) & (by_left <= by_before), left, vertical)
