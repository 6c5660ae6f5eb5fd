"""What is alike in a graph, what is put into series, and what is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from board.graph.details import details
from board.graph.places import find
from board.graph.scopes import scope
from tests.board import models
from tests.board.drawn import Node, drawn, opened_of, read


def shown(nodes: Sequence[Node], path: str = "", keep: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
    """The nodes of a scope by their labels."""
    return {node["label"]: node for node in scope(find(drawn(nodes), path), None, keep)["nodes"]}


def block(name: str, source: str, *, twist: bool = False, extra: bool = False) -> list[Node]:
    """Two products of a sum; wired another way, with as many edges of the same operations, if twisted."""
    first, second = f"{name}/first", f"{name}/second"
    nodes: list[Node] = [(f"{name}/w", "Var", []), (first, "Mul", [source, f"{name}/w"])]
    nodes += [(second, "Mul", [first, f"{name}/w"]), (f"{name}/inner/sum", "Add", [first, first if twist else second])]
    return nodes + ([(f"{name}/more", "Relu", [second])] if extra else [])


def test_blocks_built_alike_have_one_structure() -> None:
    nodes = [("x", "In", []), *block("one", "x"), *block("two", "one/inner/sum"), *block("deep/er", "two/second")]
    nodes += [*block("twisted", "x", twist=True), *block("more", "x", extra=True)]
    nodes += [
        (f"control/{name[4:]}", op, [*inputs[:1], "^x"][: len(inputs)]) for name, op, inputs in block("plan", "x")
    ]
    made = drawn(nodes)
    structure = {path: node["structure"] for path, node in opened_of(made).nodes.items()}
    assert structure["one"] == structure["two"] == structure["deep/er"] > 0
    assert structure["twisted"] == structure["more"] == structure["deep"] == structure["control"] == 0
    assert structure["one/inner"] == structure["two/inner"] == structure["twisted/inner"] > 0
    assert (
        len({structure["one"], structure["one/inner"], structure["one/w"], structure["one/first"], structure["x"]}) == 5
    )
    assert structure["one/first"] == structure["two/second"] == structure["twisted/first"] > 0
    alike = details(find(made, "two"), None)
    assert (alike["similar"], alike["similar_count"]) == (["one", "deep/er"], 2)


def test_names_and_order_are_no_structure() -> None:
    nodes = [("a/p", "Mul", []), ("a/q", "Add", ["a/p"]), ("b/z", "Add", ["b/y"]), ("b/y", "Mul", [])]
    both = shown(nodes)
    assert both["a"]["structure"] == both["b"]["structure"] > 0


def test_the_direction_and_the_slot_of_an_edge_are_structure() -> None:
    nodes = [("a/p", "Add", []), ("a/q", "Add", ["a/p"]), ("a/r", "Mul", ["a/q"])]
    nodes += [("b/p", "Add", ["b/q"]), ("b/q", "Add", []), ("b/r", "Mul", ["b/q"])]
    nodes += [("c/p", "Add", []), ("c/q", "Add", ["c/p:1"]), ("c/r", "Mul", ["c/q"])]
    nodes += [("d/p", "Add", []), ("d/q", "Add", ["d/p"]), ("d/r", "Mul", ["^d/q"])]
    assert [node["structure"] for node in shown(nodes).values()] == [0, 0, 0, 0]


def test_blocks_of_a_network_are_alike() -> None:
    made = read(models.resnet((2, 2, 2)))
    blocks = [details(find(made, f"resnet/stage{stage}/block{i}"), None) for stage in (1, 2, 3) for i in (1, 2)]
    same = [{one["path"], *one["similar"]} for one in blocks]
    # The first blocks of later stages have a shortcut of their own; the first of all has none.
    assert same[0] == same[1] == same[3] == same[5]
    assert same[2] == same[4] and not same[0] & same[2]
    assert len(same[0]) == 4 and len(same[2]) == 2


@pytest.mark.parametrize(
    ("labels", "series"),
    [
        ([f"layer_{i}" for i in range(5)], {"layer_[0…4]": 5}),
        ([f"layer_{i}" for i in range(4)], {}),
        (["dense", *(f"dense_{i}" for i in range(1, 6))], {"dense_[0…5]": 6}),
        ([f"block{i}" for i in (3, 1, 2, 5, 4)], {"block[1…5]": 5}),
        ([f"Layer[{i}]" for i in range(7, 12)], {"Layer[[7…11]]": 5}),
        ([f"x_{i}" for i in (*range(6), *range(10, 15))], {"x_[0…5]": 6, "x_[10…14]": 5}),
        ([f"x_{i}" for i in (1, 3, 5, 7, 9, 11)], {}),
        (["x_" + "9" * 40, "9" * 20, *"12345"], {"[1…5]": 5}),
    ],
)
def test_series_of_successive_numbers(labels: list[str], series: dict[str, int]) -> None:
    nodes: list[Node] = [(f"{label}/op", "Mul", []) for label in labels]
    found = {label: node["count"] for label, node in shown(nodes).items() if node["type"] == "series"}
    assert found == series


def test_members_of_a_series_keep_their_paths() -> None:
    nodes = [(f"s/x_{i}", "Add", [f"s/x_{i - 1}"] if i else []) for i in range(6)]
    made = drawn(nodes)
    reply = scope(find(made, "s/x_[0…5]"), None)
    assert [node["path"] for node in reply["nodes"]] == [f"s/x_{i}" for i in range(6)]
    assert [edge[:2] for edge in reply["edges"]] == [[i, i + 1] for i in range(5)]
    told = details(find(made, "s/x_[0…5]"), None)
    assert (told["type"], told["series"]) == ("series", {"count": 6, "members": [f"s/x_{i}" for i in range(6)]})
    assert details(find(made, "s/x_2"), None)["open"] == ["s", "s/x_[0…5]"]
    deep = drawn([(f"s/x_{i}/op", "Add", []) for i in range(6)])
    assert details(find(deep, "s/x_2/op"), None)["open"] == ["s", "s/x_[0…5]", "s/x_2"]


def test_what_is_built_otherwise_parts_a_series() -> None:
    nodes: list[Node] = [(f"x_{i}/op", "Mul", []) for i in range(12)]
    nodes[5] = ("x_5/op", "Add", [])
    assert list(shown(nodes)) == ["x_[0…4]", "x_5", "x_[6…11]"]
    for ops in (("Mul", "Add"), ("Add", "Mul")):
        halves = [(f"x_{i}/op", ops[i // 5], []) for i in range(10)]
        assert list(shown(halves)) == ["x_[0…4]", "x_[5…9]"]


def test_a_series_is_never_called_as_something_else() -> None:
    nodes: list[Node] = [(f"x_{i}", "Mul", []) for i in range(5)]
    assert list(shown([("x_[0…4]", "Mul", []), *nodes])) == ["x_[0…4]", "x_[0…4] 2"]


def test_constants_summaries_and_savers_are_set_aside() -> None:
    nodes: list[Node] = [
        ("x", "Placeholder", []),
        ("c", "Const", []),
        ("torch", "prim::Constant", []),
        ("y", "Add", ["x", "c"]),
    ]
    nodes += [
        ("loss/tags", "Const", []),
        ("loss", "ScalarSummary", ["loss/tags", "y"]),
        ("all", "MergeSummary", ["loss"]),
    ]
    nodes += [("save/Const", "Const", []), ("save/SaveV2", "SaveV2", ["save/Const", "x"]), ("init", "NoOp", ["^x"])]
    nodes += [
        ("numbers/a", "Const", []),
        ("numbers/b", "Const", []),
        ("mixed/a", "Const", []),
        ("mixed/b", "Mul", ["mixed/a"]),
    ]
    assert {label: node["aside"] for label, node in shown(nodes).items()} == {
        "x": "",
        "c": "constant",
        "torch": "constant",
        "y": "",
        "loss": "summary",
        "all": "summary",
        "save": "bookkeeping",
        "init": "bookkeeping",
        "numbers": "constant",
        "mixed": "",
    }
    kept = shown(nodes, keep=["c", "save"])
    assert (kept["c"]["aside"], kept["save"]["aside"], kept["all"]["aside"]) == ("", "", "summary")
    assert {node["aside"] for node in shown(nodes, "numbers").values()} == {""}, "something must be left"
    assert {label: node["aside"] for label, node in shown(nodes, "mixed").items()} == {"a": "constant", "b": ""}


def test_what_nearly_all_depends_on_is_set_aside() -> None:
    chain = [("n" + "x" * i, "Add", ["n" + "x" * (i - 1), "^hub"] if i else ["hub"]) for i in range(14)]
    hub: Node = ("hub", "Placeholder", [])
    assert {node["aside"] for node in shown([hub, *chain]).values()} == {""}, "control edges do not count"
    wired = [(name, op, [text.removeprefix("^") for text in inputs]) for name, op, inputs in chain]
    reasons = {label: node["aside"] for label, node in shown([hub, *wired]).items()}
    assert [label for label, reason in reasons.items() if reason] == ["hub"] and reasons["hub"] == "high-degree"
    assert {node["aside"] for node in shown([hub, *wired[:13]]).values()} == {""}, "fourteen siblings are few"


def test_parameters_are_those_of_the_variables() -> None:
    graph = models.transformer(1)
    expected = {}
    for node in graph.node:
        if node.op == "VariableV2" and not node.name.endswith("/Momentum"):
            size = 1
            for dim in node.attr["shape"].shape.dim:
                size *= dim.size
            expected[node.name] = size
    made = read(graph)
    opened = opened_of(made)
    for path, node in opened.nodes.items():
        names = {details(find(made, leaf), None)["name"] for leaf in opened.leaves[path]}
        assert node["parameters"] == sum(size for name, size in expected.items() if name in names)
    assert details(find(made, ""), None)["totals"]["parameters"] == sum(expected.values()) > 32_000 * 512
