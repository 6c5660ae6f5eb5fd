"""A graph as TensorFlow 1 writes one, grown node by node; the messages are TensorBoard's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.types_pb2 import DT_FLOAT, DT_INT32

Shape = Sequence[int]
CPU, GPU = "/job:localhost/replica:0/task:0/device:CPU:0", "/job:localhost/replica:0/task:0/device:GPU:0"


class Model:
    """A graph that grows node by node; names within a scope are given relative to it."""

    def __init__(self) -> None:
        self.graph = GraphDef()
        self.graph.versions.producer = 1987
        self.scope = ""
        self.device = GPU
        self.shapes: dict[str, Shape] = {}
        self.variables: dict[str, str] = {}
        self.forward: list[tuple[str, list[str]]] = []
        self.arriving: dict[str, str] = {}

    def op(self, name: str, op: str, inputs: Sequence[str] = (), shape: Shape = (), **attributes: Any) -> str:
        """Adds a node of one output; the name that it got."""
        full = f"{self.scope}{name}"
        node = self.graph.node.add(name=full, op=op, device=self.device, input=inputs)
        node.attr["T"].type = DT_FLOAT
        dimensions = node.attr["_output_shapes"].list.shape.add().dim
        for size in shape:
            dimensions.add(size=size)
        if op == "VariableV2":
            node.attr["shape"].shape.CopyFrom(node.attr["_output_shapes"].list.shape[0])
        for key, value in attributes.items():
            if isinstance(value, str):
                node.attr[key].s = value.encode()
            elif isinstance(value, int):
                node.attr[key].i = value
            else:
                node.attr[key].list.i.extend(value)
        self.shapes[full] = shape
        data = [name for name in inputs if not name.startswith("^")]
        if self.scope and op not in ("Const", "VariableV2", "Assign"):
            self.forward.append((full, data))
        return full

    def within(self, scope: str, build: Callable[[], str]) -> str:
        """What `build` gives, with all of it in a scope of its own."""
        before, self.scope = self.scope, f"{self.scope}{scope}/"
        try:
            return build()
        finally:
            self.scope = before

    def constant(self, name: str, values: Sequence[int]) -> str:
        full = f"{self.scope}{name}"
        node = self.graph.node.add(name=full, op="Const", device=self.device)
        node.attr["dtype"].type = DT_INT32
        tensor = node.attr["value"].tensor
        tensor.dtype = DT_INT32
        tensor.tensor_shape.dim.add(size=len(values))
        tensor.int_val.extend(values)
        node.attr["_output_shapes"].list.shape.add().dim.add(size=len(values))
        self.shapes[full] = (len(values),)
        return full

    def variable(self, name: str, shape: Shape) -> str:
        """A variable with its initial value; the name of what reads it."""

        def build() -> str:
            start = self.constant("Initializer/shape", shape)
            drawn = self.op("Initializer/random_normal", "RandomStandardNormal", [start], shape)
            self.op("Assign", "Assign", [f"{self.scope[:-1]}", drawn], shape)
            return self.op("read", "Identity", [self.scope[:-1]], shape)

        made = self.op(name, "VariableV2", shape=shape, container="")
        self.variables[made] = f"{made}/read"
        return self.within(name, build)

    def dense(self, name: str, value: str, size: int, activation: str = "") -> str:
        """A layer `value · kernel + bias`, and perhaps its activation."""
        shape = self.shapes[value]

        def build() -> str:
            kernel = self.variable("kernel", (shape[-1], size))
            product = self.op("MatMul", "MatMul", [value, kernel], (*shape[:-1], size))
            out = self.op("BiasAdd", "BiasAdd", [product, self.variable("bias", (size,))], (*shape[:-1], size))
            return self.op(activation, activation, [out], (*shape[:-1], size)) if activation else out

        return self.within(name, build)

    def finish(self, logits: str, labels: str) -> GraphDef:
        """Adds what trains, saves and sums up: loss, gradients, optimizer, saver and summaries."""

        def loss() -> str:
            batch = self.shapes[logits][0]
            each = self.op("xentropy", "SparseSoftmaxCrossEntropyWithLogits", [logits, labels], (batch,))
            return self.op("Mean", "Mean", [each, self.constant("Const", [0])])

        done = self.within("loss", loss)
        steps = list(self.forward)
        self._gradients(steps)
        self._train()
        self.device = CPU
        self._save()
        names = [self.op("loss_1", "ScalarSummary", [self.constant("loss_1/tags", [0]), done])]
        self.op("Merge/MergeSummary", "MergeSummary", names)
        self.op("init", "NoOp", [f"^{name}/Assign" for name in self.variables])
        return self.graph

    def _gradients(self, steps: list[tuple[str, list[str]]]) -> None:
        self.scope = "gradients/"
        arriving: dict[str, list[str]] = {steps[-1][0]: [self.op("grad_ys_0", "Fill")]}
        for name, inputs in reversed(steps):
            grads = arriving.pop(name, [])
            if len(grads) > 1:
                grads = [self.op(f"{name}_grad/AddN", "AddN", grads, self.shapes[name])]
            self.arriving[name] = self.op(f"{name}_grad/Mul", "Mul", [name, *grads], self.shapes[name])
            for each in inputs:
                arriving.setdefault(each, []).append(self.arriving[name])
        self.scope = ""

    def _train(self) -> None:
        updates = []
        for variable, read in self.variables.items():
            slot = self.op(f"{variable}/Momentum", "VariableV2", shape=self.shapes[variable])
            grad = self.arriving[read]
            name = f"train/update_{variable}/ApplyMomentum"
            updates.append(self.op(name, "ApplyMomentum", [variable, slot, grad], self.shapes[variable]))
        self.op("train", "NoOp", [f"^{name}" for name in updates])

    def _save(self) -> None:
        path = self.op("save/Const", "Const")
        self.op("save/SaveV2", "SaveV2", [path, *self.variables])
        back = self.op("save/RestoreV2", "RestoreV2", [path])
        tasks = []
        for i, variable in enumerate(self.variables):
            name = "save/Assign" + (f"_{i}" if i else "")
            tasks.append(self.op(name, "Assign", [variable, f"{back}:{i}" if i else back], self.shapes[variable]))
        self.op("save/restore_all", "NoOp", [f"^{name}" for name in tasks])
