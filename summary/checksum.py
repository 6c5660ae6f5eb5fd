"""The masked CRC-32C that event files are checked with, by the processor's own instruction where it has one (crc32c.h)."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

if not cython.compiled:
    _TABLE = []
    for _byte in range(256):
        for _ in range(8):
            _byte = _byte >> 1 ^ 0x82F63B78 if _byte & 1 else _byte >> 1
        _TABLE.append(_byte)

    def masked_by_bytes(data: bytes | bytearray) -> int:
        """crc32c.h's masked_crc, byte by byte."""
        return masked(more_by_bytes(0xFFFFFFFF, data) ^ 0xFFFFFFFF)

    def more_by_bytes(crc: int, data: bytes | bytearray) -> int:
        """crc32c.h's crc32c_more, byte by byte."""
        for byte in data:
            crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
        return crc

    def masked(crc: int) -> int:
        """crc32c.h's crc32c_mask."""
        return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def masked_crc32c(data: bytes) -> int:
    """The masked CRC-32C of `data`, as event files store it."""
    if cython.compiled:
        view: cython.const[cython.uchar][::1] = data
        return masked_crc(cython.address(view[0]), len(data))
    else:
        return masked_by_bytes(data)


def masked_crc32c_by_table(data: bytes) -> int:
    """The same without the processor's own instruction."""
    if cython.compiled:
        view: cython.const[cython.uchar][::1] = data
        return masked_crc_by_table(cython.address(view[0]), len(data))
    else:
        return masked_by_bytes(data)


def crc_in(data: cython.uchar[::1], at: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.uint:
    """The masked CRC-32C of data[at:at + n]."""
    if cython.compiled:
        return masked_crc(cython.address(data[at]), n)
    else:
        return masked_by_bytes(bytes(data[at : at + n]))
