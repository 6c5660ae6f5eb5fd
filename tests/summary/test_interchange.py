"""Every method of SummaryWriter: TensorBoard's two loaders read from our files what they read from the peers'."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import summary
from tests.summary.loaders import Loaded, assert_same, data_server, python_loader

STEPS = 3
PEERS = ["torch.utils.tensorboard", "tensorboardX"]


def random(step: int = 0) -> np.random.Generator:
    return np.random.default_rng(step)


def scalars(writer: Any, step: int) -> None:
    writer.add_scalar("loss/train", 1 / (step + 1), step, walltime=100.5 + step)
    writer.add_scalar("loss/test", np.float32(step), step)


def several_scalars(writer: Any, step: int) -> None:
    writer.add_scalars("both", {"sin": np.sin(step), "cos/x": np.cos(step)}, step)


def new_style(writer: Any, step: int) -> None:
    writer.add_scalar("loss", 1 / (step + 1), step, new_style=True)


def histograms(writer: Any, step: int) -> None:
    values = random(step).normal(0, 2, 1000).astype(np.float32)
    writer.add_histogram("weights", values, step)
    writer.add_histogram("weights/auto", values, step, bins="auto")
    writer.add_histogram("weights/ten", values, step, bins=np.linspace(-8, 8, 11).tolist())
    writer.add_histogram("weights/few", values, step, max_bins=20)
    counts, edges = np.histogram(values, bins=7)
    writer.add_histogram_raw(
        *("raw", values.min(), values.max(), len(values), values.sum(), (values**2).sum()),
        *(edges[1:].tolist(), counts.tolist(), step),
    )


def images(writer: Any, step: int) -> None:
    grey = random(step).random((16, 12), np.float32)
    colours = random(step).integers(0, 256, (3, 16, 12), np.uint8)
    writer.add_image("hw", grey, step, dataformats="HW")
    writer.add_image("chw", colours, step)
    writer.add_image("hwc", colours.transpose(1, 2, 0), step, dataformats="HWC")
    writer.add_images("nchw", np.stack([colours] * 11), step)
    writer.add_images("nhwc", np.stack([grey[..., None]] * 3), step, dataformats="NHWC")
    writer.add_image_with_boxes("boxes", colours, np.array([[1, 2, 8, 9], [3.0, 3, 10, 14]]), step)


def images_out_of_range(writer: Any, step: int) -> None:
    writer.add_image("hw", random(step).random((16, 12), np.float32) * 1.5 - 0.2, step, dataformats="HW")


def sounds(writer: Any, step: int) -> None:
    writer.add_audio("sine", np.sin(np.arange(800) / (10 + step))[None], step, sample_rate=8000)
    writer.add_audio("loud", 2 * np.sin(np.arange(800) / (10 + step)), step)


def texts(writer: Any, step: int) -> None:
    writer.add_text("note", f"**step** {step}, größe", step)


def curves(writer: Any, step: int) -> None:
    labels = random(step).integers(0, 2, 200)
    predictions = (labels * 0.3 + random(step + 9).random(200) * 0.7).astype(np.float64)
    writer.add_pr_curve("pr", labels, predictions, step)
    writer.add_pr_curve("pr/few", labels, predictions, step, num_thresholds=11)
    counts = [random(step + row).integers(1, 50, 5) for row in range(4)]
    writer.add_pr_curve_raw("pr/raw", *counts, np.linspace(0.5, 1, 5), np.linspace(1, 0, 5), step, num_thresholds=5)


def meshes(writer: Any, step: int) -> None:
    vertices = random(step).random((1, 4, 3)).astype(np.float32)
    colours = random(step).integers(0, 256, (1, 4, 3))
    writer.add_mesh("mesh", vertices, colours, np.array([[[0, 2, 3], [0, 3, 1]]]), {"camera": {"fov": 75}}, step)


def layouts(writer: Any, step: int) -> None:
    if step == 0:
        charts = {"all": ["Multiline", ["loss/.*", "x"]], "band": ["Margin", ["a", "b", "c"]]}
        writer.add_custom_scalars({"first": charts, "second": {"one": ["Multiline", ["y"]]}})


def one_chart(writer: Any, step: int) -> None:
    if step == 0:
        writer.add_custom_scalars_multilinechart(["loss/.*", "x"], "category")


def one_band(writer: Any, step: int) -> None:
    if step == 0:
        writer.add_custom_scalars_marginchart(["a", "b", "c"], title="title")


def hyper_parameters(writer: Any, step: int) -> None:
    if step == 0:
        writer.add_hparams({"lr": 0.1, "layers": 3, "bias": True, "name": "x"}, {"hparam/loss": 0.5}, None, "trial")


def tensors(writer: Any, step: int) -> None:
    torch = importlib.import_module("torch")
    writer.add_tensor("tensor/f4", torch.arange(6.0).reshape(2, 3) + step, step)
    writer.add_tensor("tensor/i8", torch.arange(4) * step, step)
    writer.add_tensor("tensor/bool", torch.tensor([True, False]), step)


Logs = Callable[[Any, int], None]
COMMON: list[Logs] = [scalars, histograms, images, texts, curves, layouts, one_chart, one_band]
# tensorboardX has other names for runs and meshes below, other arguments of add_hparams, needs another package for
# audio, and lets numbers out of range overflow.
ONLY_TORCH: list[Logs] = [several_scalars, images_out_of_range, sounds, meshes, hyper_parameters]
CASES = [(module, logs) for module in PEERS for logs in COMMON]
CASES += [("torch.utils.tensorboard", logs) for logs in ONLY_TORCH]


def written(module: str, logs: Logs, logdir: Path) -> Path:
    with warnings.catch_warnings():
        # Peers' own.
        warnings.simplefilter("default" if module == "summary" else "ignore")
        writer = importlib.import_module(module).SummaryWriter(str(logdir))
        for step in range(STEPS):
            logs(writer, step)
        writer.close()
    return logdir


def peer(module: str, logs: Logs, logdir: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip(module)
    return written(module, logs, logdir)


def same_meaning(ours: Loaded, theirs: Loaded) -> None:
    assert ours.plugin == theirs.plugin
    assert ours.display_name == theirs.display_name
    assert ours.description == theirs.description
    assert_same(ours.entries, theirs.entries)


@pytest.mark.parametrize(("module", "logs"), CASES)
def test_the_python_loader_reads_ours_as_the_peers(module: str, logs: Logs, tmp_path: Path) -> None:
    theirs = python_loader(peer(module, logs, tmp_path / "theirs"))
    ours = python_loader(written("summary", logs, tmp_path / "ours"))
    assert {run: set(tags) for run, tags in ours.items()} == {run: set(tags) for run, tags in theirs.items()}
    for run, tags in theirs.items():
        for tag, loaded in tags.items():
            same_meaning(ours[run][tag], loaded)


@pytest.mark.parametrize(("module", "logs"), CASES)
def test_the_data_server_reads_ours_as_the_peers(module: str, logs: Logs, tmp_path: Path) -> None:
    theirs = data_server(peer(module, logs, tmp_path / "theirs"))
    ours = data_server(written("summary", logs, tmp_path / "ours"))
    assert {run: set(tags) for run, tags in ours.items()} == {run: set(tags) for run, tags in theirs.items()}
    assert any(theirs.values()) or logs is hyper_parameters
    for run, tags in theirs.items():
        for tag, entries in tags.items():
            assert_same(ours[run][tag], entries)


@pytest.mark.parametrize("logs", [new_style, tensors])
def test_what_the_data_server_takes_for_nothing(logs: Logs, tmp_path: Path) -> None:
    theirs = python_loader(peer("torch.utils.tensorboard", logs, tmp_path / "theirs"))
    ours = python_loader(written("summary", logs, tmp_path / "ours"))
    assert ours.keys() == theirs.keys()
    for tag, loaded in theirs["."].items():
        same_meaning(ours["."][tag], loaded)


def test_nothing_was_dropped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with summary.SummaryWriter(tmp_path, errors="raise") as writer:
        for logs in COMMON + ONLY_TORCH:
            logs(writer, 0)
        writer.flush()
        assert writer.dropped == 0
    assert not caplog.records
