"""The graph of a PyTorch module: its operations, with modules as scopes and shapes on edges."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from importlib import import_module
from typing import Any

from summary.proto.graph import GraphDef, NodeDef
from summary.proto.run_metadata import RunMetadata

# The version that PyTorch gives its graphs.
PRODUCER = 22
# How torch.jit names what has a place of its own in the graph.
GET_ATTRIBUTE = "prim::GetAttr"
MODULE, TENSOR = "ClassType", "TensorType"
ROOT = "__module"


def torch_graph(model: Any, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True) -> bytes:
    """A serialized GraphDef of one call of `model`, with the nodes and names that PyTorch's ``add_graph`` gives.

    The model runs once, as in evaluation, with `input_to_model`: a tensor, or a tuple of all arguments. Afterwards its
    modes and buffers and torch's random numbers are what they were. `use_strict_trace` is the `strict` of
    ``torch.jit.trace``: False lets a model return a dict. With `verbose` the trace is printed. A model that cannot be
    traced is a RuntimeError that says why.

    Unlike PyTorch's, parameters have their shapes, lists have none, and no node has an input that is not in the graph.
    """
    model = getattr(model, "_orig_mod", model)  # what torch.compile wraps
    trace, graph = _traced(model, () if input_to_model is None else input_to_model, use_strict_trace)
    if verbose:
        print(graph)
    made = GraphDef(node=_Nodes(model, trace).of(graph))
    made.versions.producer = PRODUCER
    return bytes(made.SerializeToString())


def run_metadata() -> bytes:
    """The serialized RunMetadata, of a CPU and no times, that PyTorch adds to each graph under the tag ``step1``."""
    made = RunMetadata()
    made.step_stats.dev_stats.add(device="/device:CPU:0")
    return bytes(made.SerializeToString())


def _traced(model: Any, inputs: Any, strict: bool) -> tuple[Any, Any]:
    """The traced model and its graph, the modules' own graphs put in place of their calls."""
    torch: Any = import_module("torch")
    with _as_it_was(model), warnings.catch_warnings():
        # They tell those who want to run the trace that it holds for these inputs only.
        warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
        warnings.filterwarnings("ignore", message=r"`torch\.jit\.", category=DeprecationWarning)
        try:
            trace = torch.jit.trace(model, inputs, strict=strict, check_trace=False)
        except Exception as error:
            reason = " ".join(str(error).split()).replace("strict=False to trace()", "use_strict_trace=False")
            message = f"graph of {_name(model)}: torch cannot trace it: {type(error).__name__}: {reason}"
            raise RuntimeError(message) from error
    graph = trace.graph
    torch._C._jit_pass_inline(graph)
    return trace, graph


@contextmanager
def _as_it_was(model: Any) -> Iterator[None]:
    """Puts a model in evaluation mode, and at the end each of its modules into the mode it had; buffers likewise."""
    torch: Any = import_module("torch")
    modules = list(model.modules()) if hasattr(model, "modules") else []
    modes = [module.training for module in modules]
    buffers = [(module, *item) for module in modules for item in module.named_buffers(recurse=False)]
    copies = [(_version(buffer), buffer.clone()) for *_, buffer in buffers]
    devices = {tensor.device for module in modules for tensor in module.parameters(recurse=False) if tensor.is_cuda}
    try:
        with torch.random.fork_rng(devices):
            # Not by train(False), which a model may have made do more.
            for module in modules:
                module.training = False
            yield
    finally:
        for module, mode in zip(modules, modes, strict=True):
            module.training = mode
        for (module, name, buffer), (version, copy) in zip(buffers, copies, strict=True):
            if _version(buffer) != version:
                buffer.data.copy_(copy)
            if getattr(module, name) is not buffer and not isinstance(module, torch.jit.ScriptModule):
                setattr(module, name, buffer)


def _version(tensor: Any) -> int:
    """How often a tensor was written in place; torch does not count it for one made in inference mode."""
    return 0 if tensor.is_inference() else int(tensor._version)


class _Nodes:
    """Makes the nodes of a traced model; `names` are those of the values that a node of the graph has made so far."""

    def __init__(self, model: Any, trace: Any) -> None:
        self.trace = trace
        self.base = _name(model)
        self.aliases = _aliases(trace)
        self.names: dict[str, str] = {}
        # Of a module, or what it has: the attributes that lead there from the model.
        self.paths: dict[str, tuple[str, ...]] = {}

    def of(self, graph: Any) -> list[NodeDef]:
        inputs = [
            self._made(value, "input", "IO Node", (), "", _shape(value))
            for value in graph.inputs()
            if value.uses() and value.type().kind() != MODULE
        ]
        operations = [made for node in graph.nodes() for made in self._operation(node)]
        outputs = [
            _node(f"output/output.{number}", "IO Node", self._inputs([value]), "", _shape(value))
            for number, value in enumerate(graph.outputs(), 1)
        ]
        return [*inputs, *outputs, *operations]

    def _operation(self, node: Any) -> Iterator[NodeDef]:
        """A node for each output: the graph has no other name for it."""
        scope, shapes = node.scopeName(), [_shape(value) for value in node.outputs()]
        if node.kind() == GET_ATTRIBUTE:
            path = (*self.paths.get(node.input().debugName(), ()), node.s("name"))
            self.paths[node.output().debugName()] = path
            if node.output().type().kind() == MODULE:
                return
            scope = "/".join(".".join((ROOT, *path[:depth])) for depth in range(1, len(path) + 1))
            shapes = [getattr(reduce(getattr, path, self.trace), "shape", None)]
        inputs, attributes = self._inputs(node.inputs()), _attributes(node)
        for value, shape in zip(node.outputs(), shapes, strict=True):
            yield self._made(value, self._scope(scope), node.kind(), inputs, attributes, shape)

    def _made(
        self, value: Any, scope: str, op: str, inputs: Sequence[str], attributes: str, shape: Sequence[int] | None
    ) -> NodeDef:
        name = self.names[value.debugName()] = f"{scope}/{value.debugName()}"
        return _node(name, op, inputs, attributes, shape)

    def _inputs(self, values: Iterable[Any]) -> list[str]:
        return [self.names[value.debugName()] for value in values if value.debugName() in self.names]

    def _scope(self, scope: str) -> str:
        """From the tracer's scope, ``__module.a/__module.a.b``, to ``Model/Block[a]/Linear[b]``."""
        parts = [self.aliases.get(part, part.rpartition(".")[2]) for part in scope.split("/")]
        return "/".join([self.base, *parts]) if any(parts) else self.base


def _aliases(trace: Any) -> dict[str, str]:
    modules = trace.named_modules(prefix=ROOT) if hasattr(trace, "named_modules") else ()
    return {path: f"{_name(module)}[{path.rpartition('.')[2]}]" for path, module in modules}


def _name(model: Any) -> str:
    """The name of a module's class, also of a traced or scripted one, or a function's own."""
    kept = getattr(model, "original_name", None) or getattr(model, "__name__", None)
    return kept if isinstance(kept, str) else type(model).__name__


def _shape(value: Any) -> Sequence[int] | None:
    sizes: Sequence[int] | None = value.type().sizes() if value.type().kind() == TENSOR else None
    return sizes


def _attributes(node: Any) -> str:
    """A node's constants as a reader shows them; single quotes would end a text there."""
    return str({name: getattr(node, node.kindOf(name))(name) for name in node.attributeNames()}).replace("'", " ")


def _node(name: str, op: str, inputs: Sequence[str], attributes: str, shape: Sequence[int] | None) -> NodeDef:
    made = NodeDef(name=name, op=op, input=inputs)
    made.attr["attr"].s = attributes.encode()
    if shape is not None:
        shapes = made.attr["_output_shapes"].list.shape.add()
        for size in shape:
            shapes.dim.add(size=size)
    return made
