"""What was made and may be asked for again, kept up to so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from board.memory import memory

V = TypeVar("V")

# What comes later is used later, in whichever cache.
_clock = count()


@dataclass(frozen=True)
class _Kept(Generic[V]):
    used: int
    size: int
    value: V


class Cache(Generic[V]):
    """Keeps what was used last, up to `most` bytes by `size_of`, and less where memory is short (board.memory).

    Any thread may ask; none makes what another is making. One lock guards everything; nothing is made under it.
    """

    def __init__(self, most: int, size_of: Callable[[V], int], name: str) -> None:
        """`name`: what is kept, as figures of memory call it."""
        self.name = name
        self.hits = self.misses = 0
        self._lock = threading.Lock()
        self._most = most
        self._size_of = size_of
        self._kept: OrderedDict[Hashable, _Kept[V]] = OrderedDict()
        self._making: dict[Hashable, Future[V]] = {}
        self._bytes = 0
        memory.add(self)

    @property
    def bytes(self) -> int:
        """What all that is kept takes."""
        return self._bytes

    @property
    def oldest(self) -> int | None:
        """When what has waited longest was last used; None where nothing is kept."""
        with self._lock:
            return next(iter(self._kept.values())).used if self._kept else None

    def put_out(self) -> int:
        """Forgets what was used least recently; how many bytes it took."""
        with self._lock:
            return self._forget() if self._kept else 0

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """What is kept by `key`, or is being made, or what `make` makes now; what it raises goes to all who wait."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self.hits += 1
                self._kept[key] = _Kept(next(_clock), kept.size, kept.value)
                self._kept.move_to_end(key)
                return kept.value
            self.misses += 1
            future = self._making.get(key)
            mine = future is None
            if future is None:
                future = self._making[key] = Future()
        if not mine:
            return future.result()
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            future.set_exception(error)
            raise
        with self._lock:
            del self._making[key]
            self._keep(key, value)
        future.set_result(value)
        memory.settle()
        return value

    def _keep(self, key: Hashable, value: V) -> None:
        size = self._size_of(value)
        if size > self._most:
            return
        self._kept[key] = _Kept(next(_clock), size, value)
        self._bytes += size
        while self._bytes > self._most:
            self._forget()

    def _forget(self) -> int:
        _, oldest = self._kept.popitem(last=False)
        self._bytes -= oldest.size
        return oldest.size
