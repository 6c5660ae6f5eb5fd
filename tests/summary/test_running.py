"""Running evaluates what was merged: each callable once, bad feeds as errors, callables' exceptions as a warning."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import summary
from summary import running
from tests.summary.graph_style import ours, tags, theirs, values


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "_told", set())
    summary.reset_default_graph()
    yield
    summary.reset_default_graph()


def failing() -> float:
    raise ZeroDivisionError("no batches yet")


def test_placeholders_and_callables_are_evaluated_each_run() -> None:
    x = summary.placeholder("float32", [], "x")
    numbers = iter([10.0, 20.0])
    summary.scalar("fed", x)
    summary.scalar("called", lambda: next(numbers))
    merged = summary.merge_all()
    found = [[(value.tag, value.simple_value) for value in summary.run(merged, {x: n}).value] for n in (1, 2)]
    assert found == [[("fed", 1), ("called", 10)], [("fed", 2), ("called", 20)]]


def test_one_summary_or_a_list_of_them_as_in_a_session() -> None:
    def script(api: Any) -> Any:
        x = api.placeholder("float32", name="x")
        a, b = api.scalar("a", x), api.scalar("b", x)
        return [
            tags(api.run(a, {x: 1})),
            tags(api.run(api.merge([a, b]), {"x:0": 1})),
            *([tags(one) for one in api.run(fetches, {x: 1})] for fetches in ([a], [b, a], [api.merge([a, b]), a], [])),
        ]

    assert ours(script) == theirs(script)


def test_a_summary_made_before_stays_itself() -> None:
    made = summary.scalar("a", 1.0)
    assert summary.run(made) is made
    assert summary.run([made, made]) == [made, made]


def test_values_are_those_of_a_session() -> None:
    def script(api: Any) -> Any:
        x = api.placeholder("float32", [None], "x")
        nodes = [api.histogram("h", x), api.tensor_summary("t", x)]
        return values(api.run(api.merge(nodes), {x: np.array([0.1, -3.0, 1e-20])}))[0].histo

    assert ours(script) == theirs(script)


class Method:
    """Bound methods are new objects each time they are asked for."""

    calls = 0

    def value(self) -> float:
        self.calls += 1
        return self.calls


class Unhashable(Method):
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unhashable)

    def __call__(self) -> float:
        return self.value()


def test_a_callable_is_called_once_a_run() -> None:
    counter = Method()
    summary.scalar("a", counter.value)
    summary.histogram("b", counter.value)
    merged = summary.merge_all()
    [a, b] = summary.run([merged, summary.scalar("c", counter.value)])
    assert (a.value[0].simple_value, a.value[1].histo.sum, b.value[0].simple_value) == (1, 1, 1)
    summary.run(merged)
    assert counter.calls == 2


def test_callables_that_are_equal_but_not_hashable_are_called_each() -> None:
    one, other = Unhashable(), Unhashable()
    other.calls = 10
    summary.run([summary.scalar("a", one), summary.scalar("b", other), summary.scalar("c", one)])
    assert (one.calls, other.calls) == (1, 11)


def test_an_array_that_can_be_called_is_an_array() -> None:
    class Metric:
        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            return np.asarray(0.5, dtype)

        def __call__(self) -> float:
            raise AssertionError

    assert summary.scalar("a", Metric()).value[0].simple_value == 0.5


def test_arguments_may_be_mixed_and_given_arrays_stay_as_they_were() -> None:
    predictions = summary.placeholder("float32", [None], "predictions")
    labels, weights = np.array([True, False]), [1.0, 0.5]
    made = [
        summary.pr_curve("later", labels, predictions, 5, weights=lambda: weights),
        summary.pr_curve("now", labels.copy(), np.float32([0.9, 0.2]), 5, weights=weights),
    ]
    labels[:] = False
    found = summary.run(made[0], {predictions: [0.9, 0.2]})
    assert found.value[0].tensor == made[1].value[0].tensor


def test_a_missing_feed_names_the_placeholder_and_the_tag() -> None:
    x = summary.placeholder("float32", [3], "x")
    with summary.name_scope("train"):
        summary.histogram("w", x)
    for errors in ("warn", "raise"):
        complaint = "summary 'train/w': You must feed a value for placeholder tensor 'x'"
        with pytest.raises(ValueError, match=complaint):
            summary.run(summary.merge_all(), errors=errors)
        with pytest.raises(
            ValueError, match=re.escape("summary 'train/w': placeholder 'x': expected shape (3,), got (2,)")
        ):
            summary.run(summary.merge_all(), {x: [1, 2]}, errors=errors)


def test_a_missing_feed_beside_a_callable_is_an_error_too() -> None:
    with pytest.raises(ValueError, match="You must feed a value for placeholder tensor 'x'"):
        summary.run(summary.pr_curve("c", summary.placeholder(name="x"), lambda: [0.5]))


def test_what_is_fed_must_suit_the_kind() -> None:
    x = summary.placeholder()
    node = summary.scalar("loss", x)
    with pytest.raises(ValueError, match=re.escape("scalar 'loss': expected one real number, got shape (2,)")):
        summary.run(node, {x: np.ones(2)})


def test_only_the_feeds_that_are_needed_are_looked_at() -> None:
    x, y = summary.placeholder("float32", [], "x"), summary.placeholder("float32", [], "y")
    assert summary.run(summary.scalar("a", x), {x: 1, y: "no number", 3: 4}).value[0].simple_value == 1


def test_an_exception_in_a_callable_leaves_its_summaries_out(caplog: pytest.LogCaptureFixture) -> None:
    summary.scalar("bad", failing)
    summary.scalar("good", lambda: 1.0)
    summary.scalar("worse", failing)
    summary.scalar("shape", lambda: [1.0, 2.0])
    merged = summary.merge_all()
    with caplog.at_level(logging.WARNING, "summary"):
        assert [tags(summary.run(merged)) for _ in range(3)] == [["good"]] * 3
    said = "It is left out. (Said once a tag; errors='raise' raises.)"
    assert caplog.messages == [
        f"summary 'bad': ZeroDivisionError: no batches yet. {said}",
        f"summary 'worse': ZeroDivisionError: no batches yet. {said}",
        f"summary 'shape': ValueError: scalar 'shape': expected one real number, got shape (2,). {said}",
    ]


def test_an_exception_in_a_callable_is_raised_when_asked_for() -> None:
    node = summary.scalar("bad", failing)
    with pytest.raises(RuntimeError, match="summary 'bad': ZeroDivisionError: no batches yet") as raised:
        summary.run(node, errors="raise")
    assert isinstance(raised.value.__cause__, ZeroDivisionError)
    with pytest.raises(RuntimeError, match="summary 's': ValueError: scalar 's': expected one real number"):
        summary.run(summary.scalar("s", list), errors="raise")


def test_an_interrupt_passes() -> None:
    def interrupt() -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        summary.run(summary.scalar("a", interrupt))


@pytest.mark.parametrize(
    ("fetches", "got"),
    [
        (None, "NoneType; merge_all returns None where nothing was collected"),
        ("loss", "str"),
        ([0.5], "float"),
        ({}, "dict"),
    ],
)
def test_what_cannot_be_run(fetches: Any, got: str) -> None:
    with pytest.raises(TypeError, match=f"run: expected a summary or a list of them, got {got}$"):
        summary.run(fetches)


def test_errors_are_warnings_or_raised() -> None:
    with pytest.raises(ValueError, match="errors: expected 'warn' or 'raise', got 'ignore'"):
        summary.run([], errors="ignore")
