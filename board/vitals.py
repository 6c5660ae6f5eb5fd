"""What the operating system knows of this process: memory, descriptors, threads, processor time."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

STARTED = time.time()
_STATUS = Path("/proc/self/status")
_DESCRIPTORS = Path("/proc/self/fd"), Path("/dev/fd")


class Vitals(NamedTuple):
    """Sizes in bytes, times in seconds; `memory` is what is resident. None: this system does not tell."""

    memory: int | None
    memory_peak: int | None
    virtual_memory: int | None
    descriptors: int | None
    descriptors_most: int | None
    threads: int
    processor: float
    started: float


def vitals() -> Vitals:
    """As they are now."""
    status = _status()
    return Vitals(
        memory=status.get("VmRSS"),
        memory_peak=status.get("VmHWM", _peak()),
        virtual_memory=status.get("VmSize"),
        descriptors=_descriptors(),
        descriptors_most=_most_descriptors(),
        threads=status.get("Threads", 0) or threading.active_count(),
        processor=time.process_time(),
        started=STARTED,
    )


def _status() -> dict[str, int]:
    """The numbers of Linux's /proc/self/status, sizes in bytes; empty elsewhere. See proc(5)."""
    found: dict[str, int] = {}
    with suppress(OSError):
        for line in _STATUS.read_text().splitlines():
            name, _, text = line.partition(":")
            words = text.split()
            if words and words[0].isdigit():
                found[name] = int(words[0]) * (1024 if words[-1] == "kB" else 1)
    return found


def _peak() -> int | None:
    """The most memory that was resident, where only getrusage tells: in bytes on macOS, in kilobytes elsewhere."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _descriptors() -> int | None:
    for directory in _DESCRIPTORS:
        with suppress(OSError):
            return len(os.listdir(directory)) - 1  # the listing itself has one
    return None


def _most_descriptors() -> int | None:
    try:
        import resource
    except ImportError:
        return None
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
