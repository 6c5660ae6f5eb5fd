"""TensorBoard's Rust data server reads what we write."""

from __future__ import annotations

import importlib
import math
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import summary

STEPS = 50


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    for run in ("train", "test"):
        with summary.SummaryWriter(tmp_path / run) as writer, summary.FileWriter(tmp_path / run) as other:
            for step in range(STEPS):
                writer.add_scalar("loss", 1 / (step + 1) if step else math.nan, step)
                writer.add_scalar("acc", step / STEPS, step, new_style=True)
                other.add_summary(summary.scalar("lr", 0.1**step), step)
    return tmp_path


@pytest.fixture
def provider(logdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """TensorBoard's client of a data server that reads `logdir` once."""
    port = tmp_path_factory.mktemp("server") / "port"
    binary = importlib.import_module("tensorboard_data_server").server_binary()
    options = ["--reload=once", "--samples-per-plugin=scalars=all", "--port=0", f"--port-file={port}", "--checksum"]
    server = subprocess.Popen([binary, f"--logdir={logdir}", *options])
    wait_until(lambda: port.exists() and port.read_text().endswith("\n"))
    module = importlib.import_module("tensorboard.data.server_ingester")
    local = importlib.import_module("tensorboard.util.grpc_util").ChannelCredsType.LOCAL
    address = f"localhost:{port.read_text().strip()}"
    yield module.ExistingServerDataIngester(address, channel_creds_type=local).data_provider
    server.terminate()
    server.wait()


def wait_until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_data_server_reads_every_point(provider: Any) -> None:
    context = importlib.import_module("tensorboard.context").RequestContext()

    def read() -> dict[str, dict[str, list[Any]]]:
        wanted = {"experiment_id": "", "plugin_name": "scalars"}
        return dict(provider.read_scalars(context, downsample=STEPS, **wanted))

    wait_until(lambda: [len(points) for tags in read().values() for points in tags.values()] == [STEPS] * 6)
    for tags in read().values():
        assert [point.step for point in tags["lr"]] == list(range(STEPS))
        assert [point.value for point in tags["acc"]] == [float(np.float32(step / STEPS)) for step in range(STEPS)]
        expected = [math.nan, *(float(np.float32(1 / (step + 1))) for step in range(1, STEPS))]
        np.testing.assert_equal([point.value for point in tags["loss"]], expected)
