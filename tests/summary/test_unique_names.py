"""Names are numbered as TensorFlow numbers them."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summary.unique_names import UniqueNames
from tests.summary.graph_style import tensorflow

# Names that are each other's numbered forms, and some that only look so.
TRICKY = [
    "q",
    "Q",
    "q_1",
    "q_2",
    "q_3",
    "q_10",
    "q_1_1",
    "Q_1",
    "q_01",
    "q_0",
    "q_",
    "_1",
    "q_1_0",
    "q_²",
    "q_٣",
    "q/q_1",
]


@pytest.fixture(scope="module")
def tf() -> Any:
    return tensorflow()


@given(names=st.lists(st.sampled_from(TRICKY), max_size=30))
def test_like_tensorflow(tf: Any, names: list[str]) -> None:
    graph = tf.Graph()
    made = UniqueNames()
    assert [made.unique(name) for name in names] == [graph.unique_name(name) for name in names]


def test_the_same_name_again_takes_no_memory() -> None:
    made = UniqueNames()
    made.unique("train")
    tracemalloc.start()
    try:
        for _ in range(10_000):
            last = made.unique("train")
        assert tracemalloc.get_traced_memory()[0] < 10_000
    finally:
        tracemalloc.stop()
    assert last == "train_10000"


@pytest.mark.parametrize("name", ["x_" + "9" * 5000, "x_²", "x_١", "_", ""])
def test_any_name_will_do(name: str) -> None:
    made = UniqueNames()
    assert [made.unique(one) for one in ("x", "x", name, name)] == ["x", "x_1", name, f"{name}_1"]
