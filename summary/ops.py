"""Summaries in TensorFlow's graph style.

Of a value given at once each function returns a Summary at once. It is in no collection, and its tag is the same each
time, however often it is made. Of a placeholder or a callable without arguments it returns a node for `run`, which
`merge` and `merge_all` can put together with others; its tag is unique, as TensorFlow's is.

`collections` are the keys of those the node is put into: by default GraphKeys.SUMMARIES, which `merge_all` merges.
`family` groups tags: it becomes the first part of the tag. Errors name the tag, what was expected, and what was got.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from summary.nodes import Encode, Node, collected, is_later
from summary.scopes import name_scope, tag_at_once
from summary.values import scalars

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from summary.proto.summary import Summary, SummaryMetadata

Summarized: TypeAlias = "Summary | Node"
Collections: TypeAlias = "Iterable[Hashable] | None"
Value: TypeAlias = "Any | Callable[[], Any]"


def scalar(name: str, tensor: Value, collections: Collections = None, family: str | None = None) -> Summarized:
    """A summary of one number, as a float32."""
    return _summary(name, family, collections, _scalar, tensor)


def histogram(name: str, values: Value, collections: Collections = None, family: str | None = None) -> Summarized:
    """A summary of how the numbers of an array of any shape are distributed, in TensorFlow's buckets of 10 %.

    NaN and infinities are left out, where TensorFlow has an error.
    """
    return _summary(name, family, collections, _histogram, values)


distribution = histogram


def image(
    name: str, tensor: Value, max_outputs: int = 3, collections: Collections = None, family: str | None = None
) -> Summarized:
    """A summary of the first images of a batch [n, height, width, channels] with 1, 3 or 4 channels, as PNG.

    uint8 is as it is. Floats are scaled image by image: the largest becomes 255, and if there are negative ones 0
    becomes 127. The tag ends in ``/image`` with a `max_outputs` of 1, else in ``/image/0`` and so on.
    """
    at_least_one(f"image {name!r}", "max_outputs", max_outputs)
    return _summary(name, family, collections, partial(_image, max_outputs), tensor)


def audio(
    name: str,
    tensor: Value,
    sample_rate: Value,
    max_outputs: int = 3,
    collections: Collections = None,
    family: str | None = None,
) -> Summarized:
    """A summary of the first clips of a batch [n, frames] or [n, frames, channels], floats from -1 to 1, as WAV.

    `sample_rate` is in Hz. The tag ends in ``/audio`` with a `max_outputs` of 1, else in ``/audio/0`` and so on.
    """
    at_least_one(f"audio {name!r}", "max_outputs", max_outputs)
    return _summary(name, family, collections, partial(_audio, max_outputs), tensor, sample_rate)


def text(name: str, tensor: Value, collections: Collections = None) -> Summarized:
    """A summary of a str, or an array or nested list of them; Markdown is shown as such, and an array as a table."""
    return _summary(name, None, collections, _text, tensor)


def pr_curve(
    name: str,
    labels: Value,
    predictions: Value,
    num_thresholds: int | None = None,
    weights: Value = None,
    display_name: str | None = None,
    description: str | None = None,
    collections: Collections = None,
) -> Summarized:
    """A summary of a classifier's precision and recall at `num_thresholds` thresholds from 0 to 1, by default 201.

    `labels` are booleans, `predictions` probabilities (less than 0 is 0, more than 1 is 1), `weights` what each counts,
    of one shape. The tag is `name` and
    ``/pr_curves``. Signature and tag: ``op`` of tensorboard/plugins/pr_curve/summary.py.
    """
    encode = partial(
        _pr_curve,
        201 if num_thresholds is None else num_thresholds,
        name if display_name is None else display_name,
        description or "",
    )
    with name_scope(name):
        return _summary("pr_curves", None, collections, encode, labels, predictions, weights)


def tensor_summary(
    name: str,
    tensor: Value,
    summary_description: str | None = None,
    collections: Collections = None,
    summary_metadata: SummaryMetadata | Any = None,
    family: str | None = None,
    display_name: str | None = None,
) -> Summarized:
    """A summary of an array of any dtype and shape, strings included, as it is.

    `summary_metadata`, a message of ours or TensorFlow's, names the plugin that it is for.
    """
    from summary.proto.summary import SummaryMetadata

    metadata = SummaryMetadata()
    if summary_metadata is not None:
        metadata.MergeFromString(summary_metadata.SerializeToString())
    if summary_description is not None:
        metadata.summary_description = summary_description
    if display_name is not None:
        metadata.display_name = display_name
    return _summary(name, family, collections, partial(_tensor, metadata), tensor)


tensor = tensor_summary


def custom_scalars(layout: Any) -> Summary:
    """A summary that lays out charts of several tags: `layout` is a Layout message, serialized, or PyTorch's dict.

    Its tag is the one that pages look for, whatever scope this is in.
    """
    from summary.proto.summary import Summary
    from summary.values import custom_scalars

    return Summary(value=[custom_scalars.value(layout)])


def at_least_one(what: str, parameter: str, number: int) -> None:
    if number < 1:
        raise ValueError(f"{what}: expected {parameter} of at least 1, got {number}")


def _summary(name: str, family: str | None, collections: Collections, encode: Encode, *arguments: Any) -> Summarized:
    if any(map(is_later, arguments)):
        return collected(name, family, collections, encode, arguments)
    from summary.proto.summary import Summary

    return Summary(value=encode(tag_at_once(name, family), *arguments))


def _scalar(tag: str, value: Any) -> list[Summary.Value]:
    return [scalars.value(tag, value)]


def _histogram(tag: str, values: Any) -> list[Summary.Value]:
    from summary.arrays import as_array
    from summary.values import histograms

    return [histograms.value(tag, as_array(f"histogram {tag!r}", values))]


def _image(max_outputs: int, tag: str, tensor: Any) -> list[Summary.Value]:
    from summary.arrays import as_array
    from summary.values import images

    batch = as_array(f"image {tag!r}", tensor)
    return [] if _is_empty(batch) else images.batch_values(tag, batch, max_outputs)


def _audio(max_outputs: int, tag: str, tensor: Any, sample_rate: Any) -> list[Summary.Value]:
    from summary.arrays import as_array
    from summary.values import audio

    batch = as_array(f"audio {tag!r}", tensor)
    rate = as_array(f"audio {tag!r}, sample_rate", sample_rate)
    if rate.size != 1:
        raise ValueError(f"audio {tag!r}, sample_rate: expected one number, got shape {rate.shape}")
    return [] if _is_empty(batch) else audio.batch_values(tag, batch, float(rate.item()), max_outputs)


def _is_empty(batch: NDArray[Any]) -> bool:
    """A batch of nothing makes a summary of nothing, as TensorFlow has it."""
    return batch.shape[:1] == (0,)


def _text(tag: str, tensor: Any) -> list[Summary.Value]:
    from summary.values import texts

    return [texts.value(tag, tensor)]


def _pr_curve(
    num_thresholds: int,
    display_name: str,
    description: str,
    tag: str,
    labels: Any,
    predictions: Any,
    weights: Any,
) -> list[Summary.Value]:
    import numpy as np

    from summary.arrays import as_array
    from summary.values import pr_curves

    what = f"PR curve {tag!r}"
    made = pr_curves.value(
        tag,
        as_array(f"{what}, labels", labels),
        np.clip(as_array(f"{what}, predictions", predictions), 0, 1),
        num_thresholds,
        None if weights is None else as_array(f"{what}, weights", weights),
    )
    made.metadata.display_name = display_name
    made.metadata.summary_description = description
    return [made]


def _tensor(metadata: SummaryMetadata, tag: str, tensor: Any) -> list[Summary.Value]:
    from summary.proto.summary import Summary
    from summary.values import tensors

    return [Summary.Value(tag=tag, metadata=metadata, tensor=tensors.tensor_proto(tensors.take(tag, tensor)))]
