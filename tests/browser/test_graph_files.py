"""Graphs in files: beside events, opened from the page or by the command; and what is said of those that are broken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from google.protobuf import text_format
from playwright.sync_api import Page, expect
from tensorboard.compat.proto.graph_pb2 import GraphDef

from tests.board.models import resnet, transformer
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.graphs import graph_of, operations, sessions_of, write_models
from tests.browser.looking import attribute

GOLDEN = Path(__file__).parents[1] / "golden"


class Served(NamedTuple):
    address: str
    logdir: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    logdir = write_models(tmp_path_factory.mktemp("files"))
    data = resnet((1,)).SerializeToString()
    files = logdir / "files"
    files.mkdir()
    (files / "whole.pb").write_bytes(data)
    (files / "cut.pb").write_bytes(data[:5000])
    (files / "empty.pb").write_bytes(b"")
    (files / "words.pb").write_text("no graph at all\n")
    (files / "text.pbtxt").write_text(text_format.MessageToString(resnet((1,))))
    (files / "broken.pbtxt").write_text('node { name: "a" op: "Add" }\nnode { name: "b" }}} op: [')
    with serving(logdir) as command:
        yield Served(command.address, logdir)


def fact(page: Page, name: str, path: str = "") -> str:
    """What the panel says of a node, or of the whole graph."""
    found = page.locator(attribute("data-about", path)).locator(attribute("data-fact", name)).locator("dd")
    expect(found).to_be_visible()
    return found.inner_text()


def choose(page: Page, title: str) -> None:
    page.get_by_label("Graph", exact=True).select_option(label=f"files: {title} · file")


def test_files_beside_events_are_listed(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.address}#tab=graphs")
    expect(page.locator("[data-tab=graphs]")).to_have_text("Graphs 7")
    for title in ("whole.pb", "text.pbtxt"):
        choose(page, title)
        expect(page.locator(attribute("data-fact", "Edges"))).to_be_visible()
        assert fact(page, "Operations") == str(len(resnet((1,)).node))
        edges = sum(len(node.input) for node in resnet((1,)).node)
        assert fact(page, "Edges") == str(edges)


@pytest.mark.parametrize(
    ("title", "sentence"),
    [("words.pb", "no graph"), ("cut.pb", r"\bbyte [\d,]+"), ("broken.pbtxt", r"Line 2\b.*broken")],
)
def test_what_is_wrong_is_said_in_a_sentence(
    open_page: OpenPage, served: Served, watch: Watch, title: str, sentence: str
) -> None:
    watch.allow("422")
    page = open_page(f"{served.address}#tab=graphs")
    choose(page, title)
    expect(page.locator("[data-part=Node] .warn")).to_have_text(re.compile(sentence))


def test_a_graph_without_a_node_is_one(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"{served.address}#tab=graphs")
    choose(page, "empty.pb")
    expect(page.get_by_text("There is nothing in this graph.")).to_be_visible()
    expect(page.locator("[data-about='']").locator(attribute("data-fact", "Operations"))).to_contain_text("0")


def test_a_file_is_opened_from_the_page(open_page: OpenPage, served: Served, tmp_path: Path) -> None:
    page = open_page(f"{served.address}#tab=graphs&graphopen=resnet")
    expect(page.locator("[data-about='']")).to_be_visible()
    (tmp_path / "mine.pb").write_bytes(transformer(layers=1).SerializeToString())
    page.get_by_role("button", name="Open a file").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "mine.pb")
    choice = page.get_by_label("Graph", exact=True)
    expect(choice.locator("option:checked")).to_have_text("mine.pb · opened")
    count = page.locator("[data-about='']").locator(attribute("data-fact", "Operations")).locator("dd")
    expect(count).to_have_text(str(len(transformer(layers=1).node)))
    expect(page.get_by_role("treeitem", name="transformer")).to_be_visible()
    page.get_by_label("Search nodes", exact=True).fill("softmax")
    expect(page.locator("[data-hits]")).not_to_have_attribute("data-hits", "0")
    page.get_by_role("button", name="Close mine.pb").click()
    expect(choice.locator("option:checked")).to_have_text("resnet: graph")


def test_a_file_that_is_written_again_is_drawn_again(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "model.pb"
    file.write_bytes(calling().SerializeToString())
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tab=graphs")
        expect(page.get_by_role("treeitem", name="x,")).to_be_visible()
        graph = calling()
        graph.node.add(name="y", op="Placeholder")
        file.write_bytes(graph.SerializeToString())
        expect(page.get_by_role("treeitem", name="y,")).to_be_visible()
        expect(page.locator("[data-about='']").locator(attribute("data-fact", "Operations"))).to_contain_text("3")
        page.close()


@pytest.mark.parametrize("writer", ["tf1", "torch", "tensorboardX"])
def test_graphs_of_real_writers_have_all_their_nodes(open_page: OpenPage, writer: str) -> None:
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    run, content = next((run, content) for run, content in expected.items() if content["graph"])
    with serving(GOLDEN / writer) as command:
        page = open_page(f"{command.address}#tab=graphs&graph={run}|__run_graph__")
        expect(page.locator(attribute("data-fact", "Edges"))).to_be_visible()
        assert fact(page, "Operations") == str(content["graph_nodes"])
        kinds = operations(graph_of(GOLDEN / writer / run)).most_common(1)[0]
        expect(page.locator("[data-kinds] > div").first).to_have_text(re.compile(rf"^{kinds[1]}\s*{kinds[0]}$"))
        page.close()


def test_two_session_runs_colour_one_graph(open_page: OpenPage) -> None:
    with serving(GOLDEN / "tf1") as command:
        page = open_page(f"{command.address}#tab=graphs&graphcolour=time")
        for tag, metadata in sessions_of(GOLDEN / "tf1" / "train").items():
            page.get_by_label("Session run").select_option(label=tag)
            names = {node.name for node in graph_of(GOLDEN / "tf1" / "train").node}
            stats = [each for device in metadata.step_stats.dev_stats for each in device.node_stats]
            took = sum(each.all_end_rel_micros for each in stats if each.node_name in names)
            expect(page.locator("[data-fact='Compute time'] dd")).to_have_text(written(took))
        page.close()


def written(micros: int) -> str:
    return f"{micros / 1e3:.2f}".rstrip("0").rstrip(".") + " ms" if micros >= 1e3 else f"{micros} µs"


def calling() -> GraphDef:
    """A graph that calls a function of two nodes."""
    graph = GraphDef()
    graph.node.add(name="x", op="Placeholder")
    call = graph.node.add(name="model/call", op="PartitionedCall", input=["x"])
    call.attr["f"].func.name = "dense_layer"
    function = graph.library.function.add()
    function.signature.name = "dense_layer"
    function.signature.input_arg.add(name="a")
    function.signature.output_arg.add(name="b")
    function.node_def.add(name="product", op="MatMul", input=["a", "a"])
    function.node_def.add(name="sum", op="AddV2", input=["product:product:0", "a"])
    function.ret["b"] = "sum:z:0"
    return graph


def test_a_function_is_entered_where_it_is_called(open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "calls.pb").write_bytes(calling().SerializeToString())
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tab=graphs&graphnode=model/call")
        page.locator("[data-about='model/call']").get_by_title("dense_layer").click()
        page.get_by_label("Search nodes", exact=True).fill("matmul")
        page.get_by_label("Search nodes", exact=True).press("Enter")
        expect(page.locator("[data-about='model/call/product']")).to_be_visible()
        expect(page.get_by_role("treeitem", name="product", selected=True)).to_be_visible()
        assert fact(page, "Operation", "model/call/product") == "MatMul"
        page.close()
