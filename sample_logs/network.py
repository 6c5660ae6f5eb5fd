"""A small network in NumPy: layers with rectified linear units between them, momentum, and its gradients by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from summary.proto.graph import GraphDef
from summary.proto.tensor import DT_FLOAT

Floats = NDArray[np.float64]
Digits = NDArray[np.int64]

MOMENTUM = 0.9
DECAY = 1e-4


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


def loss_and_accuracy(logits: Floats, digits: Digits) -> tuple[float, float]:
    loss = -log_softmax(logits)[np.arange(len(digits)), digits].mean()
    return float(loss), float((logits.argmax(axis=1) == digits).mean())


def gradients(layers: list[Layer], values: list[Floats], digits: Digits) -> list[tuple[Floats, Floats]]:
    """Of the mean loss by each layer's weights and bias."""
    error = np.exp(log_softmax(values[-1]))
    error[np.arange(len(digits)), digits] -= 1
    error /= len(digits)
    found = []
    for layer, value in zip(reversed(layers), reversed(values[:-1]), strict=True):
        found.append((value.T @ error, error.sum(axis=0)))
        error = (error @ layer.weights.T) * (value > 0)
    return found[::-1]


def saliency(layers: list[Layer], images: Floats, digits: Digits) -> Floats:
    """How much each pixel moves the logit of its image's digit: the gradient's size, from 0 to 1 in each image."""
    values = activations(layers, images)
    error = np.eye(values[-1].shape[1])[digits]
    for number in range(len(layers) - 1, -1, -1):
        error = error @ layers[number].weights.T
        if number:
            error *= values[number] > 0
    sizes = np.abs(error)
    return np.asarray(sizes / np.maximum(sizes.max(axis=1, keepdims=True), 1e-12))


def graph(layers: list[Layer]) -> GraphDef:
    """The network as TensorFlow would draw it: a scope a layer, shapes on every edge."""
    made = GraphDef()

    def node(name: str, op: str, inputs: list[str], shape: tuple[int, ...]) -> str:
        added = made.node.add(name=name, op=op, input=inputs)
        added.attr["dtype" if op == "Placeholder" else "T"].type = DT_FLOAT
        dims = added.attr["_output_shapes"].list.shape.add()
        for size in shape:
            dims.dim.add(size=size)
        return name

    value = node("images", "Placeholder", [], (-1, len(layers[0].weights)))
    for number, layer in enumerate(layers, 1):
        scope, size = f"layer_{number}", len(layer.bias)
        weights = node(f"{scope}/weights", "VariableV2", [], layer.weights.shape)
        bias = node(f"{scope}/bias", "VariableV2", [], layer.bias.shape)
        value = node(f"{scope}/MatMul", "MatMul", [value, weights], (-1, size))
        value = node(f"{scope}/BiasAdd", "BiasAdd", [value, bias], (-1, size))
        if layer is not layers[-1]:
            value = node(f"{scope}/Relu", "Relu", [value], (-1, size))
    digits = node("digits", "Placeholder", [], (-1,))
    loss = node(
        "loss/SparseSoftmaxCrossEntropyWithLogits", "SparseSoftmaxCrossEntropyWithLogits", [value, digits], (-1,)
    )
    node("loss/Mean", "Mean", [loss], ())
    return made
