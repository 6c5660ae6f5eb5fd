"""Values of logs: one Summary.Value each, and what plugins' metadata say of a tag."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from board import compat, layouts
from board.answers import NotFound, Span, Unreadable
from board.hparams import _read as hparams
from board.layouts import LayoutError
from board.matrices import rows_of, statistics
from board.percentiles import percentiles
from board.values import audio, histograms, images, meshes, playable, pr_curves, tensors, texts, thumbnails
from board.values.messages import parsed, summary_value
from board.values.spectrogram import spectrogram
from board.values.waveform import waveform
from summary.proto.hparams import HParamsPluginData
from summary.proto.plugins import AudioPluginData, MeshPluginData
from summary.proto.summary import SummaryMetadata
from tests.fuzz import corpus, messages, scratch
from tests.fuzz.target import Target, refusable

REFUSED = (NotFound, Unreadable)
SUMMARY = 5


def span(data: bytes) -> Span:
    """Where the value stands: not at a file's beginning, nor up to its end."""
    path = scratch.written(b"before" + data + b"after")
    return Span(str(path), SUMMARY, 6, len(data), 1, 2.0)


def tensor(data: bytes) -> None:
    _, array = tensors.logged(span(data))
    statistics(array)
    if array.ndim >= 2 and array.size:
        rows_of(array.reshape(-1, array.shape[-1])[:16, :16])


def histogram(data: bytes) -> None:
    found = histograms.histogram(parsed(data))
    assert found.buckets.shape[1] == 3
    percentiles(histograms.finite(found.buckets))


def image(data: bytes) -> None:
    for one in images.images(span(data))[:3]:
        read_image(one)


def read_image(one: images.Image) -> None:
    """All that is done with an image, each part on its own."""
    _of_each(one, lambda one: one.header, lambda one: one.pixels(), _thumbnail)


def _thumbnail(one: images.Image) -> None:
    with one.open() as file:
        thumbnails.thumbnail(file, one.size, one.header, 64)


def sound(data: bytes) -> None:
    for one in audio.sounds(span(data))[:3]:
        read_sound(one)


def read_sound(one: audio.Sound) -> None:
    """All that is done with a sound, each part on its own."""
    _of_each(one, lambda one: one.header, lambda one: one.samples(), lambda one: one.stored(), _outline, _playable)


def _outline(one: audio.Sound) -> None:
    form = audio.wav_of(one.header)
    with one.open() as file:
        waveform(file, form, 100)
        spectrogram(file, form, 0, 50, 20)


def _playable(one: audio.Sound) -> None:
    made = playable.Playable(one.open, audio.wav_of(one.header))
    with io.BufferedReader(made, 1 << 16) as file:
        file.read(1 << 16)
        file.seek(max(0, made.size - 1000))
        file.read(1000)


def _of_each(one: Any, *read: Callable[[Any], object]) -> None:
    for reading in read:
        with refusable(*REFUSED):
            reading(one)


def text(data: bytes) -> None:
    for read in (texts.text, texts.excerpt, texts.beginning, texts.single):
        _of_each(span(data), read)


def mesh(data: bytes) -> None:
    item = meshes.item(meshes.batch(span(data)), 0)
    meshes.colours(item)
    meshes.faces(item, 10)


def pr_curve(data: bytes) -> None:
    with np.errstate(all="ignore"):
        pr_curves.scores(pr_curves.curve(span(data)))


def layout(data: bytes) -> None:
    layouts.from_json(json.loads(json.dumps(layouts.as_json(layouts.parse(data)))))


def metadata(data: bytes) -> None:
    described = compat.describe(data, "a/tag")
    for read in (audio.encoding, partial(meshes.content, "a_tag")):
        read(described.content)


def of_hparams(data: bytes) -> None:
    hparams(span(data))


def _layouts() -> list[bytes]:
    return [bytes(parsed(data).tensor.string_val[0]) for data in corpus.values("custom_scalars")]


def _metadata() -> list[bytes]:
    """What plugins say, within what a tag's writer does."""
    contents = [
        *corpus.contents("mesh", "hparams", "pr_curves"),
        AudioPluginData(encoding=AudioPluginData.WAV).SerializeToString(),
        HParamsPluginData(version=1).SerializeToString(),
        MeshPluginData(name="m", json_config='{"camera": {"cls": "x", "fov": 75}}').SerializeToString(),
    ]
    made = []
    for content in contents:
        said = SummaryMetadata(display_name="shown", summary_description="*told*")
        said.plugin_data.content = content
        made.append(said.SerializeToString())
    return made


def _message(data: bytes) -> None:
    summary_value(span(data))


def _target(name: str, run: Callable[[bytes], object], *kinds: str, share: int = 20) -> Target:
    return Target(name, partial(corpus.values, *kinds), run, REFUSED, (messages.changed,), share)


TARGETS = [
    _target("values of any kind", _message, "tensor", "histograms", "images", "text", "mesh", share=10),
    _target("tensors", tensor, "tensor", "mesh", "pr_curves", "text"),
    _target("histograms", histogram, "histograms", share=20),
    _target("values of images", image, "images", share=15),
    _target("values of sounds", sound, "audio", share=8),
    _target("values of texts", text, "text", "tensor", share=20),
    _target("values of meshes", mesh, "mesh"),
    _target("values of PR curves", pr_curve, "pr_curves"),
    _target("hyper-parameters", of_hparams, "hparams"),
    Target("layouts in logs", _layouts, layout, (LayoutError,), (messages.changed,), 20),
    Target("metadata of tags", _metadata, metadata, (), (messages.changed,), 20),
]
