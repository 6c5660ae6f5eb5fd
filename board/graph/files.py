"""Graphs of files, told apart by their names and, where these do not tell, by how they begin."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import BinaryIO

from board.answers import Gone, Unreadable
from board.graph import graph_def, keras, meta_graph, onnx, pbtxt
from board.graph.graph import Graph
from board.graph.walk import Place, parts

TEXT = (".pbtxt", ".pbtext", ".prototxt", ".txt")
ONNX = ".onnx"
KERAS = ".json"  # a model's to_json
META = ".meta"
SAVED_MODEL = "saved_model.pb"


def read(path: Path, name: str) -> Graph:
    """The graph of the file there, of which `name` says what it is. Gone if it is not there.

    Unreadable, in a sentence, if it is no graph, or of a form that is not read.
    """
    place = unchanging(path)
    if name.endswith(TEXT):
        return pbtxt.read(place)
    if name.endswith(ONNX):
        return onnx.read(place)
    if name.endswith(KERAS):
        return keras.read(place)
    if name.endswith(META):
        return meta_graph.read(place)
    if _is_saved_model(place, name):
        return meta_graph.saved_model(place)
    return graph_def.read(place)


def unchanging(path: Path) -> Place:
    """All of a file. It is a Gone to open it once it has become another, or changed."""
    try:
        status = path.stat()
    except OSError as error:
        raise Gone from error
    return Place(partial(_opened, path, _identity(status)), 0, status.st_size)


def _opened(path: Path, identity: tuple[int, ...]) -> BinaryIO:
    try:
        file = path.open("rb")
    except OSError as error:
        raise Gone from error
    if _identity(os.fstat(file.fileno())) != identity:
        file.close()
        raise Gone
    return file


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _is_saved_model(place: Place, name: str) -> bool:
    """By its name, or as it begins with its version, a number, where a graph has a node."""
    if name == SAVED_MODEL:
        return True
    with place.open() as file:
        try:
            first = next(parts(file, place.offset, place.size), None)
        except Unreadable:
            return False
    return first is not None and first.number == 1 and first.content is None and first.size == 0
