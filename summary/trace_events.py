"""What was recorded for a timeline, as events of Chrome's trace format.

https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

Args = Mapping[str, Any]

SPAN, MARK, COUNTER = "X", "i", "C"
AT_ONCE = 1000


class Recorded(NamedTuple):
    """One thing that was recorded: a span from `start` to `end`, a mark or a counter at `start`; perf_counter_ns.

    `task` is the number of the asyncio task that it ran in, 0 for none: what awaits does not nest in its thread.
    """

    kind: str
    name: str
    start: int
    end: int
    args: Args
    task: int


class Thread(NamedTuple):
    """A thread and what it recorded, in the order in which that ended."""

    number: int
    name: str
    recorded: list[Recorded]


class Recording(NamedTuple):
    """All that was recorded: `since` is added to its times for nanoseconds since 1970; `dropped` were too many to keep."""

    process: int
    title: str
    since: int
    threads: tuple[Thread, ...]
    dropped: int


def compressed(recording: Recording) -> bytes:
    """A ``.json.gz`` file of all events."""
    lines = list(_lines(recording))
    about = {"displayTimeUnit": "ms", "producer": "summary.timeline", "dropped": recording.dropped}
    head = json.dumps(about)[:-1] + ', "traceEvents": [\n'
    pieces = (",\n".join(lines[at : at + AT_ONCE]) for at in range(0, len(lines), AT_ONCE))
    return gzip.compress((head + ",\n".join(pieces) + "\n]}\n").encode("utf-8", "backslashreplace"), 5, mtime=0)


def _lines(recording: Recording) -> Iterator[str]:
    process = recording.process
    yield _metadata("process_name", process, 0, recording.title)
    for thread in recording.threads:
        yield _metadata("thread_name", process, thread.number, thread.name)
        for one in thread.recorded:
            yield from _events(one, process, thread.number, recording.since)


def _metadata(what: str, process: int, thread: int, name: str) -> str:
    return json.dumps({"ph": "M", "name": what, "pid": process, "tid": thread, "args": {"name": name}})


def _events(one: Recorded, process: int, thread: int, since: int) -> Iterable[str]:
    place = f'"name":{json.dumps(one.name)},"pid":{process},"tid":{thread},"ts":{_micros(one.start + since)}'
    args = f',"args":{_arguments(one.args)}' if one.args else ""
    if one.kind == COUNTER:
        return [f'{{"ph":"C",{place}{args}}}']
    if one.kind == MARK:
        return [f'{{"ph":"i","s":"t",{place}{args}}}']
    if one.task:
        known = f'"name":{json.dumps(one.name)},"cat":"asyncio","id":{one.task},"pid":{process},"tid":{thread}'
        begin = f'{{"ph":"b",{known},"ts":{_micros(one.start + since)}{args}}}'
        return [begin, f'{{"ph":"e",{known},"ts":{_micros(one.end + since)}}}']
    return [f'{{"ph":"X",{place},"dur":{_micros(one.end - one.start)}{args}}}']


def _micros(nanoseconds: int) -> str:
    """Microseconds to the nanosecond, which a double of today's size is not exact to."""
    return f"{nanoseconds // 1000}.{nanoseconds % 1000:03d}"


def _arguments(args: Args) -> str:
    """As JSON; what that has no word for, a tensor for one, as a text."""
    try:
        return json.dumps(dict(args), default=_plain, allow_nan=False)
    except (ValueError, RecursionError):
        return json.dumps({name: str(value)[:1000] for name, value in args.items()})


def _plain(value: Any) -> Any:
    item = getattr(value, "item", None)
    if getattr(value, "shape", None) == () and callable(item):
        return item()
    return str(value)[:1000]
