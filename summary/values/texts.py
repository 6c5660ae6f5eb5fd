"""Texts: one, or an array of them of any rank, shown as Markdown."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from summary.arrays import strings
from summary.proto.summary import Summary
from summary.values.tensors import tensor_proto


def value(tag: str, text: Any) -> Summary.Value:
    """Texts as TensorFlow 1 and 2 write them: `text` is a str, bytes in UTF-8, or an array or nested list of them.

    What has no UTF-8, a lone surrogate, becomes a question mark. Anything else is a TypeError that names the tag.
    """
    return _value(tag, strings(f"text {tag!r}", text))


def torch_value(tag: str, text: Any) -> Summary.Value:
    """The text as PyTorch writes it: of rank 1 at least, with a longer tag."""
    return _value(f"{tag}/text_summary", np.atleast_1d(strings(f"text {tag!r}", text)))


def _value(tag: str, texts: NDArray[np.object_]) -> Summary.Value:
    made = Summary.Value(tag=tag, tensor=tensor_proto(texts))
    # Its content is a TextPluginData of version 0, which has no bytes.
    made.metadata.plugin_data.plugin_name = "text"
    return made
