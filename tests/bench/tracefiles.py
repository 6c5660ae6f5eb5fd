"""Traces such as PyTorch's profiler writes, of any size, for benchmarks."""

from __future__ import annotations

import random
from pathlib import Path

# The operators that PyTorch calls most.
OPERATIONS = tuple(
    f"aten::{name}"
    for name in (
        "conv2d",
        "convolution",
        "_convolution",
        "batch_norm",
        "relu",
        "add_",
        "mul",
        "linear",
        "addmm",
        "t",
        "view",
    )
)
THREADS = 4
LONG = (
    '{"ph": "X", "cat": "cpu_op", "name": "%s", "pid": 100, "tid": %d, "ts": %.3f, "dur": %.3f, "args": {"External id": %d, '
    '"Record function id": 0, "Concrete Inputs": ["", ""], "Input Dims": [[64, %d], [128, 64]], "Ev Idx": %d}},\n'
)
SHORT = (
    '{"ph": "X", "cat": "cpu_op", "name": "%s", "pid": 100, "tid": %d, "ts": %.3f, "dur": %.3f, "args": {"External id": %d, '
    '"Record function id": 0, "Sequence number": %d, "Fwd thread id": 0, "Ev Idx": %d}},\n'
)


def made(events: int, cache: Path) -> Path:
    """A trace of about so many events, 200 bytes each, on four threads, two of three of them in another."""
    path = cache / f"trace-{events}" / "made.trace.json"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    generator = random.Random(1)
    now = [4362270070129.961] * THREADS
    with partial.open("w") as file:
        file.write('{"schemaVersion": 1, "displayTimeUnit": "ms", "traceEvents": [\n')
        for number in range(0, events, 2):
            thread = number // 2 % THREADS
            start, lasts = now[thread], generator.random() * 50 + 5
            outer, inner = generator.choice(OPERATIONS), generator.choice(OPERATIONS)
            file.write(LONG % (outer, thread, start, lasts, number, generator.randrange(512), number))
            file.write(SHORT % (inner, thread, start + 1, lasts / 2, number, number, number + 1))
            now[thread] = start + lasts + generator.random() * 3
        file.write(f'{{"ph": "i", "s": "g", "name": "end", "pid": 100, "tid": 0, "ts": {max(now):.3f}}}\n]}}\n')
    partial.rename(path)
    return path
