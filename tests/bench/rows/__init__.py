"""The rows, by the name that the command takes; each module measures one thing and tells what is in its figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, cast

from tests.bench.bench import Bench
from tests.bench.figures import Line
from tests.bench.rows import (
    arrays,
    call,
    chart,
    crowded,
    graphs,
    images,
    imports,
    live,
    many,
    memory,
    open_logdir,
    page,
    points,
    projections,
    scopes,
    spans,
    start,
    timelines,
    training,
    vectors,
)


class Row(Protocol):
    """A module in this folder."""

    def measure(self, bench: Bench) -> Iterator[Line]: ...


ROWS = {
    "open": cast(Row, open_logdir),
    "many": cast(Row, many),
    "memory": cast(Row, memory),
    "call": cast(Row, call),
    "arrays": cast(Row, arrays),
    "training": cast(Row, training),
    "import": cast(Row, imports),
    "start": cast(Row, start),
    "page": cast(Row, page),
    "chart": cast(Row, chart),
    "crowded": cast(Row, crowded),
    "live": cast(Row, live),
    "images": cast(Row, images),
    "points": cast(Row, points),
    "projections": cast(Row, projections),
    "scopes": cast(Row, scopes),
    "vectors": cast(Row, vectors),
    "graphs": cast(Row, graphs),
    "timelines": cast(Row, timelines),
    "spans": cast(Row, spans),
}


def title(name: str) -> str:
    """The first sentence of the row's docstring."""
    return (ROWS[name].__doc__ or name).split("\n\n")[0].rstrip(".")
