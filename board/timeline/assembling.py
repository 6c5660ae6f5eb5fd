"""A trace's events → the timeline."""

from __future__ import annotations

import json

import numpy as np
from numpy.typing import NDArray

from board.timeline import raw, slicing
from board.timeline.counting import counters_of
from board.timeline.flowing import flows_of
from board.timeline.metadata import naming
from board.timeline.raw import RawEvents
from board.timeline.slicing import Tracks
from board.timeline.trace import Text, TimelineError, Trace

MOST_TRACKS = 20_000
LONGEST_FACT = 200


def assembled(events: RawEvents, text: Text) -> Trace:
    """The timeline. TimelineError where nothing in it can be shown."""
    names = naming(events, text)
    tracks = Tracks(events)
    slices, instants, notes = slicing.pieces(events, tracks)
    origin = _origin(events)
    shown, numbers = slicing.ordered(tracks, [slices, instants], names)
    if len(shown) > MOST_TRACKS:
        notes.append(f"The trace has {len(shown):,} threads; the first {MOST_TRACKS:,} of them are shown.")
        shown, numbers = shown[:MOST_TRACKS], np.where(numbers < MOST_TRACKS, numbers, -1)
    slices, instants = (_renumbered(one, numbers) for one in (slices, instants))
    columns, overlapping = slicing.slices_of(events, slices, shown, origin)
    if overlapping:
        notes.append(f"{overlapping:,} slices overlap others of their thread without being inside them.")
    counters, unread = counters_of(events, text, names, origin)
    if unread:
        notes.append(f"{unread:,} counter events have no numbers that can be read, and are left out.")
    if not len(columns.start) and not len(instants.start) and not counters:
        raise TimelineError("There is nothing in this timeline that has a time.")
    return Trace(
        names=events.names,
        categories=events.categories,
        tracks=shown,
        origin=origin,
        length=slicing.last_time(events) - origin,
        slices=columns,
        instants=slicing.instants_of(events, instants, shown, origin),
        flows=flows_of(events, numbers, columns, origin),
        counters=counters,
        notes=(*_damage(events), *notes),
        facts=_facts(events, text),
        text=text,
    )


def _origin(events: RawEvents) -> int:
    """The first moment of anything that is shown: metadata may carry any time."""
    timed = (events.time != raw.NO_TIME) & (events.phase != ord("M"))
    return int(events.time[timed].min()) if timed.any() else 0


def _renumbered(found: slicing.Pieces, numbers: NDArray[np.int64]) -> slicing.Pieces:
    track = numbers[found.track]
    kept = track >= 0
    if kept.all():
        return found._replace(track=track)
    return slicing.Pieces(track[kept], found.start[kept], found.end[kept], found.row[kept])


def _damage(events: RawEvents) -> list[str]:
    notes = []
    if events.garbled:
        places = "place" if events.garbled == 1 else "places"
        notes.append(f"{events.garbled:,} {places} in the file are no event, and are passed over.")
    if not events.complete:
        notes.append("The file ends in the middle of its events; what is there is shown.")
    return notes


def _facts(events: RawEvents, text: Text) -> dict[str, str]:
    """The trace's own fields that are short: texts and numbers."""
    facts = {}
    for name, (at, stop) in events.fields.items():
        if stop - at <= LONGEST_FACT:
            try:
                value = json.loads(text.read(at, stop - at), strict=False)
            except (TimelineError, ValueError, RecursionError):
                continue
            if isinstance(value, (str, int, float)) and str(value).strip():
                facts[name] = str(value).strip()
    return facts
