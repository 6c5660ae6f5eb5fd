"""Requests: every route of the server, asked with fields that make no sense, over real logs.

An input is a JSON object: path, query (a list of pairs), json (the body) and headers, of which all but the path may be missing.
The text AT stands for the address of the first value of the request's run and tag, and KEY for TensorBoard's key of it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from functools import cache
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fuzz import changes, scratch, trees
from tests.fuzz.serving import Server
from tests.fuzz.target import Target

LOGS = {"tf1": "tf1", "tf2": "tf2", "torch": "torch"}
TRAIN, OPS, ALL = "tf1/train", "tf2/ops", "torch/all"
GRAPH = "tf1/train|__run_graph__"
TIMELINE = "file:tf1/timeline-29.json"
EMBEDDING = "torch/all|emb:00007"

# Requests that are answered, with an address and fields as the page has them. Without a body they are of the method GET.
ASKED = (
    *(
        "/api/runs?since=0",
        "/api/problems",
        "/api/house",
        "/api/layouts",
        "/healthz",
        "/metrics",
        "/api/server",
        "/api/files?limit=5",
    ),
    *(
        "/api/graphs",
        "/api/projector",
        "/api/timelines",
        "/api/perfetto",
        "/data/logdir",
        "/data/environment",
        "/data/runs",
    ),
    f"/api/description?run={ALL}&tag=train/loss",
    f"/api/scalars?tag=train/loss&run={ALL}&x=relative&from=0&to=9&width=300&smoothing=0.6&packed=1&columns=value,extremes",
    f"/api/scalars?tag=train/loss&xtag=train/loss&x=tag&run={ALL}&smoother=median&window=3&unit=steps&superseded=1&raw=2",
    f"/api/values?tag=train/loss&run={ALL}&from=3&to=3&x=wall",
    f"/api/steps?tag=img/hw&run={ALL}&known=1-0-0&superseded=1",
    f"/api/export?tag=train/loss&run={ALL}&format=json&superseded=1",
    f"/api/audio/info?run={ALL}&tag=tone&at=AT",
    f"/api/audio/sound?run={ALL}&tag=tone&at=AT&item=0&playable=1&download=1",
    f"/api/audio/wave?run={ALL}&tag=tone&at=AT&width=50",
    f"/api/audio/spectrogram?run={ALL}&tag=tone&at=AT&width=50&height=30&channel=0",
    f"/api/images/info?run={ALL}&tag=img/batch&at=AT",
    f"/api/images/image?run={ALL}&tag=img/batch&at=AT&item=0&download=1",
    f"/api/images/thumb?run={ALL}&tag=img/hw&at=AT&item=0&width=64",
    f"/api/images/pixels?run={ALL}&tag=img/hw&at=AT&x=1&y=1&width=3&height=3",
    f"/api/images/zip?run={ALL}&tag=img/hw&step=0",
    f"/api/images/gif?run={ALL}&tag=img/hw&from=0&to=9&fps=5.5&width=32&item=0",
    f"/api/tensors/value?run={ALL}&tag=tensors/raw&at=AT&slice=&row=0&column=0&rows=4&columns=4",
    f"/api/tensors/cells?run={ALL}&tag=tensors/raw&at=AT",
    f"/api/tensors/file?run={ALL}&tag=tensors/raw&at=AT",
    f"/api/mesh?run={ALL}&tag=mesh_VERTEX&at=AT&item=0",
    f"/api/pr_curves/map?run={ALL}&tag=pr",
    f"/api/text/raw?run={ALL}&tag=notes/text_summary&at=AT",
    f"/api/graphs/about?id={GRAPH}",
    f"/api/graphs/scope?id={GRAPH}&path=layer1&keep=layer1&session=",
    f"/api/graphs/node?id={GRAPH}&path=layer1/weights",
    f"/api/graphs/search?id={GRAPH}&query=layer&regex=0&by=name&limit=5",
    f"/api/graphs/trace?id={GRAPH}&path=layer1&direction=outputs",
    f"/api/graphs/operations?id={GRAPH}&sort=name&descending=0&query=a&offset=1&limit=3",
    f"/api/graphs/compare?id={GRAPH}&other={GRAPH}",
    *(f"/api/graphs/{name}?file=tf1/graph.pb" for name in ("about", "scope")),
    f"/api/timeline?id={TIMELINE}",
    "/api/timeline?file=tf1/timeline-59.json",
    f"/api/timeline/raw?id={TIMELINE}",
    f"/api/timeline/instant?id={TIMELINE}&row=0",
    "/api/projector?file=torch/all/00007/emb/tensors.tsv&labels=torch/all/00007/emb/metadata.tsv",
    f"/api/timeline/window?id={TIMELINE}&from=0&to=1000000&width=100&tracks=0,2-3&counters=0&flows=1",
    f"/api/timeline/table?id={TIMELINE}&by=category&tracks=0-5&from=5&to=1e6",
    f"/api/timeline/search?id={TIMELINE}&query=a&regex=0&tracks=0",
    f"/api/timeline/next?id={TIMELINE}&query=a&row=1&time=5&direction=-1",
    f"/api/timeline/slice?id={TIMELINE}&row=1",
    f"/api/timeline/summary?id={TIMELINE}",
    f"/api/timeline/export?id={TIMELINE}&from=0&to=100000&tracks=0",
    f"/api/projector/labels?id={EMBEDDING}",
    f"/api/projector/vector?id={EMBEDDING}&row=1",
    f"/api/projector/neighbours?id={EMBEDDING}&row=1&count=5&metric=euclidean&sphereize=1",
    *(f"/api/projector/{name}?id={EMBEDDING}" for name in ("sprite", "bookmarks")),
    *(
        f"/data/plugin/{name}/tags"
        for name in ("audio", "distributions", "histograms", "images", "pr_curves", "scalars", "text")
    ),
    f"/data/plugin/audio/audio?run={ALL}&tag=tone&sample=0",
    f"/data/plugin/audio/individualAudio?content_type=audio/wav&blob_key=KEY&run={ALL}&tag=tone",
    f"/data/plugin/custom_scalars/scalars?run={ALL}&tag=train",
    "/data/plugin/custom_scalars/layout",
    f"/data/plugin/distributions/distributions?run={ALL}&tag=weights",
    "/data/plugin/graphs/info",
    f"/data/plugin/graphs/graph?run={ALL}&limit_attr_size=10&large_attrs_key=x",
    f"/data/plugin/graphs/run_metadata?run={ALL}&tag=step1",
    f"/data/plugin/histograms/histograms?run={ALL}&tag=weights",
    f"/data/plugin/images/images?run={ALL}&tag=img/hw&sample=0",
    f"/data/plugin/images/individualImage?blob_key=KEY&run={ALL}&tag=img/hw",
    f"/data/plugin/pr_curves/pr_curves?run={ALL}&tag=pr",
    "/data/plugin/projector/runs",
    f"/data/plugin/projector/info?run={ALL}",
    f"/data/plugin/projector/tensor?run={ALL}&name=emb:00007&num_rows=3",
    *(f"/data/plugin/projector/{name}?run={ALL}&name=emb:00007" for name in ("bookmarks", "sprite_image")),
    f"/data/plugin/custom_scalars/download_data?run={ALL}&tag=train/loss",
    f"/api/text/difference?tag=notes/text_summary&run={ALL}&at=AT&other_run={ALL}&other_at=AT",
    f"/data/plugin/projector/metadata?run={ALL}&name=emb:00007&num_rows=3",
    f"/data/plugin/scalars/scalars?run={ALL}&tag=train/loss&format=csv",
    f"/data/plugin/text/text?run={ALL}&tag=notes/text_summary&markdown=false",
)
# Requests with a body.
SENT: tuple[tuple[str, Any], ...] = (
    ("/api/layout", {"categories": [{"title": "t", "closed": True, "charts": [{"title": "c", "multiline": ["a"]}]}]}),
    ("/api/matches", {"expressions": ["train", "loss|x"]}),
    ("/api/distributions", {"tag": "weights", "runs": [ALL], "width": 100, "x": "step"}),
    ("/api/histograms", {"tag": "weights", "runs": [ALL], "steps": 5, "from": 0, "to": 9}),
    ("/api/figure", {"tag": "train/loss", "runs": [ALL], "x": "step", "smoothing": 0.5, "colours": {ALL: "#123456"}}),
    (
        "/api/figure",
        {"tags": ["train/loss"], "groups": [{"name": "g", "runs": [ALL]}], "y_range": [0, None], "dark": True},
    ),
    ("/api/figure/histograms", {"tag": "weights", "runs": [ALL], "mode": "overlay", "bins": 9, "steps": 4}),
    ("/api/figure/pr_curves", {"tags": ["pr"], "runs": [ALL], "mode": "roc", "step": 0, "iso_f1": True, "title": "t"}),
    (
        "/api/groups",
        {"tag": "train/loss", "groups": [{"name": "g", "runs": [ALL]}], "center": "median", "band": "minmax"},
    ),
    ("/api/pr_curves", {"tag": "pr", "at": [[ALL, "AT"]]}),
    (
        "/api/table",
        {"columns": [{"tag": "train/loss", "of": "last"}, {"hparam": "lr"}, {"of": "points"}], "runs": [ALL]},
    ),
    (
        "/api/text",
        {"tag": "notes/text_summary", "runs": [ALL], "limit": 3, "query": "a", "before": None, "superseded": True},
    ),
    ("/api/projector/jobs", {"id": EMBEDDING, "method": "none", "components": 2}),
    (
        "/api/house",
        {"runs": {ALL: {"alias": "a", "note": "n", "colour": "#123456", "hidden": True}}, "views": {"v": "#x"}},
    ),
)
HEADERS = {"Range": "bytes=0-10", "If-None-Match": '"x"', "Accept-Encoding": "gzip", "Cookie": "board_80=x"}


@cache
def _server() -> Server:
    root = scratch.directory() / "served"
    for log in LOGS:
        shutil.copytree(scratch.GOLDEN / log, root / log)
    shutil.copy(scratch.GOLDEN / "graphs/tf1/graph.pb", root / "tf1")
    return Server(root)


def give(data: bytes) -> None:
    try:
        asked = json.loads(data)
        path, query, body = asked["path"], asked.get("query"), asked.get("json")
        fields = [(_sound(str(name)), _sound(str(value))) for name, value in query or ()]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return  # no request
    if isinstance(path, str):
        headers = asked.get("headers")
        _server().ask(_sound(path), fields, body, headers if isinstance(headers, dict) else {})


def paths() -> set[str]:
    """The routes that are asked."""
    return {urlsplit(address).path for address in ASKED} | {path for path, _ in SENT}


def _sound(text: str) -> str:
    """The text as an address can have it."""
    return text.encode(errors="replace").decode()


def field(random: Random, data: bytes) -> bytes:
    """One field's value becomes one at which programs break, or the field comes twice, or not at all."""
    try:
        asked = json.loads(data)
        query = list(asked["query"])
        place = random.randrange(len(query))
    except (ValueError, RecursionError, LookupError, TypeError):
        return trees.changed(random, data)
    kind = random.randrange(8)
    if kind == 0:
        del query[place]
    elif kind == 1:
        query.append(query[place])
    else:
        words = changes.WORDS if random.random() < 0.7 else changes.TEXTS
        name = query[place][0] if isinstance(query[place], list) and query[place] else "x"
        query[place] = [name, random.choice(words).decode("latin-1")]
    return json.dumps({**asked, "query": query}).encode()


def _seeds() -> list[bytes]:
    return [json.dumps(one).encode() for one in (*_asked(), *({"path": path, "json": body} for path, body in SENT))]


def _asked() -> Iterable[dict[str, Any]]:
    for number, address in enumerate(ASKED):
        parts = urlsplit(address)
        query = [list(pair) for pair in parse_qsl(parts.query, keep_blank_values=True)]
        yield {"path": parts.path, "query": query, "headers": HEADERS if number % 4 == 0 else {}}


TARGETS = [Target("requests", _seeds, give, changes=(field, field, trees.changed), share=8)]
