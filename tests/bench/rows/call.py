"""Log scalars: `SummaryWriter.add_scalar` in a loop.

Each round is a fresh process that has imported its library and opened a writer. "in the call" is the loop over a tag, a
float and a step, the writer's own thread working beside it; "to the disk" goes on until `close` has returned, when the
file is with the operating system (neither library waits for the device). The loop's own few nanoseconds are in both. Every
file is read afterwards: all points must be there. The writers' settings are the usual ones.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from functools import partial

import board
from tests.bench import children
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.timing import in_turn

CALLS = 100_000
MORE_CALLS = 2_000_000
TAG = "train/loss"
PEERS = {"torch.utils.tensorboard": "torch", "tensorboardX": "tensorboardX"}

LOOP = """
import importlib, json, sys, time
directory, module, calls, tag = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
writer = importlib.import_module(module).SummaryWriter(directory)
begin = time.perf_counter()
for step in range(calls):
    writer.add_scalar(tag, 0.5, step)
called = time.perf_counter()
writer.close()
written = time.perf_counter()
print(json.dumps([(called - begin) / calls, (written - begin) / calls]))
"""

Times = tuple[float, float]


def measure(bench: Bench) -> Iterator[Line]:
    peers = {module: name for module, name in PEERS.items() if importlib.util.find_spec(name) is not None}
    ours, more, *theirs = in_turn(
        bench.rounds,
        partial(_logged, "summary", CALLS),
        partial(_logged, "summary", MORE_CALLS),
        *(partial(_logged, module, CALLS) for module in peers),
    )
    found = dict(zip(peers.values(), theirs, strict=True))
    for number, (what, divisor) in enumerate((("in the call", 20.0), ("to the disk", 15.0))):
        figures = _figures(ours, number)
        for name in PEERS.values():
            peer = name if name in found else f"{name} is not installed"
            target = Target(divisor if name == "torch" else None)
            yield Line(f"{CALLS:,} calls, {what}", "s", figures, peer, _figures(found.get(name), number), target)
        yield Line(f"{MORE_CALLS:,} calls, {what}", "s", _figures(more, number))


def _logged(module: str, calls: int) -> Times:
    """Seconds a call: in the loop, and until all is written."""
    with tempfile.TemporaryDirectory() as directory:
        in_call, to_disk = children.python(LOOP, directory, module, calls, TAG)
        points = len(board.load(directory).scalars(".", TAG).step)
    if points != calls:
        raise RuntimeError(f"{module} has written {points} points of {calls}")
    return in_call, to_disk


def _figures(side: list[Times] | None, number: int) -> Sample | None:
    return Sample.of(times[number] for times in side) if side else None
