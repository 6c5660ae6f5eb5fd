"""A server in a process of its own, started from Python: for scripts and notebooks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import IO

from board import tokens
from board.listening import ServingError
from board.roots import Logdirs, Roots, roots_of

PATIENCE = 10.0  # seconds


class Server:
    """A running server; it ends with `stop`, at the end of a `with` block, and when this process ends, however that happens.

    Attributes:
        url: the address to open; it carries the token where one is asked for.
        port: where it listens.
        path: of the page on any host by which a browser gets to that port, with the token.
        proxied: the page's address through the hub or editor that this runs in; empty where there is none.
        arguments: what the command `board` was given.
    """

    def __init__(self, arguments: Sequence[str], token: str | None = None) -> None:
        """Starts the command. ServingError, with the sentence that it printed, where it does not start."""
        self.arguments = tuple(arguments)
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the server has ended
        self._process = subprocess.Popen(
            [sys.executable, "-m", "board", "--child", *arguments],
            stdin=subprocess.PIPE,  # whose end tells the server that this process is gone
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **({tokens.VARIABLE: token} if token else {})},
            start_new_session=True,  # Ctrl-C in a notebook or a console is not meant for it
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            complaint = self._complaint()
            self._close()
            raise ServingError(complaint)
        said = json.loads(line)
        self.url: str = said["url"]
        self.port: int = said["port"]
        self.path: str = said["path"]
        self.proxied: str = said["proxied"]

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> None:
        """Returns when the server has ended."""
        self._process.wait()

    def stop(self) -> None:
        """Ends the server. It may have ended before."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._close()

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<board at {self.url}>" if self.alive else "<board, ended>"

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream:
                stream.close()

    def _complaint(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        last = lines[-1] if lines else f"The server ended with status {self._process.returncode}."
        return last.removeprefix("board: ")


def serve(
    logdirs: Logdirs,
    *,
    port: int | None = None,
    host: str | None = None,
    token: str | None = None,
    path_prefix: str = "",
    window_title: str = "",
    reload_interval: float = 1.0,
    allow_edit: bool = False,
    max_memory: str | None = None,
    frame_ancestors: Iterable[str] = (),
    block: bool = False,
) -> Server:
    """Serves logdirs from a process of its own, as the command does with flags of these names.

    Args:
        logdirs: one directory, several in a sequence, or a mapping of names to directories.
        port: None: 6006, or the next free one; 0: any free one.
        host: None: loopback. Any other address asks for a token, which is made up unless given.
        max_memory: such as "4G".
        frame_ancestors: origins whose pages may show this one in a frame, such as "http://localhost:8888".
        block: whether to return only when the server has ended; Ctrl-C ends it then.

    Returns:
        the server, which answers from now on, while it is still reading.

    Raises:
        ServingError: one sentence on why there is no server.
        LogdirError: one on why these are no logdirs.
    """
    given = {
        "--port": port,
        "--host": host,
        "--path_prefix": path_prefix or None,
        "--window_title": window_title or None,
        "--reload_interval": reload_interval,
        "--max_memory": max_memory,
        "--frame_ancestors": ",".join(frame_ancestors) or None,
    }
    flags = [f"{name}={value}" for name, value in given.items() if value is not None]
    server = Server([*flags, *(["--allow_edit"] if allow_edit else []), "--", *_words(logdirs)], token)
    if block:
        try:
            print(f"board is at {server.url} (Ctrl-C ends it)", flush=True)
            server.wait()
        except KeyboardInterrupt:
            server.stop()
    return server


def _words(logdirs: Logdirs) -> list[str]:
    """The directories as the command takes them. Paths are absolute, so that no colon in them ends a name."""
    named = isinstance(logdirs, (Mapping, Roots))
    roots = roots_of(logdirs).all
    return [f"{root.name}:{root.path}" if named and root.name else str(root.path) for root in roots]
