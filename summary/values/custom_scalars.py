"""Custom scalars: which tags' curves a reader draws together, in charts of named categories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf.message import DecodeError

from summary.proto.plugins import Chart, Layout
from summary.proto.summary import Summary
from summary.proto.tensor import DT_STRING

# The one tag a layout has (tensorboard/plugins/custom_scalar/metadata.py).
CONFIG = "custom_scalars__config__"


def layout(categories: Mapping[str, Mapping[str, Any]]) -> Layout:
    """The layout of {category: {chart: ["Multiline", tags] or ["Margin", [value, lower, upper]]}}.

    A multiline chart's tags are regular expressions, which match a tag from its start. Anything else is a TypeError or
    ValueError that names the chart.
    """
    made = Layout()
    for title, charts in _mapping("custom scalars", categories):
        category = made.category.add(title=title)
        for chart, content in _mapping(f"custom scalars, category {title!r}", charts):
            category.chart.append(_chart(title, chart, content))
    return made


def multilinechart(tags: Iterable[str], category: str = "default", title: str = "untitled") -> Layout:
    """The layout of one chart, with a line for each tag that one of the regular expressions matches."""
    return layout({category: {title: ["Multiline", tags]}})


def marginchart(tags: Iterable[str], category: str = "default", title: str = "untitled") -> Layout:
    """The layout of one chart, with a line and a band around it: `tags` are those of value, lower and upper."""
    return layout({category: {title: ["Margin", tags]}})


def value(layout_or_charts: Any) -> Summary.Value:
    """The value that carries a layout, a message of ours or TensorBoard's, serialized, or as `layout` takes it."""
    made = Summary.Value(tag=CONFIG)
    made.metadata.plugin_data.plugin_name = "custom_scalars"
    made.tensor.dtype = DT_STRING
    made.tensor.tensor_shape.SetInParent()
    made.tensor.string_val.append(_serialized(layout_or_charts))
    return made


def _serialized(found: Any) -> bytes:
    if isinstance(found, Mapping):
        return bytes(layout(found).SerializeToString())
    data = found.SerializeToString() if hasattr(found, "SerializeToString") else found
    if not isinstance(data, bytes):
        raise TypeError(f"custom scalars: expected a dict or a Layout, got {found!r}")
    try:
        Layout.FromString(data)
    except DecodeError as error:
        raise ValueError(f"custom scalars: expected a Layout, got other bytes ({error})") from error
    return data


def _chart(category: str, title: str, content: Any) -> Chart:
    what = f"custom scalars, chart {title!r} of category {category!r}"
    if isinstance(content, str) or not isinstance(content, Iterable) or len(parts := list(content)) != 2:
        raise ValueError(f"{what}: expected ['Multiline', tags] or ['Margin', [value, lower, upper]], got {content!r}")
    kind, tags = parts[0], _tags(what, parts[1])
    made = Chart(title=title)
    if kind == "Multiline":
        made.multiline.tag.extend(tags)
        made.multiline.SetInParent()
    elif kind == "Margin":
        if len(tags) != 3:
            raise ValueError(f"{what}: expected three tags (value, lower, upper), got {len(tags)}: {tags!r}")
        made.margin.series.add(value=tags[0], lower=tags[1], upper=tags[2])
    else:
        raise ValueError(f"{what}: expected 'Multiline' or 'Margin', got {kind!r}")
    return made


def _tags(what: str, tags: Any) -> list[str]:
    if not isinstance(tags, str) and isinstance(tags, Iterable):
        found = list(tags)
        if all(isinstance(tag, str) for tag in found):
            return found
    raise TypeError(f"{what}: expected a list of tags, got {tags!r}")


def _mapping(what: str, found: Any) -> Iterable[tuple[str, Any]]:
    if not isinstance(found, Mapping):
        raise TypeError(f"{what}: expected a dict, got {found!r}")
    for name in found:
        if not isinstance(name, str):
            raise TypeError(f"{what}: expected names that are str, got {name!r}")
    return found.items()
