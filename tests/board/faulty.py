"""Files that fail as those of a broken disk or a stale mount do: for processes that are started with `environment`."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
STALL = "stall"
NOBODY = 65534


class Faulty:
    """What fails now, for all processes that were started with `environment`."""

    def __init__(self, directory: Path) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            pytest.skip("There is no C compiler to build the library that makes files fail.")
        library = directory / "faulty.so"
        source = Path(__file__).with_name("faulty.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        self._rules = directory / "rules"
        self.environment = {"LD_PRELOAD": str(library), "FAULTY": str(self._rules)}
        self.heal()

    def fail(self, calls: str, error: int | str, path: str) -> None:
        """Has `calls` ("open stat read list entries") of paths that end so, or have that in them where it ends with "/", fail."""
        with self._rules.open("a") as rules:
            rules.write("".join(f"{call} {error} {path}\n" for call in calls.split()))

    def heal(self) -> None:
        """Has nothing fail any more; what stalls goes on."""
        part = self._rules.with_suffix(".part")
        part.write_text("")
        os.replace(part, self._rules)


START = """
import sys
from board import stalls
stalls.PATIENCE = 0.3
from board import staff
staff.PATIENCE = 0.3
from board.cli import main
main(sys.argv[1:])
"""


class Server:
    """The command, whose files may fail, and that is quick to lose patience with those that do not answer."""

    def __init__(self, logdir: Path, faulty: Faulty | None = None, descriptors: int = 1024) -> None:
        flags = ["--logdir", str(logdir), "--port", "0", "--reload_interval", "0.05"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, *flags],
            env={**os.environ, "PYTHONPATH": str(ROOT), **(faulty.environment if faulty else {})},
            stdout=subprocess.PIPE,
            stderr=(told := tempfile.TemporaryFile("w+")),
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors)),
        )
        self._told = told
        assert self._process.stdout
        found = re.search(r" at (http://\S+/)", line := self._process.stdout.readline())
        assert found, line
        self.address = found[1]

    def get(self, path: str, timeout: float = 20) -> Any:
        """The JSON at an address; AssertionError with the server's sentence where it refuses."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=timeout) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def steps(self, run: str) -> list[int]:
        """Those of the tag "loss"; none while there is no such run or tag."""
        try:
            rows = self.get(f"data/plugin/scalars/scalars?run={run}&tag=loss")
        except AssertionError:
            return []
        return [step for _, step, _ in rows]

    def problems(self) -> list[str]:
        return [problem["reason"] for problem in self.get("api/problems")["problems"]]

    def told(self) -> str:
        """What it has written to its log."""
        self._told.seek(0)
        return self._told.read()

    def end(self) -> None:
        assert self._process.poll() is None, f"the server has ended by itself: {self.told()}"
        self._process.kill()
        self._process.communicate()
        self._told.close()


def wait_for(probe: Callable[[], T], holds: Callable[[T], object]) -> T:
    """What `probe` gives once that holds."""
    until = time.monotonic() + 20
    while not holds(seen := probe()):
        assert time.monotonic() < until, f"never came to hold; last seen: {seen!r}"
        time.sleep(0.02)
    return seen


@contextmanager
def nobody() -> Iterator[None]:
    """Without the rights of root, who may read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
