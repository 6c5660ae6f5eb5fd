"""A sorted table of keys and values, as LevelDB and TensorFlow write them.

    blocks | footer: two handles (of the metaindex block, of the index block), zeros up to 40 bytes, u64 magic

A handle is two varints, offset and size. A block is followed by a byte, its compression (0: none, 1: Snappy), and the masked
CRC32C of both. It holds entries and ends with u32 restart offsets and their u32 number. An entry is three varints: bytes shared
with the key before, bytes of the key's rest, bytes of the value; then both. The index block's values are the data blocks'
handles (https://github.com/google/leveldb/blob/main/doc/table_format.md; tensorflow/core/lib/io/format.h).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from board.checkpoints.snappy import SnappyError, decompress
from summary.checksum import masked_crc32c

MAGIC = 0xDB4775248B80FB57
FOOTER = 48
TRAILER = 5
LARGEST_BLOCK = 64 << 20  # bytes; they are written with some 256 kB
LARGEST = 64 << 20  # bytes of a table; an index has some hundred for each variable
LONGEST = 1 << 16  # bytes of a key or a value; an entry names only what of its key is not the same as before
MOST_ENTRIES, MOST_KEYS = 250_000, 128 << 20  # bytes of all keys


class TableError(ValueError):
    """What is wrong with a table: a part of a sentence."""


def entries(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The table's keys and values in the keys' order. A TableError at whatever cannot be read."""
    size = file.seek(0, 2)
    if not FOOTER <= size <= LARGEST:
        raise TableError("it is too short" if size < FOOTER else f"it is larger than {LARGEST >> 20} MB")
    file.seek(size - FOOTER)
    footer = file.read(FOOTER)
    if struct.unpack_from("<Q", footer, FOOTER - 8)[0] != MAGIC:
        raise TableError("it does not end as such a file does; it may be cut short")
    _, at = _handle(footer, 0)
    index, _ = _handle(footer, at)
    seen = length = read = 0
    for _, value in _pairs(_block(file, *index, size)):
        handle, _ = _handle(value, 0)
        read += handle[1] + TRAILER
        if read > size:
            raise TableError("blocks of it lie one over the other")
        for key, content in _pairs(_block(file, *handle, size)):
            seen, length = seen + 1, length + len(key)
            if seen > MOST_ENTRIES or length > MOST_KEYS:
                raise TableError(f"it has more than {MOST_ENTRIES:,} entries, or keys of {MOST_KEYS >> 20} MB")
            yield key, content


def _block(file: BinaryIO, offset: int, length: int, size: int) -> bytes:
    if length > LARGEST_BLOCK or offset + length + TRAILER > size:
        raise TableError("a block of it lies outside of it")
    file.seek(offset)
    data = file.read(length + TRAILER)
    body, compression = data[:length], data[length]
    (crc,) = struct.unpack_from("<I", data, length + 1)
    if masked_crc32c(data[: length + 1]) != crc:
        raise TableError("a checksum does not fit")
    if compression == 0:
        return body
    if compression != 1:
        raise TableError(f"a block is compressed in a way that is not known here (number {compression})")
    try:
        return decompress(body, LARGEST_BLOCK)
    except SnappyError as error:
        raise TableError(f"a compressed block is damaged: {error}") from error


def _pairs(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    if len(block) < 4:
        raise TableError("a block is too short")
    (restarts,) = struct.unpack_from("<I", block, len(block) - 4)
    end = len(block) - 4 * (restarts + 1)
    if end < 0:
        raise TableError("a block is damaged")
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        rest, at = _varint(block, at)
        length, at = _varint(block, at)
        if shared > len(key) or at + rest + length > end:
            raise TableError("an entry is damaged")
        if shared + rest > LONGEST or length > LONGEST:
            raise TableError(f"an entry of it is longer than {LONGEST >> 10} kB")
        key = key[:shared] + block[at : at + rest]
        at += rest
        yield key, block[at : at + length]
        at += length


def _handle(data: bytes, at: int) -> tuple[tuple[int, int], int]:
    offset, at = _varint(data, at)
    size, at = _varint(data, at)
    return (offset, size), at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(10):
        if at + place >= len(data):
            break
        byte = data[at + place]
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            return value, at + place + 1
    raise TableError("a number in it is damaged")
