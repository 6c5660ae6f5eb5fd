"""The events of a trace as they stand in it: columns, before anything is made of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NO_TIME = -(1 << 63)  # where a time is not there or is no number

# Bits of `flags`.
ENCLOSING, PROCESS, GLOBAL = 2, 4, 8


class RawEvents(NamedTuple):
    """Columns of one length, a row an event, in the order of the trace; names are numbers into the lists below.

    Attributes:
        phase: uint8, the letter of the event's type (ord("X") for a complete slice).
        flags: uint8: ENCLOSING, a flow that ends at the slice around it; PROCESS and GLOBAL, how far an instant reaches.
        name, category, id: int32; -1 for none.
        thread: int32, into `threads`; -1 where its name is too long.
        time, duration: int64, nanoseconds; NO_TIME for none.
        args_at, args_size: where the arguments stand, in bytes of the trace's text; size 0 for none.
        names, categories, ids: texts.
        threads: pairs of a process's and a thread's name, as the events have them.
        fields: the trace's own fields but its events: name → where its value stands, start and stop.
        garbled: how many places were no event.
        complete: whether the array of events was ended.
    """

    phase: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    name: NDArray[np.int32]
    category: NDArray[np.int32]
    thread: NDArray[np.int32]
    id: NDArray[np.int32]
    time: NDArray[np.int64]
    duration: NDArray[np.int64]
    args_at: NDArray[np.int64]
    args_size: NDArray[np.int32]
    names: tuple[str, ...]
    categories: tuple[str, ...]
    ids: tuple[str, ...]
    threads: tuple[tuple[str, str], ...]
    fields: dict[str, tuple[int, int]]
    garbled: int
    complete: bool
