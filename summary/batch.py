"""What a scan finds, as columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# About so many points make a batch: they fit the processor's cache while they wait to be sorted by series.
POINTS = 1 << 18


class Batch(NamedTuple):
    """Points and spans of one or more files, grouped by (file, session, tag) in the order these were first met.

    Group g is tags[tag[g]] (`tag_numbers` is the way back) of file file[g] in its session[g]-th session, of the kind
    kinds[kind[g]] (the empty one: not known yet). Its points are step[start[g]:start[g + 1]], wall_time and value alike, in
    the order written; where wide[g], their exact values stand in `exact`. The message of its metadata, if this batch met it
    first, is metadata_size[g] bytes at metadata_offset[g] of the file. A span is `span_size` bytes at `span_offset` of its
    group's file: the payload of Event field `span_field`, or where that is 5 (summary) one Summary.Value.
    """

    tags: list[str]
    tag_numbers: dict[str, int]
    kinds: list[str]
    file: npt.NDArray[np.int32]
    session: npt.NDArray[np.int32]
    tag: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int32]
    wide: npt.NDArray[np.uint8]
    metadata_offset: npt.NDArray[np.int64]
    metadata_size: npt.NDArray[np.int32]
    spans: npt.NDArray[np.int32]
    start: npt.NDArray[np.int64]
    step: npt.NDArray[np.int64]
    wall_time: npt.NDArray[np.float64]
    value: npt.NDArray[np.float32]
    exact: npt.NDArray[np.float64] | None
    span_group: npt.NDArray[np.int32]
    span_field: npt.NDArray[np.int32]
    span_offset: npt.NDArray[np.int64]
    span_size: npt.NDArray[np.int32]
    span_step: npt.NDArray[np.int64]
    span_wall_time: npt.NDArray[np.float64]


def without_empty_groups(batch: Batch) -> Batch:
    """The batch without the groups that only a damaged record had begun."""
    filled = (np.diff(batch.start) > 0) | (batch.spans > 0)
    new_number = np.cumsum(filled, dtype=np.int32) - 1
    by_group = ("file", "session", "tag", "kind", "wide", "metadata_offset", "metadata_size", "spans")
    return batch._replace(
        start=np.append(batch.start[:-1][filled], batch.start[-1]),
        span_group=new_number[batch.span_group],
        **{name: getattr(batch, name)[filled] for name in by_group},
    )
