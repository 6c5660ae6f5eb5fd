"""A logdir whose every name and text would run a script or fetch something, if a page let it."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.graph_pb2 import GraphDef

from summary import SummaryWriter
from summary.proto.event import Event
from summary.record import frame

HOST = "elsewhere.invalid"
# Without "/", so that a directory can have it as its name: out of attributes, text and templates at once.
EVIL = "'\"><img src=x onerror=ran()><svg onload=ran()>${ran()}{{ran()}}%3Cscript%3E\u202e&lt;b&gt;\u2028"
# What only a text can have.
MARKED = f"""{EVIL}

<script>ran()</script> <script src="//{HOST}/a.js"></script> <style>@import "//{HOST}/a.css"; * {{display: none}}</style>
<iframe srcdoc="<script>parent.ran()</script>" src="//{HOST}"></iframe> <object data="//{HOST}"></object>
<a href="javascript:ran()" onclick="ran()" id="listing" name="body">here</a> [here](javascript:ran()) [x](//{HOST}/x "t")
[d](data:text/html,<script>ran()</script>) ![](//{HOST}/a.png) ![a](data:image/svg+xml,<svg/onload=ran()>)
<form action="//{HOST}"><input autofocus onfocus="ran()"><button>go</button></form> <base href="//{HOST}/">
<meta http-equiv="refresh" content="0;url=//{HOST}"> <link rel="stylesheet" href="//{HOST}/a.css">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=ran()&gt;">
<noscript><p title="</noscript><img src=x onerror=ran()>"> <p style="background:url(//{HOST}/a.png);position:fixed">p</p>
<video src="//{HOST}/a.mp4" onerror="ran()"></video> <p onmouseover="ran()">p</p> <details ontoggle="ran()" open>d</details>

| a | b |
|---|:-:|
| {EVIL.replace("|", "")} | <img src=x onerror=ran()> |

```{EVIL}
<script>ran()</script>
```
"""
RUN = EVIL
TAG = f"{EVIL}/"


def write(logdir: Path) -> Path:
    """One run, named RUN, of every kind, with files of every other kind beside it; returns the logdir."""
    _events(logdir / RUN)
    _spoil(logdir / RUN)
    (logdir / RUN / f"events.out.tfevents.9.{EVIL[:100]}").write_bytes(b"no record, but long enough to be one" * 4)
    _bookmark(logdir / RUN)
    _timeline(logdir / RUN / f"{EVIL[:100]}.trace.json")
    np.save(logdir / RUN / f"{EVIL[:100]}.npy", np.random.default_rng(0).random((20, 4), "f4"))
    (logdir / f"{EVIL[:100]}.pbtxt").write_text(str(graph()))
    fields = {"alias": f"{EVIL}!", "note": MARKED, "colour": f"#000;background:url(//{HOST}/a.png)", "hidden": False}
    (logdir / ".board.json").write_text(json.dumps({"runs": {RUN: fields}, "views": {EVIL: "#tab=scalars"}}))
    return logdir


def graph() -> GraphDef:
    """Three nodes; names have to be those that scopes are made of."""
    found = GraphDef()
    for name, inputs in ((f"{EVIL}/a", []), (f"{EVIL}/b", [f"{EVIL}/a"]), ("c", [f"{EVIL}/b", f"^{EVIL}/a"])):
        node = found.node.add(name=name, op=f"Op{EVIL}", input=inputs, device=f"/{EVIL}")
        node.attr[EVIL].s = EVIL.encode()
    return found


def _events(run: Path) -> None:
    rng = np.random.default_rng(0)
    metadata = RunMetadata()
    stats = metadata.step_stats.dev_stats.add(device=f"/{EVIL}").node_stats.add(
        node_name=f"{EVIL}/a", all_end_rel_micros=9
    )
    stats.timeline_label = EVIL
    labels = [[EVIL, str(i), f"{i}{EVIL}"] for i in range(20)]
    with SummaryWriter(run) as log:
        for step in range(3):
            log.add_scalar("loss", step, step)
            log.add_histogram("weights", rng.normal(size=100), step)
            log.add_text("text", MARKED, step)
        log.add_image("image", rng.random((3, 8, 8)), 0)
        log.add_audio("sound", rng.random(800) - 0.5, 0, 8000)
        log.add_pr_curve("pr", rng.integers(0, 2, 50), rng.random(50), 0)
        log.add_mesh("mesh", rng.random((1, 4, 3)), faces=[[[0, 1, 2]]], config_dict={EVIL: EVIL}, global_step=0)
        log.add_tensor("tensor", rng.random((3, 4)), 0)
        log.add_tensor("words", np.array([[EVIL, MARKED]]), 0)
        log.add_hparams({EVIL: EVIL, "lr": 0.1}, {EVIL: 1.0}, same_run=True)
        log.add_custom_scalars({EVIL: {EVIL: ["Multiline", [".*loss", f"({EVIL}"]]}})
        log.add_graph(graph())
        log.add_embedding(rng.random((20, 4)), labels, rng.random((20, 3, 4, 4)), 0, "words", [EVIL, "n", f"{EVIL}2"])
        log.file_writer.add_run_metadata(metadata, EVIL, 0)


def _spoil(run: Path) -> None:
    """Has every tag begin with TAG and every value described by MARKED."""
    for path in run.rglob("*tfevents*"):
        path.write_bytes(b"".join(frame(event.SerializeToString()) for event in _spoiled(path)))


def _spoiled(path: Path) -> Iterator[Any]:
    for event in map(Event.FromString, _records(path.read_bytes())):
        for value in event.summary.value:
            value.metadata.display_name = EVIL
            value.metadata.summary_description = MARKED
            if not value.tag.startswith(("_hparams_", "custom_scalars__")):
                value.tag = TAG + value.tag
        yield event


def _records(data: bytes) -> Iterator[bytes]:
    """Each is its length, a checksum, its bytes, another checksum."""
    place = 0
    while place < len(data):
        (length,) = struct.unpack_from("<Q", data, place)
        yield data[place + 12 : place + 12 + length]
        place += 16 + length


def _bookmark(run: Path) -> None:
    """Gives the embedding a file of bookmarks."""
    (run / "bookmarks.json").write_text(json.dumps([{"label": EVIL, "projections": [], EVIL: MARKED}]))
    config = run / "projector_config.pbtxt"
    config.write_text(config.read_text().replace("embeddings {", 'embeddings {\n  bookmarks_path: "bookmarks.json"'))


def _timeline(path: Path) -> None:
    named = [
        {"ph": "M", "name": f"{what}_name", "pid": 1, "tid": 2, "args": {"name": EVIL}}
        for what in ("process", "thread")
    ]
    slices = [
        {"ph": "X", "name": EVIL, "cat": EVIL, "pid": 1, "tid": 2, "ts": at, "dur": 9, "args": {EVIL: MARKED}}
        for at in (0, 10, 20)
    ]
    slices.append({"ph": "i", "name": EVIL, "pid": 1, "tid": 2, "ts": 5, "args": {EVIL: EVIL}})
    counters = [{"ph": "C", "name": EVIL, "pid": 1, "ts": at, "args": {EVIL: at}} for at in (0, 10)]
    path.write_text(json.dumps({"traceEvents": [*named, *slices, *counters], EVIL: MARKED}))
