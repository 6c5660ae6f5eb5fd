"""Where a scan puts what it finds: points in columns grouped by series, other values as spans of their files."""

from __future__ import annotations

from typing import Any

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from summary.batch import POINTS, Batch, without_empty_groups

FULL = POINTS


class Columns:
    """Collects points and spans; `batches` holds what is finished."""

    def __init__(self, tags: list[str], numbers: dict[str, int], kinds: list[str]) -> None:
        self.tags = tags
        self.numbers = numbers
        self.kinds = kinds
        self.batches: list[Batch] = []
        self.points = self.spans = self.groups = self.epoch = 0
        self.hollow = False
        self.group = self.group_tag = self.group_kind = np.empty(0, np.int32)
        self.group_file = self.group_session = self.group_spans = self.metadata_size = np.empty(0, np.int32)
        self.span_group = self.span_field = self.span_size = np.empty(0, np.int32)
        self.step = self.group_points = self.metadata_offset = np.empty(0, np.int64)
        self.span_offset = self.span_step = np.empty(0, np.int64)
        self.wall_time = self.value = self.span_wall_time = np.empty(0, np.float64)
        self.group_wide = np.empty(0, np.uint8)
        self.now_file = self.now_session = 0
        self.widen_points(POINTS)
        self.widen_groups(256)
        self.widen_spans(256)
        self.group_of_tag = np.empty(0, np.int32)
        self.epoch_of_tag = np.empty(0, np.int32)

    def begin(self, file: cython.int, session: cython.int) -> cython.void:
        """What comes now is of this file and session."""
        self.now_file = file
        self.now_session = session
        self.epoch += 1

    def group_for(self, tag: cython.int, kind: cython.int) -> cython.int:
        """The group of `tag` in the present file and session."""
        group: cython.int
        if tag >= self.epoch_of_tag.shape[0]:
            with cython.gil:
                self.widen_tags(tag + 1)
        if self.epoch_of_tag[tag] == self.epoch:
            group = self.group_of_tag[tag]
            if kind:
                self.group_kind[group] = kind
            return group
        if self.groups == self.group_tag.shape[0]:
            with cython.gil:
                self.widen_groups(2 * self.groups)
        group = self.groups
        self.groups += 1
        self.epoch_of_tag[tag] = self.epoch
        self.group_of_tag[tag] = group
        self.group_tag[group] = tag
        self.group_kind[group] = kind
        self.group_file[group] = self.now_file
        self.group_session[group] = self.now_session
        self.group_points[group] = 0
        self.group_spans[group] = 0
        self.group_wide[group] = 0
        self.metadata_size[group] = -1
        return group

    def point(
        self,
        group: cython.int,
        step: cython.longlong,
        wall_time: cython.double,
        value: cython.double,
        wide: cython.bint,
    ) -> cython.void:
        i: cython.Py_ssize_t = self.points
        if i == self.group.shape[0]:
            with cython.gil:
                self.widen_points(2 * i)
        self.points += 1
        self.group[i] = group
        self.step[i] = step
        self.wall_time[i] = wall_time
        self.value[i] = value
        self.group_points[group] += 1
        if wide:
            self.group_wide[group] = 1

    def span(
        self,
        group: cython.int,
        field: cython.int,
        offset: cython.longlong,
        size: cython.int,
        step: cython.longlong,
        wall_time: cython.double,
    ) -> cython.void:
        i: cython.Py_ssize_t = self.spans
        if i == self.span_group.shape[0]:
            with cython.gil:
                self.widen_spans(2 * i)
        self.spans += 1
        self.span_group[i] = group
        self.span_field[i] = field
        self.span_offset[i] = offset
        self.span_size[i] = size
        self.span_step[i] = step
        self.span_wall_time[i] = wall_time
        self.group_spans[group] += 1

    def metadata(self, group: cython.int, offset: cython.longlong, size: cython.int) -> cython.void:
        self.metadata_offset[group] = offset
        self.metadata_size[group] = size

    def forget(self, points: cython.Py_ssize_t, spans: cython.Py_ssize_t) -> cython.void:
        """Takes back all but the first so many points and spans: their record turned out to be damaged."""
        self.hollow = True
        while self.points > points:
            self.points -= 1
            self.group_points[self.group[self.points]] -= 1
        while self.spans > spans:
            self.spans -= 1
            self.group_spans[self.span_group[self.spans]] -= 1

    def finish_if_full(self) -> cython.void:
        """To be called between records, since a record is kept or taken back as a whole."""
        if self.points >= FULL or self.spans >= FULL:
            with cython.gil:
                self.finish()

    def finish(self) -> cython.void:
        """Makes a batch of what has been collected."""
        g: cython.Py_ssize_t = self.groups
        if not g:
            return
        start = np.zeros(g + 1, np.int64)
        np.cumsum(self.group_points[:g], out=start[1 : g + 1])
        step = np.empty(self.points, np.int64)
        wall_time = np.empty(self.points, np.float64)
        value = np.empty(self.points, np.float32)
        wide = np.array(self.group_wide[:g])
        exact = np.empty(self.points, np.float64) if wide.any() else None
        self.sort(start[:g].copy(), step, wall_time, value)
        if exact is not None:
            self.sort_exact(start[:g].copy(), exact)
        s: cython.Py_ssize_t = self.spans
        batch = Batch(
            self.tags,
            self.numbers,
            self.kinds,
            np.array(self.group_file[:g]),
            np.array(self.group_session[:g]),
            np.array(self.group_tag[:g]),
            np.array(self.group_kind[:g]),
            wide,
            np.array(self.metadata_offset[:g]),
            np.array(self.metadata_size[:g]),
            np.array(self.group_spans[:g]),
            start,
            step,
            wall_time,
            value,
            exact,
            np.array(self.span_group[:s]),
            np.array(self.span_field[:s]),
            np.array(self.span_offset[:s]),
            np.array(self.span_size[:s]),
            np.array(self.span_step[:s]),
            np.array(self.span_wall_time[:s]),
        )
        self.batches.append(without_empty_groups(batch) if self.hollow else batch)
        self.hollow = False
        self.points = self.spans = self.groups = 0
        self.epoch += 1

    def sort(
        self,
        place: cython.longlong[::1],
        step: cython.longlong[::1],
        wall_time: cython.double[::1],
        value: cython.float[::1],
    ) -> cython.void:
        """Deals the points out to their groups, whose first places are `place`, keeping their order."""
        i: cython.Py_ssize_t
        to: cython.Py_ssize_t
        with cython.nogil:
            for i in range(self.points):
                to = place[self.group[i]]
                place[self.group[i]] = to + 1
                step[to] = self.step[i]
                wall_time[to] = self.wall_time[i]
                value[to] = self.value[i]

    def sort_exact(self, place: cython.longlong[::1], exact: cython.double[::1]) -> cython.void:
        i: cython.Py_ssize_t
        to: cython.Py_ssize_t
        with cython.nogil:
            for i in range(self.points):
                to = place[self.group[i]]
                place[self.group[i]] = to + 1
                exact[to] = self.value[i]

    def widen_tags(self, size: cython.Py_ssize_t) -> cython.void:
        known = len(self.epoch_of_tag)
        self.group_of_tag = wider(self.group_of_tag, known, 2 * size, np.int32)
        self.epoch_of_tag = wider(self.epoch_of_tag, known, 2 * size, np.int32)
        self.epoch_of_tag[known:] = -1

    def widen_points(self, size: cython.Py_ssize_t) -> cython.void:
        self.group = wider(self.group, self.points, size, np.int32)
        self.step = wider(self.step, self.points, size, np.int64)
        self.wall_time = wider(self.wall_time, self.points, size, np.float64)
        self.value = wider(self.value, self.points, size, np.float64)

    def widen_groups(self, size: cython.Py_ssize_t) -> cython.void:
        self.group_tag = wider(self.group_tag, self.groups, size, np.int32)
        self.group_kind = wider(self.group_kind, self.groups, size, np.int32)
        self.group_file = wider(self.group_file, self.groups, size, np.int32)
        self.group_session = wider(self.group_session, self.groups, size, np.int32)
        self.group_points = wider(self.group_points, self.groups, size, np.int64)
        self.group_spans = wider(self.group_spans, self.groups, size, np.int32)
        self.group_wide = wider(self.group_wide, self.groups, size, np.uint8)
        self.metadata_offset = wider(self.metadata_offset, self.groups, size, np.int64)
        self.metadata_size = wider(self.metadata_size, self.groups, size, np.int32)

    def widen_spans(self, size: cython.Py_ssize_t) -> cython.void:
        self.span_group = wider(self.span_group, self.spans, size, np.int32)
        self.span_field = wider(self.span_field, self.spans, size, np.int32)
        self.span_offset = wider(self.span_offset, self.spans, size, np.int64)
        self.span_size = wider(self.span_size, self.spans, size, np.int32)
        self.span_step = wider(self.span_step, self.spans, size, np.int64)
        self.span_wall_time = wider(self.span_wall_time, self.spans, size, np.float64)


def wider(column: Any, used: int, size: int, dtype: Any) -> Any:
    """A column of `size` places that starts with the first `used` of this one."""
    new = np.empty(size, dtype)
    if used:
        new[:used] = column[:used]
    return new
