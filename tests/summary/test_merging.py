"""Merging collects, filters and unites as TensorFlow does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

import summary
from summary.proto.summary import Summary
from tests.summary.graph_style import ours, tags, tensorflow, theirs


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    summary.reset_default_graph()
    yield
    summary.reset_default_graph()


def collect(api: Any) -> Any:
    """Summaries in several scopes and collections."""
    x = api.placeholder("float32", name="source")
    kept, none = api.scalar("x", x, collections=["k", "l"]), api.scalar("y", x, collections=[])
    api.scalar("z", x)
    with api.name_scope("a"):
        api.scalar("q", x)
        api.scalar("q", x, family="fam")
    api.merge([none, kept], collections=["merged"], name="own")
    return x


@pytest.mark.parametrize("key", ["summaries", "k", "l", "merged", "none"])
@pytest.mark.parametrize("scope", [None, "", "a", "a/", "a/fam", "fam", "z", "z:0$", "q", ".*q", "x", "own"])
def test_merge_all_takes_a_collection_filtered_by_scope(key: str, scope: str | None) -> None:
    def script(api: Any) -> Any:
        x = collect(api)
        merged = api.merge_all(key, scope)
        found = [one.name for one in api.get_collection(key, scope)]
        return found, None if merged is None else tags(api.run(merged, {x: 1.0}))

    assert ours(script) == theirs(script)


def test_merged_summaries_are_merged_again() -> None:
    def script(api: Any) -> list[str]:
        x = api.placeholder("float32", name="source")
        a, b, c = (api.scalar(name, x) for name in "abc")
        api.add_to_collection("k", api.merge([a, b]))
        api.add_to_collection("k", c)
        return tags(api.run(api.merge_all("k"), {x: 1.0}))

    assert ours(script) == theirs(script) == ["a", "b", "c"]


@pytest.mark.parametrize("inputs", [lambda a, b: [a, b, a], lambda a, b: (a, a), lambda a, b: [a, b]])
def test_a_tag_twice_is_an_error_in_tensorflows_words(inputs: Any) -> None:
    """Also where only the tags agree: of family n's m, and m in the scopes n/n."""

    def script(api: Any) -> str:
        x = api.placeholder("float32", name="source")
        a = api.scalar("m", x, family="n")
        with api.name_scope("n"), api.name_scope("n"):
            merged = api.merge(inputs(a, api.scalar("m", x)))
        with pytest.raises(Exception, match="Duplicate") as raised:
            api.run(merged, {x: 1.0})
        found = re.search(r"Duplicate tag \S+ found in summary inputs", str(raised.value))
        assert found
        return found[0]

    assert ours(script) == theirs(script) == "Duplicate tag n/n/m found in summary inputs"


def test_summaries_made_at_once_are_merged_at_once() -> None:
    made = [summary.scalar(name, 0.5) for name in "abc"]
    foreign = tensorflow().Summary(value=[{"tag": "d", "simple_value": 0.5}])
    merged = summary.merge([made[0], made[1].SerializeToString(), *made[2:], foreign], collections=["k"])
    assert isinstance(merged, Summary)
    assert [(value.tag, value.simple_value) for value in merged.value] == [(tag, 0.5) for tag in "abcd"]
    assert summary.merge_all() is None
    assert summary.merge_all("k") is None


def test_at_once_a_tag_twice_is_an_error_at_once() -> None:
    made = summary.scalar("a", 0.5)
    with pytest.raises(ValueError, match="Duplicate tag a found in summary inputs"):
        summary.merge([made, made])


def test_summaries_made_at_once_and_later_are_merged() -> None:
    merged = summary.merge([summary.scalar("a", 1.0), summary.scalar("b", lambda: 2.0), b""])
    assert [(value.tag, value.simple_value) for value in summary.run(merged).value] == [("a", 1), ("b", 2)]


@pytest.mark.parametrize(
    ("inputs", "error", "got"),
    [
        ([], ValueError, "expected at least one summary, got none"),
        (None, TypeError, "expected a list of summaries, got NoneType"),
        (b"", TypeError, "expected a list of summaries, got bytes"),
        (3, TypeError, "expected a list of summaries, got int"),
        ([None], TypeError, "expected a summary, got NoneType"),
        (["loss"], TypeError, "expected a summary, got str"),
        ([b"\xff"], TypeError, "expected a summary, got bytes"),
        ([0.5], TypeError, "expected a summary, got float"),
    ],
)
def test_what_cannot_be_merged(inputs: Any, error: type[Exception], got: str) -> None:
    with pytest.raises(error, match=f"merge: {got}"):
        summary.merge(inputs)


def test_one_summary_is_no_list_of_them() -> None:
    node = summary.scalar("a", lambda: 1.0)
    for one in (node, summary.merge([node]), summary.scalar("a", 1.0)):
        with pytest.raises(TypeError, match="merge: expected a list of summaries, got"):
            summary.merge(one)


def test_collections_are_a_list() -> None:
    with pytest.raises(TypeError, match="collections: expected a list of keys, got 'train'"):
        summary.scalar("a", lambda: 1.0, collections="train")


def test_a_collection_that_is_got_is_a_copy() -> None:
    summary.scalar("a", lambda: 1.0)
    summary.get_collection(summary.GraphKeys.SUMMARIES).clear()
    assert len(summary.get_collection(summary.GraphKeys.SUMMARIES)) == 1
