"""Damaged copies of real files, a million over all parsers or as many as are asked for, over all cores; and a table of it.

python -m tests.fuzz [N] [--only NAME] [--first NUMBER] [--workers N]

Found inputs are made small and kept in tests/fuzz/found, where the tests take them from. Input number i of a parser is the
same in every run; another --first gives other inputs.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence

from tests.fuzz import reporting
from tests.fuzz.machine import BATCH, Machine, Task
from tests.fuzz.target import Target
from tests.fuzz.targets import all_targets
from tests.fuzz.worker import Told

FEWEST = 100  # inputs of a parser
MOST_KEPT = 5  # inputs of one parser that are kept


def main() -> int:
    given = _arguments().parse_args()
    targets = [target for target in all_targets() if not given.only or target.name in given.only]
    if not targets:
        print(f"There is no such parser; there are: {', '.join(target.name for target in all_targets())}.")
        return 2
    begin, total, found = time.monotonic(), [], 0
    print(reporting.header(), flush=True)
    with Machine(given.workers) as machine:
        for target in targets:
            count = max(FEWEST, given.inputs * target.share // sum(one.share for one in targets))
            told = reporting.summed([told for _, told in machine.work(list(_tasks(target, given.first, count)))])
            print(reporting.row(target.name, told), flush=True)
            total.append(told)
            found += _keep(machine, target, told)
    whole = reporting.summed(total)._replace(seconds=time.monotonic() - begin)
    print(reporting.row("all", whole))
    return 1 if found else 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("inputs", nargs="?", type=int, default=1_000_000, help="how many over all parsers (1,000,000)")
    parser.add_argument("--only", action="append", help="a parser's name; may be repeated")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input of each parser (0)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (one a core)")
    return parser


def _tasks(target: Target, first: int, count: int) -> Iterator[Task]:
    for begin in range(first, first + count, BATCH):
        yield Task(target.name, begin, min(BATCH, first + count - begin))


def _keep(machine: Machine, target: Target, told: Told) -> int:
    """Keeps an input of each kind of failure, as small as it can be; how many kinds there are."""
    alike = reporting.kinds(told.failures)
    for failures in alike[:MOST_KEPT]:
        number, what, where = failures[0]
        path = reporting.kept(target, number)
        _tried(machine, [Task(target.name, number, 1, str(path))])
        print(f"  {len(failures):,} like input {number}: {what} ({where}); kept as {path}", flush=True)
    return len(alike)


def _tried(machine: Machine, tasks: Sequence[Task]) -> None:
    for _ in machine.work(tasks):
        pass


if __name__ == "__main__":
    sys.exit(main())
