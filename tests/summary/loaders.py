"""TensorBoard's two loaders: what they make of a log directory, every sample kept."""

from __future__ import annotations

import importlib
import io
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

PLUGINS = [
    "scalars",
    "histograms",
    "images",
    "audio",
    "text",
    "pr_curves",
    "mesh",
    "custom_scalars",
    "hparams",
    "tensor",
]
EVERYTHING = 1 << 30


class Entry(NamedTuple):
    """One event of a tag: `value` is a NumPy array; of bytes objects for strings and blobs."""

    step: int
    value: Any


class Loaded(NamedTuple):
    """One tag as TensorBoard has it, old encodings brought to today's tensor forms."""

    plugin: str
    content: bytes
    display_name: str
    description: str
    entries: list[Entry]


def python_loader(logdir: Path) -> dict[str, dict[str, Loaded]]:
    """{run: {tag: Loaded}} by TensorBoard's Python loader, which checks every checksum."""
    processing = "tensorboard.backend.event_processing"
    accumulator = importlib.import_module(f"{processing}.plugin_event_accumulator")
    multiplexer = importlib.import_module(f"{processing}.plugin_event_multiplexer")
    ndarray = importlib.import_module("tensorboard.util.tensor_util").make_ndarray
    sizes = {accumulator.TENSORS: 0}
    loader = multiplexer.EventMultiplexer(size_guidance=sizes, tensor_size_guidance=dict.fromkeys(PLUGINS, 0))
    loader.AddRunsFromDirectory(str(logdir))
    loader.Reload()
    found: dict[str, dict[str, Loaded]] = {}
    for run in loader.Runs():
        for tag in loader.GetAccumulator(run).Tags()[accumulator.TENSORS]:
            metadata = loader.SummaryMetadata(run, tag)
            entries = [Entry(event.step, ndarray(event.tensor_proto)) for event in loader.Tensors(run, tag)]
            found.setdefault(run, {})[tag] = Loaded(
                metadata.plugin_data.plugin_name,
                metadata.plugin_data.content,
                metadata.display_name,
                metadata.summary_description,
                entries,
            )
    return found


def data_server(logdir: Path, checks: bool = True) -> dict[str, dict[str, list[Entry]]]:
    """{run: {tag: entries}} by TensorBoard's Rust data server: scalars, tensors and blobs alike.

    It `checks` the data of records, as it does not where TensorBoard starts it.
    """
    context = importlib.import_module("tensorboard.context").RequestContext()
    found: dict[str, dict[str, list[Entry]]] = {}
    with _provider(logdir, checks) as provider:
        for plugin in PLUGINS:
            wanted = {"experiment_id": "", "plugin_name": plugin, "downsample": EVERYTHING}
            for run, tags in provider.read_scalars(context, **wanted).items():
                for tag, points in tags.items():
                    found.setdefault(run, {})[tag] = [Entry(point.step, np.float64(point.value)) for point in points]
            for run, tags in provider.read_tensors(context, **wanted).items():
                for tag, points in tags.items():
                    found.setdefault(run, {})[tag] = [Entry(point.step, point.numpy) for point in points]
            for run, tags in provider.read_blob_sequences(context, **wanted).items():
                for tag, points in tags.items():
                    found.setdefault(run, {})[tag] = [
                        Entry(point.step, [provider.read_blob(context, blob_key=one.blob_key) for one in point.values])
                        for point in points
                    ]
    return found


def assert_same(ours: list[Entry], theirs: list[Entry]) -> None:
    """Equal steps and arrays, PNG files by their pixels; numbers to the digits that the order of a sum decides."""
    assert [entry.step for entry in ours] == [entry.step for entry in theirs]
    for our, their in zip(ours, theirs, strict=True):
        mine, other = np.asarray(our.value), np.asarray(their.value)
        assert mine.shape == other.shape
        if mine.dtype.kind in "OSU":
            assert list(map(_decoded, mine.ravel())) == list(map(_decoded, other.ravel()))
        else:
            np.testing.assert_allclose(mine.astype(float), other.astype(float), rtol=1e-6, atol=1e-12)


def _decoded(item: Any) -> Any:
    """A PNG's pixels; anything else as it is."""
    if isinstance(item, bytes) and item.startswith(b"\x89PNG"):
        image = Image.open(io.BytesIO(item))
        return image.size, image.convert("RGB").tobytes()
    return item


@contextmanager
def _provider(logdir: Path, checks: bool) -> Iterator[Any]:
    """TensorBoard's client of a data server that has read `logdir` once, whole."""
    binary = importlib.import_module("tensorboard_data_server").server_binary()
    samples = ",".join(f"{plugin}=all" for plugin in PLUGINS)
    with tempfile.TemporaryDirectory() as directory:
        port = Path(directory, "port")
        options = ["--reload=once", f"--samples-per-plugin={samples}", "--port=0", f"--port-file={port}"]
        options += ["--checksum"] if checks else []
        command = [binary, f"--logdir={logdir}", "--verbose", *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            try:
                assert server.stderr
                if not any("Finished load cycle" in line for line in server.stderr):
                    raise ChildProcessError(f"the server ends with signal {-server.wait()}")
                _wait_until(lambda: port.exists() and port.read_text().endswith("\n"))
                ingester = importlib.import_module("tensorboard.data.server_ingester")
                local = importlib.import_module("tensorboard.util.grpc_util").ChannelCredsType.LOCAL
                address = f"localhost:{port.read_text().strip()}"
                yield ingester.ExistingServerDataIngester(address, channel_creds_type=local).data_provider
            finally:
                server.kill()


def _wait_until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
