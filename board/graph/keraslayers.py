"""The layers of a Keras model and what goes into each, from JSON (Model.to_json).

A model's `config` has `layers`; a layer that is a model has such again. A layer's `inbound_nodes` say for each of its calls
from where its inputs come: in Keras 3 as tensors among the arguments, with a `keras_history` [layer, call, output] each, in
Keras 2 as lists [layer, call, output, arguments]. The layers of a sequential model have none: each follows the one before.
See https://keras.io/api/models/model_saving_apis/model_config_serialization.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from board.answers import Unreadable
from board.graph.walk import Place
from board.memory import memory

LARGEST = 64 << 20  # bytes of JSON
TAKEN = 20  # times as much is taken by what JSON says
MOST = 1 << 17  # layers
LARGEST_SIZE = 1 << 62
MOST_DIMENSIONS = 32
INPUT_LAYER = "InputLayer"

Path = tuple[str, ...]
Shape = tuple[int, ...]


class Reference(NamedTuple):
    """A layer among its siblings, which of its outputs, and the shape of that where it is told."""

    name: str
    output: int
    shape: Shape | None


@dataclass
class Layer:
    """A layer, or a model in a model.

    Attributes:
        path: its name, below those of the models that it is in.
        calls: for each time that it is called from where its inputs come, among its siblings.
        layers: of a model, those in it by name; `order` has them as they stand, and `place` is a layer's number among them.
        inputs: where its inputs come from: a layer that is no model, and which of its outputs.
        shapes: of its outputs, by number, as far as they are told.
    """

    path: Path
    kind: str
    config: dict[str, Any]
    parent: Layer | None
    built_with: Any
    calls: list[list[Reference]]
    place: int = 0
    layers: dict[str, Layer] | None = None
    order: list[Layer] = field(default_factory=list)
    inputs: list[tuple[Layer, int]] = field(default_factory=list)
    shapes: dict[int, Shape] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return "/".join(self.path)

    @property
    def functional(self) -> bool:
        """Whether it is a model of which each layer says what it is called with."""
        return bool(self.config.get("input_layers")) and bool(self.config.get("output_layers"))

    @property
    def dtype(self) -> str:
        """Of its policy, such as "float32" or "mixed_float16"; "" where none is told."""
        told = self.config.get("dtype")
        if isinstance(told, dict):
            told = settings(told).get("name")
        return told if isinstance(told, str) else ""

    @property
    def input_shape(self) -> Shape | None:
        """Of the first input; None where it is not told."""
        if isinstance(self.built_with, dict) and (told := shape_of(self.built_with.get("input_shape"))) is not None:
            return told
        return next((layer.shapes.get(output) for layer, output in self.inputs), None)


def layers(place: Place) -> list[Layer]:
    """The model's layers that are no models, in the order in which they stand, and from where their inputs come."""
    if place.size > LARGEST:
        raise Unreadable(f"This model is {place.size:,} bytes of JSON; no more than {LARGEST:,} are read.")
    try:
        with memory.claim(TAKEN * place.size, "This model"):
            told = json.loads(place.read())
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("The models within one another in this JSON are too many to be read.") from error
    except ValueError as error:
        raise Unreadable(f"This model's JSON is broken: {error}.") from error
    found = _all(told)
    leaves = [layer for layer in found if layer.layers is None]
    for layer in leaves:
        if layer.kind == INPUT_LAYER and (shape := _declared(layer.config)) is not None:
            layer.shapes[0] = shape
        layer.inputs = list(_inputs(layer))
    return leaves


def _declared(config: dict[str, Any]) -> Shape | None:
    """The shape of an input, as Keras 3 and 2 tell it."""
    told = config.get("batch_shape") or config.get("batch_input_shape")
    return shape_of(told)


def _all(told: Any) -> list[Layer]:
    """All layers and models, each before what is in it."""
    if not isinstance(told, dict) or not isinstance(settings(told).get("layers"), list):
        raise Unreadable("This JSON is no Keras model with layers.")
    top = _layer(told, None, 0)
    found, waiting = list[Layer](), [(top, told)]
    while waiting:
        layer, source = waiting.pop()
        found.append(layer)
        inner = settings(source).get("layers")
        if not isinstance(inner, list):
            continue
        layer.layers = {}
        if len(found) + len(waiting) + len(inner) > MOST:
            raise Unreadable(f"This model has more than {MOST:,} layers.")
        told_of = [one for one in inner if isinstance(one, dict)]
        layer.order = [_layer(one, layer, place) for place, one in enumerate(told_of)]
        for one in layer.order:
            layer.layers.setdefault(one.path[-1], one)
        waiting += reversed(list(zip(layer.order, told_of, strict=True)))
    return found


def _layer(told: dict[str, Any], parent: Layer | None, place: int) -> Layer:
    config = settings(told)
    # Keras 2 gives layers of a functional model their names beside their settings too.
    name = config.get("name") or told.get("name")
    kind = told.get("class_name")
    kind = clean(kind) if isinstance(kind, str) else "Layer"
    name = clean(name) if isinstance(name, str) and name else f"{kind.lower()}_{place}"
    inbound = told.get("inbound_nodes")
    calls = [list(_references(call)) for call in inbound] if isinstance(inbound, list) else []
    path = (*(parent.path if parent else ()), name)
    return Layer(path, kind, config, parent, told.get("build_config"), calls, place)


def clean(text: str) -> str:
    """Without halves of characters, which JSON can say and no message holds."""
    return text.encode(errors="replace").decode()


def settings(told: dict[str, Any]) -> dict[str, Any]:
    """What a layer, or another of Keras' objects, was made with."""
    config = told.get("config")
    # Very old Keras wrote a sequential model's layers in place of its settings.
    return config if isinstance(config, dict) else {"layers": config} if isinstance(config, list) else {}


def _references(told: Any) -> Iterator[Reference]:
    """All outputs of layers that are named somewhere in this, in order."""
    waiting = [told]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            config = settings(one)
            history = config.get("keras_history")
            if isinstance(history, list) and _is_reference(history):
                yield Reference(clean(history[0]), history[2], shape_of(config.get("shape")))
            else:
                waiting += reversed(list(one.values()))
        elif isinstance(one, list):
            if _is_reference(one):
                yield Reference(clean(one[0]), one[2], None)
                waiting += reversed(one[3:])
            else:
                waiting += reversed(one)


def _is_reference(one: list[Any]) -> bool:
    return len(one) >= 3 and isinstance(one[0], str) and type(one[1]) is int and type(one[2]) is int and one[2] >= 0


def shape_of(told: Any) -> Shape | None:
    """A shape, of several the first; None if it is none. Sizes that are not known are -1."""
    while isinstance(told, list) and told and isinstance(told[0], list):
        told = told[0]
    if not isinstance(told, list) or not all(
        one is None or (type(one) is int and abs(one) <= LARGEST_SIZE) for one in told
    ):
        return None
    return tuple(-1 if one is None else one for one in told[:MOST_DIMENSIONS])


def _inputs(layer: Layer) -> Iterator[tuple[Layer, int]]:
    """From where a layer's inputs come: those of all its calls."""
    parent = layer.parent
    if parent is None:
        return
    if parent.functional:
        for call in layer.calls:
            yield from _outputs(parent, call)
        if not layer.calls:
            yield from _of_model(parent, _number_of_input(parent, layer))
    else:
        yield from _before(layer)


def _before(layer: Layer) -> Iterator[tuple[Layer, int]]:
    """What stands before a layer of a sequential model; before the first it is what the model is called with."""
    assert layer.parent is not None
    if layer.place == 0:
        yield from _of_model(layer.parent, 0)
        return
    for source, output in _output(layer.parent.order[layer.place - 1], 0):
        if (shape := layer.input_shape) is not None:
            source.shapes.setdefault(output, shape)
        yield source, output


def _of_model(model: Layer, number: int) -> Iterator[tuple[Layer, int]]:
    """What a model in a model is called with as this input, in each of its calls."""
    while model.parent is not None and not model.parent.functional:
        if model.place:
            yield from _output(model.parent.order[model.place - 1], number)
            return
        model = model.parent
    if model.parent is not None:
        for call in model.calls:
            yield from _outputs(model.parent, call[number : number + 1])


def _number_of_input(model: Layer, layer: Layer) -> int:
    names = [one.name for one in _references(model.config.get("input_layers"))]
    return names.index(layer.path[-1]) if layer.path[-1] in names else len(names)


def _outputs(model: Layer, references: list[Reference]) -> Iterator[tuple[Layer, int]]:
    """The layers that make these outputs of layers of the model; none where there is no such layer."""
    assert model.layers is not None
    for name, output, shape in references:
        if name in model.layers:
            for source in _output(model.layers[name], output):
                if shape is not None:
                    source[0].shapes.setdefault(source[1], shape)
                yield source


def _output(layer: Layer, output: int) -> Iterator[tuple[Layer, int]]:
    """The layer that makes an output of this one: in a model one of its last."""
    while layer.layers is not None:
        last = list(_references(layer.config.get("output_layers"))) if layer.functional else []
        if last:
            name, output, _ = last[min(output, len(last) - 1)]
            inner = layer.layers.get(name)
        else:
            inner, output = layer.order[-1] if layer.order else None, 0
        if inner is None:
            return
        layer = inner
    yield layer, output
