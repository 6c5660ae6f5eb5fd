"""Sums over the slices of a stretch of time, by name or whatever else they are told apart by; compiled like scanning.py."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython


def tally(
    first: cython.Py_ssize_t,
    last: cython.Py_ssize_t,
    begin: cython.longlong,
    end: cython.longlong,
    start: cython.const[cython.longlong][::1],
    duration: cython.const[cython.longlong][::1],
    parent: cython.const[cython.int][::1],
    key: cython.const[cython.int][::1],
    count: cython.longlong[::1],
    total: cython.longlong[::1],
    own: cython.longlong[::1],
    longest: cython.longlong[::1],
) -> cython.void:
    """Adds the slices of a track, rows `first` to `last`, as far as they are within `begin` to `end`, to the sums of their keys.

    A key is -1, the first place, or more; the sums have a place for each. The self time of a slice is what is within of it
    less what is within of its direct children.
    """
    row: cython.Py_ssize_t
    place: cython.Py_ssize_t
    inside: cython.longlong
    finish: cython.longlong
    with cython.nogil:
        for row in range(first, last):
            if start[row] > end:
                break
            finish = start[row] + duration[row]
            if finish < begin:
                continue
            inside = (finish if finish < end else end) - (start[row] if start[row] > begin else begin)
            place = key[row] + 1
            count[place] += 1
            total[place] += inside
            own[place] += inside
            if inside > longest[place]:
                longest[place] = inside
            if parent[row] >= 0:
                own[key[parent[row]] + 1] -= inside
