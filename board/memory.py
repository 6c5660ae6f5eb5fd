"""How much memory the process may take, who keeps what could be made again, and who may take much for a moment.

One bound for all: what is kept in caches is put out, the oldest first, so that the process stays below it; what one
request takes while it works is claimed before, and waits or is refused where there is no room.
"""

from __future__ import annotations

import ctypes
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Protocol
from weakref import WeakSet

from board.answers import Unreadable

SHARE = 2  # by default the process may take one part in so many of what there is
UNKNOWN = 8 << 30  # bytes that there are, where no one can say
SMALLEST = 128 << 20  # bytes; an idle server takes half of it

KEPT_SHARE = 2  # caches may hold one part in so many of the bound,
RECORD_SHARE = 8  # one record of a log may take one part in so many,
TASK_SHARE = 128  # as much of a log is read at once,
CLAIMED_SHARE = 2  # what works at the same time may take one part in so many,
COLUMNS_SHARE = 0.6  # and what is read of logs may fill this much before reading ends
FULL = 0.9  # of the bound; beyond that caches are put out
PAUSE = 1.0  # seconds between two looks
PATIENCE = 30.0  # seconds that a claim waits for others

UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?) *([KMGT]?)(?:i?B)?", re.IGNORECASE)


class Keeper(Protocol):
    """What keeps things that can be made again. `bytes` is what they take, `oldest` when the oldest was last used."""

    name: str

    @property
    def bytes(self) -> int: ...

    @property
    def oldest(self) -> int | None: ...

    def put_out(self) -> int:
        """Forgets the oldest; how many bytes it took."""
        ...


class Use(NamedTuple):
    """Bytes: what the process takes (0 where no one can say), what caches hold of it, what is claimed, what it may take."""

    resident: int
    kept: int
    claimed: int
    most: int


def parsed(text: str) -> int:
    """The bytes of a size such as 4G, 512M or 1.5GiB; ValueError where it is none, or less than SMALLEST."""
    match = _SIZE.fullmatch(text.strip())
    size = int(float(match[1]) * UNITS[match[2].upper()]) if match else 0
    if size < SMALLEST:
        raise ValueError(f"{text!r} is no size such as 4G or 512M, or less than {SMALLEST >> 20}M")
    return size


def there_is() -> int:
    """The memory of this machine, or what this process is allowed of it, in bytes."""
    found = [UNKNOWN]
    with suppress(ValueError, OSError, AttributeError):  # not on Windows
        found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    with suppress(ImportError, ValueError, OSError):
        import resource

        limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
        found += [limit for limit in limits if limit != resource.RLIM_INFINITY]
    return min([*found, *_of_cgroups()])


def _of_cgroups(root: Path = Path("/sys/fs/cgroup"), mine: Path = Path("/proc/self/cgroup")) -> Iterator[int]:
    """The limits of the control groups that this process is in, of version 1 and 2 (cgroups(7))."""
    with suppress(OSError, ValueError):
        for line in mine.read_text().splitlines():
            _, kinds, path = line.split(":", 2)
            if "memory" in kinds.split(","):
                yield from _limits(root / "memory", path, "memory.limit_in_bytes")
            elif not kinds:
                yield from _limits(root, path, "memory.max")


def _limits(root: Path, path: str, file: str) -> Iterator[int]:
    # A container sees its own group as the root, by whatever path it is called outside.
    inside = root / path.lstrip("/")
    for directory in {root, inside, *(one for one in inside.parents if one.is_relative_to(root))}:
        with suppress(OSError, ValueError):  # there is no such file, or it says "max"
            yield int((directory / file).read_text())


def resident() -> int:
    """The bytes that this process takes of the machine's memory; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            _, pages, shared = map(int, file.read().split()[:3])
    except (OSError, ValueError):
        return 0
    # Mapped files are the system's to put out.
    return (pages - shared) * os.sysconf("SC_PAGE_SIZE")


class Memory:
    """The bound and what is under it. Any thread may call it.

    What the process takes is looked at only where it is `watch`ed, as servers are: in a notebook it is others' as well.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._changed = threading.Condition()
        self._keepers: WeakSet[Keeper] = WeakSet()
        self._claimed = 0
        self._mine = threading.local()
        self._watched = False

    def add(self, keeper: Keeper) -> None:
        """Has what it keeps be put out when memory is short, for as long as it is there."""
        with self._changed:
            self._keepers.add(keeper)

    def keepers(self) -> list[Keeper]:
        """By name."""
        with self._changed:
            return sorted(self._keepers, key=lambda keeper: keeper.name)

    @property
    def longest_record(self) -> int:
        """Bytes of the longest record of a log that is read."""
        return self.most // RECORD_SHARE

    @property
    def task(self) -> int:
        """Bytes of logs that are read between two looks at the memory: what is read may take ten times as much."""
        return self.most // TASK_SHARE

    def use(self) -> Use:
        return Use(resident(), self._kept(), self._claimed, self.most)

    def settle(self) -> None:
        """Puts out what caches hold beyond their share."""
        self._put_out(self._kept() - self.most // KEPT_SHARE)

    def relieve(self, wanted: int = 0) -> None:
        """Puts out of the caches what the process takes beyond its bound, were it to take `wanted` bytes more."""
        excess = resident() + wanted - int(self.most * FULL) if self._watched else 0
        if excess > 0 and self._put_out(excess):
            give_back()

    def full(self) -> bool:
        """Whether what has been read of logs takes all the memory that it may."""
        if not (self._watched and self._beyond()):
            return False
        give_back()
        return self._beyond()

    def check(self, size: int, what: str = "This") -> None:
        """Unreadable, naming `what`, where about `size` bytes are more than is left for all that works at one time."""
        room = self.most // CLAIMED_SHARE
        if size > room:
            raise Unreadable(
                f"{what} takes some {size / UNITS['M']:,.0f} MB of memory to read; --max_memory, which is "
                f"{self.most / UNITS['M']:,.0f} MB, leaves {room / UNITS['M']:,.0f} for it."
            )

    @contextmanager
    def claim(self, size: int, what: str = "This") -> Iterator[None]:
        """Lets its caller take about `size` bytes for a moment, once there is room beside what others have claimed.

        Unreadable, naming `what`, where there never is. A thread that has a claim already gets the next one at once, for
        it would wait for itself.
        """
        self.check(size, what)
        room = self.most // CLAIMED_SHARE
        held = getattr(self._mine, "held", 0)
        with self._changed:
            if not self._changed.wait_for(lambda: held > 0 or self._claimed + size <= room, PATIENCE):
                raise Unreadable(f"{what} cannot be read while so much else is: the memory is taken. Try again.")
            self._claimed += size
        self._mine.held = held + size
        try:
            self.relieve(size)
            yield
        finally:
            self._mine.held = held
            with self._changed:
                self._claimed -= size
                self._changed.notify_all()

    def watch(self) -> None:
        """From now on looks every second whether the process takes too much, in a thread of its own."""
        if not self._watched:
            self._watched = True
            threading.Thread(target=self._look, name="board-memory", daemon=True).start()

    def _look(self) -> None:
        pause = threading.Event()
        while not pause.wait(PAUSE):
            self.relieve()

    def _beyond(self) -> bool:
        return resident() - self._kept() - self._claimed > self.most * COLUMNS_SHARE

    def _kept(self) -> int:
        return sum(keeper.bytes for keeper in self.keepers())

    def _put_out(self, excess: int) -> int:
        """Forgets what was used least recently, whoever keeps it, until so many bytes are free; how many were."""
        freed = 0
        while freed < excess:
            ages = [(age, keeper) for keeper in self.keepers() if (age := keeper.oldest) is not None]
            if not ages:
                break
            freed += min(ages, key=lambda one: one[0])[1].put_out()
        return freed


def bound(process: int, size: int) -> None:
    """Has the system refuse a process of ours more than so many bytes of memory of its own, where it can (prlimit(2))."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(process, resource.RLIMIT_DATA, (size, size))


def give_back() -> None:
    """Hands to the system what the C library holds of freed memory, where it is one that can be told to."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


memory = Memory(there_is() // SHARE)
