"""What a chart's request asks for, from a form's fields or from JSON's, each wrong one refused with a sentence."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from os.path import isfile
from pathlib import Path
from typing import Any

from flask import request

from board import web
from board.answers import NotFound, Span, Unreadable
from board.confined import confined, located
from board.curves import View
from board.lod import RAW_FACTOR
from board.memory import memory
from board.smoothers import Exponential, Running, Smoother

Texts = Callable[[str], list[str]]

WIDEST = 1 << 15
PARSED = 30  # times as much as JSON takes, at most, does what it says take
MOST_SERIES = 250_000  # of one request


def form_texts(name: str) -> list[str]:
    """The values of a query or form field."""
    return request.values.getlist(name)


def json_texts(body: dict[str, Any]) -> Texts:
    """The values of a JSON object's fields as a form would have them; null is as if it were not there."""

    def texts(name: str) -> list[str]:
        value = body.get(name)
        return [] if value is None else [value if isinstance(value, str) else json.dumps(value)]

    return texts


def json_body() -> dict[str, Any]:
    """The request's JSON object; 400 where there is none."""
    data = request.get_data()
    try:
        with memory.claim(PARSED * len(data), "The request's body"):
            body = json.loads(data)
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        web.refuse("The request's body must be a JSON object.")
    return body


def text(body: dict[str, Any], name: str) -> str:
    """A field of a JSON body that must be there."""
    value = body.get(name)
    if not isinstance(value, str):
        web.refuse(f"The field {name} must be a text.")
    return value


def texts_or_none(body: dict[str, Any], name: str) -> list[str] | None:
    """A field of a JSON body that may be absent, and otherwise is a list of texts; none comes twice."""
    found = body.get(name)
    if found is None:
        return None
    if not are_texts(found):
        web.refuse(f"The field {name} must be a list of texts.")
    return list(dict.fromkeys(found))


def tags(body: dict[str, Any]) -> list[str]:
    """The tags of a JSON body's field tags, or the one of its field tag."""
    return texts_or_none(body, "tags") or [text(body, "tag")]


def groups(body: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Each group's name and runs, no run twice, from a JSON body's field groups."""
    groups = body.get("groups")
    if not isinstance(groups, list) or not groups or not all(map(_is_group, groups)):
        web.refuse('The field groups must be a list such as [{"name": "a group", "runs": ["a run"]}].')
    return [(group["name"], list(dict.fromkeys(group["runs"]))) for group in groups]


def few(series: int) -> None:
    """413 where a request asks for more series than are looked for."""
    if series > MOST_SERIES:
        web.refuse(f"This asks for {series:,} series; no more than {MOST_SERIES:,} are looked for at a time.", 413)


def are_texts(thing: Any) -> bool:
    """Whether it is a list of nothing but texts."""
    return isinstance(thing, list) and all(isinstance(text, str) for text in thing)


def _is_group(thing: Any) -> bool:
    return isinstance(thing, dict) and isinstance(thing.get("name"), str) and are_texts(thing.get("runs"))


def view(texts: Texts, axes: Sequence[str]) -> View:
    axis = choice(texts, "x", axes)
    low = web.parsed("from", texts("from"), None, web.number, "a finite number")
    high = web.parsed("to", texts("to"), None, web.number, "a finite number")
    if low is not None and high is not None and low > high:
        web.refuse(f"The field from must not be greater than the field to, but {low} is greater than {high}.")
    width = web.parsed("width", texts("width"), 1000, _width, f"a whole number of pixels from 1 to {WIDEST}")
    raw = web.parsed("raw", texts("raw"), RAW_FACTOR, _raw, f"a whole number from 1 to {RAW_FACTOR}")
    return View(axis, width, low, high, smoother(texts), raw)


def smoother(texts: Texts) -> Smoother | None:
    """The smoothing; None for none. A running mean or median needs a window."""
    kind = choice(texts, "smoother", ("exponential", "mean", "median"))
    weight = web.parsed("smoothing", texts("smoothing"), 0.0, _weight, "a number from 0 to 1")
    window = web.parsed("window", texts("window"), None, _window, "a number greater than 0")
    unit = choice(texts, "unit", ("points", "steps"))
    if kind == "exponential":
        return Exponential(weight) if weight > 0 else None
    if window is None:
        web.refuse(f"The smoother {kind} needs the field window: how many {unit} it spans.")
    return Running(kind, window, unit == "steps")


def choice(texts: Texts, name: str, words: Sequence[str]) -> str:
    """The field as one of these words, the first where it is not given."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError
        return text

    expected = f"{', '.join(words[:-1])} or {words[-1]}"
    return web.parsed(name, texts(name), words[0], parse, expected)


def flag(texts: Texts, name: str) -> bool:
    return choice(texts, name, ("0", "1")) == "1"


def span(run: str = "run", at: str = "at") -> Span:
    """The value that the fields run, tag and at point to; `at` is "source-offset", as /api/steps has them. 404 if it is gone.

    The fields run and at may have other names.
    """
    series = web.site().store.spans(web.required(run), web.required("tag"))
    return series.at(*address(web.required(at)))


def whole(name: str, usual: int, least: int, most: int) -> int:
    """The field as a whole number from `least` to `most`, `usual` where it is not given."""

    def parse(text: str) -> int:
        if not least <= int(text) <= most:
            raise ValueError
        return int(text)

    return web.field(name, usual, parse, f"a whole number from {least} to {most}")


def file(name: str = "") -> Path:
    """The file of that name, or of the field file: an opened one, or one below the logdir by its relative path.

    404 if there is none, 422 where it leads out of the logdir.
    """
    site, name = web.site(), name or web.required("file")
    # Before the opened ones, for a directory of the logdir may be called as these are.
    if any(one.path == name for one in site.store.beside()):
        path = located(site.roots, name)
    elif (opened := site.opened.path(name)) is not None:
        path = opened
    else:
        root, relative = site.roots.split(name)
        path = confined(root.path, relative)
    if not isfile(path):
        raise NotFound(f"There is no file {name[:200]!r} in the logdir.")
    return path


def address(text: str) -> tuple[int, int]:
    """The source and the offset of a value, from "source-offset"."""
    try:
        source, offset = map(int, text.split("-"))
    except ValueError:
        web.refuse('The field at must be "source-offset", two whole numbers.')
    return source, offset


def _width(text: str) -> int:
    width = int(text)
    if not 1 <= width <= WIDEST:
        raise ValueError
    return width


def _raw(text: str) -> int:
    raw = int(text)
    if not 1 <= raw <= RAW_FACTOR:
        raise ValueError
    return raw


def _weight(text: str) -> float:
    weight = float(text)
    if not 0 <= weight <= 1:
        raise ValueError
    return weight


def _window(text: str) -> float:
    window = float(text)
    if not 0 < window < math.inf:
        raise ValueError
    return window
