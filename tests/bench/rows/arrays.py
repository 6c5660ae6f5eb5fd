"""Log arrays: `add_histogram` of a million float32, `add_image` of 512 × 512 × 3 uint8.

Each round is a fresh process that has imported its library, opened a writer and logged one array before the clock
starts. "in the call" is the median of CALLS calls, each with the writer idle; "to the disk" is the mean of a call and
the `flush` after it. The image is smooth with some noise, as a photograph is.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Iterator
from functools import partial

from tests.bench import children
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.timing import in_turn

CALLS = 20
PEERS = {"torch.utils.tensorboard": "torch", "tensorboardX": "tensorboardX"}
WORK = {"histogram": ("histogram of 1 M float32", 3.0), "image": ("image of 512 × 512 × 3 uint8", 50.0)}

LOOP = """
import importlib, json, statistics, sys, time
import numpy as np
directory, module, kind, calls = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
writer = importlib.import_module(module).SummaryWriter(directory)
random = np.random.default_rng(0)
if kind == "histogram":
    array = random.standard_normal(1_000_000, np.float32)
    log = lambda step: writer.add_histogram("weights", array, step)
else:
    waves = np.sin(np.arange(512) / 40)
    smooth = (waves[:, None, None] + waves[None, :, None] + np.arange(3) / 3) * 40 + 110
    array = (smooth + random.normal(0, 2, smooth.shape)).clip(0, 255).astype(np.uint8)
    log = lambda step: writer.add_image("input", array, step, dataformats="HWC")
log(0)
writer.flush()
calling = []
writing = 0.0
for step in range(1, calls + 1):
    begin = time.perf_counter()
    log(step)
    called = time.perf_counter()
    writer.flush()
    calling.append(called - begin)
    writing += time.perf_counter() - begin
print(json.dumps([statistics.median(calling), writing / calls]))
"""


def measure(bench: Bench) -> Iterator[Line]:
    peers = {module: name for module, name in PEERS.items() if importlib.util.find_spec(name) is not None}
    for kind, (what, divisor) in WORK.items():
        ours, *theirs = in_turn(bench.rounds, *(partial(_logged, module, kind) for module in ("summary", *peers)))
        found = dict(zip(peers.values(), theirs, strict=True))
        for number, where in enumerate(("in the call", "to the disk")):
            for name in PEERS.values():
                peer = name if name in found else f"{name} is not installed"
                target = Target(divisor if name == "torch" and number == 0 else None)
                sample = Sample.of(times[number] for times in found[name]) if name in found else None
                yield Line(f"{what}, {where}", "s", Sample.of(times[number] for times in ours), peer, sample, target)


def _logged(module: str, kind: str) -> tuple[float, float]:
    """Seconds a call: in the call, and until it is written."""
    with tempfile.TemporaryDirectory() as directory:
        in_call, to_disk = children.python(LOOP, directory, module, kind, CALLS)
    return in_call, to_disk
