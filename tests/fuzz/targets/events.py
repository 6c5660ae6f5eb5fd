"""Event files: the scan of records, and a logdir as a whole."""

from __future__ import annotations

import os

from board.answers import NotFound, Unreadable
from board.loader import Loader
from board.logs import Logs
from board.store import SCALARS, Store
from summary.scan import File, Scan, Scanner
from tests.fuzz import corpus, scratch
from tests.fuzz.containers import record
from tests.fuzz.target import Target, refusable

NAME = "run/events.out.tfevents.1.host"
LARGEST = 6000  # bytes of an event file
MOST_VALUES = 3  # of one tag

_scanner = Scanner()


def files() -> list[bytes]:
    return [path.read_bytes() for path in corpus.event_files(LARGEST)]


def scan(data: bytes) -> None:
    """The file as a whole, and as it grows: both end in the same place, unless the half of it was taken for damaged."""
    path = scratch.written(data)
    name = os.fsencode(path)
    whole = _scanner.scan([File(name)])
    _check(whole, len(data))
    path.write_bytes(data[: len(data) // 2])
    part = _scanner.scan([File(name)])
    _check(part, len(data) // 2)
    with path.open("ab") as file:
        file.write(data[len(data) // 2 :])
    ending = part.endings[0]
    rest = _scanner.scan([File(name, ending.after, ending.resume, ending.seal, ending.session)])
    _check(rest, len(data))
    assert part.damages or (rest.endings[0].after == whole.endings[0].after and not rest.endings[0].replaced)


def _check(found: Scan, size: int) -> None:
    """Columns are of one length, and nothing that is told lies outside of the file."""
    (ending,) = found.endings
    assert 0 <= ending.after <= size
    for batch in found.batches:
        assert batch.start[-1] == len(batch.step) == len(batch.wall_time) == len(batch.value)
        assert batch.spans.sum() == len(batch.span_group)
        assert ((batch.span_offset >= 0) & (batch.span_offset + batch.span_size <= size)).all()
        assert (batch.metadata_size >= -1).all() and (batch.tag < len(batch.tags)).all()
    for damage in found.damages:
        assert 0 <= damage.start < (size + 1 if damage.stop is None else damage.stop) <= size + 1


def logdir(data: bytes) -> None:
    """A logdir that has the file, read as it grows, and asked for everything in it."""
    path = scratch.written(data[: len(data) // 2], f"logs/{NAME}")
    logs = Logs(scratch.directory() / "logs")
    with path.open("ab") as file:
        file.write(data[len(data) // 2 :])
    logs.refresh()
    store = Store()
    Loader(scratch.directory() / "logs", store).refresh()
    assert store.listing(0) is not None
    # Damage may be taken for another where half of it is not there yet.
    damaged = bool(logs.problems or store.problems())
    assert logs.runs == store.runs()
    for run in logs.runs:
        logs.hparams(run)
        assert damaged or logs.tags(run) == store.tags(run)
        for tag, kind in logs.tags(run).items():
            tag.encode()
            if kind == SCALARS:
                logs.scalars(run, tag, superseded=True)
            else:
                _read(logs, run, tag, kind)
    logs.layouts()
    for graph in logs.graphs:
        with refusable(NotFound, Unreadable):
            logs.graph(graph.run, graph.id)


def _read(logs: Logs, run: str, tag: str, kind: str) -> None:
    if kind == "text":
        logs.texts(run, tag)
        return
    if kind == "histograms":
        logs.histograms(run, tag)
    reading = {"images": logs.images, "audio": logs.audio, "pr_curves": logs.pr_curves}
    values = reading.get(kind, logs.tensors)(run, tag, superseded=True).value  # type: ignore[operator]
    for place in range(min(len(values), MOST_VALUES)):
        with refusable(NotFound, Unreadable):
            values[place]


TARGETS = [
    Target("event files", files, scan, changes=(record, record, record), share=40),
    Target("logdirs", files, logdir, changes=(record, record, record), share=10),
]
