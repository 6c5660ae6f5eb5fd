"""Trains a small network on scikit-learn's digits with three learning rates, and logs it: the sample logs.

    python -m sample_logs.make [DIR]     (sample_logs/digits by default; runs of the same names are replaced)

The network has two hidden layers, momentum, and a cosine schedule with a warm-up. One learning rate is too low to
finish in time, one is right, and one is too high: it learns fastest, then its units die. Of each kind that can be
logged there is something: scalars, histograms, images, figures, audio, text, PR curves, an embedding, the graph, the
hyper-parameters, a layout of custom scalars, and the timeline of one step.
"""

from __future__ import annotations

import math
import shutil
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.datasets import load_digits

from sample_logs import pictures
from sample_logs.network import (
    DECAY,
    MOMENTUM,
    Digits,
    Floats,
    Layer,
    activations,
    gradients,
    graph,
    log_softmax,
    loss_and_accuracy,
    saliency,
)
from summary import ProfilerHook, SummaryWriter, timeline
from summary.projector import Projector

SEED = 7
STEPS = 450
BATCH = 64
WARM_UP = 40
LEARNING_RATES = {"lr=0.003": 0.003, "lr=0.03": 0.03, "lr=0.8": 0.8}
SIZES = (64, 96, 48, 10)
TEST_EVERY = 10
WEIGHTS_EVERY = 5
TIMELINE_AT = 300
HISTOGRAMS_EVERY = 50
PICTURES_EVERY = 150
SHOWN = 24
# Test images whose hidden units are logged, and when: mostly while they move.
EMBEDDED = 200
EMBEDDED_AT = (0, 30, 120, STEPS)
PRECISION = 1  # decimals of what the projector shows, where no more are seen
# A step here takes a millisecond. The wall times tell of one on real work, so that charts over time have minutes.
SECONDS_A_STEP = 0.35
BLACK = 0.3


class Split(NamedTuple):
    images: Floats
    digits: Digits


class Moment(NamedTuple):
    step: int
    wall_time: float


def rate_at(step: int, highest: float) -> float:
    """A linear warm-up, then half a cosine."""
    if step < WARM_UP:
        return highest * (step + 1) / WARM_UP
    return highest * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / (STEPS - WARM_UP)))


def load() -> tuple[Split, Split]:
    """The digits in a fixed random order: three quarters to train on, the rest to test."""
    digits = load_digits()
    order = np.random.default_rng(SEED).permutation(len(digits.target))
    images = digits.data[order] / 16 - BLACK
    middle = len(order) * 3 // 4
    targets = digits.target[order]
    return Split(images[:middle], targets[:middle]), Split(images[middle:], targets[middle:])


def train(directory: Path, highest: float, train_set: Split, test_set: Split) -> None:
    random = np.random.default_rng(SEED)
    layers = [Layer(inputs, outputs, random) for inputs, outputs in pairwise(SIZES)]
    wall_time = time.time()
    losses: list[float] = []
    with SummaryWriter(directory / "train") as train_log, SummaryWriter(directory / "test") as test_log:
        log_setting(train_log, highest, layers, train_set)
        for step in ProfilerHook(save_steps=TIMELINE_AT, output_dir=train_log)(range(STEPS + 1)):
            wall_time += SECONDS_A_STEP * random.uniform(0.9, 1.1)
            now = Moment(step, wall_time)
            if step % TEST_EVERY == 0:
                with timeline.span("test"):
                    log_test(test_log, now, layers, test_set)
            if step in EMBEDDED_AT:
                log_hidden(test_log, now, layers, test_set)
            if step % PICTURES_EVERY == 0:
                log_pictures(test_log, now, layers, test_set)
            rate = rate_at(step, highest)
            with timeline.span("log weights"):
                log_weights(train_log, now, layers, rate)
            with timeline.span("batch", size=BATCH):
                chosen = random.choice(len(train_set.digits), BATCH, replace=False)
                batch = Split(train_set.images[chosen], train_set.digits[chosen])
            found = train_step(layers, batch, rate)
            losses.append(found["loss"])
            for tag, value in found.items():
                train_log.add_scalar(tag, value, *now)
        train_log.add_audio("loss/sound", pictures.sonified(losses), STEPS, pictures.SAMPLE_RATE, wall_time)
        log_result(test_log, Moment(STEPS, wall_time), layers, test_set, highest)


@timeline.traced
def train_step(layers: list[Layer], batch: Split, rate: float) -> dict[str, float]:
    """Updates the layers; what there is to log about it."""
    with timeline.span("forward"):
        values = activations(layers, batch.images)
    with timeline.span("backward"):
        found = gradients(layers, values, batch.digits)
    loss, accuracy = loss_and_accuracy(values[-1], batch.digits)
    norm = float(np.sqrt(sum((part**2).sum() for pair in found for part in pair)))
    for number, (layer, (gradient, bias_gradient)) in enumerate(zip(layers, found, strict=True), 1):
        with timeline.span("update", layer=number):
            layer.update(gradient, bias_gradient, rate)
    return {"loss": loss, "accuracy": accuracy, "optimizer/gradient_norm": norm}


def log_setting(log: SummaryWriter, highest: float, layers: list[Layer], train_set: Split) -> None:
    log.add_graph(graph(layers))
    log.add_text("notes", f"Learning rate **{highest:g}** with a warm-up of {WARM_UP} steps, batches of {BATCH}.", 0)
    images = pictures.enlarged(train_set.images[:SHOWN] + BLACK)
    log.add_images("inputs", images, 0)
    curves = {"loss and accuracy": ["Multiline", ["loss", "accuracy"]], "weights": ["Multiline", ["weights/.*"]]}
    log.add_custom_scalars({"training": curves})


def log_test(log: SummaryWriter, now: Moment, layers: list[Layer], test_set: Split) -> None:
    logits = activations(layers, test_set.images)[-1]
    for tag, value in zip(("loss", "accuracy"), loss_and_accuracy(logits, test_set.digits), strict=True):
        log.add_scalar(tag, value, *now)


def log_weights(log: SummaryWriter, now: Moment, layers: list[Layer], rate: float) -> None:
    if now.step % WEIGHTS_EVERY == 0:
        log.add_scalar("optimizer/learning_rate", rate, *now)
        for number, layer in enumerate(layers, 1):
            log.add_scalar(f"weights/norm_{number}", np.linalg.norm(layer.weights), *now)
    if now.step % HISTOGRAMS_EVERY == 0:
        for number, layer in enumerate(layers, 1):
            log.add_histogram(f"weights/layer_{number}", layer.weights, now.step, walltime=now.wall_time)


def log_pictures(log: SummaryWriter, now: Moment, layers: list[Layer], test_set: Split) -> None:
    logits = activations(layers, test_set.images)[-1]
    chances = np.exp(log_softmax(logits))
    log.add_figure(
        "confusion", pictures.confusion(test_set.digits, logits.argmax(axis=1)), now.step, True, now.wall_time
    )
    shown = saliency(layers, test_set.images[:SHOWN], test_set.digits[:SHOWN])
    log.add_images("saliency", pictures.enlarged(shown), *now)
    for digit in range(10):
        log.add_pr_curve(
            f"digit_{digit}", test_set.digits == digit, chances[:, digit], now.step, 51, walltime=now.wall_time
        )


def log_hidden(log: SummaryWriter, now: Moment, layers: list[Layer], test_set: Split) -> None:
    """What the last hidden layer makes of some test images."""
    images, digits = test_set.images[:EMBEDDED], test_set.digits[:EMBEDDED]
    values = activations(layers, images)
    said = values[-1].argmax(axis=1)
    labels = [(digit, guess, "right" if digit == guess else "wrong") for digit, guess in zip(digits, said, strict=True)]
    header = ["digit", "predicted", "verdict"]
    hidden = values[-2].round(PRECISION)
    log.add_embedding(hidden, labels, pictures.enlarged(images + BLACK, 1), now.step, "hidden", header)


def log_digits(target: Path) -> None:
    """All the images as they are, for the projector: of the logdir itself, which is no run."""
    digits = load_digits()
    Projector(target).write_embedding(digits.data, digits.target, digits.images[:, None] / 16, tag="pixels")


def log_result(log: SummaryWriter, now: Moment, layers: list[Layer], test_set: Split, highest: float) -> None:
    values = activations(layers, test_set.images)
    loss, accuracy = loss_and_accuracy(values[-1], test_set.digits)
    table = f"| | |\n|---|---|\n| loss | {loss:.4f} |\n| accuracy | {accuracy:.1%} |\n"
    log.add_text("notes", f"After {STEPS} steps:\n\n{table}", *now)
    settings = {"lr": highest, "momentum": MOMENTUM, "decay": DECAY, "batch": BATCH}
    log.add_hparams(settings, {"final/accuracy": accuracy, "final/loss": loss}, global_step=STEPS, same_run=True)


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "digits"
    train_set, test_set = load()
    log_digits(target)
    for name, rate in LEARNING_RATES.items():
        shutil.rmtree(target / name, ignore_errors=True)
        train(target / name, rate, train_set, test_set)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{target}: {len(LEARNING_RATES) * 2} runs, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
