"""Which embedding a request means: one of the logdir by its id, or one in a file that is named or was opened from the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from board import asked, web
from board.asked import Texts, form_texts
from board.projection import sources
from board.projection.entry import Entry
from board.projection.sources import Listed


def entry(texts: Texts = form_texts) -> Entry:
    """The embedding of the fields id or file, with the labels of the field labels if there is that. NotFound if there is none."""
    id, name = _one(texts, "id"), _one(texts, "file")  # noqa: A001
    if not id and not name:
        web.refuse("The field id or the field file must be given.")
    if not name:
        site = web.site()
        return _labelled(sources.find(site.store, site.roots, id), texts)
    for one in listed(texts).entries:
        if id in ("", one.id):
            return one
    raise sources.missing(id or name)


def listed(texts: Texts = form_texts) -> Listed:
    """All embeddings; or those in the file of the field file, whose ids begin with its name."""
    name = _one(texts, "file")
    if not name:
        site = web.site()
        return sources.listed(site.store, site.roots)
    entries = sources.of_file(asked.file(name), name, ".", "opened")
    return Listed(tuple(_labelled(one, texts) for one in entries), ())


def _labelled(found: Entry, texts: Texts) -> Entry:
    """With the labels in the file of the field labels in place of its own, where that is given."""
    labels = _one(texts, "labels")
    return replace(found, labels=asked.file(labels), labels_called=Path(labels).name) if labels else found


def _one(texts: Texts, name: str) -> str:
    return web.parsed(name, texts(name), "", str, "one text")
