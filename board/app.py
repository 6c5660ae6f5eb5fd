"""The WSGI application."""

from __future__ import annotations

import secrets

from flask import Flask

from board import dashboards, headers, health, listing, page, tensorboard, web
from board.access import Access
from board.hparams import HParams
from board.loader import Loader
from board.opened import Opened
from board.roots import Logdirs, roots_of
from board.rounds import Rounds
from board.store import Store


def create_app(
    logdirs: Logdirs,
    store: Store | None = None,
    *,
    title: str = "",
    reload_interval: float = 1.0,
    access: Access | None = None,
    allow_edit: bool = False,
    opened: Opened | None = None,
) -> Flask:
    """An application that serves a logdir, or several, as board.roots.roots_of takes them.

    Given a `store`, it serves that and starts nothing. Otherwise it fills a store of its own from them in the
    background and looks for new data every `reload_interval` seconds (0: once). With `allow_edit` the page may keep what
    people set about runs in a file of the first logdir, and move runs to the trash of theirs; no event file is ever changed.
    `opened` are files that are shown besides those in logdirs; whoever gives it closes it.
    """
    roots = roots_of(logdirs)
    rounds = Rounds()
    if store is None:
        store = Store()
        Loader(roots, store, rounds).start(reload_interval)
    app = Flask(__name__, static_folder=None)
    app.extensions["board"] = web.Site(
        store, HParams(store), roots, title, secrets.token_urlsafe(6), allow_edit, opened or Opened(), rounds
    )
    access = access or Access()
    web.install(app)
    headers.install(app, access.frames)
    access.guard(app)
    for blueprint in (health.bp, listing.bp, *dashboards.blueprints(), *tensorboard.blueprints(), page.bp):
        app.register_blueprint(blueprint)
    return app
