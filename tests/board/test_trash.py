"""Moving runs to the trash: what moves, what stays, and what stands in the way."""

from __future__ import annotations

import errno
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from board import trash
from board.store import Store
from board.trash import TrashError, move_to_trash

from .conftest import Write, loaded

Serve = Callable[..., FlaskClient]
POINT = [("loss", 1.0, 0, 1.0)]
EVENTS = "events.out.tfevents.1.host"
LATER = time.time() + 1000
STAMP = time.strftime("%Y-%m-%d_%H-%M-%S", time.localtime(LATER))


def files(directory: Path) -> set[str]:
    return {path.relative_to(directory).as_posix() for path in directory.rglob("*") if not path.is_dir()}


def test_a_run_moves_with_all_its_event_files(write: Write) -> None:
    write(POINT, "group/a", number=2)
    logdir = write(POINT, "group/a")
    data = (logdir / "group" / "a" / EVENTS).read_bytes()
    assert move_to_trash(logdir, "group/a", LATER) == (2, f".trash/{STAMP}/group/a")
    moved = logdir / ".trash" / STAMP / "group" / "a"
    assert files(moved) == {EVENTS, "events.out.tfevents.2.host"}
    assert (moved / EVENTS).read_bytes() == data
    assert not (logdir / "group" / "a").exists()
    assert loaded(logdir).runs() == ()


def test_other_files_and_the_runs_below_stay(write: Write) -> None:
    logdir = write(POINT, "a")
    write(POINT, "a/below")
    (logdir / "a" / "model.pt").write_text("weights")
    move_to_trash(logdir, "a", LATER)
    assert files(logdir / "a") == {"model.pt", f"below/{EVENTS}"}
    assert loaded(logdir).runs() == ("a/below",)


def test_the_logdir_itself_loses_only_its_own_event_files(write: Write) -> None:
    write(POINT, "a")
    logdir = write(POINT, ".")
    assert move_to_trash(logdir, ".", LATER).files == 1
    assert files(logdir) == {f"a/{EVENTS}", f".trash/{STAMP}/{EVENTS}"}


def test_what_is_in_the_trash_is_no_run_but_may_be_looked_at(write: Write) -> None:
    logdir = write(POINT, "a")
    write(POINT, "b")
    move_to_trash(logdir, "a", LATER)
    assert loaded(logdir).runs() == ("b",)
    assert loaded(logdir.parent).runs() == ("logs/b",)
    assert loaded(logdir / ".trash").runs() == (f"{STAMP}/a",)


def test_the_same_run_may_go_twice_in_a_second(write: Write) -> None:
    logdir = write(POINT, "a")
    move_to_trash(logdir, "a", LATER)
    write(POINT, "a")
    assert move_to_trash(logdir, "a", LATER).to == f".trash/{STAMP}_2/a"
    assert files(logdir) == {f".trash/{STAMP}/a/{EVENTS}", f".trash/{STAMP}_2/a/{EVENTS}"}


def stays(logdir: Path, run: str, told: str, now: float = LATER) -> None:
    """The run cannot be trashed, it is told why, and nothing is any different."""
    before = files(logdir)
    with pytest.raises(TrashError, match=told) as caught:
        move_to_trash(logdir, run, now)
    assert str(caught.value).endswith(".")
    assert files(logdir) == before
    assert not list((logdir / ".trash").glob("*"))


def test_a_run_that_is_being_written_stays(write: Write) -> None:
    logdir = write(POINT, "a")
    stays(logdir, "a", r"written to \d+ seconds ago", now=time.time())
    assert move_to_trash(logdir, "a", time.time(), even_if_fresh=True).files == 1


def test_a_run_that_leads_out_of_the_logdir_stays(write: Write, tmp_path: Path) -> None:
    logdir = write(POINT, "a")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / EVENTS).write_bytes((logdir / "a" / EVENTS).read_bytes())
    (logdir / "link").symlink_to(outside)
    stays(logdir, "link", "outside the logdir")
    stays(logdir, "../outside", "outside the logdir")
    stays(logdir, str(outside), "outside the logdir")
    assert files(outside) == {EVENTS}


def test_a_link_inside_the_logdir_is_followed_and_linked_files_move_as_links(write: Write, tmp_path: Path) -> None:
    logdir = write(POINT, "a")
    target = tmp_path / "elsewhere.tfevents"
    target.write_bytes((logdir / "a" / EVENTS).read_bytes())
    (logdir / "a" / "events.out.tfevents.9.link").symlink_to(target)
    (logdir / "same").symlink_to(logdir / "a")
    assert move_to_trash(logdir, "same", LATER).files == 2
    assert target.exists()
    assert (logdir / ".trash" / STAMP / "same" / "events.out.tfevents.9.link").is_symlink()


def test_a_trash_that_is_a_link_or_a_file_is_not_used(write: Write, tmp_path: Path) -> None:
    logdir = write(POINT, "a")
    (tmp_path / "outside").mkdir()
    (logdir / ".trash").symlink_to(tmp_path / "outside")
    stays(logdir, "a", "is a link")
    (logdir / ".trash").unlink()
    (logdir / ".trash").write_text("")
    stays(logdir, "a", "cannot be made ready")


@pytest.mark.parametrize(
    ("number", "told"), [(errno.EXDEV, "another file system"), (errno.EACCES, "Permission denied")]
)
def test_a_move_that_fails_half_way_is_undone(
    write: Write, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    write(POINT, "a", number=2)
    logdir = write(POINT, "a")
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name.endswith("2.host"):
            raise OSError(number, os.strerror(number))
        return rename(path, target)

    monkeypatch.setattr(trash.Path, "rename", failing)
    stays(logdir, "a", told)
    assert loaded(logdir).runs() == ("a",)


def test_a_run_that_is_gone_is_told(write: Write) -> None:
    logdir = write(POINT, "a")
    (logdir / "empty").mkdir()
    stays(logdir, "b", "no longer there")
    stays(logdir, "empty", "no event files")


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[str]:
    """A run so deep that what calls itself for every directory cannot reach it, which goes for pytest's cleaning up too."""
    directory = tmp_path / "logs"
    names = ["d"] * 1200
    for name in ("", *names):
        directory = directory / name
        directory.mkdir()
    (directory / EVENTS).write_bytes(b"")
    yield "/".join(names)
    subprocess.run(["rm", "-rf", str(tmp_path / "logs")], check=True)


def test_a_very_deep_run_moves(tmp_path: Path, deep: str) -> None:
    assert move_to_trash(tmp_path / "logs", deep, LATER).files == 1


# The route.


def test_the_route_moves_a_run(write: Write, serve: Serve) -> None:
    logdir = write(POINT, "a")
    os.utime(logdir / "a" / EVENTS, (1.0, 1.0))
    body = serve(logdir, allow_edit=True).post("/api/trash", json={"run": "a"}).json
    assert (body["run"], body["files"]) == ("a", 1)
    assert (logdir / body["to"] / EVENTS).exists()


def test_the_routes_mistakes(write: Write, serve: Serve) -> None:
    logdir = write(POINT, "a")
    client = serve(logdir, allow_edit=True)
    answers = [client.post("/api/trash", json={"run": run}) for run in ("../logs", "gone", 3, None, "a")]
    assert [answer.status_code for answer in answers] == [404, 404, 400, 400, 409]
    assert all(answer.json["error"].endswith(".") for answer in answers)
    assert files(logdir) == {f"a/{EVENTS}"}
    assert client.post("/api/trash", json={"run": "a", "even_if_fresh": True}).status_code == 200


def test_a_run_of_a_store_without_files_is_not_there(write: Write, serve: Serve) -> None:
    from board.app import create_app

    client = create_app(write(POINT), Store(), allow_edit=True).test_client()
    assert client.post("/api/trash", json={"run": "a"}).status_code == 404
