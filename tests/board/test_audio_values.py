"""Samples, outlines and spectrograms, beside SciPy, NumPy and the standard library."""

from __future__ import annotations

import io
import warnings
import wave
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal
from scipy.io import wavfile

from board.answers import Unreadable
from board.values import sound, wav
from board.values.audio import Sound
from board.values.sound import Header
from board.values.spectrogram import spectrogram
from board.values.wav import Wav
from board.values.waveform import waveform

from . import clips

Array = np.ndarray[Any, Any]
RNG = np.random.default_rng(5)


def header(data: bytes) -> Header:
    return sound.header(io.BytesIO(data), len(data))


def form_of(data: bytes) -> Wav:
    found = header(data).wav
    assert found
    return found


def stored(data: bytes) -> Array:
    return np.concatenate(list(wav.pieces(io.BytesIO(data), form_of(data))))


def noise(dtype: str, frames: int = 999, channels: int = 2) -> Array:
    if dtype[0] == "f":
        return RNG.uniform(-1.5, 1.5, (frames, channels)).astype(dtype)
    info = np.iinfo(dtype)
    return RNG.integers(info.min, info.max, (frames, channels), dtype, endpoint=True)


@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "f4", "f8"])
def test_samples_are_those_that_scipy_wrote_and_reads(dtype: str) -> None:
    numbers, file = noise(dtype), io.BytesIO()
    wavfile.write(file, 22050, numbers)
    data = file.getvalue()
    found = header(data)
    assert (found.rate, found.channels, found.frames, found.error) == (22050, 2, 999, "")
    assert found.seconds == pytest.approx(999 / 22050)
    assert found.encoding == f"{8 * numbers.itemsize}-bit {'float' if dtype[0] == 'f' else 'PCM'}"
    np.testing.assert_array_equal(stored(data), numbers)
    assert stored(data).dtype == numbers.dtype


def test_24_bits_keep_their_value() -> None:
    numbers = RNG.integers(-(2**23), 2**23, (1001, 3), np.int32)
    numbers[:2, 0] = -(2**23), 2**23 - 1
    data = clips.wav(numbers, bits=24)
    np.testing.assert_array_equal(stored(data), numbers)
    left_aligned = wavfile.read(io.BytesIO(data))[1]
    np.testing.assert_array_equal(left_aligned >> 8, numbers)
    scaled = wav.scaled(form_of(data), stored(data))
    assert scaled.dtype == np.float32 and scaled.min() == -1
    np.testing.assert_array_equal(scaled.astype(float) * 2**23, numbers)


@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "f4"])
@pytest.mark.parametrize("channels", [1, 6])
def test_the_extensible_form_is_the_same(dtype: str, channels: int) -> None:
    numbers = noise(dtype, channels=channels)
    data = clips.wav(numbers, extensible=True)
    np.testing.assert_array_equal(wavfile.read(io.BytesIO(data))[1].reshape(-1, channels), numbers)
    np.testing.assert_array_equal(stored(data), numbers)


@pytest.mark.parametrize(("encoding", "name"), [(7, "ulaw2lin"), (6, "alaw2lin")])
def test_the_laws_of_telephones(encoding: int, name: str) -> None:
    codes = bytes(range(256))
    data = clips.riff(clips.chunk(b"fmt ", clips.form(encoding, 1, 8000, 8)), clips.chunk(b"data", codes))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        audioop = pytest.importorskip("audioop", reason="this Python no longer has the module to compare with")
    np.testing.assert_array_equal(stored(data)[:, 0], np.frombuffer(getattr(audioop, name)(codes, 2), np.int16))


def test_each_width_is_scaled_to_one() -> None:
    for data, expected in [
        (clips.wav(np.array([[0], [128], [255]], "u1")), [-1, 0, 127 / 128]),
        (clips.wav(np.array([[-32768], [0], [32767]], "i2")), [-1, 0, 32767 / 32768]),
        (clips.wav(np.array([[-(2**31)], [0], [2**31 - 1]], "i4")), [-1, 0, (2**31 - 1) / 2**31]),
        (clips.wav(np.array([[-2.5], [0], [1]], "f4")), [-2.5, 0, 1]),
    ]:
        assert wav.scaled(form_of(data), stored(data))[:, 0].tolist() == expected


def test_other_chunks_are_passed_over() -> None:
    fmt, data = clips.chunk(b"fmt ", clips.form(1, 1, 8000, 16)), clips.chunk(b"data", b"\1\0\2\0")
    odd = clips.chunk(b"LIST", b"odd")
    assert stored(clips.riff(odd, fmt, odd, data, odd)).ravel().tolist() == [1, 2]


def test_a_stream_of_unknown_size_is_read_to_its_end() -> None:
    data = clips.riff(
        clips.chunk(b"fmt ", clips.form(1, 1, 8000, 16)), clips.chunk(b"data", b"\1\0\2\0", claimed=0xFFFFFFFF)
    )
    assert header(data).error == ""
    assert stored(data).ravel().tolist() == [1, 2]


LIES = {
    "more than is there": ([1, 1, 8000, 16], 4_000_000_000, "promises 4,000,000,000 bytes of samples; 8 are there", 4),
    "no channels": ([1, 0, 8000, 16], None, "0 channels", 0),
    "no rate": ([1, 1, 0, 16], None, "0 samples a second", 0),
    "very many channels": ([1, 65535, 8000, 16], None, "65,535 channels", 0),
    "no bits": ([1, 1, 8000, 0], None, "0-bit PCM", None),
    "many bits": ([1, 1, 8000, 65535], None, "65535-bit PCM", None),
    "a strange encoding": ([0x11, 1, 8000, 4], None, "0x0011", None),
    "less than a frame": ([1, 8, 8000, 32], None, "no samples", 0),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_header_that_lies_is_told(lie: str) -> None:
    fields, claimed, sentence, frames = LIES[lie]
    data = clips.riff(clips.chunk(b"fmt ", clips.form(*fields)), clips.chunk(b"data", b"\1\0" * 4, claimed))
    found = header(data)
    assert sentence in found.error and found.error.endswith(".")
    assert found.frames == frames
    if lie == "more than is there":
        assert stored(data).ravel().tolist() == [1, 1, 1, 1]
    else:
        with pytest.raises(Unreadable, match=found.error[:20]):
            stored(data)


@given(st.integers(0, 60), st.integers(0, 200), st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused_with_a_sentence(cut: int, place: int, byte: int) -> None:
    data = bytearray(clips.wav(noise("i2", 40, 2)))
    data[place % len(data)] = byte
    damaged = bytes(data[: len(data) - cut])
    with suppress(Unreadable):
        found = header(damaged)
        if found.wav and found.wav.decodable and found.frames:
            assert len(stored(damaged)) == found.frames


def test_the_standard_library_agrees_on_what_there_is() -> None:
    data = clips.tone(channels=2)
    with wave.open(io.BytesIO(data)) as theirs:
        ours = header(data)
        assert (ours.rate, ours.channels, ours.frames) == (
            theirs.getframerate(), theirs.getnchannels(), theirs.getnframes()
        )  # fmt: skip


@pytest.mark.parametrize("width", [1, 7, 333, 998, 999, 5000])
@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "f4"])
def test_an_outline_has_the_exact_extremes(dtype: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav, "PIECE", 256)  # so that pixels lie across the edges of pieces
    data = clips.wav(noise(dtype))
    scale, zero = {"u1": (128, 128), "i2": (2**15, 0), "i4": (2**31, 0), "f4": (1, 0)}[dtype]
    numbers = (wavfile.read(io.BytesIO(data))[1].astype(float) - zero) / scale
    made = waveform(io.BytesIO(data), form_of(data), width)
    pixels = min(width, 999)
    parts = [numbers[999 * i // pixels : 999 * (i + 1) // pixels] for i in range(pixels)]
    np.testing.assert_array_equal(made.least, [part.min(0) for part in parts])
    np.testing.assert_array_equal(made.greatest, [part.max(0) for part in parts])
    np.testing.assert_allclose(made.rms, [np.sqrt((part**2).mean(0)) for part in parts], rtol=1e-6)
    assert (made.frames, made.nonfinite) == (999, 0)


def test_what_is_not_finite_is_counted_and_left_out() -> None:
    numbers = noise("f4", 100, 1)
    numbers[10:20] = np.nan
    numbers[25] = np.inf
    data = clips.wav(numbers)
    made = waveform(io.BytesIO(data), form_of(data), 10)
    assert np.isnan([made.least[1, 0], made.greatest[1, 0], made.rms[1, 0]]).all()
    assert made.greatest[2, 0] == np.r_[numbers[20:25], numbers[26:30]].max()
    assert made.nonfinite == 11
    assert spectrogram(io.BytesIO(data), form_of(data), 0, 100, 100).levels.any()


def test_huge_numbers_overflow_nowhere() -> None:
    data = clips.wav(np.array([[1.7e308], [-1.7e308]] * 500))
    made = waveform(io.BytesIO(data), form_of(data), 10)
    assert made.greatest.max() == 1.7e308 and made.least.min() == -1.7e308
    assert np.isfinite(spectrogram(io.BytesIO(data), form_of(data), 0, 100, 100).ceiling)


def expected_levels(x: Array, rate: int, made: Any, width: int, height: int) -> Array:
    """SciPy's spectrogram of the same windows, as decibels of sines, each pixel the loudest of its windows and bins."""
    padded = np.concatenate([np.zeros(made.window // 2), x, np.zeros(made.window)])
    _, _, power = signal.spectrogram(
        padded, rate, window="hann", nperseg=made.window, noverlap=made.window - made.hop, detrend=False,
        scaling="spectrum", mode="psd",
    )  # fmt: skip
    power = 2 * power[:, : made.windows]
    power[[0, -1]] /= 2
    columns, rows = min(width, made.windows), min(height, made.window // 2 + 1)

    def loudest(matrix: Array, pixels: int) -> Array:
        edges = [len(matrix) * i // pixels for i in range(pixels + 1)]
        return np.array([matrix[a:b].max(0) for a, b in pairwise(edges)])

    decibels = 10 * np.log10(np.maximum(loudest(loudest(power.T, columns).T, rows), 1e-20))
    return np.clip((decibels - decibels.max() + 80) / 80, 0, 1) * 255


@pytest.mark.parametrize(
    ("frames", "width", "height"), [(8000, 4096, 1024), (8000, 100, 40), (8001, 37, 33), (50, 9, 9)]
)
def test_a_spectrogram_is_scipys(frames: int, width: int, height: int) -> None:
    x = signal.chirp(np.arange(frames) / 8000, 100, frames / 8000, 3900)[:, None] + 0.01 * RNG.normal(size=(frames, 1))
    data = clips.wav(np.concatenate([x * 0, x], 1).astype("f4"))
    made = spectrogram(io.BytesIO(data), form_of(data), 1, width, height)
    expected = expected_levels(x[:, 0].astype("f4").astype(float), 8000, made, width, height)
    assert made.levels.shape == expected.shape
    assert np.abs(made.levels - expected).max() <= 0.51
    assert made.ceiling - made.floor == 80
    assert made.levels.shape[1] == min(width, frames), (
        "there are as many columns as pixels, if there is a frame for each"
    )


def test_a_sine_of_full_scale_has_zero_decibels_at_its_frequency() -> None:
    x = np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)
    data = clips.wav(x[:, None].astype("f4"))
    made = spectrogram(io.BytesIO(data), form_of(data), 0, 1000, 1000)
    assert made.ceiling == pytest.approx(0, abs=0.01)
    loudest = made.levels[:, made.levels.shape[1] // 2].argmax()
    assert loudest * 8000 / made.window == pytest.approx(1000, abs=8000 / made.window / 2)


def test_silence_is_a_picture_too() -> None:
    data = clips.wav(np.zeros((1, 1), "i2"))
    made = spectrogram(io.BytesIO(data), form_of(data), 0, 100, 100)
    assert made.levels.shape == (17, 1) and made.ceiling == -200


def test_a_long_sound_takes_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from board.values import spectrogram as module

    monkeypatch.setattr(module, "MOST_WINDOWS", 50)
    data = clips.wav(noise("i2", 100_000, 1))
    made = spectrogram(io.BytesIO(data), form_of(data), 0, 4096, 1024)
    assert made.levels.shape[1] == made.windows == 50
    expected = expected_levels(wav.scaled(form_of(data), stored(data))[:, 0].astype(float), 8000, made, 4096, 1024)
    assert np.abs(made.levels - expected).max() <= 0.51


def test_more_samples_than_are_drawn_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav, "LARGEST", 1000)
    data = clips.tone()
    for draw in (lambda: waveform(io.BytesIO(data), form_of(data), 10), lambda: stored(data)):
        with pytest.raises(Unreadable, match="larger than"):
            draw()


FLAC = (
    b"fLaC"
    + bytes([0, 0, 0, 34])
    + bytes(10)
    + ((44100 << 44 | 1 << 41 | 23 << 36 | 88200).to_bytes(8, "big"))
    + bytes(16)
)
VORBIS = b"\x01vorbis" + bytes(4) + b"\x02" + (48000).to_bytes(4, "little") + bytes(13)
OPUS = b"OpusHead\x01\x01" + (312).to_bytes(2, "little") + bytes(7)


def page(place: int, packet: bytes) -> bytes:
    return b"OggS\0\0" + place.to_bytes(8, "little") + bytes(12) + bytes([1, len(packet)]) + packet


MP3 = b"\xff\xfb\x90\xc4" + bytes(17) + b"Info\0\0\0\1" + (100).to_bytes(4, "big") + bytes(60)
OTHERS = {
    "flac": (FLAC, ("flac", "24-bit FLAC", 44100, 2, 88200)),
    "vorbis": (page(0, VORBIS) + page(96000, b"x"), ("ogg", "Vorbis", 48000, 2, 96000)),
    "opus": (page(0, OPUS) + page(48312, b"x"), ("ogg", "Opus", 48000, 1, 48000)),
    "mp3": (MP3, ("mp3", "MP3", 44100, 1, 115200)),
    "mp3 after tags": (b"ID3\4\0\0\0\0\1\2" + bytes(130) + MP3, ("mp3", "MP3", 44100, 1, 115200)),
    "mp3 of unknown length": (b"\xff\xf3\x90\x04" + bytes(60), ("mp3", "MP3", 22050, 2, None)),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_other_formats_tell_without_being_decoded(name: str) -> None:
    data, expected = OTHERS[name]
    assert header(data)[:5] == expected


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "no bytes"),
        (b"<svg onload='alert(1)'/>", "scripts"),
        (b"\xef\xbb\xbf <!doctype html>", "scripts"),
        ("<script>".encode("utf-16"), "first bytes are ff fe"),
        (b"GIF89a", "no WAV, FLAC, Ogg or MP3"),
        (b"ID3" + bytes(99), "no WAV"),
        (b"ID3\4\0\0\x7f\x7f\x7f\x7f", "cut short"),
        (b"fLaC", "cut short"),
        (b"OggS", "cut short"),
        (b"RIFF\0\0\0\0WAVE", "damaged or cut short"),
        (clips.riff(clips.chunk(b"data", b"12")), "does not say how"),
        (clips.riff(clips.chunk(b"fmt ", b"12")), "description"),
        (clips.riff(clips.chunk(b"fmt ", clips.form(1, 1, 8000, 16))), "samples are missing"),
        (clips.riff(*[clips.chunk(b"junk", b"")] * 3000), "damaged"),
    ],
)
def test_what_is_no_sound_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        header(data)


def test_a_sound_in_a_file_gives_its_samples(tmp_path: Any) -> None:
    data = clips.tone()
    (tmp_path / "file").write_bytes(b"before" + data + b"after")
    found = Sound(str(tmp_path / "file"), 6, len(data), "label")
    assert found.read() == data
    assert (found.rate, found.channels, found.frames, found.format) == (8000, 1, 2000, "wav")
    theirs = wavfile.read(io.BytesIO(data))[1]
    np.testing.assert_array_equal(found.stored()[:, 0], theirs)
    assert found.samples().dtype == np.float32
    np.testing.assert_array_equal(found.samples()[:, 0] * 32768, theirs)
