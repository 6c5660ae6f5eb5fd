"""A request to every route of the server that it answers well, over tests.hostile's logdir."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.board.conftest import decode
from tests.hostile import EVIL, RUN, TAG

METHODS = ("GET", "POST")
FORM = {"run": RUN, "tag": f"{TAG}loss"}


class Asked(NamedTuple):
    """A request; `json`: the body of one that takes JSON; `data`: any other, a form if it is a mapping."""

    method: str
    path: str
    query: dict[str, Any]
    json: Any = None
    data: Any = None

    def send(self, client: FlaskClient, **options: Any) -> TestResponse:
        """What `client` is answered, once it is no more than that it is being worked on."""
        for _ in range(600):
            reply = client.open(
                self.path, method=self.method, query_string=self.query, json=self.json, data=self.data,
                buffered=True, **options,
            )  # fmt: skip
            if reply.status_code not in (202, 503):
                break
            time.sleep(0.05)
        return reply


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def paths(app: Flask) -> Iterator[tuple[str, str]]:
    """Each route's path, with something in place of its variables, by each of its methods."""
    for rule in rules(app):
        path = rule.rule.replace("<path:name>", "perfetto.html").replace("<key>", "key")
        for method in METHODS:
            if method in (rule.methods or ()):
                yield method, path


def well(client: FlaskClient) -> dict[str, list[Asked]]:
    """By endpoint, requests that are answered with 200 (or 303 and such)."""
    found: dict[str, list[Asked]] = {}

    def get(endpoint: str, path: str, /, **query: Any) -> None:
        found.setdefault(endpoint, []).append(Asked("GET", path, query))

    def post(endpoint: str, path: str, json: Any = None, /, data: Any = None, **query: Any) -> None:
        found.setdefault(endpoint, []).append(Asked("POST", path, query, json, data))

    _page(get, post)
    _columns(get, post)
    _values(client, get, post)
    _beside(client, get, post)
    _tensorboard(get, post)
    for kind, route, tag in (("images", "individualImage", "image"), ("audio", "individualAudio", "sound")):
        listed = client.get(f"/data/plugin/{kind}/{kind}", query_string={"run": RUN, "tag": TAG + tag}).json
        endpoint = "individual_image" if kind == "images" else "individual_audio"
        get(f"tensorboard_{kind}.{endpoint}", f"/data/plugin/{kind}/{route}", **dict(parse_qsl(listed[0]["query"])))
    return found


def _page(get: Any, post: Any) -> None:
    get("page.index", "/")
    get("page.static", "/perfetto.html")
    get("page.static", "/icon.svg")
    get("health.healthz", "/healthz")
    get("health.prometheus", "/metrics")
    get("health.server", "/api/server")
    get("health.files", "/api/files")
    get("listing.runs", "/api/runs")
    get("listing.problems", "/api/problems")
    get("house.state", "/api/house")
    get("perfetto.perfetto", "/api/perfetto")
    get("perfetto.file", "/perfetto/index.html")
    get("perfetto.file", "/perfetto/service_worker.js")
    post("opened.open_file", "/api/open", data=b"x", name=EVIL)


def _columns(get: Any, post: Any) -> None:
    tags, weights = [f"{TAG}loss"], f"{TAG}weights"
    get("scalars.scalars", "/api/scalars", **FORM)
    post("scalars.scalars", "/api/scalars", **FORM)
    get("values.values", "/api/values", **FORM, at=1)
    get("steps.steps", "/api/steps", **FORM)
    get("export.points", "/api/export", **FORM, format="csv")
    get("export.points", "/api/export", **FORM, format="json")
    get("description.description", "/api/description", **FORM)
    post("groups.aggregated", "/api/groups", {"tags": tags, "groups": [{"name": EVIL, "runs": [RUN]}]})
    post("runs.run_table", "/api/table", {"columns": [{"tag": tags[0], "of": "last"}, {"hparam": EVIL}], "runs": None})
    post("histograms.histograms", "/api/histograms", {"runs": [RUN], "tag": weights})
    post("distributions.distributions", "/api/distributions", {"runs": [RUN], "tag": weights})
    post("figures.figure", "/api/figure", {"tags": tags})
    post("figures.histograms_figure", "/api/figure/histograms", {"tag": weights})
    post("figures.pr_curves_figure", "/api/figure/pr_curves", {"tags": [f"{TAG}pr"]})
    get("custom_scalars.found", "/api/layouts")
    layout = [{"title": EVIL, "closed": False, "charts": [{"title": EVIL, "multiline": [EVIL]}]}]
    post("custom_scalars.message", "/api/layout", {"categories": layout})
    post("custom_scalars.read", "/api/layout/read", data=b"")
    post("custom_scalars.matches", "/api/matches", {"expressions": [".*"]})
    post("custom_scalars.bands", "/api/margins", run=RUN, value=tags[0], lower=tags[0], upper=tags[0])
    post("text.listed", "/api/text", {"tag": f"{TAG}text/text_summary", "runs": [RUN]})


def _values(client: FlaskClient, get: Any, post: Any) -> None:
    def of(tag: str) -> dict[str, Any]:
        form = {"run": RUN, "tag": TAG + tag}
        columns = decode(client.get("/api/steps", query_string=form).data)["series"][0]["columns"]
        return {**form, "at": f"{columns['source'][0]}-{int(columns['offset'][0])}"}

    for name in ("info", "image", "thumb", "pixels"):
        get(f"images.{name}", f"/api/images/{name}", **of("image"))
    get("images.animation", "/api/images/gif", run=RUN, tag=f"{TAG}image")
    get("images.bundle", "/api/images/zip", run=RUN, tag=f"{TAG}image", step=0)
    for name in ("info", "sound", "spectrogram", "wave"):
        get(f"audio.{name}", f"/api/audio/{name}", **of("sound"))
    get("audio.sound", "/api/audio/sound", **of("sound"), download=1)
    for name in ("value", "cells", "file"):
        get(f"tensors.{name}", f"/api/tensors/{name}", **of("tensor"))
    text = of("text/text_summary")
    get("text.raw", "/api/text/raw", **text)
    get("text.difference", "/api/text/difference", **text, other_run=RUN, other_at=text["at"])
    get("mesh.mesh", "/api/mesh", **of("mesh_VERTEX"))
    curves = of("pr")
    post("pr_curves.curves", "/api/pr_curves", {"tag": curves["tag"], "at": [[RUN, curves["at"]]]})
    get("pr_curves.over_time", "/api/pr_curves/map", run=RUN, tag=curves["tag"])


def _beside(client: FlaskClient, get: Any, post: Any) -> None:
    graph, session = (client.get("/api/graphs").json[kind][0]["id"] for kind in ("graphs", "sessions"))
    get("graphs.listed", "/api/graphs")
    get("graphs.about", "/api/graphs/about", id=graph)
    get("graphs.scope", "/api/graphs/scope", id=graph, path="", session=session)
    get("graphs.node", "/api/graphs/node", id=graph, path="c")
    get("graphs.searched", "/api/graphs/search", id=graph, query="c")
    get("graphs.traced", "/api/graphs/trace", id=graph, path="c")
    get("graphs.table", "/api/graphs/operations", id=graph, session=session)
    get("graphs.compared", "/api/graphs/compare", id=graph, other=graph)
    embedding = client.get("/api/projector").json["embeddings"][0]["id"]
    get("projector.listing", "/api/projector")
    for name in ("labels", "sprite", "bookmarks"):
        get(f"projector.{name}", f"/api/projector/{name}", id=embedding)
    get("projector.vector", "/api/projector/vector", id=embedding, row=0)
    get("projections.neighbours", "/api/projector/neighbours", id=embedding, row=0)
    job = {"id": embedding, "method": "pca", "components": 2}
    key = client.post("/api/projector/jobs", json=job).json["job"]
    post("projections.start", "/api/projector/jobs", job)
    get("projections.state", f"/api/projector/jobs/{key}")
    post("projections.cancel", f"/api/projector/jobs/{key}/cancel")
    of = {"id": next(one["id"] for one in client.get("/api/timelines").json["timelines"] if one["kind"] == "file")}
    get("timeline.timelines", "/api/timelines")
    get("timeline.timeline", "/api/timeline", **of)
    window = {**of, "from": 0, "to": 100_000}
    for name, query in (
        ("export", {}), ("raw", of), ("search", {"query": "ran"}), ("next_hit", {"query": "ran"}), ("slice_", {"row": 0}),
        ("instant", {"row": 0}), ("summary", {}), ("table", window), ("window", {**window, "width": 100}),
    ):  # fmt: skip
        path = {"next_hit": "next", "slice_": "slice"}.get(name, name)
        get(f"timeline.{name}", f"/api/timeline/{path}", **{**of, **query})


def _tensorboard(get: Any, post: Any) -> None:
    for name in ("environment", "logdir", "runs"):
        get(f"tensorboard_core.{name}", f"/data/{name}")
    for kind in ("audio", "distributions", "histograms", "images", "pr_curves", "scalars", "text"):
        get(f"tensorboard_{kind}.tags", f"/data/plugin/{kind}/tags")
    plain = {
        "scalars.scalars": "loss", "histograms.histograms_of_tag": "weights", "distributions.distributions": "weights",
        "text.text": "text/text_summary", "images.values": "image", "audio.values": "sound", "pr_curves.curves": "pr",
    }  # fmt: skip
    names = {"histograms_of_tag": "histograms", "curves": "pr_curves"}
    for endpoint, tag in plain.items():
        kind, name = endpoint.split(".")
        route = kind if name == "values" else names.get(name, name)
        get(f"tensorboard_{endpoint}", f"/data/plugin/{kind}/{route}", run=RUN, tag=TAG + tag)
    get("tensorboard_scalars.scalars", "/data/plugin/scalars/scalars", **FORM, format="csv")
    post(
        "tensorboard_scalars.scalars_multirun",
        "/data/plugin/scalars/scalars_multirun",
        data={"tag": f"{TAG}loss", "runs": RUN},
    )
    get("tensorboard_custom_scalars.custom_scalars_layout", "/data/plugin/custom_scalars/layout")
    get("tensorboard_custom_scalars.custom_scalars", "/data/plugin/custom_scalars/scalars", run=RUN, tag=".*loss")
    get("tensorboard_custom_scalars.scalars", "/data/plugin/custom_scalars/download_data", **FORM)
    get("tensorboard_graphs.info", "/data/plugin/graphs/info")
    get("tensorboard_graphs.graph", "/data/plugin/graphs/graph", run=RUN)
    get("tensorboard_graphs.run_metadata", "/data/plugin/graphs/run_metadata", run=RUN, tag=EVIL)
    get("tensorboard_projector.runs", "/data/plugin/projector/runs")
    get("tensorboard_projector.info", "/data/plugin/projector/info", run=RUN)
    for name in ("tensor", "metadata", "sprite_image", "bookmarks"):
        get(f"tensorboard_projector.{name}", f"/data/plugin/projector/{name}", run=RUN, name="words:00000")
