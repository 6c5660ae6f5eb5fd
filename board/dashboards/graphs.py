"""Graphs: which there are, one scope after another as the page opens them, and what it asks of their nodes."""

from __future__ import annotations

from flask import Blueprint, Response, request

from board import asked, web
from board.answers import NotFound
from board.cache import Cache
from board.confined import confined
from board.graph import graph_def, places, scopes
from board.graph.model import Model, model
from board.graph.walk import of_file

bp = Blueprint("graphs", __name__)

MOST_BYTES = 1 << 30  # of graphs that are kept

_models: Cache[Model] = Cache(MOST_BYTES, lambda one: one.size)


@bp.get("/api/graphs")
def listed() -> Response:
    """{graphs: [{id, run, title, kind, nodes, functions}], sessions, problems}."""
    graphs = []
    for one in web.site().store.beside("graphs"):
        if one.path.endswith(".pb"):
            made = _model(one.path)
            about = {"id": one.path, "run": one.run, "title": one.path, "kind": "file"}
            graphs.append({**about, "nodes": len(made), "functions": len(made.library.functions)})
    return web.json_response({"graphs": graphs, "sessions": [], "problems": []})


@bp.get("/api/graphs/scope")
def scope() -> Response:
    """What is in the scope of the field path ("": the whole), and what goes out of it; see board.graph.scopes."""
    made = _model("" if "file" in request.values else web.required("id"))
    found = places.find(made, request.values.get("path", ""))
    return web.json_response(scopes.scope(found, None, frozenset(request.values.getlist("keep"))))


def _model(name: str) -> Model:
    path = asked.file() if "file" in request.values else confined(web.site().path, name)
    if not path.is_file():
        raise NotFound(f"There is no graph {name!r}.")
    size = path.stat().st_size
    return _models.get((str(path), size), lambda: model(graph_def.read(of_file(str(path), 0, size))))
