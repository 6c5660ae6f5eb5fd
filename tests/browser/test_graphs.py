"""Graphs as a person goes through them: counts, times and ways hold against TensorBoard's messages of the same logs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect
from tensorboard.compat.proto.graph_pb2 import GraphDef

from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.graphs import graph_of, sessions_of, within, write_models
from tests.browser.looking import attribute, box_of, expect_address, names, steady, wait_until

CONV = "resnet/stage1/block1/conv1/Conv2D"
BLOCK = "resnet/stage1/block1"


class Served(NamedTuple):
    address: str
    logdir: Path

    def graph(self, run: str = "resnet") -> GraphDef:
        return graph_of(self.logdir / run)

    def measured(self) -> dict[str, Any]:
        """The statistics of each node in the session."""
        devices = sessions_of(self.logdir / "resnet")["step100"].step_stats.dev_stats
        return {stats.node_name: stats for device in devices for stats in device.node_stats}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    logdir = write_models(tmp_path_factory.mktemp("graphs"))
    with serving(logdir) as command:
        yield Served(command.address, logdir)


def shown(open_page: OpenPage, address: str, run: str = "resnet", *parts: str, **options: Any) -> Page:
    """The page with the graph of a run, once it is told of."""
    page = open_page("&".join([f"{address}#tab=graphs&graph={run}|__run_graph__", *parts]), **options)
    expect(page.locator("[data-about]")).to_be_visible()
    return page


@pytest.fixture
def page(served: Served, open_page: OpenPage) -> Page:
    return shown(open_page, served.address)


def about(page: Page, path: str) -> Locator:
    """What the panel tells of a node; "" is the whole graph."""
    return page.locator(attribute("data-about", path))


def fact(page: Page, path: str, name: str) -> Locator:
    return about(page, path).locator(attribute("data-fact", name)).locator("dd")


def linked(page: Page, path: str, title: str) -> list[str]:
    """The paths in a list of the panel."""
    expect(about(page, path)).to_be_visible()
    return titles(about(page, path).locator(attribute("data-links", title)))


def titles(of: Locator) -> list[str]:
    return [found.get_attribute("title") or "" for found in of.locator(".graph-path").all()]


def search(page: Page, text: str) -> Locator:
    """Types into the search; how many it found."""
    page.get_by_label("Search nodes", exact=True).fill(text)
    return page.locator("[data-hits]")


def how_searched(page: Page, by: str, regex: bool) -> None:
    page.get_by_role("button", name="How nodes are searched").click()
    page.get_by_label("Search in").select_option(by)
    page.get_by_label("Regular expression").set_checked(regex)
    page.keyboard.press("Escape")


def micros(stats: Any) -> int:
    """From when it was begun to when all of it was done, as TensorBoard counts (tf_graph_common/graph.ts)."""
    return int(stats.all_end_rel_micros)


def written_time(micros: float) -> str:
    size, unit = (1e3, " ms") if micros >= 1e3 else (1, " µs")
    return f"{micros / size:.2f}".rstrip("0").rstrip(".") + unit


def test_the_graphs_are_those_of_the_runs_that_are_on(page: Page, served: Served) -> None:
    choice = page.get_by_label("Graph", exact=True)
    assert choice.locator("option").all_inner_texts() == ["resnet: graph", "wider: graph", "transformer: graph"]
    for run in ("resnet", "transformer"):
        choice.select_option(label=f"{run}: graph")
        expect(fact(page, "", "Operations")).to_have_text(f"{len(served.graph(run).node):,}")
    page.locator(attribute("data-run", "transformer")).locator(".swatch").click()
    expect(choice.locator("option")).to_have_count(2)
    expect(fact(page, "", "Operations")).to_have_text(f"{len(served.graph().node):,}")


def test_a_node_is_what_the_graph_says(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", f"graphnode={CONV}")
    nodes = served.graph().node
    of = next(node for node in nodes if node.name == CONV)
    expect(fact(page, CONV, "Operation")).to_have_text(of.op)
    expect(fact(page, CONV, "Shape")).to_have_text(
        "×".join(str(dim.size) for dim in of.attr["_output_shapes"].list.shape[0].dim)
    )
    expect(fact(page, CONV, "Device")).to_have_text("GPU:0")
    attributes = about(page, CONV).locator(".graph-attributes dt").all_inner_texts()
    assert sorted(attributes) == sorted(of.attr)
    assert linked(page, CONV, "Inputs") == list(of.input)
    assert sorted(linked(page, CONV, "Outputs")) == sorted(node.name for node in nodes if CONV in node.input)


def test_inputs_lead_from_node_to_node(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", f"graphnode={CONV}")
    before = f"{BLOCK}/conv1/kernel/read"
    about(page, CONV).get_by_title(before, exact=True).click()
    expect(about(page, before)).to_be_visible()
    expect(page.get_by_role("treeitem", name="read", selected=True)).to_be_visible()
    expect_address(page, lambda view: f"graphnode={before}" in view and "graphopen=resnet,~6/stage1" in view)


def test_a_scope_amounts_to_its_nodes(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", f"graphnode={BLOCK}")
    nodes, measured = within(served.graph(), BLOCK), served.measured()
    spent = [measured[node.name] for node in nodes]
    expect(fact(page, BLOCK, "Operations")).to_have_text(str(len(nodes)))
    expect(fact(page, BLOCK, "Compute time")).to_have_text(written_time(sum(map(micros, spent))))
    held = sum(memory.peak_bytes for stats in spent for memory in stats.memory)
    expect(fact(page, BLOCK, "Memory")).to_have_text(f"{held / 1e6:.0f} MB")
    kinds = Counter(node.op for node in nodes)
    listed = dict(
        zip(*(about(page, BLOCK).locator(f"[data-kinds] {tag}").all_inner_texts() for tag in ("dd", "dt")), strict=True)
    )
    assert listed == {op: str(count) for op, count in kinds.items()}
    page.get_by_label("Session run").select_option("-")
    expect(fact(page, BLOCK, "Operations")).to_be_visible()
    expect(fact(page, BLOCK, "Compute time")).to_have_count(0)


def test_scopes_that_are_built_alike_lead_to_one_another(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "transformer", "graphopen=transformer&graphnode=transformer/layer_0")
    others = linked(page, "transformer/layer_0", "Built alike")
    assert others == [f"transformer/layer_{i}" for i in range(1, 6)]
    about(page, "transformer/layer_0").get_by_title("transformer/layer_3", exact=True).click()
    expect(about(page, "transformer/layer_3")).to_be_visible()
    expect(page.get_by_role("treeitem", name="layer_3", selected=True)).to_be_visible()


def test_names_and_operations_are_found(page: Page, served: Served, watch: Watch) -> None:
    nodes = served.graph().node
    scopes = {name[: cut.start()] for name in (node.name for node in nodes) for cut in re.finditer("/", name)}
    how_searched(page, "name", regex=True)
    found = [name for name in {*scopes, *(node.name for node in nodes)} if re.search("block[12]/conv1/Conv2D$", name)]
    expect(search(page, "block[12]/conv1/Conv2D$")).to_have_attribute("data-hits", str(len(found)))
    assert sorted(titles(page.locator("[data-part=Hits]"))) == sorted(found)
    how_searched(page, "op", regex=False)
    relus = [node.name for node in nodes if node.op == "Relu"]
    expect(search(page, "relu")).to_have_attribute("data-hits", str(len(relus)))
    expect(search(page, "no such thing")).to_have_attribute("data-hits", "0")
    how_searched(page, "name", regex=True)
    watch.allow("400")
    search(page, "block[")
    expect(page.get_by_role("alert")).to_contain_text("no regular expression")


def test_the_keys_go_from_hit_to_hit(page: Page, served: Served) -> None:
    page.keyboard.press("s")
    page.keyboard.type("Conv2D$")
    how_searched(page, "name", regex=True)
    convs = [node.name for node in served.graph().node if node.name.endswith("Conv2D")]
    expect(page.locator("[data-hits]")).to_have_attribute("data-hits", str(len(convs)))
    order = titles(page.locator("[data-part=Hits]"))
    field = page.get_by_label("Search nodes", exact=True)
    for name in (*order[:2], order[0]):
        field.press("Shift+Enter" if name == order[0] and about(page, order[1]).count() else "Enter")
        expect(about(page, name)).to_be_visible()
        expect(page.get_by_role("treeitem", selected=True)).to_have_attribute("data-node", name)
    expect(page.locator("[data-hits]")).to_have_text(f"1 of {len(convs)}")
    page.get_by_role("button", name="Previous hit").click()
    expect(about(page, order[-1])).to_be_visible()


def test_what_a_node_comes_from_is_traced(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", f"graphnode={CONV}")
    inputs = {node.name: [name.lstrip("^").partition(":")[0] for name in node.input] for node in served.graph().node}
    seen: set[str] = set()
    waiting = list(inputs[CONV])
    while waiting:
        if (name := waiting.pop()) not in seen:
            seen.add(name)
            waiting += inputs[name]
    page.get_by_role("button", name="Trace inputs").click()
    expect(page.locator("[data-traced]")).to_have_text(f"{len(seen)} nodes lead here")
    page.keyboard.press("o")
    expect(page.locator("[data-traced]")).to_contain_text("leads to")
    expect_address(page, lambda view: "graphtrace=both" in view)


def test_the_legend_counts_and_lights(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", "graphopen=resnet&graphcolour=op")
    legend = page.locator("[data-part=Legend]")
    expect(legend.get_by_role("button", name="MaxPool 1")).to_be_visible()
    legend.get_by_role("button", name="MaxPool 1").click()
    expect_address(page, lambda view: "graphlit=MaxPool" in view)
    expect(legend.get_by_role("button", name="MaxPool 1")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Colour by").select_option("time")
    measured = served.measured()
    tops = Counter[str]()
    for name, stats in measured.items():
        parts = name.split("/")
        tops["/".join(parts[:2]) if parts[0] == "resnet" else parts[0]] += micros(stats)
    expect(legend).to_contain_text(written_time(max(tops.values())))
    page.get_by_label("Session run").select_option("-")
    expect(legend).to_contain_text("Choose a session run")


def table(page: Page) -> list[list[str]]:
    """The rows of the table of operations that are in view."""
    rows = page.locator("[data-operation]")
    expect(rows.first).to_be_visible()
    return [row.locator("[role=rowheader], [role=gridcell]").all_inner_texts() for row in rows.all()]


def test_operations_are_summed_up_and_sorted(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", "graphtable=op")
    took, times, measured = Counter[str](), Counter[str](), served.measured()
    for node in served.graph().node:
        took[node.op] += micros(measured[node.name])
        times[node.op] += 1
    order = sorted(took, key=lambda op: (-took[op], op))
    rows = table(page)
    assert [row[0] for row in rows[:6]] == order[:6]
    share = 100 * took[order[0]] / sum(took.values())
    assert rows[0][1:3] == [str(times[order[0]]), f"{written_time(took[order[0]])} {f'{share:.0f}%':\u2007>5}"]
    page.locator("[data-column=nodes] button").click()
    expect(page.locator("[data-operation]").first).to_have_attribute("data-operation", times.most_common(1)[0][0])
    page.locator("[data-operation=Conv2D]").click()
    expect(page.locator("[data-hits]")).to_have_attribute("data-hits", str(times["Conv2D"]))


def test_operations_are_kept_as_a_file(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", "graphtable=node&graphsort=name")
    table(page)
    with page.expect_download() as kept:
        page.get_by_role("button", name="CSV").click()
    assert kept.value.suggested_filename == "operations_resnet_graph_step100.csv"
    with open(kept.value.path(), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    measured = served.measured()
    assert {row["Node"]: int(row["Time (µs)"]) for row in rows} == {
        name: micros(stats) for name, stats in measured.items()
    }
    assert [row["Node"] for row in rows] == sorted(measured)


def test_two_graphs_are_compared(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "wider", "graphwith=resnet|__run_graph__")
    here, there = ({node.name: node for node in served.graph(run).node} for run in ("wider", "resnet"))
    part = page.locator("[data-part=Differences]")
    added = sorted(here.keys() - there.keys())
    changed = [name for name in here.keys() & there.keys() if here[name] != there[name]]
    expect(part).to_contain_text(f"Only here {len(added)} nodes")
    expect(part).to_contain_text(f"Not the same {len(changed)} nodes")
    listed = [re.sub(r"/\((\w+)\)$", "", path) for path in titles(part.locator("[data-difference=changed]"))]
    assert sorted(listed) == sorted(changed)
    part.get_by_role("button", name="Show that one").click()
    expect(part).to_contain_text(f"Only there {len(added)} nodes")
    expect(page.get_by_label("Graph", exact=True)).to_have_value("resnet|__run_graph__")
    part.get_by_role("button", name="Stop comparing").click()
    expect(part).to_have_count(0)


def test_what_is_set_aside_comes_back(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address)
    aside = page.locator("[data-part='Set aside']")
    aside.get_by_role("button", name="Set aside").click()
    heading = aside.get_by_role("heading", level=3)
    before = int((heading.inner_text()).split()[-1])
    aside.get_by_role("button", name="Bring back: save").click()
    expect(aside).to_contain_text("Brought back 1")
    expect(heading).to_have_text(f"Set aside {before - 1}")
    expect_address(page, lambda view: "graphback=save" in view)
    again = open_page(page.url)
    again.locator("[data-part='Set aside']").get_by_role("button", name="Set aside").first.click()
    again.get_by_role("button", name="Set aside: save").click()
    expect_address(again, lambda view: "graphback" not in view)
    expect(again.get_by_role("button", name="Bring back: save")).to_be_visible()


def test_all_is_opened_and_closed(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", f"graphopen=resnet,~6/stage1&graphnode={BLOCK}")
    page.get_by_role("button", name=f"Expand all in {BLOCK}").click()
    inside = {node.name for node in within(served.graph(), BLOCK)}
    scopes = {name[: cut.start()] for name in inside for cut in re.finditer("/", name) if cut.start() >= len(BLOCK)}
    around = {"resnet", "resnet/stage1"}
    button = page.get_by_role("button", name=re.compile("^Collapse all"))
    expect(button).to_have_attribute("aria-label", f"Collapse all: {len(scopes | around)} open scopes")
    button.click()
    expect(page.get_by_role("button", name="Collapse all", exact=True)).to_be_disabled()
    expect_address(page, lambda view: "graphopen" not in view)


def test_the_address_holds_the_view(open_page: OpenPage, served: Served) -> None:
    parts = [
        f"graphopen=resnet,~6/stage1,~d/block1&graphnode={CONV}",
        "graphcolour=memory&graphfind=relu&graphby=op&graphtrace=inputs",
        "graphwith=wider|__run_graph__&graphtable=node&graphsort=name",
    ]
    page = shown(open_page, served.address, "resnet", *parts)
    expect(about(page, CONV)).to_be_visible()
    expect(page.get_by_label("Colour by")).to_have_value("memory")
    expect(page.get_by_label("Search nodes", exact=True)).to_have_value("relu")
    expect(page.locator("[data-traced]")).to_be_visible()
    expect(page.locator("[data-part=Differences]")).to_be_visible()
    expect(page.locator("[data-column=name]")).to_have_attribute("aria-sort", "ascending")
    wait_until(
        page,
        lambda: sorted(names(page, "[role=treeitem][aria-expanded=true]", "node")),
        lambda open_ones: open_ones == ["resnet", "resnet/stage1", BLOCK],
    )


def test_the_address_holds_from_where_it_is_seen(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", "graphopen=resnet,~6/stage1")
    block = page.get_by_role("treeitem", name="block1")
    box = box_of(block)
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.wheel(0, -400)
    expect_address(page, lambda view: "graphspot=" in view)
    near = steady(page, lambda: box_of(block))
    assert near["width"] > 1.2 * box["width"]
    again = open_page(expect_address(page, lambda view: "graphspot=" in view))
    there = steady(again, lambda: box_of(again.get_by_role("treeitem", name="block1")))
    assert there == pytest.approx(near, abs=1)
    choose = again.get_by_label("Graph", exact=True)
    choose.select_option(label="wider: graph")
    expect(again.get_by_role("treeitem", name="block1")).to_have_count(0)
    choose.select_option(label="resnet: graph")
    back = steady(again, lambda: box_of(again.get_by_role("treeitem", name="block1")))
    assert back == pytest.approx(near, abs=1)


def test_the_picture_is_kept(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", "graphopen=resnet,~6/stage1")
    expect(page.get_by_role("treeitem", name="block1")).to_be_visible()
    for form, begin in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        page.get_by_role("button", name="Save the picture").click()
        with page.expect_download() as kept:
            page.get_by_role("button", name=form, exact=True).click()
        data = Path(kept.value.path()).read_bytes()
        assert data.startswith(begin)
        if form == "SVG":
            words = set(re.findall(r">([^<>]+)<", data.decode()))
            assert {"resnet", "stem", "stage1", "block1", "stage2", "gradients", "train"} <= words
        page.keyboard.press("Escape")


def test_a_narrow_window_has_the_picture_first(open_page: OpenPage, served: Served) -> None:
    page = shown(open_page, served.address, "resnet", f"graphnode={CONV}", viewport={"width": 400, "height": 800})
    expect(about(page, CONV)).to_be_attached()
    picture, panel = (page.locator(selector).bounding_box() for selector in (".graph-scene", ".graph-panel"))
    assert picture and panel
    assert picture["height"] > 400
    assert panel["y"] >= picture["y"] + picture["height"] - 20
    sizes = "['html', 'main'].map((name) => document.querySelector(name)).map((e) => e.scrollWidth - e.clientWidth)"
    assert page.evaluate(sizes) == [0, 0]
    boxes = "[...document.querySelectorAll('.graph-bar *, .graph-panel *')].map((e) => e.getBoundingClientRect())"
    for name in ("How nodes are searched", "Compare with another graph", "Save the picture"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        assert max(page.evaluate(f"{boxes}.map((box) => box.right)")) <= 400
        assert min(page.evaluate(f"{boxes}.map((box) => box.left)")) >= 0
        page.keyboard.press("Escape")
