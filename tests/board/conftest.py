"""Logdirs made of a few points, and an app that serves them."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from board.app import create_app
from board.loader import Loader
from board.roots import Logdirs
from board.store import Store
from summary.scalar_records import frame_scalars

Event = tuple[str, float, int, float]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """write(events, run="a", number=1, logs="logs"): an event file of (tag, value, step, wall time) in a logdir.

    It returns the logdir.
    """

    def write(events: Iterable[Event], run: str = "a", number: int = 1, logs: str = "logs") -> Path:
        logdir = tmp_path / logs
        (logdir / run).mkdir(parents=True, exist_ok=True)
        (logdir / run / f"events.out.tfevents.{number}.host").write_bytes(frame_scalars(list(events)))
        return logdir

    return write


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A directory that anyone may look into; pytest's own are for their owner alone."""
    path = Path("/tmp") / f"board-faults-{os.getpid()}"
    path.mkdir(mode=0o755)
    yield path
    shutil.rmtree(path)


def loaded(logdir: Logdirs) -> Store:
    store = Store()
    Loader(logdir, store).refresh()
    return store


@pytest.fixture
def serve() -> Callable[..., FlaskClient]:
    """serve(logdir, **options): a client of the app over what the logdir holds now."""

    def serve(logdir: Logdirs, **options: Any) -> FlaskClient:
        return create_app(logdir, loaded(logdir), **options).test_client()

    return serve


def decode(body: bytes) -> dict[str, Any]:
    """What the page's decoder does: the header, with each series' columns as arrays in their places."""
    (length,) = struct.unpack_from("<I", body)
    header: dict[str, Any] = json.loads(body[4 : 4 + length])
    area = body[4 + length :]
    assert (4 + length) % 8 == 0
    for series in header["series"]:
        for name, (offset, dtype) in series["columns"].items():
            assert offset % 8 == 0
            column = np.frombuffer(area, f"<{dtype}", series["rows"], offset)
            if header.get("planar"):
                column = column.view(np.uint8).reshape(column.itemsize, -1).T.copy().view(f"<{dtype}").ravel()
            series["columns"][name] = column
    return header
