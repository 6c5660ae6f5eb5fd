"""Order in the house: names, notes, colours and hidden runs, named views, and the trash."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response

from board import editing, house, trash, web
from board.house import ChangeError, HouseError, State
from board.trash import TrashError

bp = Blueprint("house", __name__)


@bp.get("/api/house")
def state() -> Response:
    """What the logdir's file says, and whether this server may change it."""
    return _response(house.read(web.site().roots.first))


@bp.post("/api/house")
def change() -> Response:
    """Merges a change into the file; answers with what it says then."""
    wanted = editing.change()
    try:
        return _response(house.change(web.site().roots.first, wanted))
    except ChangeError as error:
        web.refuse(str(error))
    except HouseError as error:
        web.refuse(str(error), 409)


@bp.post("/api/trash")
def move_to_trash() -> Response:
    """Moves one run's own event files out of the way."""
    wanted, site = editing.change(), web.site()
    run = wanted.get("run")
    if not isinstance(run, str):
        web.refuse("The field run must be the name of a run.")
    site.store.tags(run)  # 404 if there is no such run
    try:
        root, relative = site.roots.split(run)
        moved = trash.move_to_trash(root.path, relative, time.time(), wanted.get("even_if_fresh") is True, called=run)
    except TrashError as error:
        web.refuse(str(error), 409)
    return web.json_response({"run": run, "files": moved.files, "to": root.called(moved.to)})


def _response(state: State) -> Response:
    body: dict[str, Any] = {"editable": web.site().editable, "runs": state.runs, "views": state.views}
    return web.json_response({**body, "problem": state.problem} if state.problem else body)
