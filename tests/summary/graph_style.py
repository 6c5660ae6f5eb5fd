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
    """What `script` returns when it is given TensorFlow's functions of the same names, and a `run` like ours."""
    tf = tensorflow()
    plugin = importlib.import_module("tensorboard.plugins.pr_curve.summary")
    names = ("scalar", "histogram", "image", "audio", "text", "tensor_summary", "merge", "merge_all", "FileWriter")
    own = {name: getattr(tf.summary, name) for name in names}
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as session:

        def run(fetches: Any, feed_dict: Any = None) -> Any:
            found = session.run(fetches, feed_dict)
            return [Summary.FromString(one) for one in found] if isinstance(found, list) else Summary.FromString(found)

        def placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> Any:
            return tf.placeholder(dtype, shape, name)

        return script(
            SimpleNamespace(
                **own,
                run=run,
                placeholder=placeholder,
                placeholder_with_default=tf.placeholder_with_default,
                name_scope=tf.name_scope,
                get_collection=tf.get_collection,
                add_to_collection=tf.add_to_collection,
                pr_curve=plugin.op,
            )
        )


def tags(message: Summary) -> list[str]:
    return [value.tag for value in message.value]
