"""Logdir, environment, runs."""

from __future__ import annotations

from flask import Blueprint, Response

from board import web
from board.version import version

bp = Blueprint("tensorboard_core", __name__, url_prefix="/data")


@bp.get("/logdir")
def logdir() -> Response:
    return web.json_response({"logdir": web.site().roots.short})


@bp.get("/environment")
def environment() -> Response:
    site = web.site()
    return web.json_response(
        {
            "version": version(),
            "data_location": site.roots.short,
            "window_title": site.title,
            "experiment_name": "",
            "experiment_description": "",
            "creation_time": 0.0,
        }
    )


@bp.get("/runs")
def runs() -> Response:
    return web.json_response(web.site().store.runs())
