"""What a projection is asked with: the fields of a request, each wrong one refused with a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.projection.layout import ProjectionError
from board.projection.manifold import METRICS
from board.projection.principal import MOST

ADDRESS = frozenset({"id", "file", "labels"})  # which embedding is meant
AXES = ("x", "y", "z")
LONGEST = 1000  # characters of a query


class Field(NamedTuple):
    """A parameter: its value where none is given, what it must be, and how it is read (ValueError where it is not that)."""

    usual: Any
    expected: str
    read: Callable[[Any], Any]


def whole(usual: int, least: int, most: int) -> Field:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
            raise ValueError
        return int(_within(value, least, most))

    return Field(usual, f"a whole number from {least:,} to {most:,}", read)


def number(usual: float | str, least: float, most: float) -> Field:
    """A number; or "auto", where that is the usual."""

    def read(value: Any) -> float | str:
        if value == usual == "auto":
            return "auto"
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError
        return _within(value, least, most)

    either = '"auto" or ' if usual == "auto" else ""
    return Field(usual, f"{either}a number from {least:,g} to {most:,g}", read)


def word(*words: str) -> Field:
    def read(value: Any) -> str:
        if value not in words:
            raise ValueError
        return str(value)

    return Field(words[0], f"{', '.join(words[:-1])} or {words[-1]}", read)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError
    return value


def _pair(value: Any) -> list[str] | None:
    if value is None:
        return None
    one, other = value if isinstance(value, list) and len(value) == 2 else (None, None)
    return [_text(one), _text(other)]


def _supervise(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError
    return {"column": _text(value.get("column")), "weight": WEIGHT.read(value.get("weight"))}


def _rows(value: Any) -> NDArray[np.uint32] | None:
    if value is None:
        return None
    rows = np.unique(np.array(value)) if isinstance(value, list) and value else np.array(0.5)
    if rows.dtype.kind not in "iu" or rows[0] < 0 or rows[-1] >= 1 << 32:
        raise ValueError
    return rows.astype(np.uint32)


def _key(value: Any) -> str | None:
    return None if value is None else _text(value)


WEIGHT = number(0.5, 0, 1)
FLAG = Field(False, "true or false", _flag)
SUPERVISE = Field(None, 'null or {"column": a column\'s name, "weight": a number from 0 to 1}', _supervise)
QUERIES = Field(None, "a list of two texts", _pair)
SHARED: dict[str, Field] = {
    "dimensions": whole(3, 2, 3),
    "sphereize": FLAG,
    "rows": Field(None, "null or a list of row numbers", _rows),
    "seed": whole(0, 0, (1 << 32) - 1),
    "like": Field(None, "null or a projection's key", _key),
}
PARAMETERS: dict[str, dict[str, Field]] = {
    "pca": {"components": whole(3, 1, MOST)},
    "tsne": {
        "perplexity": number(30, 1, 1000),
        "learning_rate": number("auto", 1e-3, 1e6),
        "iterations": whole(1000, 250, 20_000),
        "exaggeration": number(12, 1, 100),
        "supervise": SUPERVISE,
    },
    "umap": {
        "neighbours": whole(15, 2, 1000),
        "min_dist": number(0.1, 0, 0.99),
        "metric": word(*METRICS),
        "supervise": SUPERVISE,
    },
    "axes": {**dict.fromkeys(AXES, QUERIES), "column": Field("", "a column's name", _text), "regex": FLAG},
}


class Wanted(NamedTuple):
    """A request, all of it as it is to be.

    Attributes:
        method: "pca", "tsne", "umap" or "axes".
        parameters: the method's own, each there.
        rows: those to be laid out, increasing; None for all.
        like: the key of the projection to align to.
    """

    method: str
    dimensions: int
    sphereize: bool
    rows: NDArray[np.uint32] | None
    seed: int
    like: str | None
    parameters: Mapping[str, Any]

    def key(self, *parts: str) -> str:
        """Equal for equal requests about what `parts` tell."""
        told = json.dumps([parts, self._replace(rows=None)], sort_keys=True)
        rows = b"" if self.rows is None else b"rows" + self.rows.tobytes()
        return blake2b(told.encode() + rows, digest_size=12).hexdigest()


def wanted(body: Mapping[str, Any]) -> Wanted:
    """The request of a JSON object. ProjectionError, in one sentence, where a field makes no sense or is unknown."""
    methods = word(*PARAMETERS)
    method = _value("method", methods, body.get("method"))
    fields = PARAMETERS[method]
    for name in body:
        if name not in fields and name not in SHARED and name not in ADDRESS and name != "method":
            raise ProjectionError(f"The method {method} has no field {name[:80]!r}.")
    shared = {name: _value(name, field, body.get(name, field.usual)) for name, field in SHARED.items()}
    own = {name: _value(name, field, body.get(name, field.usual)) for name, field in fields.items()}
    return Wanted(method=method, parameters=own, **shared)


def _value(name: str, field: Field, value: Any) -> Any:
    try:
        return field.read(value)
    except (ValueError, TypeError, OverflowError):
        shown = json.dumps(value)[:80]
        raise ProjectionError(f"The field {name} must be {field.expected}, not {shown}.") from None


def _within(value: float, least: float, most: float) -> float:
    if not math.isfinite(value) or not least <= value <= most:
        raise ValueError
    return value
