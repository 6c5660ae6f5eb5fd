"""Import the library that writes.

Each round is a fresh interpreter, already running when the clock starts; the modules' files are in the page cache and
compiled to bytecode. Since a library may put off work until it is used, "and log a scalar" goes on until a writer has
been made, has taken one and has been closed. tensorboardX imports torch where that is installed, and is several times
faster where it is not.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import partial

from tests.bench import children
from tests.bench.bench import Bench
from tests.bench.figures import Line, Sample, Target
from tests.bench.timing import in_turn

PEERS = {"tensorboardX": "tensorboardX", "torch.utils.tensorboard": "torch"}

IMPORT = """
import importlib, json, sys, tempfile, time
begin = time.perf_counter()
module = importlib.import_module(sys.argv[1])
imported = time.perf_counter()
with tempfile.TemporaryDirectory() as directory:
    writer = module.SummaryWriter(directory)
    writer.add_scalar("loss", 0.5, 1)
    writer.close()
    logged = time.perf_counter()
print(json.dumps([imported - begin, logged - begin]))
"""


def measure(bench: Bench) -> Iterator[Line]:
    peers = {module: name for module, name in PEERS.items() if importlib.util.find_spec(name) is not None}
    ours, *theirs = in_turn(bench.rounds, *(partial(children.python, IMPORT, module) for module in ("summary", *peers)))
    found = dict(zip(peers.values(), theirs, strict=True))
    for number, what in enumerate(("import summary", "  and log a scalar")):
        for name in PEERS.values():
            peer = name if name in found else f"{name} is not installed"
            theirs_then = Sample.of(times[number] for times in found[name]) if name in found else None
            target = Target(limit=None if number else 0.15)
            yield Line(what, "s", Sample.of(times[number] for times in ours), peer, theirs_then, target)
