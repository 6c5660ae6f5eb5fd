"""The graph of a module is the one that torch draws of it, but for what torch gets wrong; the module is left alone."""

from __future__ import annotations

import importlib
import subprocess
import sys
import warnings
from typing import Any

import pytest

from summary.proto.graph import GraphDef
from summary.proto.run_metadata import RunMetadata
from summary.torch_graph import run_metadata, torch_graph

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    torch = pytest.importorskip("torch")
nn = torch.nn


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(4, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x: Any) -> Any:
        return x + self.scale * torch.relu(self.norm(self.first(x)))


class TwoInputs(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = nn.Linear(3, 5), nn.Bilinear(3, 5, 2)

    def forward(self, x: Any, y: Any, unused: Any) -> Any:
        output = self.left(x)
        output = self.right(x, output) + y.sum()
        return output, y[:, 1:]


class Twice(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(4, 4)
        self.same = self.one
        self.blocks = nn.ModuleList([nn.Sequential(nn.Linear(4, 4), nn.Tanh()), nn.Sequential(nn.Linear(4, 4))])

    def forward(self, x: Any) -> Any:
        x = self.same(self.one(self.one(x)))
        for block in self.blocks:
            x = block(x)
        return x


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed, self.lstm = nn.Embedding(10, 6), nn.LSTM(6, 5, num_layers=2, bidirectional=True)

    def forward(self, words: Any) -> Any:
        sequence, (hidden, _) = self.lstm(self.embed(words))
        return sequence.mean(0), hidden


class Containers(nn.Module):
    def forward(self, x: Any) -> Any:
        return {"twice": 2 * x, "parts": torch.split(x, 2)[0], "none": torch.zeros_like(x)}


class Listing(nn.Module):
    def forward(self, x: Any) -> Any:
        return [x + 1, x.chunk(2)[1]]


class Scripted(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            self.inner = torch.jit.script(nn.Sequential(nn.Linear(3, 3), nn.ReLU()))

    def forward(self, x: Any) -> Any:
        return self.inner(x)


def cnn() -> Any:
    features = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), Residual())
    return nn.Sequential(features, nn.Flatten(), nn.Dropout(0.5), nn.Linear(36, 10), nn.LogSoftmax(1))


MODELS: dict[str, tuple[Any, Any]] = {
    "mlp": (lambda: nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), lambda: torch.zeros(2, 3)),
    "cnn": (cnn, lambda: torch.zeros(2, 1, 8, 8)),
    "residual": (Residual, lambda: (torch.zeros(1, 4, 5, 5),)),
    "two inputs": (TwoInputs, lambda: (torch.zeros(2, 3), torch.zeros(2, 2), torch.zeros(1))),
    "used twice": (Twice, lambda: [torch.zeros(4)]),
    "lstm": (Recurrent, lambda: torch.zeros(7, 2, dtype=torch.int64)),
    "attention": (lambda: nn.TransformerEncoderLayer(8, 2, 16), lambda: torch.zeros(3, 1, 8)),
    "dict": (Containers, lambda: torch.zeros(4, 2)),
    "list": (Listing, lambda: torch.zeros(4, 2)),
    "scripted": (Scripted, lambda: torch.zeros(3)),
}


CONTAINERS = {"prim::TupleConstruct", "prim::ListConstruct", "prim::DictConstruct"}


def torchs(model: Any, inputs: Any, strict: bool) -> dict[str, Any]:
    """The nodes that torch makes, by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph, _ = importlib.import_module("torch.utils.tensorboard._pytorch_graph").graph(model, inputs, False, strict)
    return {node.name: node for node in graph.node}


def nodes(data: bytes) -> dict[str, Any]:
    return {node.name: node for node in GraphDef.FromString(data).node}


def shape(node: Any) -> list[int] | None:
    shapes = node.attr["_output_shapes"].list.shape if "_output_shapes" in node.attr else []
    return [dim.size for dim in shapes[0].dim] if shapes else None


def facts(node: Any, names: set[str]) -> tuple[object, ...]:
    """What nodes are compared by; inputs only as far as there are nodes of these names."""
    return node.op, [name for name in node.input if name in names], node.attr["attr"].s


@pytest.mark.parametrize("name", MODELS)
def test_nodes_are_torchs(name: str) -> None:
    make, inputs = MODELS[name]
    model, strict = make(), name != "dict"
    ours, theirs = nodes(torch_graph(model, inputs(), use_strict_trace=strict)), torchs(model, inputs(), strict)
    assert {name: facts(node, set(theirs)) for name, node in ours.items()} == {
        name: facts(node, set(theirs)) for name, node in theirs.items()
    }
    assert len(ours) > 3
    assert {name for node in ours.values() for name in node.input} <= set(ours)
    shapes = {name: shape(node) for name, node in theirs.items() if not gives_a_container(node, theirs)}
    known = {name: sizes for name, sizes in shapes.items() if sizes is not None}
    assert {name: shape(ours[name]) for name in known} == known
    assert all(ours[name].op == "prim::GetAttr" or shape(ours[name]) is None for name in theirs.keys() - known.keys())


def gives_a_container(node: Any, others: dict[str, Any]) -> bool:
    """torch says of an output that is no tensor that it is a tensor of shape [1]."""
    return node.name.startswith("output/") and others[node.input[0]].op in CONTAINERS


def test_parameters_have_shapes() -> None:
    found = {name: shape(node) for name, node in nodes(torch_graph(cnn(), torch.zeros(1, 1, 8, 8))).items()}
    parameters = {name.rpartition("/")[0]: sizes for name, sizes in found.items() if "/weight" in name}
    assert parameters == {
        "Sequential/Sequential[0]/Conv2d[0]/weight": [4, 1, 3, 3],
        "Sequential/Sequential[0]/Residual[3]/Conv2d[first]/weight": [4, 4, 3, 3],
        "Sequential/Sequential[0]/Residual[3]/BatchNorm2d[norm]/weight": [4],
        "Sequential/Linear[3]/weight": [10, 36],
    }


class NamedOutput(nn.Module):
    def forward(self, output: Any) -> Any:
        output = output * 2
        return output.relu()


def test_a_value_named_like_an_output_keeps_its_node() -> None:
    """torch takes the two for one, and loses the input."""
    inputs = torch.zeros(3)
    ours, theirs = nodes(torch_graph(NamedOutput(), inputs)), torchs(NamedOutput(), inputs, True)
    assert ours.keys() - theirs.keys() == {"input/output.1"}
    assert theirs.keys() < ours.keys()


def test_a_function_and_a_compiled_module() -> None:
    def double(x: Any) -> Any:
        return x * 2

    assert {node.op for node in nodes(torch_graph(double, torch.ones(2))).values()} >= {"aten::mul", "IO Node"}
    model = nn.Linear(2, 3)
    compiled = torch.compile(model, backend="eager")
    assert nodes(torch_graph(compiled, torch.ones(2))) == nodes(torch_graph(model, torch.ones(2)))


def test_without_inputs() -> None:
    class Constant(nn.Module):
        def forward(self) -> Any:
            return torch.zeros(3) + 1

    assert "output/output.1" in nodes(torch_graph(Constant()))


class Restless(nn.Module):
    """Changes all that a forward may change."""

    def __init__(self) -> None:
        super().__init__()
        self.linear, self.frozen = nn.Linear(3, 3), nn.BatchNorm1d(3).eval()
        self.register_buffer("calls", torch.zeros(()))
        self.register_buffer("mean", torch.zeros(3))
        self.runs = 0

    def forward(self, x: Any) -> Any:
        assert not any(module.training for module in self.modules())
        self.calls += 1
        self.mean = self.mean + x.mean(0)
        self.runs += 1
        return self.frozen(self.linear(x)) + torch.rand(3)


def test_a_module_is_left_as_it_was() -> None:
    model, inputs = Restless(), torch.ones(2, 3)
    model.linear(inputs).sum().backward()
    modes, gradient = [module.training for module in model.modules()], model.linear.weight.grad.clone()
    buffers = {name: (buffer, buffer.clone()) for name, buffer in model.named_buffers()}
    random, numbers = torch.get_rng_state(), model.linear(inputs)
    torch_graph(model, inputs)
    assert [module.training for module in model.modules()] == modes
    assert True in modes and False in modes
    assert torch.equal(torch.get_rng_state(), random)
    assert torch.equal(model.linear.weight.grad, gradient)
    for name, buffer in model.named_buffers():
        assert buffer is buffers[name][0]
        assert torch.equal(buffer, buffers[name][1])
    assert model.runs == 1
    numbers.sum().backward()


def test_a_module_is_left_as_it_was_by_an_error() -> None:
    model = nn.Sequential(nn.Dropout(), nn.Linear(3, 3))
    with pytest.raises(RuntimeError):
        torch_graph(model, torch.ones(7))
    assert model.training and model[0].training


class Failing(nn.Module):
    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result

    def forward(self, x: Any) -> Any:
        return self.result(x)


@pytest.mark.parametrize(
    ("model", "inputs", "why"),
    [
        (
            lambda: nn.Linear(3, 4),
            5,
            "Linear: torch cannot trace it: RuntimeError: .*mat1 and mat2 shapes|Linear: torch cannot",
        ),
        (lambda: nn.Linear(3, 4), None, r"Linear: .*missing 1 required positional argument: 'input'"),
        (Containers, 4, r"Containers: .*Encountering a dict.* pass use_strict_trace=False to allow"),
        (lambda: Failing(lambda x: "text"), 4, r"Failing: .*Only tensors.* can be output from traced functions"),
    ],
)
def test_what_cannot_be_traced_says_why(model: Any, inputs: Any, why: str) -> None:
    with pytest.raises(RuntimeError, match=why) as error:
        torch_graph(model(), None if inputs is None else torch.ones(inputs))
    assert "\n" not in str(error.value)


def test_verbose_prints_the_trace(capsys: pytest.CaptureFixture[str]) -> None:
    torch_graph(nn.Linear(2, 3), torch.ones(2), verbose=True)
    assert "aten::linear" in capsys.readouterr().out


def test_version_and_run_metadata_are_torchs() -> None:
    module = importlib.import_module("torch.utils.tensorboard._pytorch_graph")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph, theirs = module.graph(nn.Linear(2, 3), torch.ones(2))
    ours = GraphDef.FromString(torch_graph(nn.Linear(2, 3), torch.ones(2)))
    assert ours.versions.SerializeToString() == graph.versions.SerializeToString()
    assert RunMetadata.FromString(run_metadata()) == RunMetadata.FromString(theirs.SerializeToString())


def test_torch_is_imported_for_a_graph_only() -> None:
    source = "import sys, summary, summary.torch_graph; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
