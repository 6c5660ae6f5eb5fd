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
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np

from board.directories import Entries, Statuses, Surveyor

T = TypeVar("T")

PATIENCE = 5.0  # seconds until a call counts as stalled
MOST = 3  # stalled calls of one device, before nothing more of it is asked for
AT_ONCE = 1024  # calls between which a thread can be interrupted
REASON = "its file system does not answer"
LEFT_ALONE = -1  # stands for an errno where REASON is why a path was not asked for


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


def reason_of(error: int) -> str:
    """An errno or LEFT_ALONE in words."""
    return REASON if error == LEFT_ALONE else os.strerror(error)


class Asking:
    """The calls of one thread, which another watches and gives up where one stalls."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._surveyor = Surveyor()
        self._calls = 0
        self._paths: Sequence[str] = ()  # what is being asked for
        self._devices: Sequence[int] = ()
        self._stalled: tuple[str, int] | None = None
        self._seen = (-1, (-1, -1))
        self._since = 0.0

    def ask(self, call: Callable[[str], T], path: str, device: int = 0) -> T:
        """What `call` says of a path. Stalled where it is not asked, GivenUp where the answer has come too late."""
        if _is_left_alone(path, device):
            raise Stalled(path)
        return self._watched(lambda: call(path), [path], [device])

    def look_at(self, paths: Sequence[str], devices: Sequence[int]) -> Statuses:
        """What is at each of many paths; LEFT_ALONE where it is not asked for. GivenUp where an answer has come too late."""
        found = np.zeros((len(paths), 5), np.int64)
        for start in range(0, len(paths), AT_ONCE):
            here = slice(start, start + AT_ONCE)
            asked, rows = self._each(self._surveyor.look_at, paths[here], devices[here])
            found[here, 0] = LEFT_ALONE
            found[here][asked] = rows
        return found

    def look_into(self, paths: Sequence[str], devices: Sequence[int]) -> list[Entries]:
        """What each of some directories holds, in the same way."""
        found = [Entries(LEFT_ALONE, [], [], [], [])] * len(paths)
        for place, entries in zip(*self._each(self._surveyor.look_into, paths, devices), strict=True):
            found[place] = entries
        return found

    def _each(
        self, call: Callable[[Sequence[str]], T], paths: Sequence[str], devices: Sequence[int]
    ) -> tuple[Sequence[int], T]:
        """What `call` says of those paths that are not left alone, and their places."""
        places: Sequence[int] = range(len(paths))
        if stalls.any:
            places = [place for place in places if not _is_left_alone(paths[place], devices[place])]
            paths, devices = [paths[place] for place in places], [devices[place] for place in places]
        return places, self._watched(lambda: call(paths), paths, devices)

    def _watched(self, call: Callable[[], T], paths: Sequence[str], devices: Sequence[int]) -> T:
        with self._lock:
            self._calls += 1
            self._paths, self._devices = paths, devices
        try:
            return call()
        finally:
            with self._lock:
                self._paths = ()
                if self._stalled:
                    stalls.end(*self._stalled)
                    raise GivenUp

    def has_stalled(self) -> bool:
        """For the thread that watches: whether one call has taken longer than PATIENCE. The asking thread is then given up."""
        with self._lock:
            now, seen = time.monotonic(), (self._calls, self._surveyor.progress())
            if not self._paths or seen != self._seen:
                self._seen, self._since = seen, now
            elif now - self._since > PATIENCE and not self._stalled:
                self._surveyor.stop()
                place = min(seen[1][0], len(self._paths) - 1)
                self._stalled = (self._paths[place], self._devices[place])
                stalls.begin(*self._stalled)
            return self._stalled is not None


def _is_left_alone(path: str, device: int) -> bool:
    return stalls.holds_device(device) or stalls.holds(path)
