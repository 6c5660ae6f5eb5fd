"""What people set: the file of aliases, notes and views, changes to it, and layouts as the page has them."""

from __future__ import annotations

import json

from board import house, layouts
from board.house import ChangeError, HouseError
from board.layouts import LayoutError
from tests.fuzz import scratch, trees
from tests.fuzz.target import Target

STATE = {
    "about": "x",
    "runs": {"a/b": {"alias": "best", "note": "*told*", "colour": "#1f77b4", "hidden": True}, "c": {}},
    "views": {"losses": "#tab=scalars"},
}
LAYOUT = [
    {"title": "t", "closed": True, "charts": [{"title": "c", "multiline": ["a", "b.*"]}]},
    {"title": "u", "charts": [{"title": "d", "margin": [{"value": "v", "lower": "l", "upper": "u"}]}]},
]


def read(data: bytes) -> None:
    """The file is read, and something in it is changed: what it says then can be read again."""
    path = scratch.written(data, f"settings/{house.FILE}")
    before = house.read(path.parent)
    json.dumps([before.runs, before.views], allow_nan=False)
    after = house.change(path.parent, {"runs": {"a/b": {"note": "new"}}})
    assert after.runs["a/b"]["note"] == "new" and house.read(path.parent) == after


def change(data: bytes) -> None:
    """A change that the page may send."""
    path = scratch.written(json.dumps(STATE).encode(), f"settings/{house.FILE}")
    wanted = _json(data)
    if isinstance(wanted, dict):
        house.change(path.parent, wanted)
        assert not house.read(path.parent).problem


def layout(data: bytes) -> None:
    layouts.parse(layouts.serialize(layouts.from_json(_json(data))))


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _state() -> list[bytes]:
    return [json.dumps(STATE).encode()]


def _changes() -> list[bytes]:
    return [json.dumps({"runs": STATE["runs"], "views": STATE["views"]}).encode(), b'{"runs": {"a/b": null}}']


TARGETS = [
    Target("settings", _state, read, (HouseError,), (trees.changed,), 5),
    Target("changes of settings", _changes, change, (ChangeError, HouseError), (trees.changed,), 5),
    Target("layouts of the page", lambda: [json.dumps(LAYOUT).encode()], layout, (LayoutError,), (trees.changed,), 10),
]
