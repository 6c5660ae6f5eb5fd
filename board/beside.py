"""Files that stand beside event files and are shown as well, told by their names."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

PROJECTOR = "projector_config.pbtxt"

# What writers call their files: TensorFlow's checkpoints (a bundle's index), graphs and timelines, PyTorch's and Keras'
# profiles, arrays. The first ending that fits says the kind.
ENDINGS = {
    ".index": "checkpoint",
    ".npy": "vectors",
    ".npz": "vectors",
    ".pb": "graphs",
    ".pbtxt": "graphs",
    ".meta": "graphs",
    ".onnx": "graphs",
    ".trace.json": "timeline",
    ".trace.json.gz": "timeline",
    ".json": "timeline",
    ".json.gz": "timeline",
}
_ENDINGS = tuple(ENDINGS)

# Other messages that a SavedModel and the profiler leave.
NO_GRAPHS = ("fingerprint.pb", "keras_metadata.pb", ".xplane.pb", ".hlo_proto.pb")

# A plugin's files stand in a directory of the run's own.
PLUGINS = "/plugins/"

MOST_FILES = 10_000  # of one kind; each is looked at in every round


class Beside(NamedTuple):
    """A file, as a round of the loader found it.

    `run` is its directory relative to the logdir ("." for that itself), for a plugin's file the one above ``plugins/``;
    it may hold no event file. `path` is relative to the logdir, with "/". `kind`: projector, checkpoint, vectors,
    graphs or timeline.
    """

    run: str
    path: str
    kind: str
    size: int
    changed_ns: int


def kind_of(name: str) -> str:
    """What a file of this name holds; empty if nothing that is shown."""
    if not name.endswith(_ENDINGS):
        return ""
    if name == PROJECTOR:
        return "projector"
    kind = next(kind for ending, kind in ENDINGS.items() if name.endswith(ending))
    if kind == "timeline" and not (".trace.json" in name or name.startswith("timeline")):
        return ""
    if kind == "graphs" and name.endswith(NO_GRAPHS):
        return ""
    return kind


def look(
    root: str, paths: Iterable[str], stat: Callable[[str], os.stat_result], before: Iterable[Beside] = ()
) -> Iterator[Beside]:
    """What is at these paths below `root` now, without those that are gone; the first MOST_FILES of each kind.

    What cannot be told now is as it was `before`.
    """
    counts: dict[str, int] = {}
    known = {file.path: file for file in before}
    for path in sorted(paths):
        kind = kind_of(os.path.basename(path))
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] > MOST_FILES:
            continue
        relative = path[len(root.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
        try:
            status = stat(path)
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTDIR) and relative in known:
                yield known[relative]
            continue
        yield Beside(_run(relative), relative, kind, status.st_size, status.st_mtime_ns)


def _run(relative: str) -> str:
    directory, _, _ = ("/" + relative).rpartition("/")
    run, plugins, _ = (directory + "/").partition(PLUGINS)
    return (run if plugins else directory).strip("/") or "."
