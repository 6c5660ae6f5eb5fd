"""The columns that the events of a trace are read into; compiled like scanning.py."""

from __future__ import annotations

from typing import Any

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython


class Rows:
    """Columns that grow, a row an event; `board.timeline.raw.RawEvents` tells what they are."""

    def __init__(self) -> None:
        self.count = 0
        self.phase = np.empty(0, np.uint8)
        self.flags = np.empty(0, np.uint8)
        self.name = self.category = self.thread = self.id = self.args_size = np.empty(0, np.int32)
        self.time = self.duration = self.args_at = np.empty(0, np.int64)
        self.widen(1 << 12)

    def make_room(self) -> cython.void:
        """Sees to it that there is a place for one more."""
        if self.count == self.phase.shape[0]:
            with cython.gil:
                self.widen(2 * self.count)

    def columns(self) -> dict[str, Any]:
        """What has been read, a row an event, by the names of `RawEvents`."""
        n: cython.Py_ssize_t = self.count
        return {
            "phase": np.asarray(self.phase[:n]),
            "flags": np.asarray(self.flags[:n]),
            "name": np.asarray(self.name[:n]),
            "category": np.asarray(self.category[:n]),
            "thread": np.asarray(self.thread[:n]),
            "id": np.asarray(self.id[:n]),
            "time": np.asarray(self.time[:n]),
            "duration": np.asarray(self.duration[:n]),
            "args_at": np.asarray(self.args_at[:n]),
            "args_size": np.asarray(self.args_size[:n]),
        }

    def widen(self, size: cython.Py_ssize_t) -> cython.void:
        self.phase = wider(self.phase, self.count, size, np.uint8)
        self.flags = wider(self.flags, self.count, size, np.uint8)
        self.name = wider(self.name, self.count, size, np.int32)
        self.category = wider(self.category, self.count, size, np.int32)
        self.thread = wider(self.thread, self.count, size, np.int32)
        self.id = wider(self.id, self.count, size, np.int32)
        self.args_size = wider(self.args_size, self.count, size, np.int32)
        self.time = wider(self.time, self.count, size, np.int64)
        self.duration = wider(self.duration, self.count, size, np.int64)
        self.args_at = wider(self.args_at, self.count, size, np.int64)


def wider(column: Any, used: int, size: int, dtype: Any) -> Any:
    """A column of `size` places that starts with the first `used` of this one."""
    new = np.empty(size, dtype)
    if used:
        new[:used] = column[:used]
    return new
