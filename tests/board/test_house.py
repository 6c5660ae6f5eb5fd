"""What people set about runs: the file, who may change it, and that nothing of it is ever lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from board import house, small_file
from board.house import FILE, ChangeError, HouseError

from .conftest import Write

Serve = Callable[..., FlaskClient]
ROOT = Path(__file__).parents[2]
FIELDS = {"alias": "baseline", "note": "the one\nwith decay", "colour": "#1f77B4", "hidden": True}


def content(logdir: Path) -> Any:
    return json.loads((logdir / FILE).read_bytes())


# The file.


def test_a_logdir_without_the_file_says_nothing_and_gets_none(tmp_path: Path) -> None:
    assert house.read(tmp_path) == ({}, {}, "")
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_for_people(tmp_path: Path) -> None:
    house.change(tmp_path, {"runs": {"läufe/a": {"alias": "é", "hidden": True}}, "views": {"losses": "#q=1"}})
    assert (tmp_path / FILE).read_text("utf-8") == (
        "{\n"
        f'  "about": "{house.ABOUT}",\n'
        '  "runs": {\n'
        '    "läufe/a": {\n'
        '      "alias": "é",\n'
        '      "hidden": true\n'
        "    }\n"
        "  },\n"
        '  "views": {\n'
        '    "losses": "#q=1"\n'
        "  }\n"
        "}\n"
    )


def test_what_is_set_is_read_again(tmp_path: Path) -> None:
    changes = {"runs": {"a": FIELDS, "odd \udc80": {"alias": "x"}}, "views": {"v": "#x"}}
    assert house.change(tmp_path, changes) == house.read(tmp_path) == (changes["runs"], {"v": "#x"}, "")


def test_changes_merge_field_by_field(tmp_path: Path) -> None:
    house.change(tmp_path, {"runs": {"a": FIELDS, "b": {"note": "n"}}, "views": {"v": "#1", "w": "#2"}})
    state = house.change(tmp_path, {"runs": {"a": {"alias": "new", "hidden": None}}, "views": {"v": None, "x": "#3"}})
    assert state.runs == {
        "a": {"alias": "new", "note": FIELDS["note"], "colour": FIELDS["colour"]},
        "b": {"note": "n"},
    }
    assert state.views == {"w": "#2", "x": "#3"}


@pytest.mark.parametrize("nothing", [{"a": None}, {"a": dict.fromkeys(FIELDS)}, {"a": {"alias": "", "hidden": False}}])
def test_what_is_removed_leaves_nothing_behind(tmp_path: Path, nothing: Any) -> None:
    house.change(tmp_path, {"runs": {"a": {"alias": "x", "hidden": True}}})
    assert house.change(tmp_path, {"runs": nothing}).runs == {}
    assert content(tmp_path)["runs"] == {}


def test_what_is_not_understood_stays(tmp_path: Path) -> None:
    written = {"of": "mine", "runs": {"a": {"alias": "x", "rating": 5}, "b": {"colour": "red"}}, "views": {"v": 3}}
    (tmp_path / FILE).write_text(json.dumps(written))
    state = house.read(tmp_path)
    assert (state.runs, state.views) == ({"a": {"alias": "x"}}, {})
    assert "colour must be a colour such as" in state.problem and FILE in state.problem
    house.change(tmp_path, {"runs": {"a": None, "c": {"hidden": True}}})
    expected = {**written, "runs": {"a": {"rating": 5}, "b": {"colour": "red"}, "c": {"hidden": True}}}
    assert content(tmp_path) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        '{"runs": []}',
        '{"views": null}',
        '{"runs": {"a": 1}}',
        "[" * 100_000,
        '{"runs": ' + "1" * 5000 + "}",
        "\xff",
        '{"runs": {}} # mine',
    ],
)
def test_a_broken_file_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "latin-1")
    state = house.read(tmp_path)
    assert (state.runs, state.views) == ({}, {})
    assert FILE in state.problem and state.problem.endswith(".")
    with pytest.raises(HouseError, match=r"until it is mended.*\.$"):
        house.change(tmp_path, {"runs": {"a": {"alias": "x"}}})
    assert (tmp_path / FILE).read_text("latin-1") == text
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_link_a_pipe_and_a_giant_are_no_such_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logdirs = [tmp_path / name for name in ("link", "pipe", "directory", "giant")]
    for logdir in logdirs:
        logdir.mkdir()
    (tmp_path / "secret.json").write_text('{"views": {"secret": "secret"}}')
    (logdirs[0] / FILE).symlink_to(tmp_path / "secret.json")
    os.mkfifo(logdirs[1] / FILE)
    (logdirs[2] / FILE).mkdir()
    monkeypatch.setattr(house, "LARGEST_FILE", 1 << 20)
    (logdirs[3] / FILE).write_text(" " * ((1 << 20) + 1))
    for logdir, told in zip(logdirs, ("is a link", "is no file", "is no file", "longer than 1 MB"), strict=True):
        state = house.read(logdir)
        assert state.views == {}
        assert told in state.problem
        with pytest.raises(HouseError, match=told):
            house.change(logdir, {"views": {"v": "#"}})


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{}")
    (tmp_path / FILE).chmod(0o660)
    house.change(tmp_path, {"views": {"v": "#"}})
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o660


def test_a_file_that_cannot_be_written_is_told_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house.change(tmp_path, {"views": {"v": "#"}})
    before = (tmp_path / FILE).read_bytes()

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(small_file.os, "fsync", full)
    with pytest.raises(HouseError, match="No space left on device"):
        house.change(tmp_path, {"views": {"v": None}})
    assert (tmp_path / FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_file_made_read_only_is_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house.change(tmp_path, {"views": {"v": "#"}})
    monkeypatch.setattr(small_file.os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(HouseError, match="read-only"):
        house.change(tmp_path, {"views": {"v": None}})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"run": {}}, "not 'run'"),
        ({"runs": []}, "runs must be a JSON object"),
        ({"views": None}, "views must be a JSON object"),
        ({"runs": {"a": []}}, "'a' must have an object"),
        ({"runs": {"a": {"color": "#ffffff"}}}, "no field 'color', only alias, note, colour, hidden"),
        ({"runs": {"a": {"alias": "two\nlines"}}}, "alias must be one line"),
        ({"runs": {"a": {"alias": "x" * 201}}}, "200 characters"),
        ({"runs": {"a": {"alias": 3}}}, "alias must be"),
        ({"runs": {"a": {"note": "x" * 20_001}}}, "20,000 characters"),
        ({"runs": {"a": {"colour": "red"}}}, "#1f77b4"),
        ({"runs": {"a": {"colour": "#12345g"}}}, "#1f77b4"),
        ({"runs": {"a": {"colour": "#1f77b4\n"}}}, "#1f77b4"),
        ({"runs": {"a": {"hidden": 1}}}, "true or false"),
        ({"views": {"v": ["#"]}}, "'v' must be a text"),
        ({"views": {"v": "x" * 100_001}}, "100,000 characters"),
        ({"views": {"": "#"}}, "name of a view must be one line"),
        ({"views": {"x" * 101: "#"}}, "up to 100 characters"),
        ({"views": {"a\nb": "#"}}, "one line of up to 100"),
    ],
)
def test_what_cannot_be_set_is_told_and_changes_nothing(tmp_path: Path, changes: Any, told: str) -> None:
    with pytest.raises(ChangeError, match=told):
        house.change(tmp_path, {"runs": {"fine": {"hidden": True}}} | changes)
    assert list(tmp_path.iterdir()) == []


def test_threads_and_processes_that_change_at_once_lose_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from board import house\n"
        "for i in range(20): house.change(Path(sys.argv[1]), {'runs': {f'{sys.argv[2]}{i}': {'hidden': True}}})"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    processes = [subprocess.Popen([*command, name], env={**os.environ, "PYTHONPATH": str(ROOT)}) for name in "pq"]

    def change(name: str) -> None:
        for i in range(20):
            house.change(tmp_path, {"runs": {f"{name}{i}": {"hidden": True}}})

    threads = [threading.Thread(target=change, args=(name,)) for name in "tu"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in processes] == [0, 0]
    assert set(house.read(tmp_path).runs) == {f"{name}{i}" for name in "pqtu" for i in range(20)}


# The routes.


@pytest.fixture
def logdir(write: Write) -> Path:
    return write([("loss", 1.0, 0, 1.0)])


@pytest.fixture
def editor(logdir: Path, serve: Serve) -> FlaskClient:
    return serve(logdir, allow_edit=True)


CHANGE = {"runs": {"a": {"alias": "baseline"}}}


def test_a_change_is_kept_in_the_logdir(editor: FlaskClient, serve: Serve, logdir: Path) -> None:
    expected = {"editable": True, "runs": {"a": {"alias": "baseline"}}, "views": {}}
    assert editor.post("/api/house", json=CHANGE).json == expected
    assert editor.get("/api/house").json == expected
    assert serve(logdir).get("/api/house").json == {**expected, "editable": False}


def test_only_a_server_that_was_started_so_changes_anything(serve: Serve, logdir: Path) -> None:
    client = serve(logdir)
    for path in ("/api/house", "/api/trash"):
        response = client.post(path, json={"run": "a", **CHANGE})
        assert response.status_code == 403
        assert "--allow-edit" in response.json["error"]
    assert [path.name for path in logdir.iterdir()] == ["a"]


@pytest.mark.parametrize("path", ["/api/house", "/api/trash"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:8000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403),
    ],
)
def test_other_sites_pages_change_nothing(
    editor: FlaskClient, logdir: Path, path: str, headers: dict[str, str], status: int
) -> None:
    sent = {"Content-Type": "application/json", **headers}
    response = editor.post(path, data=json.dumps({"run": "a"} if path == "/api/trash" else CHANGE), headers=sent)
    assert (response.status_code, response.json["error"][-1]) == (status, ".")
    assert [path.name for path in logdir.iterdir()] == ["a"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:6006", "Host": "127.0.0.1:6006"},
        {"Origin": "https://gpu.lab", "Host": "localhost:6006", "X-Forwarded-Host": "gpu.lab"},
    ],
)
def test_the_own_page_and_scripts_may(editor: FlaskClient, headers: dict[str, str]) -> None:
    assert editor.post("/api/house", json=CHANGE, headers=headers).status_code == 200


def test_mistakes_have_their_status(editor: FlaskClient, logdir: Path) -> None:
    assert editor.post("/api/house", json={"runs": 3}).status_code == 400
    assert editor.post("/api/house", json=[]).status_code == 400
    assert editor.get("/api/trash").status_code == 405
    (logdir / FILE).write_text("{")
    response = editor.post("/api/house", json=CHANGE)
    assert response.status_code == 409
    assert response.json["error"] == editor.get("/api/house").json["problem"]
    assert (logdir / FILE).read_text() == "{"
