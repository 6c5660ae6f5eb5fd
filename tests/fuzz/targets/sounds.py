"""Sounds, a format each: what their first bytes tell; of a WAV its samples, outline, spectrogram, and a form that plays."""

from __future__ import annotations

import struct
from collections.abc import Callable

from board.values import audio, wav
from board.values.audio import Sound
from tests.fuzz import corpus, scratch
from tests.fuzz.target import Target
from tests.fuzz.targets.values import REFUSED, read_sound


def sound(data: bytes) -> None:
    path = scratch.written(b"before" + data + b"after")
    read_sound(Sound(str(path), 6, len(data)))


def _wav() -> list[bytes]:
    """One of each encoding, and those of logs."""
    logged = sorted({one.read() for span in corpus.spans("audio") for one in audio.sounds(span)}, key=len)[:2]
    return [*(_of(*form) for form in wav.DTYPES), _of(wav.PCM, 2, wav.EXTENSIBLE), *logged]


def _of(encoding: int, width: int, said: int | None = None) -> bytes:
    """Fifty frames of two channels."""
    form = struct.pack("<HHIIHH", said or encoding, 2, 8000, 16_000 * width, 2 * width, 8 * width)
    if said == wav.EXTENSIBLE:
        form += struct.pack("<HHIH", 22, 8 * width, 3, encoding) + wav.SUBFORMAT
    data = bytes(range(100)) * width
    chunks = (b"LIST", b"INFOabc\0"), (b"fmt ", form), (b"data", data)
    body = b"WAVE" + b"".join(name + struct.pack("<I", len(content)) + content for name, content in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _flac() -> list[bytes]:
    return [
        b"fLaC\0\0\0\x22"
        + struct.pack(">HHQ", 4096, 4096, 0)
        + struct.pack(">II", 44100 << 12 | 0x2F0, 1000)
        + bytes(60)
    ]


def _ogg() -> list[bytes]:
    page = b"OggS\0\2" + struct.pack("<qIII", 0, 1, 0, 0) + b"\1\x23"
    last = b"OggS\0\4" + struct.pack("<qIII", 48_000, 1, 1, 0) + b"\0"
    return [
        page + packet.ljust(35, b"\0") + last
        for packet in (
            b"\1vorbis" + struct.pack("<IBI", 0, 2, 44100),
            b"OpusHead\1" + struct.pack("<BHI", 2, 312, 48_000),
            b"\x7fFLAC\1\0\0\1fLaC\0\0\0\x22" + bytes(10) + struct.pack(">II", 44100 << 12, 0),
        )
    ]


def _mp3() -> list[bytes]:
    frame = struct.pack(">I", 0xFFFB9064) + bytes(32) + b"Xing" + struct.pack(">II", 1, 50) + bytes(80)
    return [frame, b"ID3\4\0\0\0\0\0\x0a" + bytes(10) + frame, frame[:36] + bytes(80)]


def _target(form: str, seeds: Callable[[], list[bytes]], share: int) -> Target:
    return Target(f"{form} sounds", seeds, sound, REFUSED, share=share)


TARGETS = [
    _target("WAV", _wav, 10),
    _target("FLAC", _flac, 10),
    _target("Ogg", _ogg, 10),
    _target("MP3", _mp3, 10),
]
