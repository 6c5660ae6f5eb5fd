"""A training script in the shape of PyTorch's tutorials runs with its import of SummaryWriter changed, and nothing else."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import summary
from summary.proto.graph import GraphDef
from tests.summary.loaders import data_server, python_loader

CLASSES = ["circle", "square", "star"]

with warnings.catch_warnings():
    # torch's own, of its import.
    warnings.simplefilter("ignore")
    torch = pytest.importorskip("torch")
    pytest.importorskip("torch.utils.tensorboard")


def network() -> Any:
    nn = torch.nn
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 7 * 7, 16), nn.ReLU()),
        nn.Linear(16, len(CLASSES)),
    )


def predictions_and_actuals(images: Any, labels: Any) -> Any:
    figure = importlib.import_module("matplotlib.figure").Figure(figsize=(4, 1))
    for number, axes in enumerate(figure.subplots(1, 4)):
        axes.imshow(images[number, 0].numpy())
        axes.set_title(CLASSES[int(labels[number])])
    return figure


def train(writer: Any) -> None:
    """Logs as the tutorial does: a batch of images, the graph, an embedding, the loss, predictions, PR curves."""
    torch.manual_seed(0)
    images, labels = torch.rand(64, 1, 16, 16), torch.randint(0, len(CLASSES), (64,))
    net, loss_of = network(), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    writer.add_images("four_images", images[:4])
    writer.add_graph(net, images[:4])
    features = images.view(-1, 16 * 16)
    writer.add_embedding(features, metadata=[CLASSES[label] for label in labels], label_img=images)
    for epoch in range(4):
        optimizer.zero_grad()
        loss = loss_of(net(images), labels)
        loss.backward()
        optimizer.step()
        writer.add_scalar("training loss", loss, epoch)
        writer.add_scalars("split", {"train": loss.item(), "test": loss * 2}, epoch)
        writer.add_figure("predictions vs. actuals", predictions_and_actuals(images, labels), global_step=epoch)
        for name, parameter in net.named_parameters():
            writer.add_histogram(f"weights/{name}", parameter, epoch)
            writer.add_histogram(f"gradients/{name}", parameter.grad, epoch)
    with torch.no_grad():
        chances = torch.nn.functional.softmax(net(images), dim=1)
    for number, name in enumerate(CLASSES):
        writer.add_pr_curve(name, labels == number, chances[:, number], global_step=0)
    writer.add_text("note", "done")
    writer.add_hparams({"lr": 0.05, "momentum": 0.9}, {"hparam/loss": loss.item()}, run_name="trial")
    writer.close()


@pytest.fixture
def logdirs(tmp_path: Path) -> tuple[Path, Path]:
    """Ours and torch's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        train(torch.utils.tensorboard.SummaryWriter(tmp_path / "theirs"))
    train(summary.SummaryWriter(tmp_path / "ours", errors="raise"))
    return tmp_path / "ours", tmp_path / "theirs"


def test_both_loaders_find_the_same(logdirs: tuple[Path, Path]) -> None:
    for loader in (python_loader, data_server):
        ours, theirs = (loader(logdir) for logdir in logdirs)
        assert ours.keys() == theirs.keys()
        for run, tags in theirs.items():
            assert ours[run].keys() == tags.keys()
            for tag, loaded in tags.items():
                entries = loaded if isinstance(loaded, list) else loaded.entries
                own = ours[run][tag]
                mine = own if isinstance(own, list) else own.entries
                assert [entry.step for entry in mine] == [entry.step for entry in entries]
                for entry, other in zip(mine, entries, strict=True):
                    if np.asarray(entry.value).dtype.kind == "f":
                        np.testing.assert_allclose(entry.value, other.value, rtol=1e-5, atol=1e-7)


def test_files_beside_the_events_are_the_same(logdirs: tuple[Path, Path]) -> None:
    names = [
        {str(path.relative_to(logdir)) for path in logdir.rglob("*") if path.is_file() and "tfevents" not in path.name}
        for logdir in logdirs
    ]
    assert names[0] == names[1]
    assert {"projector_config.pbtxt", "00000/default/tensors.tsv", "00000/default/metadata.tsv"} <= names[0]


def test_the_graph_has_the_same_nodes(logdirs: tuple[Path, Path]) -> None:
    loader = importlib.import_module("tensorboard.backend.event_processing.plugin_event_accumulator")
    graphs = []
    for logdir in logdirs:
        accumulated = loader.EventAccumulator(str(logdir)).Reload()
        graphs.append(GraphDef.FromString(accumulated.Graph().SerializeToString()))
    ours, theirs = ({(node.name, node.op) for node in graph.node} for graph in graphs)
    assert ours == theirs
