"""Files beside event files: which are found, how they are told, and that no path leads out."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from board.answers import NotFound, Unreadable
from board.app import create_app
from board.beside import kind_of
from board.confined import confined
from board.loader import Loader
from board.opened import LARGEST, Opened, TooLarge
from board.store import Store
from summary.scalar_records import frame_scalars


def write(path: Path, data: bytes = b"x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def event_file(directory: Path) -> None:
    write(directory / "events.tfevents.1", frame_scalars([("a", 1.0, 0, 100.0)]))


def loaded(logdir: Path) -> tuple[Store, Loader]:
    store = Store()
    loader = Loader(logdir, store)
    loader.refresh()
    return store, loader


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("projector_config.pbtxt", "projector"),
        ("model.ckpt-60.index", "checkpoint"),
        ("vectors.npz", "vectors"),
        ("saved_model.pb", "graphs"),
        ("graph.pbtxt", "graphs"),
        ("model.ckpt-60.meta", "graphs"),
        ("net.onnx", "graphs"),
        ("worker0.1700000000.pt.trace.json.gz", "timeline"),
        ("timeline-29.json", "timeline"),
        ("config.json", ""),
        ("host.xplane.pb", ""),
        ("fingerprint.pb", ""),
        ("notes.txt", ""),
    ],
)
def test_a_files_name_tells_what_it_holds(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_files_are_found_with_the_run_they_belong_to(tmp_path: Path) -> None:
    event_file(tmp_path / "train")
    write(tmp_path / "train/plugins/profile/2026/host.trace.json.gz")
    write(tmp_path / "train/vectors.npy")
    write(tmp_path / "export/1/saved_model.pb")
    write(tmp_path / "data/vectors.npy")
    write(tmp_path / "projector_config.pbtxt", b"four")
    found = {(file.run, file.path, file.kind, file.size) for file in loaded(tmp_path)[0].beside()}
    assert found == {
        ("train", "train/plugins/profile/2026/host.trace.json.gz", "timeline", 1),
        ("train", "train/vectors.npy", "vectors", 1),
        ("export/1", "export/1/saved_model.pb", "graphs", 1),
        (".", "projector_config.pbtxt", "projector", 4),
    }


def test_a_listing_tells_of_them_when_they_change(tmp_path: Path) -> None:
    event_file(tmp_path)
    write(tmp_path / "graph.pb", b"12")
    store, loader = loaded(tmp_path)
    client = create_app(tmp_path, store).test_client()

    def listed(since: int, epoch: str = "") -> dict[str, object]:
        return client.get(f"/api/runs?since={since}&epoch={epoch}").get_json()

    first = listed(0)
    ((run, path, size, _),) = first["beside"]["graphs"]  # type: ignore[index]
    assert (run, path, size) == (".", "graph.pb", 2)
    version, epoch = int(str(first["version"])), str(first["epoch"])
    with (tmp_path / "events.tfevents.1").open("ab") as file:
        file.write(frame_scalars([("a", 1.0, 1, 101.0)]))
    loader.refresh()
    unchanged = listed(version, epoch)
    assert unchanged["runs"] and unchanged["beside"] is None
    write(tmp_path / "graph.pb", b"123")
    loader.refresh()
    ((*_, size, _),) = listed(int(str(unchanged["version"])), epoch)["beside"]["graphs"]  # type: ignore[index]
    assert size == 3
    (tmp_path / "graph.pb").unlink()
    loader.refresh()
    assert store.beside() == ()


def test_no_path_leads_out(tmp_path: Path) -> None:
    logdir, outside = tmp_path / "logs", tmp_path / "outside"
    write(logdir / "run/a.tsv")
    write(outside / "secret.tsv")
    os.symlink(outside / "secret.tsv", logdir / "run/link.tsv")
    os.symlink(outside, logdir / "linked")
    os.symlink(logdir / "circle", logdir / "circle")
    assert confined(logdir, "run/a.tsv") == logdir / "run/a.tsv"
    assert confined(logdir, "linked/secret.tsv", logdir / "linked") == outside / "secret.tsv"
    for path in ("../outside/secret.tsv", "/etc/passwd", "run/link.tsv", "linked/secret.tsv", "run/../../outside/x"):
        with pytest.raises(Unreadable, match="leads out of the logdir"):
            confined(logdir, path)
    with pytest.raises(Unreadable, match="leads nowhere"):
        confined(logdir, "a\0b")


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return create_app(tmp_path, Store()).test_client()


def test_a_file_sent_is_kept_until_the_end(tmp_path: Path) -> None:
    opened = Opened()
    client = create_app(tmp_path, Store(), opened=opened).test_client()
    reply = client.post("/api/open?name=a/b%5Cgraph.pb", data=b"bytes")
    name = reply.get_json()["file"]
    assert name.startswith("opened/") and name.endswith("/graph.pb")
    path = opened.path(name)
    assert path is not None and path.read_bytes() == b"bytes"
    opened.close()
    assert not path.exists()


def test_a_directory_of_the_logdir_may_be_called_opened(tmp_path: Path) -> None:
    write(tmp_path / "opened/graph.pbtxt", b'node { name: "mine" op: "NoOp" }')
    client = create_app(tmp_path, loaded(tmp_path)[0]).test_client()
    assert b'"mine"' in client.get("/api/graphs/scope?path=&file=opened/graph.pbtxt").data
    assert "open it again" in client.get("/api/graphs/scope?path=&file=opened/other.pbtxt").get_json()["error"]


def test_another_sites_page_opens_nothing(client: FlaskClient) -> None:
    reply = client.post("/api/open?name=a.pb", data=b"x", headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 403


def test_what_is_too_large_is_not_kept() -> None:
    opened = Opened()
    with pytest.raises(TooLarge, match="can be opened in the page"):
        opened.keep("a.json", io.BytesIO(b""), LARGEST + 1)


def test_the_oldest_files_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("board.opened.MOST", 10)
    opened = Opened()
    first = opened.keep("a.pb", io.BytesIO(b"123456"), 6)
    second = opened.keep("b.pb", io.BytesIO(b"123456"), 6)
    assert opened.path(second)
    with pytest.raises(NotFound, match="open it again"):
        opened.path(first)
    opened.close()


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("board.opened.SPARE", 1 << 62)
    with pytest.raises(TooLarge, match="no room"):
        Opened().keep("a.pb", io.BytesIO(b"1"), 1)
