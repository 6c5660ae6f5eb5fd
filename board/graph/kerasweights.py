"""How many weights a Keras layer has, by its settings and the shape of its input: what Layer.count_params tells of it.

For layers that are not listed here it is not known. See https://keras.io/api/layers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from board.graph.graph import UNKNOWN
from board.graph.shapes import LARGEST

Config = dict[str, Any]
Shape = tuple[int, ...]

_WITHOUT = """
Activation ActivityRegularization Add AlphaDropout Average AveragePooling1D AveragePooling2D AveragePooling3D
CategoryEncoding CenterCrop Concatenate Cropping1D Cropping2D Cropping3D Dot Dropout ELU Flatten GaussianDropout
GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D
GlobalMaxPooling3D Identity InputLayer Lambda LeakyReLU Masking MaxPooling1D MaxPooling2D MaxPooling3D Maximum Minimum
Multiply Permute RandomFlip RandomRotation RandomZoom ReLU RepeatVector Rescaling Reshape Resizing Softmax
SpatialDropout1D SpatialDropout2D SpatialDropout3D Subtract TFOpLambda UnitNormalization UpSampling1D UpSampling2D
UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
"""
WITHOUT = frozenset(_WITHOUT.split())
MOST_DIMENSIONS = 8
LARGEST_SIZE = 1 << 40


def count(kind: str, config: Config, shape: Shape | None) -> int:
    """The weights, learnt or not, of a layer of the class `kind`, of which the input has this shape; UNKNOWN if not known."""
    if kind in WITHOUT:
        return 0
    try:
        found = _COUNTS[kind](config, () if shape is None else shape[:MOST_DIMENSIONS])
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return UNKNOWN
    return found if type(found) is int and 0 <= found <= LARGEST else UNKNOWN


def _known(size: int) -> int:
    if type(size) is not int or not 0 <= size <= LARGEST_SIZE:
        raise ValueError
    return size


def _size(value: Any) -> int:
    return math.prod(map(_known, value[:MOST_DIMENSIONS])) if isinstance(value, list) else _known(value)


def _channels(config: Config, shape: Shape) -> int:
    return _known(shape[1 if config.get("data_format") == "channels_first" else -1])


def _dense(config: Config, shape: Shape) -> int:
    units = _known(config["units"])
    return units * (_known(shape[-1]) + bool(config.get("use_bias", True)))


def _convolution(config: Config, shape: Shape) -> int:
    filters, groups = _known(config["filters"]), max(1, _known(config.get("groups", 1)))
    kernel = _kernel(config, shape)
    return filters * (kernel * _channels(config, shape) // groups + bool(config.get("use_bias", True)))


def _kernel(config: Config, shape: Shape) -> int:
    size = config["kernel_size"]
    return _size(size) if isinstance(size, list) else int(_known(size) ** (len(shape) - 2))


def _depthwise(config: Config, shape: Shape) -> int:
    made = _channels(config, shape) * _known(config.get("depth_multiplier", 1))
    return made * (_kernel(config, shape) + bool(config.get("use_bias", True)))


def _separable(config: Config, shape: Shape) -> int:
    made = _channels(config, shape) * _known(config.get("depth_multiplier", 1))
    filters = _known(config["filters"])
    return made * _kernel(config, shape) + filters * (made + bool(config.get("use_bias", True)))


def _embedding(config: Config, shape: Shape) -> int:
    return _known(config["input_dim"]) * _known(config["output_dim"])


def _normalization(each: int) -> Callable[[Config, Shape], int]:
    """For each number along its axes a scale and a centre, if it has these, and `each` that are not learnt."""

    def counted(config: Config, shape: Shape) -> int:
        axis = config.get("axis", -1)
        sizes = [_known(shape[one]) for one in (axis[:MOST_DIMENSIONS] if isinstance(axis, list) else [axis])]
        return math.prod(sizes) * (each + bool(config.get("scale", True)) + bool(config.get("center", True)))

    return counted


def _recurrent(gates: int) -> Callable[[Config, Shape], int]:
    def counted(config: Config, shape: Shape) -> int:
        units, biases = _known(config["units"]), int(bool(config.get("use_bias", True)))
        if gates == 3 and config.get("reset_after", True):
            biases *= 2
        return gates * units * (_known(shape[-1]) + units + biases)

    return counted


def _attention(config: Config, shape: Shape) -> int:
    """Queries, keys and values of one width: attention of a sequence to itself."""
    heads, key = _known(config["num_heads"]), _known(config["key_dim"])
    value, width = _known(config.get("value_dim") or key), _known(shape[-1])
    bias = int(bool(config.get("use_bias", True)))
    return heads * (2 * key + value) * (width + bias) + width * (heads * value + bias)


def _wrapped(times: int) -> Callable[[Config, Shape], int]:
    def counted(config: Config, shape: Shape) -> int:
        inner = config["layer"]
        shape = shape if times == 2 else (*shape[:1], *shape[2:])
        found = count(inner["class_name"], inner["config"], shape)
        return times * found if found >= 0 else UNKNOWN

    return counted


_COUNTS: dict[str, Callable[[Config, Shape], int]] = {
    **{f"Conv{n}D": _convolution for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": _convolution for n in (1, 2, 3)},
    **{f"DepthwiseConv{n}D": _depthwise for n in (1, 2)},
    **{f"SeparableConv{n}D": _separable for n in (1, 2)},
    "BatchNormalization": _normalization(2),
    "Bidirectional": _wrapped(2),
    "Dense": _dense,
    "Embedding": _embedding,
    "GRU": _recurrent(3),
    "LSTM": _recurrent(4),
    "LayerNormalization": _normalization(0),
    "MultiHeadAttention": _attention,
    "SimpleRNN": _recurrent(1),
    "TimeDistributed": _wrapped(1),
}
