"""The masked CRC-32C that event files are checked with, by the processor's own instruction where it has one (crc32c.h)."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

# tensorflow/core/lib/hash/crc32c.h
MASK_DELTA = 0xA282EAD8
LOW_32 = 0xFFFFFFFF

if not cython.compiled:
    _TABLE = []
    for _byte in range(256):
        for _ in range(8):
            _byte = _byte >> 1 ^ 0x82F63B78 if _byte & 1 else _byte >> 1
        _TABLE.append(_byte)

    def crc_by_bytes(data: bytes | bytearray) -> int:
        crc = 0xFFFFFFFF
        for byte in data:
            crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
        return crc ^ 0xFFFFFFFF


def mask(crc: cython.uint) -> cython.uint:
    """TensorFlow's mask: a CRC of data that holds CRCs would be weak (tensorflow/core/lib/hash/crc32c.h)."""
    return ((crc >> 15 | crc << 17) + MASK_DELTA) & LOW_32


def masked_crc32c(data: bytes) -> int:
    """The masked CRC-32C of `data`, as event files store it."""
    if cython.compiled:
        view: cython.const[cython.uchar][::1] = data
        return mask(crc32c(cython.address(view[0]), len(data)))
    else:
        return mask(crc_by_bytes(data))


def masked_crc32c_by_table(data: bytes) -> int:
    """The same without the processor's own instruction."""
    if cython.compiled:
        view: cython.const[cython.uchar][::1] = data
        return mask(crc32c_by_table(cython.address(view[0]), len(data)))
    else:
        return mask(crc_by_bytes(data))


def crc_in(data: cython.uchar[::1], at: cython.Py_ssize_t, n: cython.Py_ssize_t) -> cython.uint:
    """The masked CRC-32C of data[at:at + n]."""
    if cython.compiled:
        return mask(crc32c(cython.address(data[at]), n))
    else:
        return mask(crc_by_bytes(data[at : at + n]))
