"""The table of a graph's operations, with what a session run cost each; and the same added up by kind of operation."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from board.graph.costs import Columns, Costs
from board.graph.entries import output_shapes
from board.graph.model import Model
from board.graph.places import Place
from board.graph.tree import Ints

SORTS = ("time", "memory", "executions", "parameters", "name", "op", "device")


class Table(NamedTuple):
    """Which part of the table is wanted: rows whose name or operation holds a text, by a column, from a place on."""

    sort: str
    descending: bool
    text: str
    offset: int
    limit: int


class _Rows(NamedTuple):
    """Nodes of the graph, and what was executed besides (node -1): columns."""

    names: list[str]
    node: Ints
    op: list[str]
    device: list[str]
    spent: Columns
    parameters: Ints


def operations(model: Model, costs: Costs | None, table: Table) -> dict[str, Any]:
    """{rows, total, by_op, sums}: all nodes of the graph, or what was executed in the session.

    A row is an object with path, name, op, device, time, memory, executions, parameters and shape; path is null for what is
    nowhere in the graph. `by_op` has [op, nodes, time, memory, parameters] of each kind of operation, most time first.
    """
    rows = _of_graph(model) if costs is None else _of_session(model, costs)
    shown = _ordered(model, rows, table)
    part = shown[table.offset : table.offset + table.limit].tolist()
    return {
        "rows": [_row(model, costs, rows, at) for at in part],
        "total": len(shown),
        "by_op": _by_op(rows),
        "sums": dict(zip(("time", "memory", "executions"), rows.spent.sum(axis=0).tolist(), strict=True)),
    }


def _of_graph(model: Model) -> _Rows:
    graph = model.graph
    ops = [graph.op.values[code] for code in graph.op.codes.tolist()]
    devices = [graph.device.values[code] for code in graph.device.codes.tolist()]
    nothing = np.zeros((len(graph), 3), np.int64)
    return _Rows(list(graph.names), np.arange(len(graph)), ops, devices, nothing, np.maximum(graph.parameters, 0))


def _of_session(model: Model, costs: Costs) -> _Rows:
    graph, ran = model.graph, np.flatnonzero(costs.nodes.executions > 0)
    nodes = ran.tolist()
    inlined = [_op(place) for place in costs.places]
    return _Rows(
        [*(graph.names[node] for node in nodes), *costs.names],
        np.concatenate((ran, np.full(len(costs.names), -1))),
        [*(graph.op[node] for node in nodes), *inlined],
        [*(costs.nodes.device[node] for node in nodes), *(costs.device[at] for at in range(len(costs.names)))],
        np.concatenate((costs.own[ran], np.diff(costs.inlined, axis=0))),
        np.concatenate((np.maximum(graph.parameters[ran], 0), np.zeros(len(costs.names), np.int64))),
    )


def _op(place: Place | None) -> str:
    return place.model.graph.op[place.node] if place is not None and place.is_leaf else ""


def _ordered(model: Model, rows: _Rows, table: Table) -> Ints:
    """The rows that are wanted, in order; equal ones by name."""
    text = table.text.lower()
    wanted = np.array(
        [
            at
            for at, (name, op) in enumerate(zip(rows.names, rows.op, strict=True))
            if not text or text in name.lower() or text in op.lower()
        ],
        np.int64,
    )
    columns: dict[str, Any] = {
        **dict(zip(("time", "memory", "executions"), rows.spent.T, strict=True)),
        "parameters": rows.parameters,
        "name": rows.names,
        "op": rows.op,
        "device": rows.device,
    }
    column = columns[table.sort]
    if isinstance(column, list):
        places = {value: place for place, value in enumerate(sorted(set(column)))}
        column = np.array([places[value] for value in column], np.int64)
    by_name = sorted(wanted.tolist(), key=rows.names.__getitem__)
    key = column[by_name]
    order = np.argsort(-key if table.descending else key, kind="stable")
    return np.array(by_name, np.int64)[order]


def _row(model: Model, costs: Costs | None, rows: _Rows, at: int) -> dict[str, Any]:
    node = int(rows.node[at])
    if node >= 0:
        place: Place | None = Place(model, int(model.tree.leaf[node]))
    else:
        place = None if costs is None else costs.places[at - (len(rows.names) - len(costs.names))]
    time, memory, executions = rows.spent[at].tolist() if costs is not None else (None, None, None)
    return {
        "path": None if place is None else place.path(),
        "name": rows.names[at],
        "op": rows.op[at],
        "device": rows.device[at],
        "time": time,
        "memory": memory,
        "executions": executions,
        "parameters": int(rows.parameters[at]),
        "shape": output_shapes(place.model.graph, place.node) if place is not None and place.is_leaf else "",
    }


def _by_op(rows: _Rows) -> list[list[Any]]:
    """[op, nodes, time, memory, parameters] of each kind of operation, most time first, then most nodes."""
    numbers: dict[str, int] = {}
    at = np.array([numbers.setdefault(op, len(numbers)) for op in rows.op], np.int64)
    sums = np.zeros((len(numbers), 4), np.int64)
    columns = [np.ones(len(at), np.int64), rows.spent[:, 0], rows.spent[:, 1], rows.parameters]
    np.add.at(sums, at, np.stack(columns, axis=1))
    order = np.lexsort((-sums[:, 0], -sums[:, 1])).tolist()
    names = list(numbers)
    return [[names[one], *sums[one].tolist()] for one in order]
