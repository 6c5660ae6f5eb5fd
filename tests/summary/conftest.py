"""What the tests of writing share: reading back with TensorBoard's loader, which checks every checksum."""

from __future__ import annotations

import errno
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summary.proto.event import Event

event_file_loader = importlib.import_module("tensorboard.backend.event_processing.event_file_loader")


def read_events(logdir: Path) -> list[Event]:
    """All events below `logdir`, file after file in the order of their names."""
    files = sorted(path for path in logdir.rglob("*") if path.is_file())
    return [Event.FromString(data) for file in files for data in event_file_loader.RawEventFileLoader(str(file)).Load()]


def read_scalars(logdir: Path) -> list[tuple[str, int, float]]:
    return [
        (value.tag, event.step, value.simple_value) for event in read_events(logdir) for value in event.summary.value
    ]


def run_script(source: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs `source` in a fresh interpreter, warnings being errors, but for the one about forks beside threads."""
    command = [sys.executable, "-W", "error", "-W", "ignore:This process:DeprecationWarning", "-c", source]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        [*command, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


class Disk:
    """Stands in for os.write: `room` bytes fit, then every write fails with `error`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room: float = float("inf")
        self.error = errno.ENOSPC
        self.write = os.write
        monkeypatch.setattr(os, "write", self)

    def __call__(self, fd: int, data: Any) -> int:
        if self.room <= 0:
            raise OSError(self.error, os.strerror(self.error))
        written = self.write(fd, data[: int(min(self.room, len(data)))])
        self.room -= written
        return written


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def events() -> Callable[[Path], list[Event]]:
    return read_events


@pytest.fixture
def points() -> Callable[[Path], list[tuple[str, int, float]]]:
    return read_scalars


@pytest.fixture
def script() -> Callable[..., subprocess.CompletedProcess[str]]:
    return run_script
