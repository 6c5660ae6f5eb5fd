"""How the process ends: at once, whatever it is doing, and with nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# What a shell says of a program that a signal ended.
STATUSES = {
    getattr(signal, name): 128 + getattr(signal, name)
    for name in ("SIGTERM", "SIGINT", "SIGHUP")
    if hasattr(signal, name)
}
TRIES = 5

_deeds: dict[object, Callable[[], object]] = {}


def install(terminated: int = STATUSES[signal.SIGTERM]) -> None:
    """From now on a signal ends the process at once, after what `at_end` was given; with status `terminated` for SIGTERM.

    A signal that whoever started the process has it ignore, as nohup does, stays ignored. As process 1 of a container
    Linux lets a signal through only where it is handled.
    """
    _handle(lambda number: _end(terminated if number == signal.SIGTERM else STATUSES[number]))


def unwind() -> None:
    """From now on a signal ends the process by an exception, so that what is half done is undone on the way."""
    _handle(lambda number: sys.exit(STATUSES[number]))


def at_end(deed: Callable[[], object]) -> Callable[[], object]:
    """Has `deed` be done when a signal ends the process, in whatever thread; what is returned takes that back."""
    key = object()
    _deeds[key] = deed
    return lambda: _deeds.pop(key, None)


def at_end_of_input() -> None:
    """From now on the process ends when its standard input does, as where whoever started it is gone."""

    def read() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)  # which the main thread takes

    threading.Thread(target=read, name="board-input", daemon=True).start()


def sweep(directory: Path) -> None:
    """Deletes a directory even while another thread puts files into it."""
    for _ in range(TRIES):
        shutil.rmtree(directory, ignore_errors=True)
        if not directory.exists():
            return


def _handle(deed: Callable[[int], object]) -> None:
    for number in STATUSES:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda received, _: deed(received))


def _end(status: int) -> None:
    for number in STATUSES:
        signal.signal(number, signal.SIG_IGN)
    for deed in list(_deeds.values()):
        with suppress(Exception):
            deed()
    os._exit(status)
