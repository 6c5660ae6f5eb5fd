"""Where the token comes from, and who else can learn it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from board import tokens
from board.listening import ServingError
from board.tokens import given, made_up, of_file, remarks

LONG = "a-token-that-is-long-enough"


def test_a_token_is_given_in_one_of_three_ways(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{LONG}\n")
    file.chmod(0o600)
    environ = {"BOARD_TOKEN": "of-the-environment"}
    assert given("x", None, environ) == "x"
    assert given(None, str(file), environ) == LONG
    assert given(None, None, environ) == "of-the-environment"
    assert given(None, None, {"BOARD_TOKEN": ""}) is None
    with pytest.raises(ServingError, match="not both"):
        given("x", str(file), {})


@pytest.mark.parametrize("token", ["", "two words", "tab\t", "line\n", "ünd", "\x00", "x" * 1001])
def test_a_token_that_no_address_can_carry_is_refused(tmp_path: Path, token: str) -> None:
    with pytest.raises(ServingError, match=r"\.$"):
        given(token, None, {})
    file = tmp_path / "token"
    file.write_bytes(f" {token} ".join("ab").encode() if token else b"")
    file.chmod(0o600)
    with pytest.raises(ServingError, match=r"\.$"):
        of_file(file)


def test_a_missing_file_is_made_for_its_owner_alone_and_kept(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        token = of_file(tmp_path / "token")
    finally:
        os.umask(before)
    assert len(token) >= 32
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
    assert (tmp_path / "token").read_text() == f"{token}\n"
    assert of_file(tmp_path / "token") == token
    assert [path.name for path in tmp_path.iterdir()] == ["token"]
    assert made_up() != made_up()


def test_of_servers_that_start_at_once_all_take_the_first_ones_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker() -> str:
        monkeypatch.setattr(tokens, "made_up", lambda: LONG)
        of_file(tmp_path / "token")
        return "too-late-for-anybody"

    monkeypatch.setattr(tokens, "made_up", quicker)
    assert of_file(tmp_path / "token") == LONG
    assert [path.name for path in tmp_path.iterdir()] == ["token"]


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o620, 0o666])
def test_a_file_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "token"
    file.write_text(LONG)
    file.chmod(mode)
    with pytest.raises(ServingError, match="chmod 600"):
        of_file(file)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_a_file_of_another_user_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(LONG)
    file.chmod(0o600)
    os.chown(file, 12345, 12345)
    with pytest.raises(ServingError, match="another user"):
        of_file(file)


def test_what_is_no_file_or_no_token_is_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name, text in (("empty", ""), ("lines", "one\ntwo\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    for name in ("pipe", "empty", "lines", ".", "none/token", "empty/token"):
        with pytest.raises(ServingError, match=r"\.$"):
            of_file(tmp_path / name)


def test_it_is_said_what_makes_a_token_known_or_guessed() -> None:
    assert remarks(LONG, on_command_line=False) == []
    assert "list of processes" in remarks(LONG, on_command_line=True)[0]
    assert "guessed" in remarks("short", on_command_line=False)[0]
    assert remarks(None, on_command_line=False) == []
