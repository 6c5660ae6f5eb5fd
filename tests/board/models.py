"""Graphs of models as TensorFlow 1 writes them, built by hand: no weights, but the scopes, operations, shapes and times.

`resnet` and `transformer` give a GraphDef of a training step with variables, gradients, an optimizer, a saver and
summaries; `measured` a RunMetadata of a session that ran one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.types_pb2 import DT_FLOAT

from tests.board.growing import CPU, GPU, Model


def resnet(blocks: Sequence[int] = (2, 2, 2, 2), batch: int = 32) -> GraphDef:
    """A ResNet of basic blocks, so many a stage."""
    model = Model()
    image = model.op("input/images", "Placeholder", shape=(batch, 224, 224, 3))
    labels = model.op("input/labels", "Placeholder", shape=(batch,))

    def body() -> str:
        value = _conv(model, "stem", image, 64, 7, 2)
        value = model.op("max_pool", "MaxPool", [value], (batch, 56, 56, 64), ksize=(1, 3, 3, 1))
        for stage, count in enumerate(blocks):
            for i in range(count):
                block = partial(_block, model, value, 64 << stage, 2 if stage and not i else 1)
                value = model.within(f"stage{stage + 1}/block{i + 1}", block)
        axes = model.constant("axes", [1, 2])
        flat = model.op("global_pool", "Mean", [value, axes], (batch, model.shapes[value][-1]))
        return model.dense("logits", flat, 1000)

    return model.finish(model.within("resnet", body), labels)


def _conv(model: Model, name: str, value: str, channels: int, size: int, stride: int, relu: bool = True) -> str:
    count, height, width, depth = model.shapes[value]
    shape = (count, height // stride, width // stride, channels)

    def norm(convolved: str) -> str:
        parts = [model.variable(part, (channels,)) for part in ("gamma", "beta", "mean", "variance")]
        return model.op("FusedBatchNormV3", "FusedBatchNormV3", [convolved, *parts], shape)

    def build() -> str:
        kernel = model.variable("kernel", (size, size, depth, channels))
        strides = (1, stride, stride, 1)
        convolved = model.op("Conv2D", "Conv2D", [value, kernel], shape, padding="SAME", strides=strides)
        out = model.within("batch_norm", partial(norm, convolved))
        return model.op("Relu", "Relu", [out], shape) if relu else out

    return model.within(name, build)


def _block(model: Model, value: str, channels: int, stride: int) -> str:
    inner = _conv(model, "conv2", _conv(model, "conv1", value, channels, 3, stride), channels, 3, 1, relu=False)
    if model.shapes[value] != model.shapes[inner]:
        value = _conv(model, "shortcut", value, channels, 1, stride, relu=False)
    added = model.op("add", "AddV2", [inner, value], model.shapes[inner])
    return model.op("Relu", "Relu", [added], model.shapes[inner])


def transformer(layers: int = 6, width: int = 512, length: int = 128, batch: int = 16) -> GraphDef:
    """A decoder of so many layers, each of attention with eight heads and a feed-forward part."""
    model = Model()
    tokens = model.op("input/tokens", "Placeholder", shape=(batch, length))
    labels = model.op("input/labels", "Placeholder", shape=(batch, length))
    wide = (batch, length, width)

    def body() -> str:
        table = model.variable("embedding/table", (32_000, width))
        value = model.op("embedding/lookup", "GatherV2", [table, tokens], wide)
        positions = model.variable("positions", (length, width))
        value = model.op("embedding/add_positions", "AddV2", [value, positions], wide)
        mask = model.op("mask/band", "MatrixBandPart", [tokens], (length, length))
        for i in range(layers):
            value = model.within(f"layer_{i}", partial(_layer, model, value, mask))
        return model.dense("logits", model.within("final_norm", partial(_norm, model, value)), 32_000)

    return model.finish(model.within("transformer", body), labels)


def _layer(model: Model, value: str, mask: str) -> str:
    wide = model.shapes[value]
    normed = model.within("attention_norm", partial(_norm, model, value))
    attended = model.within("attention", partial(_attention, model, normed, mask))
    between = model.op("attention_residual", "AddV2", [attended, value], wide)
    second = model.within("feed_forward_norm", partial(_norm, model, between))

    def feed_forward() -> str:
        return model.dense("contract", model.dense("expand", second, 4 * wide[-1], "Relu"), wide[-1])

    return model.op("feed_forward_residual", "AddV2", [model.within("feed_forward", feed_forward), between], wide)


def _norm(model: Model, value: str) -> str:
    wide = model.shapes[value]
    narrow = (*wide[:-1], 1)
    gamma, beta = (model.variable(part, wide[-1:]) for part in ("gamma", "beta"))
    centred = model.op("sub", "Sub", [value, model.op("mean", "Mean", [value], narrow)], wide)
    scale = model.op("rsqrt", "Rsqrt", [model.op("variance", "Mean", [centred], narrow)], narrow)
    scaled = model.op("mul", "Mul", [model.op("normed", "Mul", [centred, scale], wide), gamma], wide)
    return model.op("add", "AddV2", [scaled, beta], wide)


def _attention(model: Model, value: str, mask: str) -> str:
    batch, length, width = wide = model.shapes[value]
    split, square = (batch, 8, length, width // 8), (batch, 8, length, length)
    parts = []
    for name in ("query", "key", "value"):
        dense, shape = model.dense(name, value, width), model.constant(f"split_{name}/shape", split)
        parts.append(model.op(f"split_{name}", "Reshape", [dense, shape], split))
    scores = model.op("scores", "BatchMatMulV2", parts[:2], square)
    weights = model.op("weights", "Softmax", [model.op("masked", "AddV2", [scores, mask], square)], square)
    mixed = model.op("mixed", "BatchMatMulV2", [weights, parts[2]], split)
    merged = model.op("merge_heads", "Reshape", [mixed, model.constant("merge_heads/shape", wide)], wide)
    return model.dense("output", merged, width)


def measured(graph: GraphDef) -> RunMetadata:
    """A session run of a graph: one node after the other, each the longer the larger its output is."""
    metadata = RunMetadata()
    devices = {name: metadata.step_stats.dev_stats.add(device=name) for name in (GPU, CPU)}
    now = 1_700_000_000_000_000
    for node in graph.node:
        shape = [dimension.size for dimension in node.attr["_output_shapes"].list.shape[0].dim]
        size = 4 * math.prod(shape)
        taken = 2 + size // 40_000 * (8 if "MatMul" in node.op or "Conv" in node.op else 1)
        stats = devices[node.device].node_stats.add(node_name=node.name, all_start_micros=now)
        stats.op_start_rel_micros, stats.op_end_rel_micros, stats.all_end_rel_micros = 1, 1 + taken, 2 + taken
        stats.memory.add(allocator_name="bfc", total_bytes=size, peak_bytes=size)
        output = stats.output.add(slot=0)
        for each in shape:
            output.tensor_description.shape.dim.add(size=each)
        output.tensor_description.dtype = DT_FLOAT
        output.tensor_description.allocation_description.requested_bytes = size
        now += taken + 3
    return metadata
