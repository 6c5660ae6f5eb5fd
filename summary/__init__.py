"""Writes event files that board and TensorBoard read: from training code, at about a microsecond a scalar.

import summary

with summary.SummaryWriter("logs/first") as writer:
    for step in range(1000):
        writer.add_scalar("loss", 1 / (step + 1), step)

Besides this interface of PyTorch's there is TensorFlow 1's: `FileWriter`, and the functions of `summary.ops`, which make
the messages that it takes. `summary.timeline` records what runs when, and `ProfilerHook` does so every so many steps.
"""

import importlib
from typing import TYPE_CHECKING, Any

from summary.file_writer import FileWriter
from summary.writer import SummaryWriter

if TYPE_CHECKING:
    from summary import timeline
    from summary.default_graph import GraphKeys, add_to_collection, reset_default_graph
    from summary.merging import get_collection, merge, merge_all
    from summary.ops import (
        audio,
        custom_scalars,
        distribution,
        histogram,
        image,
        pr_curve,
        scalar,
        tensor,
        tensor_summary,
        text,
    )
    from summary.placeholders import Placeholder, placeholder, placeholder_with_default
    from summary.profiler_hook import ProfilerHook
    from summary.proto.event import Event, SessionLog, TaggedRunMetadata
    from summary.proto.run_metadata import RunMetadata
    from summary.proto.summary import Summary, SummaryMetadata
    from summary.running import run
    from summary.scopes import name_scope

__all__ = [
    "Event",
    "FileWriter",
    "GraphKeys",
    "Placeholder",
    "ProfilerHook",
    "RunMetadata",
    "SessionLog",
    "Summary",
    "SummaryMetadata",
    "SummaryWriter",
    "TaggedRunMetadata",
    "add_to_collection",
    "audio",
    "custom_scalars",
    "distribution",
    "get_collection",
    "histogram",
    "image",
    "merge",
    "merge_all",
    "name_scope",
    "placeholder",
    "placeholder_with_default",
    "pr_curve",
    "reset_default_graph",
    "run",
    "scalar",
    "tensor",
    "tensor_summary",
    "text",
    "timeline",
]

# What is imported when it is first asked for: the graph style, and messages, which come with protobuf.
_LATER = {
    "default_graph": ("GraphKeys", "add_to_collection", "reset_default_graph"),
    "merging": ("get_collection", "merge", "merge_all"),
    "ops": (
        *("audio", "custom_scalars", "distribution", "histogram", "image", "pr_curve"),
        *("scalar", "tensor", "tensor_summary", "text"),
    ),
    "placeholders": ("Placeholder", "placeholder", "placeholder_with_default"),
    "profiler_hook": ("ProfilerHook",),
    "proto.event": ("Event", "SessionLog", "TaggedRunMetadata"),
    "proto.run_metadata": ("RunMetadata",),
    "proto.summary": ("Summary", "SummaryMetadata"),
    "running": ("run",),
    "scopes": ("name_scope",),
}


# Type checkers know the names above, and would let any other pass.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name == "timeline":
            return importlib.import_module("summary.timeline")
        for module, names in _LATER.items():
            if name in names:
                found = globals()[name] = getattr(importlib.import_module(f"summary.{module}"), name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
