"""What the first bytes of an image file tell: its format, size, mode and frames. No pixel is decoded.

Only formats that a browser shows and that cannot carry a script: PNG (https://www.w3.org/TR/png-3), JPEG (ITU-T T.81, annex B),
GIF (GIF89a), WebP (https://developers.google.com/speed/webp/docs/riff_container), BMP.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from board.answers import Unreadable

LARGEST = 1 << 26  # pixels of one frame that are decoded
MOST_PARTS = 1 << 20  # chunks, segments or blocks of one file that are looked at

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "bmp": "image/bmp"}
NAMES = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WebP", "bmp": "BMP"}

# PNG's colour type → the mode as Pillow calls it.
PNG_MODES = {0: "L", 2: "RGB", 3: "P", 4: "LA", 6: "RGBA"}
JPEG_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
JPEG_ALONE = {0x01, *range(0xD0, 0xD9)}  # markers that no length follows
BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}


class Header(NamedTuple):
    """An image: format ("png", "jpeg", "gif", "webp", "bmp"), width and height in pixels as it is shown, mode, frames.

    The mode is Pillow's ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"), and "LA;16", "RGB;16" or "RGBA;16" where a PNG
    has so many bits a channel. `error` is a sentence that says what is wrong with it, empty if nothing is known to be.
    """

    format: str
    width: int
    height: int
    mode: str
    frames: int = 1
    error: str = ""


def header(file: BinaryIO, size: int) -> Header:
    """What the image in `file`, of `size` bytes, is. Unreadable if it is none of these formats or tells no size."""
    found = format_of(file)
    try:
        read = READERS[found](file, size)
    except (struct.error, KeyError) as error:
        raise Unreadable(f"This {NAMES[found]} image is damaged or cut short: its size cannot be read.") from error
    if read.width <= 0 or read.height <= 0:
        raise Unreadable(f"This {NAMES[found]} image has no pixels.")
    return read._replace(error=too_large(read) or read.error)


def format_of(file: BinaryIO) -> str:
    """Which of the formats it is, by its first bytes. Unreadable if it is none."""
    first = file.read(16)
    found = next((form for form, is_one in SIGNATURES.items() if is_one(first)), "")
    if not found:
        raise Unreadable(_unknown(first))
    return found


def too_large(read: Header) -> str:
    """The sentence where an image has more pixels than are decoded, else an empty one."""
    if read.width * read.height <= LARGEST:
        return ""
    return f"This image has {read.width:,} × {read.height:,} pixels; no more than {LARGEST:,} are drawn."


def _unknown(first: bytes) -> str:
    if not first:
        return "This image has no bytes."
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "This is no picture but text such as SVG or HTML, which may carry scripts and is not shown."
    return f"This is no PNG, JPEG, GIF, WebP or BMP image: its first bytes are {first[:8].hex(' ')}."


def _png(file: BinaryIO, size: int) -> Header:
    at, frames = 8, 1
    file.seek(at)
    _, kind, width, height, depth, colour = struct.unpack(">I4sIIBB", file.read(18))
    if kind != b"IHDR":
        raise KeyError(kind)
    mode = PNG_MODES[colour]
    mode = {("L", 1): "1", ("L", 16): "I;16"}.get((mode, depth), mode + (";16" if depth == 16 else ""))
    for _ in range(MOST_PARTS):
        file.seek(at)
        chunk = file.read(12)
        if len(chunk) < 8 or at + 12 > size:
            return Header("png", width, height, mode, frames, "This PNG image is cut short: its end is missing.")
        length, kind = struct.unpack(">I4s", chunk[:8])
        if kind == b"IEND":
            break
        if kind == b"acTL" and len(chunk) == 12:
            frames = max(1, int.from_bytes(chunk[8:12], "big"))
        at += 12 + length
    return Header("png", width, height, mode, frames)


def _jpeg(file: BinaryIO, size: int) -> Header:
    at, turned = 2, False
    for _ in range(MOST_PARTS):
        file.seek(at)
        _, marker = struct.unpack(">BB", file.read(2))
        if marker == 0xFF or marker in JPEG_ALONE:  # a fill byte, or a marker by itself
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker in JPEG_FRAMES:
            _, height, width, channels = struct.unpack(">BHHB", file.read(6))
            width, height = (height, width) if turned else (width, height)
            return Header("jpeg", width, height, JPEG_MODES[channels])
        if marker == 0xE1:
            turned = turned or _lies_on_its_side(file.read(max(0, length - 2)))
        at += 2 + length
    raise KeyError("no frame")


def _lies_on_its_side(segment: bytes) -> bool:
    """Whether Exif data has browsers turn the image by a quarter."""
    if not segment.startswith(b"Exif\0\0"):
        return False
    tiff = segment[6:]
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(entries):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * entry)
            if tag == 0x0112:
                return int(value) in (5, 6, 7, 8)
    except struct.error:
        pass
    return False


def _gif(file: BinaryIO, size: int) -> Header:
    file.seek(6)
    width, height, flags = struct.unpack("<HHBxx", file.read(7))
    _skip_colours(file, flags)
    frames, left = 0, MOST_PARTS
    while (kind := file.read(1)) in (b",", b"!"):
        if kind == b",":
            frame = file.read(9)
            if len(frame) < 9:
                left = -1
                break
            begin, top, wide, high, flags = struct.unpack("<HHHHB", frame)
            if not frames:  # which may be larger than what the file says of the whole
                width, height = max(width, begin + wide), max(height, top + high)
            _skip_colours(file, flags)
        file.seek(1, 1)
        left = _skip_blocks(file, left - 1)
        if left < 0:
            break
        frames += kind == b","
    # Browsers do without the end mark, as long as frames are whole.
    error = "" if frames and left >= 0 else f"This GIF image is cut short after {frames:,} frames."
    return Header("gif", width, height, "P", frames, error)


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.seek(3 << ((flags & 7) + 1), 1)


def _skip_blocks(file: BinaryIO, most: int) -> int:
    """Passes over a row of blocks, each a length and so many bytes, up to one of no length.

    How many of `most` blocks are left; less than 0 if there are more or the file ends before.
    """
    for left in range(most, 0, -1):
        length = file.read(1)
        if not length:
            break
        if length == b"\0":
            return left
        file.seek(length[0], 1)
    return -1


def _webp(file: BinaryIO, size: int) -> Header:
    file.seek(4)
    whole, _, kind, _ = struct.unpack("<I4s4sI", file.read(16))
    error = "This WebP image is cut short: its end is missing." if whole + 8 > size else ""
    if kind == b"VP8 ":
        _, width, height = struct.unpack("<6sHH", file.read(10))
        return Header("webp", width & 0x3FFF, height & 0x3FFF, "RGB", 1, error)
    if kind == b"VP8L":
        (bits,) = struct.unpack("<xI", file.read(5))
        mode = "RGBA" if bits >> 28 & 1 else "RGB"
        return Header("webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, mode, 1, error)
    if kind != b"VP8X":
        raise KeyError(kind)
    canvas = file.read(10)
    if len(canvas) < 10:
        raise KeyError("no canvas")
    width, height = (1 + int.from_bytes(canvas[at : at + 3], "little") for at in (4, 7))
    frames = _webp_frames(file, size) if canvas[0] & 2 else 1
    return Header("webp", width, height, "RGBA" if canvas[0] & 16 else "RGB", frames, error)


def _webp_frames(file: BinaryIO, size: int) -> int:
    at, frames = 12, 0
    for _ in range(MOST_PARTS):
        file.seek(at)
        chunk = file.read(8)
        if len(chunk) < 8:
            break
        frames += chunk[:4] == b"ANMF"
        length = int.from_bytes(chunk[4:], "little")
        at += 8 + length + length % 2
    return frames


def _bmp(file: BinaryIO, size: int) -> Header:
    file.seek(14)
    (length,) = struct.unpack("<I", file.read(4))
    if length not in BMP_HEADERS:
        raise KeyError(length)
    width, height, _, depth = struct.unpack(*(("<HHHH", file.read(8)) if length == 12 else ("<iiHH", file.read(12))))
    return Header("bmp", width, abs(height), "P" if depth <= 8 else "RGB")


SIGNATURES: dict[str, Callable[[bytes], bool]] = {
    "png": lambda first: first.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpeg": lambda first: first.startswith(b"\xff\xd8\xff"),
    "gif": lambda first: first.startswith((b"GIF87a", b"GIF89a")),
    "webp": lambda first: first.startswith(b"RIFF") and first[8:12] == b"WEBP",
    "bmp": lambda first: first.startswith(b"BM"),
}
READERS: dict[str, Callable[[BinaryIO, int], Header]] = {
    "png": _png,
    "jpeg": _jpeg,
    "gif": _gif,
    "webp": _webp,
    "bmp": _bmp,
}
