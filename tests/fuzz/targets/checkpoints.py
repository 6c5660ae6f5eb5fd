"""Checkpoints: the index, which is a table of blocks, compressed or not, and the values of variables."""

from __future__ import annotations

import shutil
import struct
from functools import partial
from io import BytesIO
from random import Random

from board.checkpoints import table
from board.checkpoints.checkpoint import Checkpoint, CheckpointError
from board.checkpoints.snappy import SnappyError, decompress
from board.checkpoints.table import TableError
from tests.fuzz import changes, messages, scratch
from tests.fuzz.containers import block
from tests.fuzz.target import Target, refusable

INDEX, DATA = "tf1/train/model.ckpt-60.index", "tf1/train/model.ckpt-60.data-00000-of-00001"
MOST = 100_000  # bytes that are unpacked


def checkpoint(data: bytes) -> None:
    """The index is damaged; the data beside it are as they were."""
    shard = scratch.directory() / "model.data-00000-of-00001"
    if not shard.exists():
        shutil.copy(scratch.GOLDEN / DATA, shard)
    found = Checkpoint(scratch.written(data, "model.index").with_suffix(""))
    for name in found.variables:
        with refusable(CheckpointError):
            found.read(name)


def entries(data: bytes) -> None:
    for _ in table.entries(BytesIO(data)):
        pass


def snappy(data: bytes) -> None:
    assert len(decompress(data, MOST)) <= MOST


def _entry(random: Random, body: bytes) -> bytes:
    """The value of one of a block's entries is changed as the message it is, its length as before if that can be."""
    found = []
    at = 0
    while at < len(body) - 8:
        begin = at
        _, at = messages.read_varint(body, at)
        rest, at = messages.read_varint(body, at)
        size, at = messages.read_varint(body, at)
        at += rest
        if at < begin or at + size > len(body):
            break
        found.append((at, size))
        at += size
    if not found:
        return body
    begin, size = random.choice(found)
    return (
        body[:begin]
        + messages.changed(random, body[begin : begin + size])[:size].ljust(size, b"\0")
        + body[begin + size :]
    )


def _plain(random: Random, body: bytes) -> bytes:
    return random.choice(changes.PLAIN)(random, body)


def _compressed() -> list[bytes]:
    """Literals of each length of length, and copies of each kind, in Snappy's format."""
    text = b"abcdefgh" * 4
    copies = bytes([0b00000001, 8, 14 << 2 | 2, 8, 0, 3 << 2 | 3]) + struct.pack("<I", 16)
    size = messages.varint(len(text) + 4 + 15 + 4)
    return [
        messages.varint(32) + bytes([31 << 2]) + text,
        size + bytes([60 << 2, 31]) + text + copies,
        messages.varint(32) + bytes([61 << 2, 31, 0]) + text,
    ]


_golden = partial(scratch.golden, INDEX)

TARGETS = [
    Target("checkpoints", _golden, checkpoint, (CheckpointError,), (block(_entry), block(_entry), block(_plain)), 15),
    Target("tables", _golden, entries, (TableError,), (block(_plain),), 15),
    Target("Snappy", _compressed, snappy, (SnappyError,), share=20),
]
