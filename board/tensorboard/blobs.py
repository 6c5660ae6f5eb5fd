"""Values of several items, such as images and sounds: how many there are, and a key for each."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from board import web
from board.answers import Gone, NoSuchTag, Span, SpanSeries, Unreadable
from board.numbers import json_number

Read = Callable[[Span], Sequence[Any]]

PROBES = 8  # values of a series that are looked at to tell how many items one has


class Address(NamedTuple):
    """Where an item stands: its value's run, tag, source and offset, and its place in the value."""

    run: str
    tag: str
    source: int
    offset: int
    place: int


def most(run: str, tag: str, read: Read) -> int:
    """The most items of one value, as far as the first, the last and some between them tell."""
    series = web.site().store.spans(run, tag)
    places = np.linspace(0, len(series) - 1, min(PROBES, len(series))).round().astype(int).tolist()
    return max((count for _, count in _counts(series, places, read)), default=0)


def listed(run: str, tag: str, kind: str, read: Read) -> Iterator[tuple[dict[str, Any], str]]:
    """For each step that has an item number `sample`, a field of the request: wall_time and step, and the item's key."""
    sample = web.field("sample", 0, int, "a whole number")
    series = web.site().store.spans(run, tag)
    if series.kind != kind:
        raise NoSuchTag(run, tag, kind)
    points = series.points
    for place, count in _counts(series, range(len(series)), read):
        if 0 <= sample < count:
            entry = {"wall_time": json_number(float(points.wall_time[place])), "step": int(points.step[place])}
            yield entry, _key(Address(run, tag, int(points.source[place]), int(points.offset[place]), sample))


def _counts(series: SpanSeries, places: Iterable[int], read: Read) -> Iterator[tuple[int, int]]:
    """How many items each of these values has; what cannot be read is left out."""
    for place in places:
        try:
            yield place, len(read(series[place]))
        except (Unreadable, Gone):
            continue


def item(read: Read, given_by: str) -> Any:
    """The item of the field blob_key, which the route `given_by` has given. Gone if it is no longer there."""
    address = _address(web.required("blob_key"), given_by)
    found = read(web.site().store.spans(address.run, address.tag).at(address.source, address.offset))
    if not 0 <= address.place < len(found):
        raise Gone
    return found[address.place]


def _key(address: Address) -> str:
    return base64.urlsafe_b64encode(json.dumps(address).encode()).decode().rstrip("=")


def _address(key: str, given_by: str) -> Address:
    try:
        run, tag, *numbers = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        source, offset, place = map(int, numbers)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        web.refuse(f"The field blob_key must be one that {given_by} gives.")
    return Address(str(run), str(tag), source, offset, place)
