"""Audio: the steps that have sounds, and each by the query that comes with its step."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response

from board import web
from board.tensorboard import blobs
from board.tensorboard.tags import listed
from board.values.audio import KIND, encoding, sounds

bp = Blueprint("tensorboard_audio", __name__, url_prefix="/data/plugin/audio")

WAV = "audio/wav"
UNKNOWN = "application/octet-stream"


@bp.get("/tags")
def tags() -> Response:
    """Also `samples`, the most sounds of one value, as far as `blobs.most` tells."""
    found = listed(KIND)
    for run, of_run in found.items():
        for tag, entry in of_run.items():
            entry["samples"] = blobs.most(run, tag, sounds)
    return web.json_response(found)


@bp.get("/audio")
def values() -> Response:
    """The steps that have a sound number `sample`, each with the query that /individualAudio takes.

    Labels are empty, as TensorBoard's are; /api/audio/info tells them.
    """
    run, tag = web.required("run"), web.required("tag")
    found = blobs.listed(run, tag, KIND, sounds)
    mimetype = WAV if encoding(web.site().store.spans(run, tag).content) == "WAV" else UNKNOWN
    return web.json_response(
        [
            {
                **entry,
                "label": "",
                "contentType": mimetype,
                "query": urlencode({"blob_key": key, "content_type": mimetype}),
            }
            for entry, key in found
        ]
    )


@bp.get("/individualAudio")
def individual_audio() -> Response:
    """The sound's bytes as they were logged; the field content_type is "audio/wav" or "application/octet-stream"."""
    mimetype = web.required("content_type")
    if mimetype not in (WAV, UNKNOWN):
        web.refuse(f"The field content_type must be {WAV} or {UNKNOWN}, not {mimetype[:80]!r}.")
    sound = blobs.item(sounds, f"{bp.url_prefix}/audio")
    return web.harmless(web.streamed(sound.open(), sound.size, mimetype))
