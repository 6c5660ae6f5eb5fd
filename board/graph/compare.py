"""What differs between two graphs, node by node: by their names."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from board.graph.graph import Coded, Graph
from board.graph.model import Model
from board.graph.places import Place
from board.graph.structure import Hashes, mixed
from board.graph.tree import LEAF, Ints, Tree

MOST = 5000  # nodes of each kind that are told
MOST_MARKS = 50_000


def compare(model: Model, other: Graph) -> dict[str, Any]:
    """{added, removed, changed, counts, marks}: what the model's graph has that the other has not, the reverse, and both.

    A change tells `what`: any of op, device, attributes, inputs, shape. Marks are by path, for what is drawn of the
    model: "added", "changed", and of scopes "added" where all in it is, or "inside" where some of it differs.
    """
    graph = model.graph
    there = np.array([other.index.get(name, -1) for name in graph.names], np.int64)
    added = np.flatnonzero(there < 0)
    both = np.flatnonzero(there >= 0)
    differences = _differences(graph, other, both, there[both])
    differs = np.any(list(differences.values()), axis=0) if len(both) else np.zeros(0, bool)
    changed = both[differs]
    removed = [name for name in other.names if name not in graph.index]
    what = [
        [word for word, column in differences.items() if column[at]] for at in np.flatnonzero(differs)[:MOST].tolist()
    ]
    whole = Place(model, 0)
    paths = whole.paths(model.tree.leaf[changed[:MOST]].tolist())
    return {
        "added": whole.paths(model.tree.leaf[added[:MOST]].tolist()),
        "removed": removed[:MOST],
        "changed": [{"path": path, "what": words} for path, words in zip(paths, what, strict=True)],
        "counts": {
            "added": len(added),
            "removed": len(removed),
            "changed": len(changed),
            "same": len(both) - len(changed),
        },
        "marks": _marks(model, added, changed, removed),
    }


def _differences(graph: Graph, other: Graph, here: Ints, there: Ints) -> dict[str, Any]:
    """For nodes of the one and of the other, in which of these they differ: columns of bool."""
    found = {
        "op": _texts(graph.op)[here] != _texts(other.op)[there],
        "device": _texts(graph.device)[here] != _texts(other.device)[there],
    }
    found["attributes"] = (graph.digest[here] != other.digest[there]) & ~(found["op"] | found["device"])
    found["inputs"] = _inputs(graph)[here] != _inputs(other)[there]
    found["shape"] = _outputs(graph)[here] != _outputs(other)[there]
    return found


def _texts(texts: Coded) -> Hashes:
    """A number for each text, equal for equal ones of any graph."""
    return _hashed(texts.values)[texts.codes]


def _hashed(texts: Sequence[str]) -> Hashes:
    coded = [text.encode("utf-8", "surrogatepass") for text in texts]
    numbers = [zlib.crc32(one) << 32 | zlib.adler32(one) for one in coded]
    return np.array(numbers, np.uint64)


def _inputs(graph: Graph) -> Hashes:
    """A number for all inputs of each node: the names and the slots from which they come, and their order."""
    slots = mixed(graph.input_slot.astype(np.int64).view(np.uint64), 1)
    return _in_order(mixed(_hashed(graph.names)[graph.input_node], 2) ^ slots, graph.input_start)


def _outputs(graph: Graph) -> Hashes:
    return _in_order(mixed(_texts(graph.output_shape), 3) ^ mixed(_texts(graph.output_type), 4), graph.output_start)


def _in_order(numbers: Hashes, start: Ints) -> Hashes:
    """One number for those of each stretch."""
    place = np.arange(len(numbers)) - np.repeat(start[:-1], np.diff(start))
    found = np.zeros(len(start) - 1, np.uint64)
    with np.errstate(over="ignore"):
        np.add.at(
            found, np.repeat(np.arange(len(found)), np.diff(start)), mixed(numbers ^ mixed(place.view(np.uint64), 5), 6)
        )
    return found


def _marks(model: Model, added: Ints, changed: Ints, removed: Sequence[str]) -> dict[str, str]:
    tree = model.tree
    new, other = (_within(tree, nodes) for nodes in (added, changed))
    touched = other + new > 0
    touched[_homes(tree, removed)] = True
    every = tree.leaf_start[tree.end] - tree.leaf_start[:-1]
    wholly = (new == every) & (every > 0)
    code = np.where(wholly, 0, np.where(tree.kind == LEAF, 1, 2))
    marked = np.flatnonzero(touched)
    marked = marked[marked > 0]
    outermost = marked[np.argsort(tree.depth[marked], kind="stable")][:MOST_MARKS]
    words = [("added", "changed", "inside")[one] for one in code[outermost].tolist()]
    return dict(zip(Place(model, 0).paths(outermost.tolist()), words, strict=True))


def _within(tree: Tree, nodes: Ints) -> Ints:
    """How many of the nodes are in each place."""
    is_one = np.zeros(len(tree.leaves), np.int64)
    is_one[nodes] = 1
    sums = np.concatenate(([0], np.cumsum(is_one[tree.leaves])))
    found: Ints = sums[tree.leaf_start[tree.end]] - sums[tree.leaf_start[:-1]]
    return found


def _homes(tree: Tree, names: Sequence[str]) -> list[int]:
    """The scopes, and all around them, in which nodes of these names would be."""
    found: set[int] = set()
    for name in names:
        at = 0
        for label in name.split("/")[:-1]:
            below = tree.below(at, label)
            if below is None or tree.kind[below] == LEAF:
                break
            at = below
        while at and at not in found:
            found.add(at)
            at = int(tree.parent[at])
    return list(found)
