"""A training script in the shape of TensorFlow 1's tutorial (mnist_with_summaries) writes what it wrote with TensorFlow.

What its network would compute is computed by NumPy here, and fed.
"""

from __future__ import annotations

import importlib
import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from summary.proto.run_metadata import RunMetadata
from tests.summary.graph_style import ours, theirs
from tests.summary.loaders import Loaded, assert_same, data_server, python_loader

STEPS = 30
LAYERS = ["layer1", "layer2"]


class Batch(NamedTuple):
    images: Any
    labels: Any
    scores: Any
    loss: float


def network(step: int, train: bool) -> tuple[Batch, dict[str, Any]]:
    """A batch, and the variables of each layer."""
    random = np.random.default_rng([step, train])
    labels = random.random(100) < 0.3
    scores = np.clip(labels * 0.4 + random.random(100) * step / STEPS, 0, 1).astype(np.float32)
    variables = {
        f"{layer}/{name}": random.normal(0, 1 + step, size).astype(np.float32)
        for layer, size in zip(LAYERS, [(784, 50), (50, 10)], strict=True)
        for name in ("weights", "biases", "activations")
    }
    return Batch(random.random((100, 784), np.float32), labels, scores, 1 / (step + 1)), variables


def variable_summaries(tf: Any) -> dict[str, Any]:
    """Attaches a lot of summaries to a variable; returns the placeholders of what they show."""
    with tf.name_scope("summaries"):
        inputs = {name: tf.placeholder("float32", [], f"{name}_now") for name in ("mean", "stddev", "max", "min")}
        tf.scalar("mean", inputs["mean"])
        with tf.name_scope("stddev"):
            tf.scalar("stddev", inputs["stddev"])
        tf.scalar("max", inputs["max"])
        tf.scalar("min", inputs["min"])
        inputs["values"] = tf.placeholder("float32", None, "values")
        tf.histogram("histogram", inputs["values"])
    return inputs


def statistics(variable: Any) -> dict[str, Any]:
    return {
        "mean": variable.mean(),
        "stddev": variable.std(),
        "max": variable.max(),
        "min": variable.min(),
        "values": variable,
    }


def train(tf: Any, logdir: Path) -> None:
    with tf.name_scope("input"):
        x = tf.placeholder("float32", [None, 784], name="x-input")
    with tf.name_scope("input_reshape"):
        images = tf.placeholder("float32", [None, 28, 28, 1])
        tf.image("input", images, 10)
    layers: dict[str, dict[str, Any]] = {}
    for layer in LAYERS:
        with tf.name_scope(layer):
            for part in ("weights", "biases"):
                with tf.name_scope(part):
                    layers[f"{layer}/{part}"] = variable_summaries(tf)
            values = tf.placeholder("float32")
            tf.histogram("activations", values)
            layers[f"{layer}/activations"] = {"values": values}
    with tf.name_scope("dropout"):
        keep_prob = tf.placeholder("float32", [])
        tf.scalar("dropout_keep_probability", keep_prob)
    with tf.name_scope("cross_entropy"), tf.name_scope("total"):
        loss = tf.placeholder("float32", [])
    tf.scalar("cross_entropy", loss)
    with tf.name_scope("accuracy"):
        labels, scores = tf.placeholder("bool", [None]), tf.placeholder("float32", [None])
        accuracy = tf.placeholder("float32", [])
        curve = tf.pr_curve("curve", labels, scores, 20, collections=["curves"])
    correct = tf.scalar("accuracy", accuracy, family="test")
    note = tf.text("note", tf.placeholder("string", name="words"), collections=[])

    merged = tf.merge_all()
    curves = tf.merge([tf.merge_all("curves"), correct])
    train_writer = tf.FileWriter(str(logdir / "train"))
    test_writer = tf.FileWriter(str(logdir / "test"))

    def feed_dict(step: int, training: bool) -> dict[Any, Any]:
        batch, variables = network(step, training)
        feeds: dict[Any, Any] = {x: batch.images, images: batch.images.reshape(-1, 28, 28, 1)}
        feeds.update({keep_prob: 0.9 if training else 1.0, loss: batch.loss, labels: batch.labels})
        feeds.update({scores: batch.scores, accuracy: np.mean((batch.scores > 0.5) == batch.labels)})
        for name, inputs in layers.items():
            found = statistics(variables[name])
            feeds.update({inputs[key]: found[key] for key in inputs})
        return feeds

    for i in range(STEPS):
        if i % 10 == 0:
            test_summary, curve_summary = tf.run([merged, curve], feed_dict=feed_dict(i, False))
            test_writer.add_summary(test_summary, i)
            test_writer.add_summary(curve_summary, global_step=i)
            test_writer.add_summary(tf.run(note, {"words:0": f"**step** {i}"}), i)
        elif i % 10 == 9:
            found = tf.run(merged, feed_dict=feed_dict(i, True))
            run_metadata = RunMetadata()
            run_metadata.step_stats.dev_stats.add(device="/cpu:0")
            train_writer.add_run_metadata(run_metadata, f"step{i:03d}", i)
            train_writer.add_summary(found, i)
        else:
            train_writer.add_summary(tf.run(merged, feed_dict=feed_dict(i, True)), i)
    train_writer.add_summary(tf.run(curves, feed_dict=feed_dict(STEPS, True)), STEPS)
    train_writer.close()
    test_writer.close()


def plain(loaded: Loaded) -> Any:
    """What a reader sees of a tag, images as pixels; the last digits depend on the order of sums."""
    entries = [
        (step, [pixels(one) for one in value[2:]] if loaded.plugin == "images" else value)
        for step, value in loaded.entries
    ]
    return loaded._replace(entries=[(step, exact(value)) for step, value in entries])


def pixels(png: bytes) -> tuple[str, tuple[int, int], bytes]:
    image = importlib.import_module("PIL.Image").open(io.BytesIO(png))
    return image.mode, image.size, image.tobytes()


def exact(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return [float(f"{number:.5g}") for number in value.flat]
    return value.tolist() if isinstance(value, np.ndarray) else value


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What TensorFlow wrote is in ``theirs``, what we did in ``ours``."""
    made = tmp_path_factory.mktemp("script")
    theirs(lambda tf: train(tf, made / "theirs"))
    ours(lambda tf: train(tf, made / "ours"))
    return made


def test_the_data_server_reads_the_same(logdir: Path) -> None:
    found, expected = data_server(logdir / "ours"), data_server(logdir / "theirs")
    assert {run: set(tags) for run, tags in found.items()} == {run: set(tags) for run, tags in expected.items()}
    assert "layer1/weights/summaries/max" in expected["train"]
    for run, tags in expected.items():
        for tag, entries in tags.items():
            assert_same(found[run][tag], entries)


def test_the_python_loader_reads_the_same(logdir: Path) -> None:
    found, expected = python_loader(logdir / "ours"), python_loader(logdir / "theirs")
    assert list(found) == list(expected)
    for run in ("train", "test"):
        assert list(found[run]) == list(expected[run])
        for tag, loaded in expected[run].items():
            assert plain(found[run][tag]) == plain(loaded), tag
    assert "layer1/weights/summaries/stddev/stddev" in found["train"]
    assert found["train"]["input_reshape/input/image/9"].plugin == "images"
    assert found["train"]["step009"].plugin == "graph_tagged_run_metadata"
