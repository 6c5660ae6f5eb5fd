"""What was made and may be asked for again, kept up to so many bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

V = TypeVar("V")


class Cache(Generic[V]):
    """Keeps what was used last, up to `most` bytes by `size_of`. Any thread may ask; none makes what another is making.

    One lock guards everything; nothing is made under it.
    """

    def __init__(self, most: int, size_of: Callable[[V], int]) -> None:
        self._lock = threading.Lock()
        self._most = most
        self._size_of = size_of
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._making: dict[Hashable, Future[V]] = {}
        self._bytes = 0

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """What is kept by `key`, or is being made, or what `make` makes now; what it raises goes to all who wait."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
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
        return value

    def _keep(self, key: Hashable, value: V) -> None:
        size = self._size_of(value)
        if size > self._most:
            return
        self._kept[key] = value
        self._bytes += size
        while self._bytes > self._most:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= self._size_of(oldest)
