"""python -m tests.bench [ROW ...]: measures, prints a table a row, and with --json keeps the figures."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench import machine
from tests.bench.bench import Bench
from tests.bench.rows import ROWS, title
from tests.bench.table import table


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parse(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    bench = Bench(options.rounds, options.cache, options.slow)
    facts = machine.describe()
    print(machine.title(facts), flush=True)
    report: dict[str, Any] = {"machine": facts, "rounds": bench.rounds, "rows": {}}
    failed = False
    for name in options.rows or ROWS:
        print(f"\n== {name}: {title(name)}", flush=True)
        others = machine.Others()
        try:
            lines = list(ROWS[name].measure(bench))
        except Exception:
            failed = True
            traceback.print_exc()
            continue
        busy = others.cores()
        print(f"{table(lines)}\n(other programs kept {busy:.2f} cores busy meanwhile)", flush=True)
        report["rows"][name] = {"others": busy, "lines": [line.as_json() for line in lines]}
        if options.json:
            options.json.write_text(json.dumps(report, indent=1) + "\n")
    return int(failed)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"which rows: {', '.join(ROWS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=7, help="how often each side is measured (default: 7)")
    parser.add_argument("--slow", action="store_true", help="also TensorBoard's Python loader, which takes minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure of every round to FILE")
    parser.add_argument(
        "--cache", type=Path, default=_usual_cache(), help="where logdirs are kept (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    unknown = [row for row in options.rows if row not in ROWS]
    if unknown:
        parser.error(f"there is no row {unknown[0]!r}; the rows are {', '.join(ROWS)}")
    return options


def _usual_cache() -> Path:
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"summary-board-bench-{user}"


sys.exit(main())
