"""Graphs: which there are, one scope after another as the page opens them, and what it asks of their nodes.

A graph is told by the field id, as the listing has it, or by the field file; a session run by the field session.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from board import apart, asked, web
from board.cache import Cache
from board.graph import compare, operations, places, scopes, search, sources, stats, trace
from board.graph.costs import Costs, costs
from board.graph.details import details
from board.graph.graph import Graph
from board.graph.model import Model, model
from board.matching import MatchingError

bp = Blueprint("graphs", __name__)

MOST_BYTES = 1 << 30  # of models that are kept
MOST_HITS = 1000
MOST_ROWS = 1000
LONGEST_QUERY = 1000

_models: Cache[Model] = Cache(MOST_BYTES, lambda one: one.size, "graph models")
_costs: Cache[Costs] = Cache(MOST_BYTES >> 2, lambda one: 200 * (len(one.own) + len(one.names)), "graph costs")


@bp.get("/api/graphs")
def listed() -> Response:
    """{graphs, sessions}; nothing is read of what takes long, so nobody knows yet how large the graphs are."""
    site = web.site()
    graphs = [entry._asdict() for entry in sources.listed(site.store, site.roots)]
    sessions = [session._asdict() for session in sources.sessions(site.store)]
    return web.json_response({"graphs": graphs, "sessions": sessions})


@bp.get("/api/graphs/about")
def about() -> Response:
    """What there is to say of the whole: how large it is, what its source tells, and what was wrong with it."""
    made = _model()
    graph = made.graph
    spent = _spent(made)
    return web.json_response(
        {
            "nodes": len(graph),
            "edges": len(graph.input_node),
            "functions": len(graph.functions),
            "parameters": int(made.parameters[-1]),
            "about": graph.about,
            "problems": [*graph.problems, *(() if spent is None else spent.nodes.problems)],
        }
    )


@bp.get("/api/graphs/scope")
def scope() -> Response:
    """What is in the scope of the field path ("": the whole), and what goes out of it; see board.graph.scopes.

    Nodes of the fields keep are not set aside.
    """
    made = _model()
    keep = frozenset(request.values.getlist("keep"))
    return web.json_response(scopes.scope(_place(made), _spent(made), keep))


@bp.get("/api/graphs/node")
def node() -> Response:
    """All that is told of the node, scope or series of the field path; see board.graph.details."""
    made = _model()
    return web.json_response(details(_place(made), _spent(made)))


@bp.get("/api/graphs/search")
def searched() -> Response:
    """Nodes and scopes in which the field query is found; see board.graph.search. Fields beside it: regex, by, limit."""
    text = web.required("query")
    if len(text) > LONGEST_QUERY:
        web.refuse(f"The query is longer than {LONGEST_QUERY:,} characters.")
    query = search.Query(text, asked.flag(asked.form_texts, "regex"), asked.choice(asked.form_texts, "by", search.BY))
    limit = asked.whole("limit", 50, 1, MOST_HITS)
    try:
        return web.json_response(search.search(_model(), query, limit))
    except MatchingError as error:
        web.refuse(f"The query is no regular expression: {error}.")
    except apart.TooSlow:
        web.refuse(f"The regular expression {text[:80]!r} takes too long; write it without nested repetition.")


@bp.get("/api/graphs/trace")
def traced() -> Response:
    """All that the place of the field path depends on, or that depends on it (direction=outputs); see board.graph.trace."""
    inward = asked.choice(asked.form_texts, "direction", ("inputs", "outputs")) == "inputs"
    return web.json_response(trace.trace(_place(_model()), inward))


@bp.get("/api/graphs/operations")
def table() -> Response:
    """A part of the table of operations; see board.graph.operations.

    Fields: sort (time), descending (1), query, which names and operations hold, offset and limit.
    """
    made = _model()
    wanted = operations.Table(
        sort=asked.choice(asked.form_texts, "sort", operations.SORTS),
        descending=asked.choice(asked.form_texts, "descending", ("1", "0")) == "1",
        text=request.values.get("query", "")[:LONGEST_QUERY],
        offset=asked.whole("offset", 0, 0, 1 << 40),
        limit=asked.whole("limit", 100, 1, MOST_ROWS),
    )
    return web.json_response(operations.operations(made, _spent(made), wanted))


@bp.get("/api/graphs/compare")
def compared() -> Response:
    """What the graph has that the one of the field other has not, the reverse, and what differs; see board.graph.compare."""
    site = web.site()
    other = sources.load(site.store, site.roots, web.required("other"))
    return web.json_response(compare.compare(_model(), other))


def _graph() -> Graph:
    if "file" in request.values:
        return sources.opened(asked.file(), web.required("file").rpartition("/")[2])
    site = web.site()
    return sources.load(site.store, site.roots, web.required("id"))


def _model() -> Model:
    graph = _graph()
    return _models.get(graph, lambda: model(graph))


def _place(made: Model) -> places.Place:
    return places.find(made, request.values.get("path", ""))


def _spent(made: Model) -> Costs | None:
    """What the session of the request cost; None where it names none."""
    session = request.values.get("session", "")
    if not session:
        return None
    found = sources.session_stats(web.site().store, session)

    def make() -> Costs:
        return costs(made, stats.on(found, made.graph), stats.usual_devices(found))

    return _costs.get((made, found), make)
