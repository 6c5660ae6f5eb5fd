"""Texts: the messages of PyTorch, TensorFlow 1 and TensorFlow 2."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from summary.values import texts

MARKDOWN = "# größe\n\n| a | b |\n|---|---|\n| 1 | 损失 |"


def peer(module: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(module)


def assert_same(ours: Any, theirs: Any) -> None:
    """The peers have their own classes of the same messages."""
    theirs = type(ours).FromString(theirs.SerializeToString())
    theirs.ClearField("node_name")
    assert ours == theirs


@pytest.mark.parametrize("module", ["torch.utils.tensorboard.summary", "tensorboardX.summary"])
@pytest.mark.parametrize("text", [MARKDOWN, ""])
def test_as_torch(module: str, text: str) -> None:
    assert_same(texts.torch_value("note", text), peer(module).text("note", text).value[0])


@pytest.mark.parametrize(
    "text", [MARKDOWN, "", b"bytes", [["a", "b", "c"], ["d", "e", "größe"]], np.array([["x"]]), np.empty((0, 3), "S")]
)
def test_as_tensorflow_1(text: Any) -> None:
    tf = peer("tensorflow").compat.v1
    with tf.Graph().as_default(), tf.Session() as session:
        theirs = tf.Summary.FromString(session.run(tf.summary.text("note", tf.constant(text, tf.string))))
    ours = texts.value("note", text)
    read = peer("tensorflow").make_ndarray(theirs.value[0].tensor)
    assert [dim.size for dim in ours.tensor.tensor_shape.dim] == list(read.shape)
    assert list(ours.tensor.string_val) == read.ravel().tolist()
    theirs.value[0].tensor.Clear()
    ours.ClearField("tensor")
    theirs.value[0].ClearField("tensor")
    assert_same(ours, theirs.value[0])


@pytest.mark.parametrize("text", [MARKDOWN, [["a", "b", "c"], ["d", "e", "f"]]])
def test_as_tensorflow_2(text: Any) -> None:
    assert_same(texts.value("note", text), peer("tensorboard.plugins.text.summary_v2").text_pb("note", text).value[0])


@pytest.mark.parametrize("form", [texts.value, texts.torch_value])
def test_a_lone_surrogate_loses_nothing_else(form: Any) -> None:
    assert list(form("note", "a\ud800b").tensor.string_val) == [b"a?b"]


def test_torch_form_of_an_array_keeps_its_shape() -> None:
    made = texts.torch_value("note", [["a", "b"]])
    assert (made.tag, [dim.size for dim in made.tensor.tensor_shape.dim]) == ("note/text_summary", [1, 2])


@pytest.mark.parametrize("text", [3, None, [1, 2], {"a": "b"}])
def test_anything_else_is_an_error_that_names_the_tag(text: Any) -> None:
    with pytest.raises(TypeError, match=r"^text 'note': expected a string, or an array or list of strings, got "):
        texts.value("note", text)
