"""WAV files: what the header says against what is there, and the samples.

RIFF, a size and WAVE, then chunks: four letters, a size, so many bytes, one more where that is odd. "fmt " says how samples are
encoded, "data" holds them, a frame being one of each channel, little-endian. See RFC 2361 and Microsoft's "Multiple channel
audio data and WAVE files" (WAVE_FORMAT_EXTENSIBLE). No size is believed beyond the bytes that are there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import Gone, Unreadable

MOST_CHUNKS = 1 << 10  # that are looked at before the samples
MOST_CHANNELS = 64  # as many as ambisonics of the seventh order have
LARGEST = 1 << 28  # bytes of samples of one sound that are decoded
PIECE = 1 << 17  # samples that are decoded at once
UNKNOWN_SIZE = 0xFFFFFFFF  # what is written to a pipe

PCM, FLOAT, ALAW, MULAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
SUBFORMAT = bytes.fromhex("000000001000800000aa00389b71")  # what follows the encoding in its GUID
# Encoding and bytes of a sample → the dtype that it is read as; 24 bits are widened.
DTYPES = {
    (PCM, 1): "u1",
    (PCM, 2): "<i2",
    (PCM, 3): "<i4",
    (PCM, 4): "<i4",
    (FLOAT, 4): "<f4",
    (FLOAT, 8): "<f8",
    (ALAW, 1): "<i2",
    (MULAW, 1): "<i2",
}
SCALES = {(PCM, 1): 2**-7, (PCM, 2): 2**-15, (PCM, 3): 2**-23, (ALAW, 1): 2**-15, (MULAW, 1): 2**-15}
NAMES = {PCM: "PCM", FLOAT: "float", ALAW: "A-law", MULAW: "mu-law"}

Samples = NDArray[Any]


class Wav(NamedTuple):
    """A WAV file: its encoding (a WAVE_FORMAT number), bits and bytes of a sample, channels, rate in Hz; frames from `begin`.

    `frames` is what is there, and None where the encoding is not known here. `error` is a sentence that says what is wrong or
    cannot be done; empty if nothing is known to be. `decodable` tells whether samples can be read.
    """

    encoding: int
    bits: int
    width: int
    channels: int
    rate: int
    begin: int
    frames: int | None
    error: str = ""

    @property
    def decodable(self) -> bool:
        return (self.encoding, self.width) in DTYPES and 0 < self.channels <= MOST_CHANNELS and self.rate > 0

    @property
    def name(self) -> str:
        """The encoding, as a person calls it: "16-bit PCM"."""
        called = NAMES.get(self.encoding)
        return f"{self.bits}-bit {called}" if called else f"WAVE format 0x{self.encoding:04x}"


def read(file: BinaryIO, size: int) -> Wav:
    """What the WAV file of `size` bytes is. Unreadable if it has no "fmt " before its "data", or either is missing."""
    form = None
    for name, begin, length in _chunks(file, size):
        if name == b"fmt ":
            form = _form(file, begin, length)
        elif name == b"data":
            if form is None:
                break
            return _checked(form._replace(begin=begin), length, size - begin)
    lacking = "its samples are missing" if form else "it does not say how its samples are encoded"
    raise Unreadable(f"This WAV file is damaged or cut short: {lacking}.")


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, place and claimed size of each chunk."""
    at = 12
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        name, length = struct.unpack("<4sI", head)
        yield name, at + 8, length
        at += 8 + length + length % 2
        if at >= size:
            return


def _form(file: BinaryIO, begin: int, length: int) -> Wav:
    file.seek(begin)
    head = file.read(min(length, 40))
    if len(head) < 16:
        raise Unreadable("This WAV file is damaged or cut short: its description of the samples is.")
    encoding, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", head)
    if encoding == EXTENSIBLE and len(head) == 40 and head[26:] == SUBFORMAT:
        (encoding,) = struct.unpack_from("<H", head, 24)
    return Wav(encoding, bits, (bits + 7) // 8, channels, rate, 0, None)


def _checked(wav: Wav, claimed: int, there: int) -> Wav:
    """With the frames that are there, and a sentence where something is wrong."""
    whole = there if claimed == UNKNOWN_SIZE else min(claimed, there)
    if wav.channels == 0:
        return wav._replace(frames=0, error="This WAV file says it has 0 channels.")
    if wav.rate == 0:
        return wav._replace(frames=0, error="This WAV file says it has 0 samples a second.")
    if (wav.encoding, wav.width) not in DTYPES:
        return wav._replace(error=f"Samples of this WAV file are {wav.name}, which is not decoded here.")
    frames = whole // (wav.channels * wav.width)
    error = ""
    if wav.channels > MOST_CHANNELS:
        error = f"This WAV file says it has {wav.channels:,} channels; no more than {MOST_CHANNELS} are drawn."
    elif claimed not in (whole, UNKNOWN_SIZE):
        error = f"This WAV file promises {claimed:,} bytes of samples; {whole:,} are there."
    elif frames == 0:
        error = "This WAV file holds no samples."
    return wav._replace(frames=frames, error=error)


def frame_count(wav: Wav) -> int:
    """How many frames can be decoded. Unreadable if none can, or there are too many."""
    if not wav.decodable or not wav.frames:
        raise Unreadable(wav.error or "This WAV file holds no samples.")
    if wav.frames * wav.channels * wav.width > LARGEST:
        raise Unreadable(
            f"This sound is larger than the {LARGEST >> 20} MB that are drawn; it can be played and saved."
        )
    return wav.frames


def pieces(file: BinaryIO, wav: Wav) -> Iterator[Samples]:
    """All samples in order, [frames, channels] of the dtype that DTYPES says, in pieces that take little memory."""
    at, total = 0, frame_count(wav)
    while at < total:
        some = samples(file, wav, at, at + max(1, PIECE // wav.channels))
        yield some
        at += len(some)


def samples(file: BinaryIO, wav: Wav, begin: int, end: int) -> Samples:
    """The frames from `begin` to `end`, or to the last, as `pieces` has them. Gone if they are no longer there."""
    block = wav.channels * wav.width
    wanted = (min(end, frame_count(wav)) - begin) * block
    file.seek(wav.begin + begin * block)
    data = file.read(wanted)
    if len(data) < wanted:
        raise Gone
    found: Samples
    if wav.encoding == MULAW:
        found = MULAW_TABLE[np.frombuffer(data, np.uint8)]
    elif wav.encoding == ALAW:
        found = ALAW_TABLE[np.frombuffer(data, np.uint8)]
    elif wav.width == 3:
        found = _widened(np.frombuffer(data, np.uint8))
    else:
        found = np.frombuffer(data, DTYPES[wav.encoding, wav.width])
    return found.reshape(-1, wav.channels)


def _widened(data: NDArray[np.uint8]) -> NDArray[np.int32]:
    """24-bit integers as 32-bit ones of the same value."""
    wide = np.zeros((len(data) // 3, 4), np.uint8)
    wide[:, 1:] = data.reshape(-1, 3)
    return wide.view("<i4")[:, 0] >> 8


def scaled(wav: Wav, numbers: Samples) -> NDArray[np.float32] | NDArray[np.float64]:
    """Samples from -1 to 1: exact, as float32, or as float64 where that takes more than 24 bits."""
    if wav.width == 8:
        return np.asarray(numbers, np.float64)
    if wav.encoding == PCM and wav.width == 4:
        return np.asarray(numbers, np.float64) * 2.0**-31
    small: NDArray[np.float32] = np.asarray(numbers, np.float32)
    if wav.encoding == PCM and wav.width == 1:
        np.subtract(small, 128, out=small)
    if wav.encoding != FLOAT:
        np.multiply(small, SCALES[wav.encoding, wav.width], out=small)
    return small


def _mulaw() -> NDArray[np.int16]:
    """ITU-T G.711, mu-law: the bits are inverted; sign, three of exponent, four of mantissa; scaled to 16 bits."""
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (code >> 4 & 7).astype(int), (code & 15).astype(int)
    size = ((mantissa << 3) + 0x84 << exponent) - 0x84
    return np.asarray(np.where(code & 0x80, -size, size), np.int16)


def _alaw() -> NDArray[np.int16]:
    """ITU-T G.711, A-law: every other bit is inverted; sign, three of exponent, four of mantissa; scaled to 16 bits."""
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    exponent, mantissa = (code >> 4 & 7).astype(int), (code & 15).astype(int)
    size = np.where(exponent, (mantissa << 4) + 0x108 << np.maximum(exponent - 1, 0), (mantissa << 4) + 8)
    return np.asarray(np.where(code & 0x80, size, -size), np.int16)


MULAW_TABLE, ALAW_TABLE = _mulaw(), _alaw()
