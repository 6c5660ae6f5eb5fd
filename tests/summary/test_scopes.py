"""Scopes, families and names become tags as TensorFlow makes them: in graphs unique, at once always the same."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import summary
from tests.summary.graph_style import ours, tags, tensorflow, theirs


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    summary.reset_default_graph()
    yield
    summary.reset_default_graph()


@pytest.fixture
def switching() -> Iterator[None]:
    """Threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def same_name(api: Any, x: Any) -> list[Any]:
    return [api.scalar(name, x) for name in ("loss", "loss", "Loss", "loss_1", "loss")]


def scopes_again(api: Any, x: Any) -> list[Any]:
    made = []
    for _ in range(2):
        with api.name_scope("a"):
            made += [api.scalar("x", x), api.scalar("x", x), api.scalar("x", x, family="f")]
    with api.name_scope("a/"):
        made += [api.scalar("x", x), api.scalar("x", x, family="f"), api.scalar("y", x)]
    return [*made, api.scalar("a/x", x), api.scalar("a", x)]


def nested(api: Any, x: Any) -> list[Any]:
    made = []
    with api.name_scope("net") as net, api.name_scope("layer") as layer:
        made.append(api.scalar("w", x))
        with api.name_scope(net):
            made.append(api.scalar("b", x))
            with api.name_scope("layer"):
                made.append(api.scalar("w", x))
        with api.name_scope(layer):
            made.append(api.scalar("w", x))
        with api.name_scope(None):
            made.append(api.scalar("w", x))
            with api.name_scope("net"):
                made.append(api.scalar("w", x))
        with api.name_scope(""):
            made.append(api.scalar("w", x))
        with api.name_scope(None, "default", [x]) as default:
            made.append(api.scalar(default + "w", x))
        made.append(api.scalar("w", x))
    return made


def placeholders(api: Any, x: Any) -> list[Any]:
    made = [api.placeholder("float32"), api.placeholder("float32"), api.placeholder("float32", name="loss")]
    with api.name_scope("in"):
        made += [api.placeholder("float32"), api.placeholder_with_default(1.0, []), api.placeholder_with_default(1, [])]
    named = [api.scalar(name, x) for name in ("loss", "Placeholder", "in", "in/Placeholder")]
    return [*(one.name for one in made), *named]


def merges(api: Any, x: Any) -> list[Any]:
    one = api.scalar("merge", x)
    api.merge([one])
    api.merge([one], name="my own")
    api.merge_all()
    return [api.scalar(name, x) for name in ("Merge", "Merge", "merge_1", "my_own")]


def illegal(api: Any, x: Any) -> list[Any]:
    names = ("train loss (%)", "//x", "x", "a:b", "z/", "Z", ".d")
    return [*(api.scalar(name, x) for name in names), api.scalar("n", x, family="my family"), api.scalar("n_", x, None)]


def others(api: Any, x: Any) -> list[Any]:
    batch = api.placeholder_with_default([[[[0.0]]], [[[0.5]]]], None)
    clips = api.placeholder_with_default([[0.0, 0.5], [1.0, 0.0]], None)
    with api.name_scope("s"):
        made = [api.image("i", batch), api.image("i", batch, 1), api.image("i", batch, max_outputs=5, family="f")]
        made += [api.audio("a", clips, 8000), api.audio("a", clips, 8000.0, 1, family="f")]
    return [*made, api.histogram("h", x), api.histogram("h", x, family="h"), api.tensor_summary("h", x)]


def pr_curves(api: Any, x: Any) -> list[Any]:
    labels = api.placeholder_with_default([True, False], [2])
    predictions = api.placeholder_with_default([0.9, 0.2], [2])
    with api.name_scope("s"):
        made = [api.pr_curve(name, labels, predictions) for name in ("pr", "pr", "other")]
    return [*made, api.pr_curve("s/pr", labels, predictions), api.scalar("s/pr", x)]


@pytest.mark.parametrize("script", [same_name, scopes_again, nested, placeholders, merges, illegal, others, pr_curves])
def test_names_and_tags_in_a_graph(script: Callable[[Any, Any], list[Any]]) -> None:
    def names(api: Any) -> list[Any]:
        x = api.placeholder("float32", name="source")
        return [
            made if isinstance(made, str) else (made.name, tags(api.run(made, {x: 1.0}))) for made in script(api, x)
        ]

    assert ours(names) == theirs(names)


def at_once(api: Any, x: Any) -> list[Any]:
    """What a training loop does each step."""
    made = []
    for _ in range(2):
        made += [api.scalar(name, x) for name in ("loss", "größe", "_x", "a b", "/x", "x/", "")]
        with api.name_scope("a"), api.name_scope("b c"):
            made += [api.scalar("x", x), api.scalar("x", x, family="f"), api.histogram("h", x)]
            with api.name_scope(None):
                made.append(api.scalar("x", x))
            with api.name_scope("q/"):
                made.append(api.scalar("x", x))
    return made


def test_tags_at_once_are_those_of_eager_tensorflow() -> None:
    tf = tensorflow()
    api = SimpleNamespace(scalar=tf.summary.scalar, histogram=tf.summary.histogram, name_scope=tf.name_scope)
    with warnings.catch_warnings():
        # That there is no writer of TensorFlow 2.
        warnings.simplefilter("ignore")
        eager = [tags(made.numpy()) for made in at_once(api, 1.0)]
    assert [tags(made) for made in at_once(summary, 1.0)] == eager


def test_at_once_and_later_do_not_disturb_each_other() -> None:
    with summary.name_scope("a"):
        assert tags(summary.scalar("x", 1.0)) == ["a/x"]
        assert summary.scalar("x", lambda: 1.0).tag == "a/x"
    with summary.name_scope("a"):
        assert tags(summary.scalar("x", 1.0)) == ["a/x"]
        assert summary.scalar("x", lambda: 1.0).tag == "a_1/x"


@pytest.mark.parametrize("name", ["", "/", "//"])
def test_a_node_needs_a_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"expected the name of a summary, got '{name}'"):
        summary.scalar(name, lambda: 1.0)


def test_an_absolute_name_in_use_is_an_error() -> None:
    def script(api: Any) -> None:
        x = api.placeholder("float32", name="source")
        api.scalar("n/", x)
        with pytest.raises(ValueError, match="Duplicate node name in graph: 'n'"):
            api.scalar("n/", x)
        assert api.scalar("m", x).name == "m:0"

    ours(script)
    theirs(script)


def test_each_thread_is_in_its_own_scope() -> None:
    made = []
    with summary.name_scope("a"):
        thread = threading.Thread(target=lambda: made.append(summary.scalar("x", lambda: 1.0)))
        thread.start()
        thread.join()
        made.append(summary.scalar("x", lambda: 1.0))
    assert [node.tag for node in made] == ["x", "a/x"]


def test_threads_never_get_one_name_twice(switching: None) -> None:
    made: list[Any] = []
    start = threading.Barrier(8)

    def name() -> None:
        start.wait()
        made.extend(summary.scalar("loss", lambda: 1.0) for _ in range(200))

    threads = [threading.Thread(target=name) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({node.tag for node in made}) == len(made) == 1600
    assert len(summary.get_collection(summary.GraphKeys.SUMMARIES)) == 1600


def test_reset_forgets_names_and_leaves_scopes() -> None:
    summary.scalar("loss", lambda: 1.0)
    with summary.name_scope("a"):
        summary.reset_default_graph()
        assert summary.merge_all() is None
        assert summary.scalar("loss", lambda: 1.0).tag == "loss"
        with summary.name_scope("b"):
            assert summary.scalar("loss", lambda: 1.0).tag == "b/loss"
    assert summary.scalar("loss", lambda: 1.0).tag == "loss_1"


def test_a_scope_is_left_when_an_exception_passes() -> None:
    with pytest.raises(KeyError), summary.name_scope("a"):
        raise KeyError
    assert summary.scalar("x", lambda: 1.0).tag == "x"


def test_a_child_can_name_what_its_parent_was_naming(script: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """The lock is held while the process is forked, as by another thread."""
    done = script("""
import os, sys
import summary
from summary.default_graph import default_graph
with default_graph().lock:
    child = os.fork()
    if not child:
        with summary.name_scope("a"):
            os._exit(summary.scalar("x", lambda: 1.0).tag != "a/x")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_cleaned_name_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "summary"):
        summary.scalar("a b", lambda: 1.0, family="f g")
    assert caplog.messages == [
        "Summary name f g is illegal; using f_g instead.",
        "Summary name a b is illegal; using a_b instead.",
    ]
