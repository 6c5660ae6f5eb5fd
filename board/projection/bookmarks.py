"""Views of an embedding that were kept beside it, in TensorBoard's form: a JSON list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from board.projection.limits import Flaw, opened

LARGEST = 32 << 20  # bytes; a view has a projection of every point


def read(path: Path) -> list[Any]:
    """The list. Unreadable if it is none, or holds numbers that JSON does not have."""
    with opened(path) as file:
        data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise Flaw(f"is longer than {LARGEST >> 20} MB, so it is not read.")
        try:
            found = json.loads(data, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise Flaw("is no JSON, so it has no bookmarks.") from error
        if not isinstance(found, list):
            raise Flaw("is no list of bookmarks.")
        return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
