"""Sounds: what was logged, byte for byte, to be played from any place, and pictures of it: an outline, a spectrogram.

A value is addressed by the fields run, tag and at (`asked.span`), a sound of it by item, its place in the batch.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from board import asked, web
from board.answers import NotFound, Unreadable
from board.cache import Cache
from board.columns import ColumnArea
from board.filenames import attachment
from board.values import audio as values
from board.values.audio import Sound, wav_of
from board.values.playable import Playable, plays
from board.values.sound import TYPES
from board.values.spectrogram import spectrogram as spectrogram_of
from board.values.wav import MOST_CHANNELS
from board.values.waveform import waveform

bp = Blueprint("audio", __name__)

WIDEST, TALLEST = 4096, 1024  # pixels of a picture
MOST_ITEMS = 1 << 17
MOST_INFO = 1000  # sounds of one value that are described
MADE_AT_ONCE = 1 << 16  # bytes of a sound that is made playable
CACHED = 16 << 20  # bytes of pictures

_pictures: Cache[bytes] = Cache(CACHED, len, "sound pictures")


@bp.get("/api/audio/info")
def info() -> Response:
    """What the sounds of a value are: {"items": [{format, encoding, rate, channels, frames, seconds, size, label, error?}, …],
    "total": n}.

    board.values.sound.Header tells the fields; those that cannot be told are null. size is in bytes, and error, where something
    is wrong, a sentence; a sound that cannot be played at all has an empty format. drawn tells whether there are pictures of
    it, and plays whether browsers play it as it is. No more than MOST_INFO sounds are described; total counts all.
    """
    found = values.sounds(asked.span())
    return web.immutable(web.json_response({"items": list(map(_described, found[:MOST_INFO])), "total": len(found)}))


def _described(sound: Sound) -> dict[str, Any]:
    facts: dict[str, Any] = dict.fromkeys(("encoding", "rate", "channels", "frames", "seconds"))
    try:
        header = sound.header
    except Unreadable as error:
        facts |= {"format": "", "error": str(error), "drawn": False, "plays": False}
    else:
        facts |= {name: getattr(header, name) for name in (*facts, "format")}
        facts["drawn"] = header.wav is not None and header.wav.decodable and bool(header.frames)
        facts["plays"] = not facts["drawn"] or plays(wav_of(header))
        if header.error:
            facts["error"] = header.error
    return {**facts, "size": sound.size, "label": sound.label}


@bp.get("/api/audio/sound")
def sound() -> Response:
    """A sound as it was logged, or the range of bytes asked for. With download=1 it is a file to keep, whatever its bytes are.

    With playable=1 it is what board.values.playable makes of it.
    """
    found = _item()
    keep = asked.flag(asked.form_texts, "download")
    if asked.flag(asked.form_texts, "playable"):
        made = Playable(found.open, wav_of(found.header))
        return _part(web.streamed(io.BufferedReader(made, MADE_AT_ONCE), made.size, TYPES["wav"]), made.size)
    mimetype = "application/octet-stream" if keep else TYPES[found.format]
    response = web.streamed(found.open(), found.size, mimetype)
    if keep:
        response.headers["Content-Disposition"] = attachment(web.required("tag"), "sound", _ending(found))
    return _part(response, found.size)


def _part(response: Response, size: int) -> Response:
    """The range of it that is asked for."""
    web.harmless(response)
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    return web.immutable(response)


def _ending(found: Sound) -> str:
    try:
        return found.format
    except Unreadable:
        return "bin"


@bp.get("/api/audio/wave")
def wave() -> Response:
    """A WAV's outline in `width` (1000) pixels, or one a frame if there are fewer, as board.values.waveform tells.

    {"pixels", "frames", "channels", "nonfinite", "columns": {"min", "max", "rms"}}, float64, pixel i of channel c at place
    i * channels + c.
    """
    width, found = _number("width", 1000, 1, WIDEST), _item()

    def make() -> bytes:
        form = wav_of(found.header)
        with found.open() as file:
            least, greatest, rms, frames, nonfinite = waveform(file, form, width)
        area = ColumnArea()
        columns = {name: area.add(part.ravel()) for name, part in (("min", least), ("max", greatest), ("rms", rms))}
        header = {"pixels": len(least), "frames": frames, "channels": form.channels, "nonfinite": nonfinite}
        return area.reply({**header, "columns": columns})

    return _picture((request.args["at"], found, width), make)


@bp.get("/api/audio/spectrogram")
def spectrogram() -> Response:
    """A spectrogram of one `channel` (0) of a WAV in at most `width` (800) × `height` (256) pixels.

    {"rows", "columns", "floor", "ceiling", "rate", "window", "hop", "windows", "levels"}: levels are bytes, row by row from the
    lowest frequencies, which board.values.spectrogram tells the meaning of.
    """
    width, height = _number("width", 800, 1, WIDEST), _number("height", 256, 1, TALLEST)
    channel, found = _number("channel", 0, 0, MOST_CHANNELS - 1), _item()

    def make() -> bytes:
        form = wav_of(found.header)
        if channel >= form.channels:
            raise NotFound(f"There is no channel {channel} in this sound; it has {form.channels}, counted from 0.")
        with found.open() as file:
            made = spectrogram_of(file, form, channel, width, height)
        area = ColumnArea()
        rows, columns = made.levels.shape
        header = {**made._asdict(), "rate": form.rate, "rows": rows, "columns": columns}
        return area.reply({**header, "levels": area.add(made.levels.ravel())})

    return _picture((request.args["at"], found, channel, width, height), make)


def _picture(key: tuple[Any, ...], make: Callable[[], bytes]) -> Response:
    return web.immutable(Response(_pictures.get(key, make), mimetype="application/octet-stream"))


def _item() -> Sound:
    """The sound that the fields run, tag, at and item point to."""
    found = values.sounds(asked.span())
    number = _number("item", 0, 0, MOST_ITEMS)
    if number >= len(found):
        raise NotFound(f"There is no sound {number} in this value; it has {len(found)}, counted from 0.")
    return found[number]


def _number(name: str, default: int, least: int, most: int) -> int:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return web.parsed(name, asked.form_texts(name), default, parse, f"a whole number from {least} to {most}")
