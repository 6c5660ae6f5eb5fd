"""Changes to JSON that leave it JSON, mostly."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.fuzz import changes

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 1.5, -0.0, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 2**64, 10**40, 1e308, 1e-320),
    *(
        float("nan"),
        float("inf"),
        -float("inf"),
        "",
        "0",
        "-1",
        "1e999",
        "nan",
        "\0",
        "\ud800",
        "é",
        "a" * 5000,
        "../../x",
    ),
    *([], {}, [[]], [None], {"": None}, [0] * 500, {"a": {"b": []}}, "<script>", "__proto__", "class_name", "\u202e"),
)
DEEP = (1, 10, 100, 3000)


def changed(random: Random, data: bytes) -> bytes:
    """One value somewhere in it becomes another, is left out, doubled, moved, or put into lists."""
    try:
        tree = json.loads(data)
        spots = list(_spots(tree))
        if not spots:
            return json.dumps(random.choice(VALUES)).encode("utf-8", "surrogatepass")
        _change(random, *random.choice(spots))
        return json.dumps(tree).encode()
    except (ValueError, RecursionError):
        return random.choice(changes.TEXT)(random, data)


def _spots(tree: Any) -> Any:
    """Each list or object and a key of it, to some depth and number."""
    found, waiting = 0, [tree]
    while waiting and found < 20_000:
        one = waiting.pop()
        for key in list(range(len(one))) if isinstance(one, list) else list(one) if isinstance(one, dict) else ():
            found += 1
            yield one, key
            waiting.append(one[key])


def _change(random: Random, holder: Any, key: Any) -> None:
    kind = random.randrange(6)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        if isinstance(holder, list):
            holder[key:key] = [holder[key]] * random.choice((1, 2, 100))
        else:
            holder[random.choice(("", "x", "name", "\ud800", str(key) + "'"))] = holder[key]
    elif kind == 2:
        holder[key] = _nested(random, holder[key])
    elif kind == 3:
        other = random.choice(list(range(len(holder))) if isinstance(holder, list) else list(holder))
        holder[key], holder[other] = holder[other], holder[key]
    else:
        holder[key] = random.choice(VALUES)


def _nested(random: Random, value: Any) -> Any:
    kind = random.randrange(2)
    for _ in range(random.choice(DEEP[:3])):
        value = [value] if kind else {"a": value}
    return value
