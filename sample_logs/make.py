"""Trains a small network on scikit-learn's digits with three learning rates, and logs it: the sample logs.

    python sample_logs/make.py [DIR]     (sample_logs/digits by default; runs of the same names are replaced)

The network is NumPy only: two hidden layers of rectified linear units, momentum, a cosine schedule with a warm-up. One
learning rate is too low to finish in time, one is right, and one is too high: it learns fastest, then its units die.
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
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from summary import SummaryWriter

Floats = NDArray[np.float64]

SEED = 7
STEPS = 450
BATCH = 64
WARM_UP = 40
MOMENTUM = 0.9
DECAY = 1e-4
LEARNING_RATES = {"lr=0.003": 0.003, "lr=0.03": 0.03, "lr=0.8": 0.8}
SIZES = (64, 96, 48, 10)
TEST_EVERY = 10
WEIGHTS_EVERY = 5
# A step here takes a millisecond. The wall times tell of one on real work, so that charts over time have minutes.
SECONDS_A_STEP = 0.35


class Split(NamedTuple):
    images: Floats
    digits: NDArray[np.int64]


class Layer:
    """A linear map with the momentum of its own training."""

    def __init__(self, inputs: int, outputs: int, random: np.random.Generator) -> None:
        self.weights = random.normal(0, np.sqrt(2 / inputs), (inputs, outputs))
        self.bias = np.zeros(outputs)
        self.speed = np.zeros_like(self.weights)
        self.bias_speed = np.zeros_like(self.bias)

    def update(self, gradient: Floats, bias_gradient: Floats, rate: float) -> None:
        self.speed = MOMENTUM * self.speed - rate * (gradient + DECAY * self.weights)
        self.bias_speed = MOMENTUM * self.bias_speed - rate * bias_gradient
        self.weights += self.speed
        self.bias += self.bias_speed


def activations(layers: list[Layer], images: Floats) -> list[Floats]:
    """The input of every layer, and the logits."""
    values = [images]
    for layer in layers[:-1]:
        values.append(np.maximum(values[-1] @ layer.weights + layer.bias, 0))
    return [*values, values[-1] @ layers[-1].weights + layers[-1].bias]


def log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def loss_and_accuracy(logits: Floats, digits: NDArray[np.int64]) -> tuple[float, float]:
    loss = -log_softmax(logits)[np.arange(len(digits)), digits].mean()
    return float(loss), float((logits.argmax(axis=1) == digits).mean())


def gradients(layers: list[Layer], values: list[Floats], digits: NDArray[np.int64]) -> list[tuple[Floats, Floats]]:
    """Of the mean loss by each layer's weights and bias."""
    error = np.exp(log_softmax(values[-1]))
    error[np.arange(len(digits)), digits] -= 1
    error /= len(digits)
    found = []
    for layer, value in zip(reversed(layers), reversed(values[:-1]), strict=True):
        found.append((value.T @ error, error.sum(axis=0)))
        error = (error @ layer.weights.T) * (value > 0)
    return found[::-1]


def rate_at(step: int, highest: float) -> float:
    """A linear warm-up, then half a cosine."""
    if step < WARM_UP:
        return highest * (step + 1) / WARM_UP
    return highest * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / (STEPS - WARM_UP)))


def load() -> tuple[Split, Split]:
    """The digits in a fixed random order: three quarters to train on, the rest to test."""
    digits = load_digits()
    order = np.random.default_rng(SEED).permutation(len(digits.target))
    images = digits.data[order] / 16 - 0.3
    middle = len(order) * 3 // 4
    targets = digits.target[order]
    return Split(images[:middle], targets[:middle]), Split(images[middle:], targets[middle:])


def train(directory: Path, highest: float, train_set: Split, test_set: Split) -> None:
    random = np.random.default_rng(SEED)
    layers = [Layer(inputs, outputs, random) for inputs, outputs in pairwise(SIZES)]
    wall_time = time.time()
    with SummaryWriter(directory / "train") as train_log, SummaryWriter(directory / "test") as test_log:
        for step in range(STEPS + 1):
            wall_time += SECONDS_A_STEP * random.uniform(0.9, 1.1)
            if step % TEST_EVERY == 0:
                logits = activations(layers, test_set.images)[-1]
                for tag, value in zip(("loss", "accuracy"), loss_and_accuracy(logits, test_set.digits), strict=True):
                    test_log.add_scalar(tag, value, step, wall_time)
            chosen = random.choice(len(train_set.digits), BATCH, replace=False)
            rate = rate_at(step, highest)
            if step % WEIGHTS_EVERY == 0:
                train_log.add_scalar("optimizer/learning_rate", rate, step, wall_time)
                for number, layer in enumerate(layers, 1):
                    train_log.add_scalar(f"weights/norm_{number}", np.linalg.norm(layer.weights), step, wall_time)
            for tag, value in train_step(
                layers, Split(train_set.images[chosen], train_set.digits[chosen]), rate
            ).items():
                train_log.add_scalar(tag, value, step, wall_time)


def train_step(layers: list[Layer], batch: Split, rate: float) -> dict[str, float]:
    """Updates the layers; what there is to log about it."""
    values = activations(layers, batch.images)
    found = gradients(layers, values, batch.digits)
    loss, accuracy = loss_and_accuracy(values[-1], batch.digits)
    norm = float(np.sqrt(sum((part**2).sum() for pair in found for part in pair)))
    for layer, (gradient, bias_gradient) in zip(layers, found, strict=True):
        layer.update(gradient, bias_gradient, rate)
    return {"loss": loss, "accuracy": accuracy, "optimizer/gradient_norm": norm}


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "digits"
    train_set, test_set = load()
    for name, rate in LEARNING_RATES.items():
        shutil.rmtree(target / name, ignore_errors=True)
        train(target / name, rate, train_set, test_set)
    size = sum(path.stat().st_size for path in target.rglob("*tfevents*"))
    print(f"{target}: {len(LEARNING_RATES) * 2} runs, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
