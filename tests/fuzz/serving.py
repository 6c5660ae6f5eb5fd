"""A server of a logdir, asked within this process: what it cannot answer it must refuse."""

from __future__ import annotations

import base64
import gzip
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from board.answers import NotFound
from board.app import create_app
from board.hparams import HParams
from board.loader import Loader
from board.store import Store

BUSY = 503  # said of what is still being read, and of more jobs than are done at once
LONGEST = 20_000  # characters of an address, as servers in front of this one have it
AT, KEY = "AT", "KEY"


_crashes: list[BaseException] = []


class Failed(Exception):
    """The server failed on a request."""


class Server:
    """Serves what a logdir holds now."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._app = create_app(root, Store(), allow_edit=True)
        self._client = self._app.test_client()
        logging.getLogger("board").addFilter(_note)
        self.look()

    def look(self) -> None:
        """Reads the logdir anew."""
        self.store = Store()
        Loader(self._root, self.store).refresh()
        site = self._app.extensions["board"]
        self._app.extensions["board"] = replace(site, store=self.store, hparams=HParams(self.store))

    def ask(self, path: str, query: list[tuple[str, str]], body: Any, headers: dict[str, Any]) -> bytes:
        """The answer's bytes. Raises what the server failed with."""
        fields = [(name[:LONGEST], value[:LONGEST]) for name, value in query]
        known = self._known(dict(fields), body)
        fields = [(name, known.get(value, value)) for name, value in fields]
        sent = None if body is None else json.dumps(body).replace(f'"{AT}"', json.dumps(known[AT]))
        _crashes.clear()
        reply = self._client.open(
            path[:LONGEST].replace("?", "%3F"),  # what the client takes for the fields otherwise
            method="GET" if sent is None else "POST",
            query_string=fields,
            data=sent,
            content_type=None if sent is None else "application/json",
            headers=[(name, value) for name, value in headers.items() if _is_header(name, value)],
        )
        try:
            data = reply.get_data()
        finally:
            reply.close()
        if reply.headers.get("Content-Encoding") == "gzip" and data:
            data = gzip.decompress(data)
        if _crashes:
            raise _crashes[0]
        if reply.status_code >= 500 and reply.status_code != BUSY:
            raise Failed(f"{reply.status} {data[:200]!r}")
        if reply.status_code >= 400:
            assert json.loads(data)["error"].strip()
        return data

    def _known(self, fields: dict[str, str], body: Any) -> dict[str, str]:
        """What AT and KEY stand for: the first value of the request's run and tag, or where there is none, nothing there is."""
        told = body if isinstance(body, dict) else {}
        run, tag, places = fields.get("run"), fields.get("tag") or told.get("tag"), told.get("at")
        if run is None and isinstance(places, list) and places and isinstance(places[0], list) and places[0]:
            run = places[0][0]
        source, offset = self._first(str(run), str(tag))
        key = base64.urlsafe_b64encode(json.dumps([run, tag, source, offset, 0]).encode())
        return {AT: f"{source}-{offset}", KEY: key.decode().rstrip("=")}

    def _first(self, run: str, tag: str) -> tuple[int, int]:
        try:
            points = self.store.spans(run, tag).points
            return int(points.source[0]), int(points.offset[0])
        except (NotFound, IndexError):
            return 0, 0

    def values(self) -> list[tuple[str, str, str]]:
        """Run, tag and kind of all there is."""
        return [(run, tag, kind) for run in self.store.runs() for tag, kind in self.store.tags(run).items()]


def _note(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[1]:
        _crashes.append(record.exc_info[1])
    return False


def _is_header(name: str, value: Any) -> bool:
    """Whether it may be one, as whoever takes requests has checked."""
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and name.isascii()
        and name.isprintable()
        and bool(name)
    )
