"""The command as a person starts it: a process of its own, the address it prints, its end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]


class Command:
    """`board --logdir LOGDIR`, started and listening. Port 0 is any free one."""

    def __init__(self, logdir: Path, *flags: str, port: int = 0) -> None:
        self._errors = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "board", "--logdir", str(logdir), "--port", str(port), *flags],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        found = re.search(r" at (http://\S+/)", line)
        if not found:
            self.kill()
            raise AssertionError(f"board printed no address but {line!r}; on its standard error: {self.errors()}")
        self.address = found[1]

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 80

    def errors(self) -> str:
        """What the process has written to its standard error."""
        self._errors.seek(0)
        return self._errors.read()

    def kill(self) -> None:
        """Ends the process as a crash would; nothing happens where it has ended."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def close(self) -> None:
        """Ends the process; an AssertionError where it had anything to complain of."""
        self.kill()
        errors = self.errors()
        self._errors.close()
        assert "Traceback" not in errors, errors


@contextmanager
def serving(logdir: Path, *flags: str) -> Iterator[Command]:
    command = Command(logdir, *flags)
    try:
        yield command
    finally:
        command.close()
