"""What runs one script in graph style twice: with TensorFlow's functions, and with ours."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

import summary
from summary.proto.summary import Summary


def tensorflow() -> Any:
    """TensorFlow 1's interface; its import has warnings of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("tensorflow").compat.v1


def ours(script: Callable[[Any], Any]) -> Any:
    """What `script` returns when it is given our functions."""
    summary.reset_default_graph()
    try:
        return script(summary)
    finally:
        summary.reset_default_graph()


def theirs(script: Callable[[Any], Any]) -> Any:
    """What `script` returns when it is given TensorFlow's functions of the same names, and a `run` that returns bytes."""
    tf = tensorflow()
    plugin = importlib.import_module("tensorboard.plugins.pr_curve.summary")
    names = ("scalar", "histogram", "image", "audio", "text", "tensor_summary", "merge", "merge_all", "FileWriter")
    own = {name: getattr(tf.summary, name) for name in names}
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as session:
        return script(
            SimpleNamespace(
                **own,
                run=session.run,
                placeholder=tf.placeholder,
                placeholder_with_default=tf.placeholder_with_default,
                name_scope=tf.name_scope,
                get_collection=tf.get_collection,
                add_to_collection=tf.add_to_collection,
                pr_curve=plugin.op,
            )
        )


def values(found: Summary | bytes) -> list[Summary.Value]:
    """Those of a summary as `run` returns it: a message of ours, or TensorFlow's bytes."""
    return list((Summary.FromString(found) if isinstance(found, bytes) else found).value)


def tags(found: Summary | bytes) -> list[str]:
    return [value.tag for value in values(found)]
