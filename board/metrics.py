"""Figures of a running server in Prometheus' text form."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

# The text form, version 0.0.4: prometheus.io/docs/instrumenting/exposition_formats.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


class Sample(NamedTuple):
    """One number; `suffix` is what its name has beyond that of its family."""

    value: float
    labels: Mapping[str, str] = {}
    suffix: str = ""


class Family(NamedTuple):
    """Samples of one name. `kind`: counter, gauge or histogram."""

    name: str
    kind: str
    help: str
    samples: Sequence[Sample]


class Histogram:
    """How many values are at most as large as each of `bounds`, which rise; their number and their sum. Locks nothing."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    @property
    def count(self) -> int:
        return sum(self._counts)

    @property
    def sum(self) -> float:
        return self._sum

    def quantile(self, share: float) -> float:
        """The bound that `share` of the values are not beyond; infinity beyond the last, NaN of nothing."""
        wanted, seen = share * self.count, 0
        for bound, count in zip((*self._bounds, math.inf), self._counts, strict=True):
            seen += count
            if count and seen >= wanted:
                return bound
        return math.nan

    def samples(self, labels: Mapping[str, str] | None = None) -> Iterator[Sample]:
        """What Prometheus wants of a histogram: counts that add up, their sum, their number."""
        given, seen = dict(labels or {}), 0
        for bound, count in zip((*self._bounds, math.inf), self._counts, strict=True):
            seen += count
            yield Sample(seen, {**given, "le": number(bound)}, "_bucket")
        yield Sample(self._sum, given, "_sum")
        yield Sample(seen, given, "_count")


def gauge(name: str, described: str, value: float) -> Family:
    return Family(name, "gauge", described, [Sample(value)])


def counter(name: str, described: str, value: float) -> Family:
    return Family(name, "counter", described, [Sample(value)])


def exposition(families: Iterable[Family]) -> str:
    """All of these as text; families without samples are left out."""
    return "".join(line + "\n" for family in families if family.samples for line in _lines(family))


def _lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.help}"
    yield f"# TYPE {family.name} {family.kind}"
    for value, labels, suffix in family.samples:
        marks = ",".join(f'{name}="{text.translate(ESCAPES)}"' for name, text in labels.items())
        yield f"{family.name}{suffix}{f'{{{marks}}}' if marks else ''} {number(value)}"


def number(value: float) -> str:
    """A number as Prometheus reads it, at full precision."""
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    if math.isnan(value):
        return "NaN"
    return str(int(value)) if value == int(value) else repr(float(value))
