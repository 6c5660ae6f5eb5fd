"""Sounds: the encoded bytes of each, as they were logged, found in their file and not read before they are asked for.

A value is a Summary.Audio, which is one sound, or a tensor of strings [n, (sound, label)]
(tensorboard/plugins/audio/summary_v2.py), of which the labels may be missing. Rate, channels and length that stand beside a
sound are not believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from board.answers import Span, Unreadable
from board.values import sound, stretch, wav, wire
from board.values.encoded import Encoded
from board.values.sound import Header

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KIND = "audio"

Row = tuple[wire.Field, ...]

# Fields of Summary.Value, Summary.Audio and TensorProto.
AUDIO, TENSOR = 6, 8
ENCODED_AUDIO = 4
SHAPE, STRINGS = 2, 8
LARGEST_SHAPE = 1 << 12  # bytes
LONGEST_LABEL = 1 << 14  # bytes that are read


@dataclass(frozen=True)
class Sound(Encoded):
    """One sound: `size` encoded bytes at `offset` of an event file, and what was written beside it."""

    label: str = ""

    @cached_property
    def header(self) -> Header:
        """What its bytes say it is, without a sample decoded. Unreadable if it is no sound of a known format."""
        with self.open() as file:
            return sound.header(file, self.size)

    @property
    def format(self) -> str:
        """wav, flac, ogg or mp3."""
        return self.header.format

    @property
    def rate(self) -> int | None:
        """Frames a second; None where it cannot be told without decoding."""
        return self.header.rate

    @property
    def channels(self) -> int | None:
        """None where it cannot be told without decoding."""
        return self.header.channels

    @property
    def frames(self) -> int | None:
        """How many samples each channel has; None where it cannot be told without decoding."""
        return self.header.frames

    def samples(self) -> NDArray[np.float32] | NDArray[np.float64]:
        """A WAV's samples as [frames, channels], from -1 to 1: float32, or float64 where that is not exact.

        Unreadable if it is no WAV, or damaged, too large, or of an encoding that is not known here.
        """
        import numpy as np

        with self.open() as file:
            form = wav_of(self.header)
            return np.concatenate([wav.scaled(form, piece) for piece in wav.pieces(file, form)])

    def stored(self) -> NDArray[np.generic]:
        """A WAV's samples as [frames, channels] in the numbers they are stored as: uint8, int16, int32, float32, float64.

        Of 24 bits they are int32 of the same value, of A-law and mu-law int16. Unreadable as with `samples`.
        """
        import numpy as np

        with self.open() as file:
            return np.concatenate(list(wav.pieces(file, wav_of(self.header))))


def encoding(content: bytes) -> str:
    """What a tag's metadata says of its sounds: "WAV", or "" if that is nothing known; without any it is WAV.

    See tensorboard/plugins/audio/plugin_data.proto, and data_compat.py for what has no metadata.
    """
    from google.protobuf.message import DecodeError

    from summary.proto.plugins import AudioPluginData

    if not content:
        return "WAV"
    try:
        return "WAV" if AudioPluginData.FromString(content).encoding == AudioPluginData.WAV else ""
    except DecodeError:
        return ""


def wav_of(header: Header) -> wav.Wav:
    """The WAV file that a sound is. Unreadable if it is none."""
    if header.wav is None:
        raise Unreadable(f"This sound is {header.encoding}, which is played but not decoded here.")
    return header.wav


def sounds(span: Span) -> tuple[Sound, ...]:
    """The sounds of a value. Gone if it is no longer there, Unreadable if it is none of sounds."""
    with stretch.opened(span.path, span.offset, span.size) as file:
        held = [field for field in wire.fields(file, 0, span.size) if field.number in (AUDIO, TENSOR)]
        if not held:
            raise Unreadable("This value holds no sound.")
        message = held[-1]
        parts = list(wire.fields(file, message.offset, message.size))
        rows = [_alone(message, parts)] if message.number == AUDIO else _rows(parts, _columns(file, parts))
        return tuple(_sound(file, span, row) for row in rows)


def _alone(message: wire.Field, parts: list[wire.Field]) -> Row:
    """The bytes of a Summary.Audio; an empty field is not written."""
    sounds = [part for part in parts if part.number == ENCODED_AUDIO]
    return (sounds[-1] if sounds else message._replace(size=0),)


def _columns(file: BinaryIO, parts: list[wire.Field]) -> int:
    """How many strings of a tensor belong to one sound."""
    from google.protobuf.message import DecodeError

    from summary.proto.tensor import TensorShapeProto

    written = [part for part in parts if part.number == SHAPE and part.size <= LARGEST_SHAPE]
    if not written:
        return 1
    file.seek(written[-1].offset)
    try:
        sizes = [dim.size for dim in TensorShapeProto.FromString(file.read(written[-1].size)).dim]
    except DecodeError as error:
        raise Unreadable("The bytes of this value are no message.") from error
    if len(sizes) > 2 or (len(sizes) == 2 and sizes[1] < 1):
        raise Unreadable("This value holds no sound: its tensor is not made of rows of a sound and a label.")
    return sizes[1] if len(sizes) == 2 else 1


def _rows(parts: list[wire.Field], columns: int) -> list[Row]:
    strings = [part for part in parts if part.number == STRINGS]
    if not strings and any(part.number != SHAPE for part in parts):
        raise Unreadable("This value holds no sound: its tensor is not made of strings.")
    return [tuple(strings[at : at + columns]) for at in range(0, len(strings), columns)]


def _sound(file: BinaryIO, span: Span, row: Row) -> Sound:
    label = ""
    if len(row) > 1:
        file.seek(row[1].offset)
        label = file.read(min(row[1].size, LONGEST_LABEL)).decode(errors="replace")
        label += "…" * (row[1].size > LONGEST_LABEL)
    return Sound(span.path, span.offset + row[0].offset, row[0].size, label)
