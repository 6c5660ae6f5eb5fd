"""The command as a person starts it: a process of its own, the address it prints, its end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]

# Where commands listened that a test has ended: pages that are still open there ask in vain.
ENDED: set[str] = set()


class Command:
    """`board --logdir LOGDIR`, started and listening. Port 0 is any free one, None none; `home` stands for ~."""

    def __init__(self, logdir: Path, *flags: str, port: int | None = 0, home: Path | None = None) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **({"HOME": str(home)} if home else {})}
        at = [] if port is None else ["--port", str(port)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "board", "--logdir", str(logdir), *at, *flags],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        found = re.search(r" at (http://\S+/)", line)
        if not found:
            raise AssertionError(f"board printed no address but {line!r}; and: {self._process.communicate()[1]}")
        self.address = found[1]
        ENDED.discard(urlsplit(self.address).netloc)

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 80

    def kill(self) -> None:
        """Ends the process as a crash would; an AssertionError where it had ended or complained by itself."""
        if self._process.returncode is None:
            ended = self._process.poll()
            ENDED.add(urlsplit(self.address).netloc)
            self._process.kill()
            errors = self._process.communicate()[1]
            assert ended is None, f"board ended by itself with status {ended}: {errors}"
            assert "Traceback" not in errors, errors


@contextmanager
def serving(logdir: Path, *flags: str, port: int | None = 0, home: Path | None = None) -> Iterator[Command]:
    command = Command(logdir, *flags, port=port, home=home)
    try:
        yield command
    finally:
        command.kill()
