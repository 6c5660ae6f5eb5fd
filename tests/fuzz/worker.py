"""The process that feeds parsers. It may be killed at any input, whose number its parent then knows.

Run as a script it reads lines of JSON from its standard input, [target, first number, how many, file's path or null], and
answers each with a line, as `Told` has it. The number of the input that it is at stands in the file that its argument names.
"""

from __future__ import annotations

import json
import logging
import mmap
import os
import resource
import signal
import struct
import sys
import time
import traceback
import warnings
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from tests.fuzz import shrinking, targets
from tests.fuzz.target import Target, made

SECONDS = 1.0  # of computing that an input may take
MOST_SECONDS = 2  # after which it is given up
MEMORY = 512 << 20  # bytes that the process may take, and address space that inputs may take beside what it has
SANITIZED = "BOARD_FUZZ_SANITIZED"  # set where AddressSanitizer is there, which takes all address space there is


class Told(NamedTuple):
    """What came of some inputs: how many, the seconds that passed, those of computing of the slowest with its number, the
    most bytes of memory.

    `failures`: [number, what happened, where].
    """

    count: int
    seconds: float
    slowest: float
    slowest_number: int
    memory: int
    failures: list[tuple[int, str, str]]


class TooLong(BaseException):
    """An input that is given up: no parser catches it."""


class Runner:
    """Feeds one target after another."""

    def __init__(self, at: mmap.mmap | None = None) -> None:
        self._at = at
        self._seeds: dict[str, list[bytes]] = {}
        self._status = os.open("/proc/self/status", os.O_RDONLY)

    def feed(self, name: str, first: int, count: int) -> Told:
        """Inputs `first` to `first + count` of a target."""
        target = self.ready(name)
        forget_peak()
        told, begin = Told(count, 0.0, 0.0, first, 0, []), time.monotonic()
        for number in range(first, first + count):
            if self._at is not None:
                struct.pack_into("<Q", self._at, 0, number)
            data = made(target, self._seeds[name], number)
            seconds, memory, failure = self.give(target, data)
            if failure:
                told.failures.append((number, *failure))
            told = told._replace(memory=max(told.memory, memory))
            if seconds > told.slowest:
                told = told._replace(slowest=seconds, slowest_number=number)
        return told._replace(seconds=time.monotonic() - begin)

    def ready(self, name: str) -> Target:
        """That target, and this process ready for its inputs."""
        target = targets.by_name(name)
        if name not in self._seeds:
            self._seeds[name] = list(target.seeds())
            self._bind(target)
        return target

    def give(self, target: Target, data: bytes) -> tuple[float, int, tuple[str, str] | None]:
        """The seconds of computing and the bytes of memory that an input took; what went wrong, and where."""
        seconds, failure = attempt(target, data)
        if failure is None and seconds > SECONDS:
            # Machines are busy at times, and what is imported late is imported once.
            seconds, failure = attempt(target, data)
        memory = self._memory()
        if failure is None and seconds > SECONDS:
            failure = f"took {seconds:.1f} s", ""
        if memory > MEMORY:
            forget_peak()
        if failure is None and memory > MEMORY and not os.environ.get(SANITIZED):
            failure = f"took {memory >> 20} MB", ""
        return seconds, memory, failure

    def _memory(self) -> int:
        """The most that was resident since `forget_peak`."""
        text = os.pread(self._status, 4096, 0)
        return int(text.partition(b"VmHWM:")[2].split(None, 1)[0]) << 10

    def _bind(self, target: Target) -> None:
        """Bounds the address space, once what the target imports is there: more is a MemoryError, as on a full machine."""
        for data in self._seeds[target.name][:3]:
            attempt(target, data)
        if not os.environ.get(SANITIZED):
            size = int(os.pread(self._status, 4096, 0).partition(b"VmSize:")[2].split(None, 1)[0]) << 10
            resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, resource.RLIM_INFINITY))


def attempt(target: Target, data: bytes) -> tuple[float, tuple[str, str] | None]:
    """The seconds of computing that an input took; what went wrong, and where."""
    failure = None
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        target.run(data)
    except target.refused as error:
        if not str(error).strip():
            failure = f"{type(error).__name__} without a word", ""
    except TooLong:
        failure = f"took more than {MOST_SECONDS} s", _where(sys.exc_info()[2])
    except BaseException as error:
        failure = f"{type(error).__name__}: {str(error)[:200]}", _where(error.__traceback__)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - begin, failure


def _where(trace: Any) -> str:
    """The innermost line of this project, and all the lines above it."""
    lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return " > ".join(lines[-8:])


def forget_peak() -> None:
    """Makes the most memory that was resident what is resident now (man 5 proc)."""
    Path("/proc/self/clear_refs").write_text("5")


def prepare() -> None:
    """Makes this process one in which only parsers matter."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLong

    signal.signal(signal.SIGPROF, stop)
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", RuntimeWarning)
    logging.lastResort = None
    targets.prepare()


def main() -> None:
    prepare()
    with open(sys.argv[1], "r+b") as file, mmap.mmap(file.fileno(), 8) as at:
        runner = Runner(at)
        for line in sys.stdin:
            name, first, count, path = json.loads(line)
            if path is None:
                told: Any = runner.feed(name, first, count)
            else:
                told = shrinking.shrunk(runner.give, runner.ready(name), Path(path))
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
