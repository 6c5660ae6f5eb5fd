"""The step stats of a RunMetadata as a trace, which is then read as any other.

Devices are processes and their threads threads, as in TensorFlow's own timeline (tensorflow/python/client/timeline.py); but an
operation lasts as long as TensorBoard says, all_end_rel, and stays on the thread that ran it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from board.timeline.trace import TimelineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summary.proto.run_metadata import NodeExecStats

LARGEST = 1 << 30
TAKEN = 24  # times as much is taken while a trace is made of it


def as_trace(metadata: bytes) -> bytes:
    """A trace of Chrome's format. TimelineError where the bytes are no RunMetadata, or tell of no operation."""
    from google.protobuf.message import DecodeError

    from summary.proto.run_metadata import RunMetadata

    if len(metadata) > LARGEST:
        raise TimelineError(f"This run metadata has {len(metadata):,} bytes; {LARGEST >> 30} GiB of it can be shown.")
    try:
        stats = RunMetadata.FromString(metadata).step_stats
    except DecodeError as error:
        raise TimelineError("This run metadata is broken.") from error
    events: list[dict[str, Any]] = []
    for process, device in enumerate(stats.dev_stats):
        events.append(_named("process_name", process, 0, device.device or f"device {process}"))
        events += (_named("thread_name", process, thread, name) for thread, name in device.thread_names.items())
        for node in device.node_stats:
            events += _events(process, node)
    if not any(event["ph"] == "X" for event in events):
        raise TimelineError("This run metadata tells of no operation that ran.")
    return json.dumps(events).encode()


def _named(what: str, process: int, thread: int, name: str) -> dict[str, Any]:
    return {"ph": "M", "name": what, "pid": process, "tid": thread, "args": {"name": name}}


def _events(process: int, node: NodeExecStats) -> Iterator[dict[str, Any]]:
    """The operation, and what its allocators held while it ran."""
    label = node.timeline_label
    operation = label.partition(" = ")[2].partition("(")[0] if " = " in label else node.node_name
    asked = sum(max(used.total_bytes, 0) for used in node.memory)
    shapes = [_shape(output.tensor_description) for output in node.output]
    args = {"op": operation, "label": label, "bytes asked for": asked, "outputs": shapes}
    place = {"pid": process, "tid": node.thread_id}
    yield {
        "ph": "X",
        "cat": operation,
        "name": node.node_name,
        **place,
        "ts": node.all_start_micros,
        "dur": max(node.all_end_rel_micros, 0),
        "args": {name: value for name, value in args.items() if value},
    }
    for used in node.memory:
        if used.allocator_bytes_in_use > 0:
            end = node.all_start_micros + max(node.all_end_rel_micros, 0)
            held = {"in use": used.allocator_bytes_in_use}
            yield {"ph": "C", "name": used.allocator_name, "pid": process, "ts": end, "args": held}


def _shape(tensor: Any) -> str:
    return "[" + ", ".join(str(dim.size) for dim in tensor.shape.dim) + "]"
