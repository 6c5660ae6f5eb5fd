"""What is set aside in a scope, for a model is easier read without it: constants, summaries, savers, and what all depends on.

The kinds of operations, and what counts as a high degree, are TensorBoard's (plugins/graph, tf_graph_common/render.ts): at
least 15 siblings, and beyond the usual fence over the quartiles of their degrees, but at least beyond 5.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.graph.graph import Graph
from board.graph.links import Links
from board.graph.tree import Ints, Tree

REASONS = ("", "bookkeeping", "high-degree", "constant", "summary")
IN_VIEW, BOOKKEEPING, HIGH_DEGREE, CONSTANT, SUMMARY = range(5)

FEWEST_SIBLINGS = 15
LEAST_DEGREE = 5

CONSTANTS = re.compile(r"Const|HostConst|Constant|prim::Constant")
SUMMARIES = re.compile(r"[A-Za-z]*Summary(V2)?")
SAVERS = re.compile(r"Save|SaveV2|SaveSlices|Restore|RestoreV2|RestoreSlice|MergeV2Checkpoints|ShardedFilename")
# What stands in one scope with savers or summaries for their sake alone.
HELPERS = re.compile(
    r"Identity|NoOp|Assign|AssignVariableOp|Pack|StringJoin|Placeholder(WithDefault)?|Select|StaticRegexFullMatch"
)


class Counts(NamedTuple):
    """How many leaves of a kind come before each in the tree's order, and in all: int64, one longer than the leaves."""

    constants: Ints
    summaries: Ints
    savers: Ints
    idle: Ints
    helpers: Ints


def counts(graph: Graph, tree: Tree) -> Counts:
    kinds = (CONSTANTS, SUMMARIES, SAVERS, re.compile("NoOp"), HELPERS)
    return Counts(*(counted(tree, _does(graph, kind)) for kind in kinds))


def counted(tree: Tree, values: NDArray[np.generic]) -> Ints:
    """The sums of a value of each of the graph's nodes, up to each leaf."""
    return np.concatenate(([0], np.cumsum(values[tree.leaves], dtype=np.int64)))


def within(tree: Tree, sums: Ints, places: Ints) -> Ints:
    """How much of what `counted` summed is in each of the places."""
    return sums[tree.leaf_start[tree.end[places]]] - sums[tree.leaf_start[places]]


def aside(tree: Tree, counts: Counts, children: Ints, links: Links) -> NDArray[np.uint8]:
    """Why each of the children of one scope, which have these links, is set aside: places in REASONS.

    Where nothing would be left, nothing is set aside.
    """
    reasons = _by_operation(tree, counts, children)
    busy = _high_degree(children, reasons, links)
    reasons[busy] = HIGH_DEGREE
    return reasons if (reasons == IN_VIEW).any() else np.zeros(len(children), np.uint8)


def _does(graph: Graph, kind: re.Pattern[str]) -> NDArray[np.bool_]:
    known = np.array([kind.fullmatch(value) is not None for value in graph.op.values], bool)
    return known[graph.op.codes] if len(known) else np.zeros(len(graph), bool)


def _by_operation(tree: Tree, counts: Counts, children: Ints) -> NDArray[np.uint8]:
    number = tree.leaf_start[tree.end[children]] - tree.leaf_start[children]
    constants, summaries, savers, idle, helpers = (within(tree, sums, children) for sums in counts)
    reasons = np.zeros(len(children), np.uint8)
    reasons[idle == number] = BOOKKEEPING
    reasons[(savers > 0) & (savers + constants + helpers == number)] = BOOKKEEPING
    reasons[(summaries > 0) & (summaries + constants + helpers == number)] = SUMMARY
    reasons[constants == number] = CONSTANT
    return reasons


def _high_degree(children: Ints, reasons: NDArray[np.uint8], links: Links) -> NDArray[np.bool_]:
    """Which of those left have far more predecessors than the others, or successors, whichever they have more of."""
    left = reasons == IN_VIEW
    busy = np.zeros(len(children), bool)
    if left.sum() < FEWEST_SIBLINGS:
        return busy
    source, target = np.searchsorted(children, links.source), np.searchsorted(children, links.target)
    drawn = (links.control == 0) & left[source] & left[target]
    degrees = [np.bincount(end[drawn], minlength=len(children)) for end in (target, source)]
    for degree, other in (degrees, degrees[::-1]):
        low, high = np.quantile(degree[left], (0.25, 0.75))
        busy |= left & (degree > max(high + 1.5 * (high - low), LEAST_DEGREE)) & (degree > other)
    return busy
