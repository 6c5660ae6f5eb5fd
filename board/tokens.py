"""The token that lets people in: given to the command, in the environment or in a file; otherwise made up.

Everyone on a machine sees the words of a command in the list of processes. A process' environment, and a file that only its
owner may read, are seen by nobody else.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from board.listening import ServingError

VARIABLE = "BOARD_TOKEN"
LONGEST = 1000
GUESSED = 16  # characters: fewer can be tried out
VISIBLE = re.compile(r"[!-~]+")
# A pipe would be waited for.
READ_ONLY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def made_up() -> str:
    """One that nobody guesses."""
    return secrets.token_urlsafe(24)


def given(token: str | None, file: str | None, environ: Mapping[str, str]) -> str | None:
    """The token by --token, --token_file or BOARD_TOKEN; None where there is none. ServingError where it is of no use."""
    if token is not None and file is not None:
        raise ServingError("Give either --token or --token_file, not both.")
    if token is not None:
        return _checked(token, "The token")
    if file is not None:
        return of_file(Path(file).expanduser())
    return _checked(environ[VARIABLE], f"The token in {VARIABLE}") if environ.get(VARIABLE) else None


def remarks(token: str | None, on_command_line: bool) -> list[str]:
    """What whoever chose the token should know."""
    found = []
    if token and on_command_line:
        found.append(
            "Everyone on this machine sees --token in the list of processes; "
            f"--token_file FILE and the variable {VARIABLE} keep it to yourself."
        )
    if token and len(token) < GUESSED:
        found.append(
            f"A token of {len(token)} characters can be guessed; take {GUESSED} or more, or let board make one."
        )
    return found


def of_file(path: Path) -> str:
    """The token in the file's first line; a missing file is made, with one that is made up, for its owner alone.

    ServingError where others may read the file, or it is none, or holds none.
    """
    try:
        _make(path)
        with open(path, "rb", opener=lambda name, _: os.open(name, READ_ONLY)) as file:
            _keep_others_out(path, os.fstat(file.fileno()))
            text = file.read(LONGEST + 1)
    except OSError as error:
        raise ServingError(f"The token file {path} cannot be read or made: {error.strerror}.") from None
    first, _, rest = text.decode("latin-1").partition("\n")
    if rest.strip():
        raise ServingError(f"The token file {path} must hold one line, the token.")
    return _checked(first.strip(), f"The token in {path}")


def _make(path: Path) -> None:
    """Puts the file there with all it holds at once, unless there is one."""
    if path.exists():
        return
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(made_up() + "\n")
        with suppress(FileExistsError):  # another server was quicker
            os.link(part, path)
    finally:
        part.unlink()


def _keep_others_out(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise ServingError(f"The token file {path} is no file.")
    if not hasattr(os, "getuid"):
        return
    if found.st_mode & 0o077:
        raise ServingError(f"Others may read the token file {path}: chmod 600 {path} keeps them out.")
    if found.st_uid not in (os.getuid(), 0):
        raise ServingError(f"The token file {path} is another user's, who knows the token.")


def _checked(token: str, named: str) -> str:
    if not token:
        raise ServingError(f"{named} must not be empty; --no_token asks for none.")
    if not VISIBLE.fullmatch(token) or len(token) > LONGEST:
        raise ServingError(f"{named} must be of up to {LONGEST} letters, digits and signs, without spaces.")
    return token
