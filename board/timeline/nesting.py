"""Which slices of a thread stand in which: pairs of begin and end, depths, parents, self times; compiled like scanning.py."""

from __future__ import annotations

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

NONE = -1
# Slices of one thread should nest. Where they overlap instead, no more open ones than this are asked whether they hold one.
FARTHEST = 64
DEEPEST = 1 << 15
WIDEST = 256


def pair(
    track: cython.int[::1],
    time: cython.longlong[::1],
    begins: cython.uchar[::1],
    name: cython.int[::1],
    other: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Finds the end of each beginning; how many ends had none.

    Rows are sorted by track and time; `begins` is 1 for a beginning, 0 for an end. `other` becomes the row of the end, or NONE.
    An end without a name, or of the name last begun, ends the slice last begun; one of another name ends what was begun under
    it, and what began since then ends with it.
    """
    count: cython.Py_ssize_t = track.shape[0]
    stack: cython.longlong[::1] = np.empty(count + 1, np.int64)
    depth: cython.Py_ssize_t = 0
    place: cython.Py_ssize_t
    unpaired: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    with cython.nogil:
        for i in range(count):
            other[i] = NONE
            if i > 0 and track[i] != track[i - 1]:
                depth = 0
            if begins[i]:
                stack[depth] = i
                depth += 1
                continue
            place = depth - 1
            if name[i] != NONE:
                while place >= 0 and depth - place <= FARTHEST and name[stack[place]] != name[i]:
                    place -= 1
            if place < 0 or depth - place > FARTHEST:
                unpaired += 1
                continue
            while depth > place:
                depth -= 1
                other[stack[depth]] = i
    return unpaired


def nest(
    first: cython.longlong[::1],
    nested: cython.uchar[::1],
    start: cython.longlong[::1],
    duration: cython.longlong[::1],
    depth: cython.int[::1],
    parent: cython.int[::1],
    own: cython.longlong[::1],
) -> cython.Py_ssize_t:
    """Fills in each slice's depth below the outermost, its parent's row or NONE, and its self time; how many overlap.

    `first` says where each track's slices begin in the columns, and where the last end; they are sorted by start, the longest
    first. Tracks are left as they are where `nested` is 0. A slice that begins in another and outlasts it lies below it and is
    the child of none that it outlasts.
    """
    tracks: cython.Py_ssize_t = first.shape[0] - 1
    count: cython.Py_ssize_t = start.shape[0]
    stack: cython.longlong[::1] = np.empty(count + 1, np.int64)
    open_now: cython.Py_ssize_t
    track: cython.Py_ssize_t
    row: cython.Py_ssize_t
    place: cython.Py_ssize_t
    end: cython.longlong
    overlapping: cython.Py_ssize_t = 0
    with cython.nogil:
        for track in range(tracks):
            if not nested[track]:
                continue
            open_now = 0
            for row in range(first[track], first[track + 1]):
                end = start[row] + duration[row]
                own[row] = duration[row]
                while open_now and start[stack[open_now - 1]] + duration[stack[open_now - 1]] <= start[row]:
                    open_now -= 1
                depth[row] = open_now if open_now < DEEPEST else DEEPEST
                place = open_now - 1
                while place >= 0 and open_now - place <= FARTHEST and ends_before(start, duration, stack[place], end):
                    place -= 1
                if place < 0 or open_now - place > FARTHEST:
                    parent[row] = NONE
                else:
                    parent[row] = stack[place]
                    own[stack[place]] -= duration[row]
                if place < open_now - 1:
                    overlapping += 1
                stack[open_now] = row
                open_now += 1
        for row in range(count):
            if own[row] < 0:
                own[row] = 0
    return overlapping


def ends_before(
    start: cython.longlong[::1], duration: cython.longlong[::1], row: cython.Py_ssize_t, end: cython.longlong
) -> cython.bint:
    return start[row] + duration[row] < end


def stack_up(
    first: cython.longlong[::1],
    nested: cython.uchar[::1],
    start: cython.longlong[::1],
    duration: cython.longlong[::1],
    depth: cython.int[::1],
) -> cython.void:
    """Gives the slices of tracks that are not `nested` the lowest line that is free while they last, the last if none is."""
    tracks: cython.Py_ssize_t = first.shape[0] - 1
    free: cython.longlong[::1] = np.empty(WIDEST, np.int64)
    used: cython.Py_ssize_t
    line: cython.Py_ssize_t
    track: cython.Py_ssize_t
    row: cython.Py_ssize_t
    with cython.nogil:
        for track in range(tracks):
            if nested[track]:
                continue
            used = 0
            for row in range(first[track], first[track + 1]):
                line = 0
                while line < used and free[line] > start[row]:
                    line += 1
                if line == used:
                    if used < WIDEST:
                        used += 1
                    else:
                        line = used - 1
                free[line] = start[row] + duration[row]
                depth[row] = line
