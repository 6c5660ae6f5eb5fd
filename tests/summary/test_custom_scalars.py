"""A layout is the one that torch writes, and TensorBoard's plugin."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

import pytest

from summary.proto.plugins import Layout
from summary.proto.summary import Summary
from summary.proto.tensor import DT_STRING
from summary.values import custom_scalars

LAYOUT = {
    "Taiwan": {"twse": ["Multiline", ["twse/0050", "twse/2330"]], "none": ["Multiline", []]},
    "USA": {
        "dow": ["Margin", ["dow/aaa", "dow/bbb", "dow/ccc"]],
        "größe": ("Multiline", (r"nasdaq/.*",)),
    },
    "": {},
}
layout_pb2 = importlib.import_module("tensorboard.plugins.custom_scalar.layout_pb2")


@pytest.fixture(scope="module")
def torchs() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("torch")
        return importlib.import_module("torch.utils.tensorboard")


@pytest.fixture(scope="module")
def pb() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("tensorflow")
        return importlib.import_module("tensorboard.plugins.custom_scalar.summary").pb


def facts(value: Any) -> tuple[object, ...]:
    """Also of a peer's value: all that is in it, the layout parsed."""
    found = Summary.Value.FromString(value.SerializeToString())
    layout = Layout.FromString(found.tensor.string_val.pop())
    return found.tag, found.metadata, found.tensor, layout


@pytest.mark.parametrize("layout", [LAYOUT, {}], ids=["charts", "empty"])
def test_the_value_is_torchs(layout: Any, torchs: Any) -> None:
    theirs = importlib.import_module("torch.utils.tensorboard.summary").custom_scalars(layout).value[0]
    ours = custom_scalars.value(layout)
    assert facts(ours) == facts(theirs)
    assert ours.tensor.dtype == DT_STRING


def test_the_value_is_tensorboards(pb: Any) -> None:
    layout = layout_pb2.Layout.FromString(custom_scalars.layout(LAYOUT).SerializeToString())
    assert len(layout.category) == 3
    assert facts(custom_scalars.value(LAYOUT)) == facts(pb(layout).value[0])


def test_a_layout_in_any_form() -> None:
    message = custom_scalars.layout(LAYOUT)
    data = message.SerializeToString()
    for form in (message, data, layout_pb2.Layout.FromString(data)):
        assert facts(custom_scalars.value(form)) == facts(custom_scalars.value(LAYOUT))


def test_shorthands_are_torchs(torchs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    with torchs.SummaryWriter(str(tmp_path)) as writer:
        monkeypatch.setattr(writer._get_file_writer(), "add_summary", made.append)
        writer.add_custom_scalars_multilinechart(["a", "b"])
        writer.add_custom_scalars_multilinechart(["a"], "category", "title")
        writer.add_custom_scalars_marginchart(["a", "b", "c"])
        writer.add_custom_scalars_marginchart(["a", "b", "c"], category="category", title="title")
    ours = [
        custom_scalars.multilinechart(["a", "b"]),
        custom_scalars.multilinechart(["a"], "category", "title"),
        custom_scalars.marginchart(["a", "b", "c"]),
        custom_scalars.marginchart(["a", "b", "c"], category="category", title="title"),
    ]
    assert [facts(custom_scalars.value(layout)) for layout in ours] == [facts(theirs.value[0]) for theirs in made]


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ([], r"custom scalars: expected a dict or a Layout, got \[\]"),
        (None, "custom scalars: expected a dict or a Layout, got None"),
        (b"\xff", "custom scalars: expected a Layout, got other bytes"),
        ({3: {}}, "custom scalars: expected names that are str, got 3"),
        ({"a": ["Multiline", []]}, r"category 'a': expected a dict, got \['Multiline', \[\]\]"),
        ({"a": {"b": "Multiline"}}, r"chart 'b' of category 'a': expected \['Multiline', tags\].*, got 'Multiline'"),
        ({"a": {"b": ["Margin"]}}, r"chart 'b' of category 'a': expected .* \['Margin', .*, got \['Margin'\]"),
        ({"a": {"b": ["Pie", []]}}, "chart 'b' of category 'a': expected 'Multiline' or 'Margin', got 'Pie'"),
        ({"a": {"b": ["Multiline", "tag"]}}, "chart 'b' of category 'a': expected a list of tags, got 'tag'"),
        ({"a": {"b": ["Multiline", [1]]}}, r"chart 'b' of category 'a': expected a list of tags, got \[1\]"),
        (
            {"a": {"b": ["Margin", ["x", "y"]]}},
            r"chart 'b' of category 'a': expected three tags .*, got 2: \['x', 'y'\]",
        ),
    ],
)
def test_what_is_no_layout_is_an_error_that_names_the_chart(layout: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said):
        custom_scalars.value(layout)
