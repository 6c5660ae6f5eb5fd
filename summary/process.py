"""What writers owe to the process they live in: to finish when it ends, and to start afresh in a forked child."""

from __future__ import annotations

import atexit
import os
import sys
import weakref
from typing import Protocol


class Watched(Protocol):
    def finish(self) -> None: ...

    def leave(self) -> None: ...

    def reset(self) -> None: ...


# The process is ending: whoever adds an event now has to see to it that it is written.
exiting = False
_living: weakref.WeakSet[Watched] = weakref.WeakSet()
_finisher_in = 0


def watch(file: Watched) -> None:
    """Has `file` flushed at the end of the process, and reset in a child."""
    _living.add(file)


def finish_with_multiprocessing() -> None:
    """Processes that multiprocessing forks skip atexit, and run its own finalizers instead."""
    global _finisher_in
    util = sys.modules.get("multiprocessing.util")
    if util is not None and _finisher_in != os.getpid():
        _finisher_in = os.getpid()
        util.Finalize(None, _finish, exitpriority=10)


def _finish() -> None:
    global exiting
    exiting = True
    for file in list(_living):
        file.finish()


def _start_afresh() -> None:
    for file in list(_living):
        file.leave()
        file.reset()


atexit.register(_finish)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh)
