"""Changes within what is wrapped: checksums, lengths and compression fit again, so that the damage is found further in."""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from board.checkpoints import table
from board.projection.arrays import DAMAGED
from summary.checksum import masked_crc32c
from summary.record import frame
from tests.fuzz import changes, messages
from tests.fuzz.changes import Change

HEADER, FOOTER = 12, 4  # bytes around what a record of an event file holds
SIGNATURE = 8  # bytes before the chunks of a PNG


def records(data: bytes) -> list[bytes]:
    """What the records of an event file hold, up to the first that is not whole."""
    found, at = [], 0
    while at + HEADER <= len(data):
        (length,) = struct.unpack_from("<Q", data, at)
        if at + HEADER + length + FOOTER > len(data):
            break
        found.append(data[at + HEADER : at + HEADER + length])
        at += HEADER + length + FOOTER
    return found


def record(random: Random, data: bytes) -> bytes:
    """One event of a file is changed, left out, doubled or moved; or its length is told wrong, with the right checksum."""
    found = records(data)
    if not found:
        return data
    at, kind = random.randrange(len(found)), random.randrange(8)
    whole = [frame(one) for one in found]
    if kind == 0:
        del whole[at]
    elif kind == 1:
        whole.insert(random.randrange(len(whole)), whole[at])
    elif kind == 2:
        length = struct.pack("<Q", random.choice(changes.NUMBERS) % 2**64)
        whole[at] = length + struct.pack("<I", masked_crc32c(length)) + whole[at][HEADER:]
    else:
        whole[at] = frame(messages.changed(random, found[at]))
    return b"".join(whole)


def chunk(random: Random, data: bytes) -> bytes:
    """One chunk of a PNG is changed (lines of pixels also unpacked), left out, doubled or moved; its checksum fits again."""
    found, at = [], SIGNATURE
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        found.append((kind, data[at + 8 : at + 8 + length]))
        at += 12 + length
    if not found:
        return data
    place = random.randrange(len(found))
    kind, content = found[place]
    way = random.randrange(6)
    if way == 0:
        del found[place]
    elif way == 1:
        found.insert(random.randrange(len(found)), found[place])
    elif kind == b"IDAT" and way < 4:
        found[place] = kind, zlib.compress(_plain(random, _unpacked(content)), 1)
    else:
        found[place] = kind, changes.counted(random, content) if way == 5 else _plain(random, content)
    return data[:SIGNATURE] + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in found
    )


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, changes.LONGEST)
    except zlib.error:
        return data


def _plain(random: Random, data: bytes) -> bytes:
    return random.choice(changes.PLAIN)(random, data)


def unzipped(*ways: Change) -> Change:
    """Changes what a gzip file holds."""

    def change(random: Random, data: bytes) -> bytes:
        try:
            text = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, changes.LONGEST)
        except zlib.error:
            return data
        return gzip.compress(random.choice(ways)(random, text), 1, mtime=0)

    return change


def member(random: Random, data: bytes) -> bytes:
    """One file of a zip archive is changed, renamed or doubled."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [(info, archive.read(info)) for info in archive.infolist() if info.file_size < changes.LONGEST]
    except (*DAMAGED, OSError):
        return data
    if not found:
        return data
    at, kind = random.randrange(len(found)), random.randrange(4)
    out = io.BytesIO()
    packing = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", packing) as archive:
        warnings.simplefilter("ignore")  # names that come twice
        for place, (info, content) in enumerate(found):
            name = info.filename if place != at or kind else random.choice(("x.npy", "../a.npy", "a", ".npy", "é"))
            archive.writestr(zipfile.ZipInfo(name), _plain(random, content) if place == at and kind else content)
    return out.getvalue()


def block(within: Callable[[Random, bytes], bytes]) -> Change:
    """Changes one block of a checkpoint's table; its checksum fits again, but handles and sizes are as they were."""

    def change(random: Random, data: bytes) -> bytes:
        handles = _handles(data)
        if not handles:
            return data
        offset, size = random.choice(handles)
        body = within(random, data[offset : offset + size])[:size].ljust(size, b"\0")
        sealed = body + random.choice((b"\0", b"\0", b"\0", b"\1"))
        return data[:offset] + sealed + struct.pack("<I", masked_crc32c(sealed)) + data[offset + size + table.TRAILER :]

    return change


def _handles(data: bytes) -> list[tuple[int, int]]:
    """Where a table's blocks are: the index block, and the first of data, which begins the file."""
    footer = data[-table.FOOTER :]
    if len(data) < table.FOOTER:
        return []
    numbers, at = [], 0
    for _ in range(4):
        number, at = messages.read_varint(footer, at)
        numbers.append(number)
    found = [(numbers[2], numbers[3]), (0, numbers[0] - table.TRAILER)]
    return [(offset, size) for offset, size in found if size > 0 and offset + size + table.TRAILER <= len(data)]
