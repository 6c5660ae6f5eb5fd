"""What a row finds: figures of ours and a peer's, the ratio of their medians, and the target."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["s", "B"]


@dataclass(frozen=True)
class Sample:
    """What several rounds gave, in seconds or bytes."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> Sample:
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def text(self, unit: Unit) -> str:
        """The median and, of more than one round, the range."""
        if len(self.values) == 1:
            return amount(self.median, unit)
        return f"{amount(self.median, unit)} ({amount(min(self.values), unit)}–{amount(max(self.values), unit)})"


@dataclass(frozen=True)
class Target:
    """To be reached: the peer's figure divided by `divisor`, or an amount of at most `limit`, or both."""

    divisor: float | None = None
    limit: float | None = None

    def text(self, unit: Unit) -> str:
        parts = [] if self.divisor is None else [f"÷ {self.divisor:g}"]
        parts += [] if self.limit is None else [f"≤ {amount(self.limit, unit)}"]
        return ", ".join(parts)


@dataclass(frozen=True)
class Line:
    """One comparison. `peer` names whose figure stands beside ours; without a sample it says why there is none."""

    what: str
    unit: Unit
    ours: Sample | None
    peer: str = ""
    theirs: Sample | None = None
    target: Target = Target()

    @property
    def ratio(self) -> float | None:
        """How many times the peer's median is ours."""
        if self.ours is None or self.theirs is None or self.ours.median <= 0:
            return None
        return self.theirs.median / self.ours.median

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None where there is none or the peer is missing."""
        if self.ours is None:
            return None
        found: list[bool] = []
        if self.target.limit is not None:
            found.append(self.ours.median <= self.target.limit)
        if self.target.divisor is not None:
            if self.ratio is None:
                return None
            found.append(self.ratio >= self.target.divisor)
        return all(found) if found else None

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "unit": self.unit,
            "ours": None if self.ours is None else self.ours.values,
            "peer": self.peer,
            "theirs": None if self.theirs is None else self.theirs.values,
            "ratio": self.ratio,
            "target": {"divisor": self.target.divisor, "limit": self.target.limit},
            "reached": self.reached,
        }


def amount(value: float, unit: Unit) -> str:
    """Seconds or bytes with three digits and the prefix that suits them; megabytes are of 10^6 bytes."""
    if unit == "s":
        scales = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]
    else:
        scales = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")]
    scale, name = next(((scale, name) for scale, name in scales if abs(value) >= scale), scales[-1])
    number = value / scale
    return f"{number:.{0 if number >= 100 else 1 if number >= 10 else 2}f} {name}"
