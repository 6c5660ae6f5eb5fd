"""Tensors of no kind that has a tab of its own: shape, type, numbers, a small picture, and the whole as a file."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from flask import Blueprint, Response, request
from numpy.typing import NDArray

from board import asked, matrices, web
from board.answers import Unreadable
from board.columns import ColumnArea
from board.values import tensors

bp = Blueprint("tensors", __name__)

MOST_CELLS = 64
MOST_ROWS = 256
LARGEST_FILE = 256 << 20  # bytes of a file of strings
LONGEST = 4096  # characters of a string that are sent


@bp.get("/api/tensors/value")
def value() -> Response:
    """What a value is, and a window of one of its matrices.

    Fields beside run, tag and at: slice (the place along all dimensions but the last two, as "0,3"; by default the first),
    row and column (where the window begins), rows and columns (how large it is).
    """
    span = asked.span()
    name, array = tensors.logged(span)
    chosen, place = _matrix(array)
    row, column = asked.whole("row", 0, 0, 1 << 40), asked.whole("column", 0, 0, 1 << 40)
    rows, columns = asked.whole("rows", 16, 1, MOST_ROWS), asked.whole("columns", 16, 1, MOST_ROWS)
    window = chosen[row : row + rows, column : column + columns]
    found = matrices.statistics(array)
    return web.immutable(
        web.json_response(
            {
                "type": name,
                "shape": array.shape,
                "size": span.size,
                "statistics": None if found is None else found._asdict(),
                "slice": place,
                "matrix": chosen.shape,
                "row": row,
                "column": column,
                "values": [[_short(one) for one in line] for line in matrices.rows_of(window)],
            }
        )
    )


@bp.get("/api/tensors/cells")
def cells() -> Response:
    """One matrix of a value as a picture of at most 64 × 64 cells, row by row in the one series' column `cell`.

    An int64 beyond 2**53 is rounded. 422 for strings.
    """
    _, array = tensors.logged(asked.span())
    if array.dtype.kind == "O":
        raise Unreadable("Strings have no picture.")
    chosen, _ = _matrix(array)
    made = matrices.cells(chosen, MOST_CELLS)
    area = ColumnArea()
    series = {"rows": made.size, "shape": made.shape, "columns": {"cell": area.add(made.ravel())}}
    return web.immutable(Response(area.reply({"series": [series]}), mimetype="application/octet-stream"))


@bp.get("/api/tensors/file")
def file() -> Response:
    """The value as a file of NumPy's (.npy); strings as fixed-width bytes, so that no pickle is needed to read it."""
    _, array = tensors.logged(asked.span())
    body = io.BytesIO()
    np.save(body, _fixed(array) if array.dtype.kind == "O" else array, allow_pickle=False)
    response = Response(body.getvalue(), mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="tensor.npy"'
    return web.immutable(response)


def _fixed(strings: NDArray[Any]) -> NDArray[Any]:
    """The strings as bytes of one width, which is that of the longest: a list of short ones and a long one takes much."""
    width = max(map(len, strings.flat), default=0)
    if strings.size * width > LARGEST_FILE:
        raise Unreadable(
            f"These {strings.size:,} strings would each take {width:,} bytes, as the longest does; "
            f"files of no more than {LARGEST_FILE >> 20} MB are made of strings."
        )
    return strings.astype(bytes)


def _matrix(array: NDArray[Any]) -> tuple[NDArray[Any], tuple[int, ...]]:
    first = (0,) * max(0, array.ndim - 2)
    if 0 in array.shape:
        return array.reshape(0, 0), first
    place = web.field("slice", first, _place, f"{array.ndim - 2} whole numbers with commas between them")
    try:
        return matrices.matrix(array, place), place
    except IndexError:
        web.refuse(f"There is no slice {request.args.get('slice')!r} in a tensor of the shape {array.shape}.")


def _place(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in text.split(",")) if text else ()


def _short(one: Any) -> Any:
    return one[:LONGEST] if isinstance(one, str) else one
