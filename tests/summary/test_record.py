"""The framing, against TensorBoard's own and the published vectors of the checksum."""

from __future__ import annotations

import importlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summary import checksum, record

masked_crc32c = importlib.import_module("tensorboard.summary.writer.record_writer").masked_crc32c


# RFC 3720, appendix B.4: 32 bytes of zeros, of ones, and counting up and down.
@pytest.mark.parametrize(
    ("data", "crc"),
    [
        (b"\0" * 32, 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
    ],
)
def test_published_checksums(data: bytes, crc: int) -> None:
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    assert checksum.masked_crc32c(data) == masked
    assert checksum.masked_crc32c_by_table(data) == masked


@given(st.binary(max_size=300))
def test_checksum_is_tensorboards(data: bytes) -> None:
    assert checksum.masked_crc32c(data) == masked_crc32c(data)
    assert checksum.masked_crc32c_by_table(data) == masked_crc32c(data)


@given(st.binary(max_size=300))
def test_frame_is_length_data_and_their_checksums(data: bytes) -> None:
    length = struct.pack("<Q", len(data))
    assert record.frame(data) == (
        length + struct.pack("<I", masked_crc32c(length)) + data + struct.pack("<I", masked_crc32c(data))
    )
