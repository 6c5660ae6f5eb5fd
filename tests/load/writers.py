"""Training that goes on: python -m tests.load.writers LOGDIR WRITERS, until standard input ends."""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path

import summary
from tests.bench.logdirs import tag_name

TAGS = 10
EVERY = 0.5  # seconds between the steps of a writer


def main(logdir: Path, writers: int) -> None:
    """Each writer appends a step of TAGS values every EVERY seconds to a run of its own, the newest there are."""
    stopped = threading.Event()
    threads = [
        threading.Thread(target=_write, args=(logdir / f"training{number:02d}", number, stopped))
        for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stopped.set()
    for thread in threads:
        thread.join()


def _write(run: Path, number: int, stopped: threading.Event) -> None:
    chance = random.Random(number)
    with summary.SummaryWriter(run) as writer:
        step = 0
        while not stopped.wait(EVERY * chance.uniform(0.8, 1.2)):
            step += 1
            for tag in range(TAGS):
                writer.add_scalar(tag_name(tag), 1 / step + 0.2 * chance.random(), step)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
