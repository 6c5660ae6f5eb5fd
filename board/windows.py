# cython: boundscheck=False, wraparound=False, cdivision=True
"""Means and medians of windows that move along a column. Compiled by Cython; runs uncompiled too."""

from __future__ import annotations

from typing import Any

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

COMPILED: bool = cython.compiled

Doubles = np.ndarray[tuple[int], np.dtype[np.float64]]
Bounds = np.ndarray[tuple[int], np.dtype[np.int64]]

BLOCK = 4096  # windows whose medians are found in one go, unless they are wider: their tree stays in the cache


def means(values: Doubles, begin: Bounds, end: Bounds) -> Doubles:
    """The mean of each window values[begin[i]:end[i]], for finite values.

    No window is empty, and neither its begin nor its end lies before that of the window before it. Sums are made of a
    window's own values only, so what has left it takes no digit with it: O(n), by two piles of partial sums.
    """
    values, found = np.ascontiguousarray(values, np.float64), np.empty(len(begin))
    if COMPILED:
        _means(values, begin, end, np.empty(len(values)), found)
    else:
        out = [0.0] * len(begin)
        _means(values.tolist(), begin.tolist(), end.tolist(), [0.0] * len(values), out)
        found[:] = out
    return found


def medians(values: Doubles, begin: Bounds, end: Bounds) -> Doubles:
    """The median of each window, as `means` has them: the mean of the middle two where the number is even.

    O(n log w) for windows of w values: they are counted in a tree over the ranks of the values around.
    """
    values, found = np.ascontiguousarray(values, np.float64), np.empty(len(begin))
    size = max(BLOCK, int((end - begin).max(initial=0)))
    for first in range(0, len(begin), size):
        block = slice(first, first + size)
        begins, ends = begin[block], end[block]
        inside = values[begins.item(0) : ends.item(-1)]
        order = np.argsort(inside, kind="stable")
        ranks = np.empty(len(inside), np.int64)
        ranks[order] = np.arange(len(inside))
        tree = np.zeros(1 << len(inside).bit_length(), np.int64)
        arguments: list[Any] = [ranks, inside[order], begins - begins[0], ends - begins[0], tree, found[block]]
        if COMPILED:
            _medians(*arguments)
        else:
            lists = [argument.tolist() for argument in arguments]
            _medians(*lists)
            found[block] = lists[5]
    return found


def _means(
    values: cython.const[cython.double][::1],
    begin: cython.const[cython.longlong][::1],
    end: cython.const[cython.longlong][::1],
    front: cython.double[::1],
    found: cython.double[::1],
) -> None:
    """front[j] is the sum of values[j:middle], `back` that of values[middle:stop]; a window ends in each of them."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    n: cython.Py_ssize_t = len(begin)
    stop: cython.Py_ssize_t = 0
    middle: cython.Py_ssize_t = 0
    back: cython.double = 0.0
    total: cython.double
    with cython.nogil:
        for i in range(n):
            for j in range(stop, end[i]):
                back += values[j]
            stop = end[i]
            if begin[i] >= middle:
                total = 0.0
                for j in range(stop - 1, begin[i] - 1, -1):
                    total += values[j]
                    front[j] = total
                middle = stop
                back = 0.0
            found[i] = (front[begin[i]] + back) / (end[i] - begin[i])


def _medians(
    ranks: cython.const[cython.longlong][::1],
    ordered: cython.const[cython.double][::1],
    begin: cython.const[cython.longlong][::1],
    end: cython.const[cython.longlong][::1],
    tree: cython.longlong[::1],
    found: cython.double[::1],
) -> None:
    """`tree` is a Fenwick tree: place p, from 1, counts the window's ranks from p - (p & -p) to p - 1."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    n: cython.Py_ssize_t = len(begin)
    size: cython.Py_ssize_t = len(tree)
    start: cython.Py_ssize_t = 0
    stop: cython.Py_ssize_t = 0
    place: cython.Py_ssize_t
    step: cython.Py_ssize_t
    k: cython.Py_ssize_t
    rest: cython.longlong
    inside: cython.Py_ssize_t
    total: cython.double
    with cython.nogil:
        for i in range(n):
            for j in range(stop, end[i]):
                place = ranks[j] + 1
                while place < size:
                    tree[place] += 1
                    place += place & -place
            stop = end[i]
            for j in range(start, begin[i]):
                place = ranks[j] + 1
                while place < size:
                    tree[place] -= 1
                    place += place & -place
            start = begin[i]
            inside = stop - start
            total = 0.0
            for k in range((inside + 1) // 2, inside // 2 + 2):  # the one in the middle, or the two
                rest = k
                place = 0
                step = size // 2
                while step > 0:
                    if tree[place + step] < rest:
                        place += step
                        rest -= tree[place]
                    step //= 2
                total += ordered[place]
            found[i] = total if inside % 2 == 1 else total * 0.5
