"""Calls to the file system that may never return, as those of a network share whose server is gone.

Nothing ends such a call, so it costs a thread until its server is back. What must go on is done by another thread, which
leaves alone what does not answer.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 5.0  # seconds until a call counts as stalled
MOST = 3  # stalled calls of one device, before nothing more of it is asked for
REASON = "its file system does not answer"


class Stalled(OSError):
    """What is left alone because its file system does not answer."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.ETIMEDOUT, REASON, path)


class GivenUp(Exception):
    """The call has returned after all, and nobody waits for it any more."""


class Stalls:
    """Which paths do not answer now; what is below them does not either. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._paths: Counter[str] = Counter()
        self._devices: Counter[int] = Counter()
        self._left: frozenset[str] = frozenset()

    def begin(self, path: str, device: int = 0) -> None:
        """Notes that a call has stalled; `device` 0 is not known."""
        with self._lock:
            self._paths[path] += 1
            self._devices[device] += bool(device)

    def end(self, path: str, device: int = 0) -> None:
        """Notes that it has returned."""
        with self._lock:
            self._paths[path] -= 1
            self._devices[device] -= bool(device)
            self._paths, self._devices = +self._paths, +self._devices

    def leave(self, paths: Iterable[str]) -> None:
        """Says what else is left alone, because of its device."""
        self._left = frozenset(paths)

    @property
    def any(self) -> bool:
        return bool(self._paths)

    def holds_device(self, device: int) -> bool:
        """Whether so much of a device has stalled that nothing more of it is to be asked for."""
        return self._devices[device] >= MOST

    def holds(self, path: str) -> bool:
        """Whether a path, or a directory that it is in, does not answer."""
        if not self._paths:
            return False
        while path not in self._paths and path not in self._left:
            above = os.path.dirname(path)
            if above == path:
                return False
            path = above
        return True

    def check(self, path: str) -> None:
        """Raises Stalled where the path is to be left alone."""
        if self.holds(path):
            raise Stalled(path)


stalls = Stalls()
"""Those of this process."""


class Asking:
    """The calls of one thread, which another watches and gives up where one stalls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls = 0
        self._at: tuple[str, int] | None = None
        self._stalled = False
        self._seen = (-1, 0.0)

    def ask(self, call: Callable[[str], T], path: str, device: int = 0) -> T:
        """What `call` says of a path. Stalled where it is not asked, GivenUp where the answer has come too late."""
        if stalls.holds_device(device):
            raise Stalled(path)
        stalls.check(path)
        self._calls += 1
        self._at = (path, device)
        try:
            return call(path)
        finally:
            with self._lock:
                self._at = None
                if self._stalled:
                    stalls.end(path, device)
                    raise GivenUp

    def has_stalled(self) -> bool:
        """For the thread that watches: whether one call has taken longer than PATIENCE. The asking thread is then given up."""
        with self._lock:
            calls, since = self._seen
            if self._at is None or calls != self._calls:
                self._seen = (self._calls, time.monotonic())
            elif time.monotonic() - since > PATIENCE and not self._stalled:
                self._stalled = True
                stalls.begin(*self._at)
            return self._stalled
