"""The machine that figures were measured on: without it they mean little."""

from __future__ import annotations

import math
import os
import platform
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import Any

from summary.record import COMPILED

PEERS = ("tensorboard", "tensorboard-data-server", "tensorboardX", "torch")


def describe() -> dict[str, Any]:
    """What ran what, when, and how busy the machine was with other work before."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "reader": "compiled" if COMPILED else "uncompiled",
        "peers": {name: version for name in PEERS if (version := _version(name))},
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "load": os.getloadavg()[0],
    }


def title(facts: dict[str, Any]) -> str:
    """The facts in three lines."""
    peers = ", ".join(f"{name} {version}" for name, version in facts["peers"].items())
    return (
        f"{facts['cores']} cores of {facts['processor']}, {facts['memory'] / 1e9:.0f} GB, {facts['system']}\n"
        f"{facts['python']}, reader {facts['reader']}; {facts['date']}, load {facts['load']:.2f}\n"
        f"peers: {peers or 'none are installed'}"
    )


class Others:
    """What other programs make of the processors' time while we measure.

    Processes of Chromium and TensorBoard that nobody has waited for count as others'.
    """

    def __init__(self) -> None:
        self._begin = self._now()

    def cores(self) -> float:
        """The cores that were busy with others' work, on average since the start; NaN where there is no /proc."""
        wall, busy, ours = (end - begin for end, begin in zip(self._now(), self._begin, strict=True))
        return max(0.0, (busy - ours) / wall)

    @staticmethod
    def _now() -> tuple[float, float, float]:
        """Seconds: of the clock, of all processors' work, of ours (with children, when they have ended)."""
        times = os.times()
        try:
            ticks = list(map(int, Path("/proc/stat").read_text().split()[1:9]))
        except OSError:
            return times.elapsed, math.nan, math.nan
        user, nice, system, _, _, *rest = ticks
        busy = (user + nice + system + sum(rest)) / os.sysconf("SC_CLK_TCK")
        return times.elapsed, busy, sum(times[:4])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
