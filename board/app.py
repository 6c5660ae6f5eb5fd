"""The WSGI application."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Flask

from board import dashboards, headers, health, listing, page, tensorboard, web
from board.access import Access
from board.hparams import HParams
from board.loader import Loader
from board.opened import Opened
from board.store import Store


def create_app(
    logdir: str | Path,
    store: Store | None = None,
    *,
    title: str = "",
    reload_interval: float = 1.0,
    access: Access | None = None,
    allow_edit: bool = False,
    opened: Opened | None = None,
) -> Flask:
    """An application that serves `logdir`.

    Given a `store`, it serves that and starts nothing. Otherwise it fills a store of its own from `logdir` in the
    background and looks for new data every `reload_interval` seconds (0: once). With `allow_edit` the page may keep what
    people set about runs in a file of the logdir, and move runs to its trash; no event file is ever changed.
    `opened` are files that are shown besides those in the logdir; whoever gives it closes it.
    """
    path = Path(logdir).expanduser().absolute()
    if store is None:
        store = Store()
        Loader(path, store).start(reload_interval)
    app = Flask(__name__, static_folder=None)
    app.extensions["board"] = web.Site(
        store, HParams(store), path, shorten(path), title, secrets.token_urlsafe(6), allow_edit, opened or Opened()
    )
    access = access or Access()
    web.install(app)
    headers.install(app, access.frames)
    access.guard(app)
    for blueprint in (health.bp, listing.bp, *dashboards.blueprints(), *tensorboard.blueprints(), page.bp):
        app.register_blueprint(blueprint)
    return app


def shorten(logdir: Path) -> str:
    """The path as a person writes it, with ~ for the home directory."""
    path = logdir.expanduser().absolute()
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
