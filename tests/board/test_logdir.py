"""Finding runs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from board.logdir import Tree
from board.stalls import Asking


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def runs(tree: Tree) -> dict[str, list[str]]:
    return {run: list(files) for run, files in tree.walk(Asking())}


def test_a_run_is_any_directory_with_an_event_file(tmp_path: Path) -> None:
    root = touch(tmp_path / "events.out.tfevents.1.host")
    later = touch(tmp_path / "a" / "deep" / "x.tfevents.2")
    first = touch(tmp_path / "a" / "deep" / "x.tfevents.1")
    touch(tmp_path / "a" / "notes.txt")
    (tmp_path / "empty").mkdir()
    (tmp_path / "dir.tfevents").mkdir()
    assert runs(Tree(tmp_path)) == {".": [str(root)], "a/deep": [str(first), str(later)]}


def test_new_and_vanished_files_are_seen(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    assert runs(tree) == {}
    first = touch(tmp_path / "a" / "tfevents.1")
    assert set(runs(tree)) == {"a"}
    second = touch(tmp_path / "a" / "tfevents.2")
    assert runs(tree) == {"a": [str(first), str(second)]}
    first.unlink()
    assert runs(tree) == {"a": [str(second)]}
    second.unlink()
    assert runs(tree) == {}


def test_an_old_directory_that_changes_is_listed_again(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "tfevents.1")
    long_ago = time.time() - 3600
    os.utime(tmp_path / "a", (long_ago, long_ago))
    tree = Tree(tmp_path)
    assert len(runs(tree)["a"]) == 1
    touch(tmp_path / "a" / "tfevents.2")
    assert len(runs(tree)["a"]) == 2


def test_links_are_followed_once(tmp_path: Path) -> None:
    touch(tmp_path / "real" / "tfevents.1")
    (tmp_path / "real" / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    outside = touch(tmp_path.parent / f"{tmp_path.name}-outside" / "tfevents.9")
    (tmp_path / "linked").symlink_to(outside.parent)
    assert set(runs(Tree(tmp_path))) == {"real", "linked"}


def test_a_fifo_is_no_event_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.tfevents")
    assert runs(Tree(tmp_path)) == {}


def test_a_directory_below_that_may_not_be_read_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = touch(tmp_path / "good" / "tfevents.1")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("board.logdir.os.scandir", refuse)
    tree = Tree(tmp_path)
    assert runs(tree) == {"good": [str(good)]}
    assert [tuple(problem) for problem in tree.unlisted] == [("closed", "Permission denied")]


def test_the_newest_directories_come_first(tmp_path: Path) -> None:
    for age, name in enumerate(("c", "a", "b")):
        touch(tmp_path / name / "tfevents.1")
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    assert list(runs(Tree(tmp_path))) == ["c", "a", "b"]
