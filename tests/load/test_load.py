"""A short load: nobody sees an error, and what is written is seen."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.bench import children
from tests.load.__main__ import quantile


def test_a_few_viewers_of_a_few_runs_see_no_error() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.load",
        "--minutes",
        "0.08",
        "--viewers",
        "5",
        "--runs",
        "20",
        "--writers",
        "2",
    ]
    done = subprocess.run(command, env=children.environment(), capture_output=True, text=True)
    assert ", 0 errors" in done.stdout, done.stdout + done.stderr
    for what in ("page", "asset", "listing", "poll", "curves"):
        assert re.search(rf"^{what} +[1-9]", done.stdout, re.MULTILINE), f"nobody asked for {what}: {done.stdout}"
    points = [int(text.replace(",", "")) for text in re.findall(r"([\d,]+) points$", done.stdout, re.MULTILINE)]
    assert points[0] < points[-1]


def test_a_quantile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert [quantile(values, share) for share in (0.5, 0.99, 1)] == [50, 99, 100]
