"""What a sound file tells without being decoded: its format, sample rate, channels, length. Never more is read than its ends.

WAV (board.values.wav), FLAC (RFC 9639, section 8.2), Ogg with Vorbis, Opus or FLAC (RFC 3533, RFC 7845), MP3 (ISO/IEC 11172-3,
2.4.2.3): formats that a browser plays and that cannot carry a script.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

from board.answers import Unreadable
from board.values import wav
from board.values.wav import Wav

TYPES = {"wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg", "mp3": "audio/mpeg"}
LAST_PAGE = 1 << 16  # bytes at an Ogg file's end among which its last page begins
OPUS_RATE = 48000  # that Opus is played at, and counts in, whatever was recorded

# MPEG audio, layer III: by version (0: 2.5, 2: 2, 3: 1) the rates, and the frames of sound in one of the file.
MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
MP3_FRAMES = {3: 1152, 2: 576, 0: 576}


class Header(NamedTuple):
    """A sound: format ("wav", "flac", "ogg", "mp3"), encoding as a person calls it, rate in Hz, channels, frames.

    Rate, channels and frames are None where they cannot be told without decoding. `error` is a sentence that says what is wrong
    with it, empty if nothing is known to be. `wav` is there where samples may be read.
    """

    format: str
    encoding: str
    rate: int | None = None
    channels: int | None = None
    frames: int | None = None
    error: str = ""
    wav: Wav | None = None

    @property
    def seconds(self) -> float | None:
        """How long it plays; None where that cannot be told."""
        return self.frames / self.rate if self.frames is not None and self.rate else None


def header(file: BinaryIO, size: int) -> Header:
    """What the sound in `file`, of `size` bytes, is. Unreadable if it is none of these formats or is cut short at once."""
    first = file.read(16)
    if first.startswith(b"RIFF") and first[8:12] == b"WAVE":
        found = wav.read(file, size)
        return Header("wav", found.name, found.rate, found.channels, found.frames, found.error, found)
    try:
        if first.startswith(b"fLaC"):
            return _flac(file)
        if first.startswith(b"OggS"):
            return _ogg(file, size)
        if first.startswith(b"ID3") or first[:1] == b"\xff":
            return _mp3(file, size)
    except struct.error as error:
        raise Unreadable("This sound is damaged or cut short: its first bytes do not say what it is.") from error
    except LookupError:
        pass
    raise Unreadable(_unknown(first))


def _unknown(first: bytes) -> str:
    if not first:
        return "This sound has no bytes."
    if first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "This is no sound but text such as HTML or SVG, which may carry scripts and is not shown."
    return f"This is no WAV, FLAC, Ogg or MP3 file: its first bytes are {first[:8].hex(' ')}."


def _flac(file: BinaryIO) -> Header:
    """STREAMINFO comes first: 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of frames, after 10 bytes of its own."""
    file.seek(18)
    high, low = struct.unpack(">II", file.read(8))
    rate, channels, bits = high >> 12, (high >> 9 & 7) + 1, (high >> 4 & 31) + 1
    return Header("flac", f"{bits}-bit FLAC", rate or None, channels, (high & 15) << 32 | low or None)


def _ogg(file: BinaryIO, size: int) -> Header:
    file.seek(26)
    (segments,) = struct.unpack("B", file.read(1))
    file.seek(27 + segments)
    packet = file.read(35)
    if packet.startswith(b"\x01vorbis"):
        channels, rate = struct.unpack_from("<BI", packet, 11)
        return Header("ogg", "Vorbis", rate or None, channels or None, _last_place(file, size))
    if packet.startswith(b"OpusHead"):
        channels, skipped = struct.unpack_from("<BH", packet, 9)
        end = _last_place(file, size)
        return Header("ogg", "Opus", OPUS_RATE, channels or None, None if end is None else max(0, end - skipped))
    if packet.startswith(b"\x7fFLAC"):
        high, _ = struct.unpack_from(">II", packet, 27)
        return Header("ogg", "FLAC", high >> 12 or None, (high >> 9 & 7) + 1, _last_place(file, size))
    return Header("ogg", "Ogg")


def _last_place(file: BinaryIO, size: int) -> int | None:
    """The granule position of an Ogg file's last page: how many frames there are up to its end."""
    begin = max(0, size - LAST_PAGE)
    file.seek(begin)
    end = file.read(size - begin)
    at = end.rfind(b"OggS")
    if at < 0 or len(end) - at < 14:
        return None
    (place,) = struct.unpack_from("<q", end, at + 6)
    return int(place) if 0 <= place < 2**53 else None


def _mp3(file: BinaryIO, size: int) -> Header:
    """The first frame's header, and where a Xing header follows, its count of frames. Tags of ID3 are passed over.

    LookupError if there is no such frame.
    """
    file.seek(0)
    at, head = 0, file.read(10)
    if head.startswith(b"ID3") and len(head) == 10:
        length = sum((byte & 127) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
        at = 10 + length
    file.seek(min(at, size))
    frame = file.read(64)
    (word,) = struct.unpack_from(">I", frame)
    version, layer, rate_index, mode = word >> 19 & 3, word >> 17 & 3, word >> 10 & 3, word >> 6 & 3
    if word >> 21 != 0x7FF or layer != 1:
        raise LookupError(word)
    rate, channels = MP3_RATES[version][rate_index], 1 if mode == 3 else 2
    side = (17 if channels == 1 else 32) if version == 3 else (9 if channels == 1 else 17)
    xing = frame[4 + side :]
    frames = None
    if xing[:4] in (b"Xing", b"Info") and len(xing) >= 12 and xing[7] & 1:
        frames = int.from_bytes(xing[8:12], "big") * MP3_FRAMES[version]
    return Header("mp3", "MP3", rate, channels, frames)
