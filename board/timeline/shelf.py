"""The timelines that are open: each is read once, in a thread of its own, while whoever asks is told how far it is."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from board.answers import NotFound, Unreadable
from board.timeline.index import Index, Indexed, made
from board.timeline.reading import Progress
from board.timeline.trace import TimelineError

MOST = 8  # open ones; those of large files are mapped, not held
AT_ONCE = 2


class Reading(NamedTuple):
    """A timeline that is being read: bytes of its file, so far and in all."""

    read: int
    size: int


class _Slot:
    def __init__(self, size: int) -> None:
        self.read = 0
        self.size = size
        self.done = threading.Event()
        self.found: Indexed | None = None
        self.error: Exception | None = None

    def progress(self, read: int) -> None:
        self.read = read


class Shelf:
    """Any thread may ask it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._slots: OrderedDict[str, _Slot] = OrderedDict()
        self._gate = threading.Semaphore(AT_ONCE)

    def file(self, path: Path, patience: float) -> Indexed | Reading:
        """A file's timeline, or after so many seconds how far reading it is. May raise TimelineError."""
        try:
            key, size = self._index.key(path), path.stat().st_size
        except OSError as error:
            raise TimelineError(f"{path.name} cannot be read: {error.strerror}.") from error
        return self._answer(key, size, patience, lambda progress: made(path, self._index, progress))

    def other(self, key: str, make: Callable[[], Indexed], patience: float) -> Indexed | Reading:
        """As `file`, for what `make` makes; what it raises is raised here."""
        return self._answer(key, 0, patience, lambda _: make())

    def _answer(self, key: str, size: int, patience: float, make: Callable[[Progress], Indexed]) -> Indexed | Reading:
        with self._lock:
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = _Slot(size)
                threading.Thread(target=self._fill, args=(slot, make), name="board-timeline", daemon=True).start()
                self._put_away()
            self._slots.move_to_end(key)
        slot.done.wait(patience)
        if slot.error is not None:
            with self._lock:
                self._slots.pop(key, None)
            raise slot.error
        return slot.found or Reading(slot.read, slot.size)

    def _fill(self, slot: _Slot, make: Callable[[Progress], Indexed]) -> None:
        with self._gate:
            try:
                slot.found = make(slot.progress)
            except (TimelineError, NotFound, Unreadable) as error:
                slot.error = error
            except MemoryError:
                slot.error = TimelineError("There is not enough memory to read this timeline.")
            except Exception:
                logging.getLogger(__name__).exception("A timeline could not be read.")
                slot.error = TimelineError("This timeline could not be read; the server's log tells why.")
            finally:
                slot.done.set()

    def _put_away(self) -> None:
        """Forgets what was asked for least recently, unless it is being read."""
        ended = [key for key, slot in self._slots.items() if slot.done.is_set()]
        for key in ended[: max(0, len(self._slots) - MOST)]:
            del self._slots[key]
