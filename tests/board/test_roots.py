"""Several logdirs: what they are called, and what is called how in each."""

from __future__ import annotations

import os
import threading
import warnings
from pathlib import Path
from typing import Any

import pytest

from board.answers import NotFound
from board.roots import LogdirError, Root, Roots, check, expected, of_spec, parsed, roots_of


def names(*texts: object) -> dict[str, str]:
    return {root.name: str(root.path) for root in parsed(map(str, texts)).all}


def test_one_logdir_needs_no_name(tmp_path: Path) -> None:
    assert names(tmp_path / "logs") == {"": str(tmp_path / "logs")}
    assert names(tmp_path / "logs", tmp_path / "logs") == {"": str(tmp_path / "logs")}
    roots = roots_of(tmp_path)
    assert roots.path("train/a") == tmp_path / "train/a"
    assert roots.all[0].called("train/a") == "train/a"
    assert roots.all[0].called(".") == "."


def test_a_name_that_is_given_begins_the_names_of_runs() -> None:
    roots = parsed(["old:/x/logs", "/y/new:1"])
    assert [root.name for root in roots.all] == ["old", "new:1"]
    assert [root.called("a") for root in roots.all] == ["old/a", "new:1/a"]
    assert [root.called(".") for root in roots.all] == ["old", "new:1"]
    assert roots.path("old/a/b") == Path("/x/logs/a/b")
    assert roots.path("new:1") == Path("/y/new:1")
    with pytest.raises(NotFound, match="'older/a'"):
        roots.path("older/a")
    assert names("only:/x") == {"only": "/x"}
    assert str(roots) == "old:/x/logs,new:1:/y/new:1"


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/a/x", "/a/y"], ["x", "y"]),
        (["/a/logs", "/b/logs", "/b/runs"], ["a/logs", "b/logs", "runs"]),
        (["/p/a/logs", "/q/a/logs"], ["p/a/logs", "q/a/logs"]),
        (["/logs", "/a/logs"], ["logs", "a/logs"]),
        (["logs:/z", "/a/logs"], ["logs", "a/logs"]),
        (["/a/b/../x", "/a/y"], ["x", "y"]),
    ],
)
def test_a_logdir_without_a_name_is_called_by_the_shortest_ending_that_no_other_has(
    paths: list[str], expected: list[str]
) -> None:
    assert [root.name for root in parsed(paths).all] == expected


def test_a_colon_in_a_path_makes_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run:1").mkdir()
    assert names("run:1") == {"": str(tmp_path / "run:1")}
    assert names("./other:1") == {"": str(tmp_path / "other:1")}
    assert names("other:1") == {"other": str(tmp_path / "1")}


@pytest.mark.parametrize(
    "spec",
    [
        "a:/x,b:/y",
        "a:/x,/y/z",
        "a:/with:colon,b:/y",
        "/foo:bar/baz,c:/d",
        "a:relative,b:deep/er",
        "one:/x",
        "/only",
        "n m:/x",
    ],
)
def test_tensorboards_own_form_means_the_same(spec: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tensorboard.backend.event_processing.data_ingester import _parse_event_files_spec
    theirs = _parse_event_files_spec(spec)
    ours = {str(root.path): root.name for root in parsed(of_spec(spec)).all}
    assert ours.keys() == theirs.keys()
    assert all(name in (None, ours[path]) for path, name in theirs.items())


def test_spaces_and_empty_parts_of_a_spec_are_passed_over() -> None:
    assert of_spec("a:/x, b:/y,/z,") == ["a:/x", "b:/y", "/z"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"a": "/x", "a/b": "/y"}, "'a/b'"),
        ({"..": "/x"}, "'..'"),
        (["/a/x", "s3://bucket/x"], "s3://bucket/x: mount"),
        ([], "give one directory"),
        ("", "no path"),
    ],
)
def test_what_cannot_be_told_apart_or_read_is_told_in_a_sentence(given: Any, words: str) -> None:
    with pytest.raises(LogdirError, match=words):
        roots_of(given)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["a:/x", "a:/y"], "would both be called a"),
        (["a:/x", "/q/a/b", "/r/a/b", "/a/b"], "name them"),
        ([":/x"], "NAME:DIR"),
        (["a:"], "NAME:DIR"),
        (["/x/logs", "/x/logs/best"], "/x/logs/best are those of /x/logs too"),
        (["a:/x", "b:/x"], "only one of the two"),
        (["a:gs://bucket"], "mount"),
    ],
)
def test_names_that_cannot_be_are_told_in_a_sentence(texts: list[str], words: str) -> None:
    with pytest.raises(LogdirError, match=words):
        parsed(texts)


def test_logdirs_that_cannot_be_used_are_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LogdirError, match="is a file: give the directory"):
        expected(roots_of(tmp_path / "file"))
    with pytest.raises(LogdirError, match="There is no directory"):
        check(roots_of(tmp_path / "missing"))
    (tmp_path / "there").mkdir()
    (sentence,) = expected(roots_of([tmp_path / "missing", tmp_path / "there"]))
    assert sentence == f"There is no directory {tmp_path / 'missing'} yet; it is waited for."


def test_a_directory_that_may_not_be_read_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("board.roots.os.scandir", refuse)
    with pytest.raises(LogdirError, match=r"cannot be read: Permission denied\.$"):
        expected(roots_of(tmp_path))


def test_home_is_expanded_and_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert roots_of("~/logs").first == tmp_path / "logs"
    roots = Roots((Root("a", tmp_path / "runs" / "a"), Root("b", Path("/elsewhere"))))
    assert roots.short == "a:~/runs/a,b:/elsewhere"


def test_a_logdir_that_does_not_answer_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir, healed = os.scandir, threading.Event()

    def stall(path: Path) -> Any:
        if path.name == "silent":
            healed.wait(30)
        return scandir(path)

    monkeypatch.setattr("board.roots.os.scandir", stall)
    monkeypatch.setattr("board.stalls.PATIENCE", 0.05)
    (tmp_path / "there").mkdir()
    (sentence,) = expected(roots_of([tmp_path / "silent", tmp_path / "there"]))
    assert sentence == f"The directory {tmp_path / 'silent'} does not answer; it is waited for."
    healed.set()
