"""A small file in a directory that anyone may have filled: read without following links, replaced as a whole."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from board import ending

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

# A link may lead to a file that is nobody's business, and a pipe would be waited for.
READ_ONLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class SmallFileError(Exception):
    """What is wrong with the file, to be said after its name."""


def read(path: Path, most: int) -> bytes | None:
    """The file's bytes; None if there is no such file. Raises SmallFileError where it is none, or longer than `most`."""
    try:
        with open(path, "rb", opener=lambda name, _: os.open(name, READ_ONLY)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SmallFileError("is no file")
            data = file.read(most + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except IsADirectoryError as error:
        raise SmallFileError("is no file") from error
    except OSError as error:
        link = error.errno == errno.ELOOP
        raise SmallFileError(
            "is a link, which is not followed" if link else f"cannot be read ({error.strerror})"
        ) from error
    if len(data) > most:
        raise SmallFileError(f"is longer than {most >> 20} MB")
    return data


def replace(path: Path, data: bytes) -> None:
    """Puts `data` in the place of the file and keeps its permissions. Raises SmallFileError; then nothing has changed."""
    if path.exists() and not os.access(path, os.W_OK):
        raise SmallFileError("is read-only")
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    spare = ending.at_end(part.unlink)
    try:
        with open(part, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError):
            os.chmod(part, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise SmallFileError(f"cannot be written ({error.strerror})") from error
    finally:
        spare()


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Keeps out others who change files of `directory` by these means; where the file system has no locks, nobody."""
    try:
        handle = os.open(directory, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        if fcntl is not None:
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
