"""Runs: the table of what every run's tags came to, with its hyper-parameters."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint, Response

from board import asked, web
from board.numbers import json_number
from board.reductions import OF
from board.runtable import OF_RUN, HParamColumn, RunColumn, TagColumn, table

bp = Blueprint("runs", __name__)

MOST_COLUMNS = 1000
MOST_CELLS = 5_000_000

COLUMN = (
    f'A column must be {{"tag": a tag, "of": one of {", ".join(OF)}}}, {{"hparam": a name}} '
    f'or {{"of": one of {", ".join(OF_RUN)}}}.'
)

Column = TagColumn | HParamColumn | RunColumn


@bp.post("/api/table")
def run_table() -> Response:
    """The columns asked for, over the runs asked for or all."""
    body = asked.json_body()
    site = web.site()
    columns, runs = _columns(body.get("columns", [])), _runs(body.get("runs"))
    count = len(site.store.runs() if runs is None else runs) * max(len(columns), 1)
    if count > MOST_CELLS:
        web.refuse(f"This asks for {count:,} cells; no more than {MOST_CELLS:,} are told at a time.", 413)
    made = table(site.store, site.hparams, columns, runs)
    return web.json_response({**made._asdict(), "columns": [list(map(_cell, column)) for column in made.columns]})


def _columns(asked_for: Any) -> list[Column]:
    if not isinstance(asked_for, list) or len(asked_for) > MOST_COLUMNS:
        web.refuse(f"The field columns must be a list of up to {MOST_COLUMNS} columns.")
    columns = [column for one in asked_for if (column := _column(one))]
    if len(columns) < len(asked_for):
        web.refuse(COLUMN)
    return columns


def _column(asked_for: Any) -> Column | None:
    match asked_for:
        case {"hparam": str(name)}:
            return HParamColumn(name)
        case {"tag": str(tag), "of": str(of)} if of in OF:
            return TagColumn(tag, of)
        case {"of": str(of)} if of in OF_RUN and "tag" not in asked_for:
            return RunColumn(of)
    return None


def _runs(asked_for: Any) -> list[str] | None:
    if asked_for is not None and not (isinstance(asked_for, list) and all(isinstance(run, str) for run in asked_for)):
        web.refuse("The field runs must be a list of runs' names, or null for all of them.")
    return asked_for


def _cell(cell: Any) -> Any:
    return json_number(cell) if type(cell) is float and not math.isfinite(cell) else cell
