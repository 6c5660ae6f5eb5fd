"""Graphs as a person goes through them: counts, times and ways hold against TensorBoard's messages of the same logs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect
from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.graph_pb2 import GraphDef

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.graphs import graph_of, operations, sessions_of, within, write_models
from tests.browser.looking import attribute, expect_address, names


class Served(NamedTuple):
    address: str
    logdir: Path

    def graph(self, run: str = "resnet") -> GraphDef:
        return graph_of(self.logdir / run)

    def session(self) -> RunMetadata:
        return sessions_of(self.logdir / "resnet")["step100"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    logdir = write_models(tmp_path_factory.mktemp("graphs"))
    with serving(logdir) as command:
        yield Served(command.address, logdir)


@pytest.fixture
def page(served: Served, open_page: OpenPage) -> Page:
    """The graph of the run "resnet", drawn."""
    page = open_page(f"{served.address}#tab=graphs")
    choose_graph(page, "resnet")
    return page


def choose_graph(page: Page, run: str) -> None:
    choice = page.get_by_label("Graph", exact=True)
    expect(choice).to_be_enabled()
    choice.select_option(label=choice.locator("option").filter(has_text=re.compile(f"^{run}: ")).first.inner_text())
    expect(node(page, "")).to_be_visible()


def node(page: Page, path: str) -> Locator:
    """What the panel tells of a node."""
    return page.locator(attribute("data-node", path))


def fact(page: Page, path: str, name: str) -> Locator:
    return node(page, path).locator(attribute("data-fact", name)).locator("dd")


def linked(page: Page, path: str, title: str) -> list[str]:
    """The paths at the other ends of a node's inputs or outputs."""
    buttons = node(page, path).locator(attribute("data-links", title)).get_by_role("button")
    return [button.get_attribute("title") or "" for button in buttons.all()]


def search(page: Page, text: str) -> Locator:
    """Types into the search; what it says it found."""
    page.get_by_label("Search nodes", exact=True).fill(text)
    return page.locator("[data-hits]")


def go_to(page: Page, path: str) -> Locator:
    """Searches for a node by its whole name, and goes there."""
    page.get_by_label("Search nodes", exact=True).fill(path)
    page.get_by_label("Search in").select_option("name")
    expect(page.locator("[data-part=Hits]").get_by_title(path, exact=True)).to_be_visible()
    page.locator("[data-part=Hits]").get_by_title(path, exact=True).click()
    expect(node(page, path)).to_be_visible()
    return node(page, path)


def test_the_whole_graph_is_told_of(page: Page, served: Served) -> None:
    expect(page.locator("[data-tab=graphs]")).to_have_text("Graphs 1")
    expect(fact(page, "", "Operations")).to_have_text(f"{len(served.graph().node):,}")
    choose_graph(page, "transformer")
    expect(fact(page, "", "Operations")).to_have_text(f"{len(served.graph('transformer').node):,}")


CONV = "resnet/stage1/block1/conv1/Conv2D"


def test_a_node_is_what_the_graph_says(page: Page, served: Served) -> None:
    panel = go_to(page, CONV)
    of = next(node for node in served.graph().node if node.name == CONV)
    expect(fact(page, CONV, "Operation")).to_have_text(of.op)
    expect(panel).to_contain_text("SAME")
    expect(fact(page, CONV, "Shape")).to_have_text("×".join(str(d.size) for d in of.attr["_output_shapes"].list.shape[0].dim))
    expect(fact(page, CONV, "Device")).to_have_text("GPU:0")
    assert linked(page, CONV, "Inputs") == list(of.input)
    users = [node.name for node in served.graph().node if CONV in node.input]
    assert sorted(linked(page, CONV, "Outputs")) == sorted(users)


def test_inputs_lead_from_node_to_node(page: Page) -> None:
    go_to(page, CONV)
    node(page, CONV).get_by_title("resnet/stage1/block1/conv1/kernel/read", exact=True).click()
    expect(node(page, "resnet/stage1/block1/conv1/kernel/read")).to_be_visible()
    expect_address(page, lambda view: "graphopen=" in view and "conv1/kernel" in view)


def written_time(micros: float) -> str:
    if micros >= 1e6:
        return f"{micros / 1e6:.2f}".rstrip("0").rstrip(".") + "s"
    return f"{micros / 1e3:.2f}".rstrip("0").rstrip(".") + " ms" if micros >= 1e3 else f"{micros:.0f} µs"


def test_a_scope_amounts_to_what_its_nodes_do(page: Page, served: Served) -> None:
    scope = "resnet/stage1/block1"
    go_to(page, CONV)
    page.locator("[data-part=Hits]").wait_for()
    search(page, "")
    page.goto(f"{served.address}#tab=graphs&graphnode={scope}&graphopen=resnet,resnet/stage1")
    page.reload()
    choose_graph(page, "resnet")
    go_to(page, f"{scope}/conv1/Relu")
    inside = {node.name for node in within(served.graph(), scope)}
    spent = [
        stats
        for device in served.session().step_stats.dev_stats
        for stats in device.node_stats
        if stats.node_name in inside
    ]
    took = sum(stats.op_end_rel_micros - stats.op_start_rel_micros for stats in spent)
    assert took and operations and names
    expect(fact(page, scope, "Operations")).to_have_text(str(len(inside)))
    expect(fact(page, scope, "Compute time")).to_have_text(written_time(took))
