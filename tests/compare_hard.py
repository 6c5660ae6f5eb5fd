"""What board and TensorBoard's two loaders make of damaged, restarted and odd logs.

python -m tests.compare_hard                  prints the table of docs/tensorboard.md
python -m tests.compare_hard --tensorflow     with TensorBoard's Python loader as it is where TensorFlow is installed

Each case of tests/golden/hard says which points stand; what a reader has of them is
kept, what it has besides is a point that a restart has replaced, or one that nobody wrote.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import board
from tests.summary import loaders

HARD = Path(__file__).parent / "golden" / "hard"
READERS = ("board", "TensorBoard, its Python loader", "TensorBoard, its Rust server")

Point = tuple[str, str, int, str]
Points = Counter[Point]


class Case(NamedTuple):
    """Points that stand are (run, tag, step, value), counted; a value as text, so that NaN is NaN. Others are `replaced`."""

    about: str
    standing: Points
    replaced: int


def cases() -> dict[str, Case]:
    found = {}
    for name, case in json.loads((HARD / "expected.json").read_text()).items():
        tags = [(run, tag, content) for run, tags in case["runs"].items() for tag, content in tags.items()]
        standing = Points(
            (run, tag, step, text(value)) for run, tag, content in tags for step, value in content["points"]
        )
        found[name] = Case(case["about"], standing, sum(content["superseded"] for *_, content in tags))
    return found


def text(value: Any) -> str:
    """A number in the digits of a float32, which most are."""
    return repr(float(np.float32(float(value))))


def by_board(logdir: Path) -> Points:
    logs = board.load(logdir)
    return Points(
        (run, tag, int(step), text(value))
        for run in logs.runs
        for tag in logs.tags(run)
        for step, value in zip(*logs.scalars(run, tag)[::2], strict=True)
    )


def by_python_loader(logdir: Path, tensorflow: bool = False) -> Points:
    """In a process of its own, which the loader may take down."""
    words = [
        sys.executable,
        "-m",
        "tests.compare_hard",
        "--read",
        str(logdir),
        *(["--tensorflow"] if tensorflow else []),
    ]
    done = subprocess.run(words, capture_output=True, text=True, cwd=HARD.parents[2])
    if done.returncode < 0:
        raise ChildProcessError(f"the process ends with signal {-done.returncode}")
    if done.returncode:
        raise ChildProcessError(f"the thread that reads ends with {done.stderr.splitlines()[-1].partition(':')[0]}")
    return Points({tuple(point): count for point, count in json.loads(done.stdout)})


def read_in_this_process(logdir: Path, tensorflow: bool) -> None:
    """Prints TensorBoard's points of `logdir`; without `tensorflow` as it reads where that is not installed."""
    if not tensorflow:
        # By this module's being there tensorboard/compat/__init__.py knows that it goes without TensorFlow.
        sys.modules["tensorboard.compat.notf"] = sys.modules[__name__]
    logging.getLogger("tensorboard").setLevel(logging.CRITICAL)
    read = loaders.python_loader(logdir)
    points = _entries({run: {tag: one.entries for tag, one in tags.items()} for run, tags in read.items()})
    print(json.dumps(list(points.items())))


def by_data_server(logdir: Path) -> Points:
    """As TensorBoard starts it: without a look at the checksums of data."""
    return _entries(loaders.data_server(logdir, checks=False))


def _entries(runs: dict[str, dict[str, list[loaders.Entry]]]) -> Points:
    return Points(
        (run, tag, entry.step, text(np.asarray(entry.value).reshape(())))
        for run, tags in runs.items()
        for tag, entries in tags.items()
        for entry in entries
    )


def told(case: Case, read: Callable[[Path], Points], logdir: Path) -> str:
    """What a reader makes of a case, in a few words."""
    try:
        found = read(logdir)
    except ChildProcessError as error:
        return f"**none: {error}**"
    kept, more = case.standing & found, (found - case.standing).total()
    words = ["all" if kept == case.standing else f"**{kept.total()} of {case.standing.total()}**"]
    if more:
        words.append(f"**and {more} that {'a restart has replaced' if case.replaced else 'nobody wrote'}**")
    return " ".join(words)


def table(tensorflow: bool = False) -> str:
    """Markdown: a row a case that not all readers keep, and the others' names."""
    rows, agreed = [], []
    for name, case in cases().items():
        readers = (by_board, partial(by_python_loader, tensorflow=tensorflow), by_data_server)
        cells = [told(case, read, HARD / name) for read in readers]
        if set(cells) == {"all"}:
            agreed.append(case.about)
        else:
            rows.append(f"| {case.about} | {' | '.join(cells)} |")
    head = f"| what is in the files | {' | '.join(READERS)} |\n|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n\nAll three keep all of: " + "; ".join(agreed) + "."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tensorflow", action="store_true")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read_in_this_process(options.read, options.tensorflow)
    else:
        print(table(options.tensorflow))


if __name__ == "__main__":
    main()
