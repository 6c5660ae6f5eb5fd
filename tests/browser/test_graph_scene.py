"""The picture of a graph: what is seen of it, held against TensorBoard's messages of the same logs, and how it is moved."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect
from tensorboard.compat.proto.graph_pb2 import GraphDef

from summary import FileWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.graphs import graph_of, write_models
from tests.browser.looking import attribute, box_of, steady, wait_until

SVG = "{http://www.w3.org/2000/svg}"
BLOCK = "resnet/stage1/block1"
CROWD = 2_500
ODD = ("a/<script>alert(1)", "a/模型 𝛼", "a/" + "long_" * 200 + "end", "a/\u202eabc", "a/\"&'", "a/b c")


class Box(NamedTuple):
    """A node where it is drawn, in pixels of the window."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Box) -> bool:
        return self.left <= other.left and self.right >= other.right and self.top < other.top < self.bottom

    def meets(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0 and min(self.bottom, other.bottom) - max(self.top, other.top) > 0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    logdir = write_models(tmp_path_factory.mktemp("graphs"))
    write(logdir / "odd", {"a/x": ["a/z", "a/x"], "a/y": ["a/x"], "a/z": ["a/y"], **{name: ["a/x"] for name in ODD}})
    write(logdir / "one", {"lonely": []})
    write(logdir / "crowd", {f"all/{'abcdefg'[i % 7]}{i * 7919 % 100_003:x}q": [] for i in range(CROWD)})
    write(logdir / "deep", {"/".join(f"d{i}" for i in range(60)): []})
    with serving(logdir) as command:
        yield command.address, logdir


def write(run: Path, inputs: dict[str, list[str]]) -> None:
    graph = GraphDef()
    for name, sources in inputs.items():
        graph.node.add(name=name, op="Relu", input=sources)
    with FileWriter(str(run)) as writer:
        writer.add_graph(graph_def=graph)


def shown(open_page: OpenPage, served: tuple[str, Path], run: str, opened: str = "", **options: object) -> Page:
    page = open_page(f"{served[0]}#tab=graphs&graph={run}|__run_graph__&graphopen={opened}", **options)
    expect(page.get_by_role("treeitem").first).to_be_visible()
    return page


@pytest.fixture
def page(served: tuple[str, Path], open_page: OpenPage) -> Page:
    return shown(open_page, served, "resnet")


def node(page: Page, path: str) -> Locator:
    return page.get_by_role("tree").locator(attribute("data-node", path))


def boxes(page: Page) -> dict[str, Box]:
    """The nodes that are seen, once nothing moves."""
    script = """() => Object.fromEntries([...document.querySelectorAll("[role=treeitem]")].map((item) => {
      const { left, top, right, bottom } = item.getBoundingClientRect();
      return [item.dataset.node, [left, top, right, bottom].map((n) => Math.round(n * 100) / 100)];
    }))"""
    expect(page.locator("canvas.graph-picture")).to_have_attribute("data-rest", "yes")
    found: dict[str, list[float]] = steady(page, lambda: page.evaluate(script))
    return {path: Box(*box) for path, box in found.items()}


def head(box: Box) -> tuple[float, float]:
    """The upper middle, which stays where it is as a scope opens."""
    return (box.left + box.right) / 2, box.top


def opened(page: Page, path: str, expanded: bool = True) -> dict[str, Box]:
    expect(node(page, path)).to_have_attribute("aria-expanded", str(expanded).lower())
    return boxes(page)


def twice(page: Page, path: str) -> None:
    box = boxes(page)[path]
    page.mouse.dblclick(head(box)[0], box.top + 5)


def kept(page: Page, form: str) -> bytes:
    page.get_by_role("button", name="Save the picture").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=form, exact=True).click()
    page.keyboard.press("Escape")
    return Path(download.value.path()).read_bytes()


def chosen(page: Page) -> list[str]:
    script = "() => [...document.querySelectorAll('[role=treeitem][aria-selected=true]')].map((e) => e.dataset.node)"
    found: list[str] = page.evaluate(script)
    return found


def differs_from(before: list[str]) -> Callable[[list[str]], bool]:
    return lambda now: bool(now) and now != before


def test_no_node_lies_over_another(open_page: OpenPage, served: tuple[str, Path]) -> None:
    page = shown(
        open_page,
        served,
        "resnet",
        ",".join(path.replace("/", "%2F") for path in ("resnet", "resnet/stage1", BLOCK, f"{BLOCK}/conv1", "train")),
    )
    expect(node(page, f"{BLOCK}/conv1/Conv2D")).to_be_attached()
    page.get_by_role("button", name="Show all (0)").click()
    found = boxes(page)
    assert len(found) >= 25
    for (path, box), (other_path, other) in combinations(found.items(), 2):
        if other_path.startswith(f"{path}/"):
            assert box.holds(other), f"{other_path} is not inside of {path}"
        elif not path.startswith(f"{other_path}/"):
            assert not box.meets(other), f"{path} lies over {other_path}"


def sources_of(name: str, graph: GraphDef) -> set[str]:
    found = next(one for one in graph.node if one.name == name)
    return {source.split(":")[0] for source in found.input if not source.startswith("^")}


@pytest.mark.parametrize("scope", ["transformer", "transformer/layer_0", "transformer/layer_0/attention"])
def test_data_runs_downwards(open_page: OpenPage, served: tuple[str, Path], scope: str) -> None:
    series = "transformer,transformer%2Flayer_[0…5]"
    page = shown(open_page, served, "transformer", f"{series},transformer%2Flayer_0,{scope.replace('/', '%2F')}")
    expect(node(page, scope)).to_have_attribute("aria-expanded", "true")
    page.get_by_role("button", name="Show all (0)").click()
    found = boxes(page)
    depth = scope.count("/") + 2
    below = 0
    for one in graph_of(served[1] / "transformer").node:
        target = "/".join(one.name.split("/")[:depth])
        for source in one.input:
            feeds = "/".join(source.removeprefix("^").split(":")[0].split("/")[:depth])
            both = {feeds, target} <= found.keys() and all(path.startswith(f"{scope}/") for path in (feeds, target))
            if both and feeds != target and not source.startswith("^"):
                assert found[feeds].bottom < found[target].top, f"{feeds} feeds {target}"
                below += 1
    assert below > 5


def test_edges_never_turn_back(open_page: OpenPage, served: tuple[str, Path]) -> None:
    page = shown(open_page, served, "transformer", "transformer")
    expect(node(page, "transformer/logits")).to_be_attached()
    drawing = ElementTree.fromstring(kept(page, "SVG"))
    edges = [path.get("d", "") for path in drawing.iter(f"{SVG}path") if "C" in path.get("d", "")]
    assert len(edges) > 10
    for edge in edges:
        heights = [float(part[-1]) for part in (one.split() for one in re.findall(r"[MVC]([^MVC]+)", edge))]
        assert all(a <= b + 0.02 for a, b in pairwise(heights)), edge


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_what_is_opened_stays_where_it_is(open_page: OpenPage, served: tuple[str, Path], motion: str) -> None:
    page = shown(open_page, served, "resnet", reduced_motion=motion)
    before = boxes(page)["resnet"]
    twice(page, "resnet")
    after = opened(page, "resnet")
    assert head(after["resnet"]) == pytest.approx(head(before), abs=1)
    assert after["resnet"].bottom > before.bottom + 100
    twice(page, "resnet/stage1")
    inner = opened(page, "resnet/stage1")
    assert head(inner["resnet/stage1"]) == pytest.approx(head(after["resnet/stage1"]), abs=1)
    twice(page, "resnet")
    closed = opened(page, "resnet", expanded=False)
    assert head(closed["resnet"]) == pytest.approx(head(inner["resnet"]), abs=1)
    assert "resnet/stage1" not in closed


def test_the_sign_opens_and_closes(page: Page) -> None:
    box = boxes(page)["resnet"]
    page.mouse.click(box.right - 9, (box.top + box.bottom) / 2)
    opened(page, "resnet")
    page.get_by_role("button", name="Show all (0)").click()
    box = boxes(page)["resnet"]
    page.mouse.click(box.right - 6, box.top + 6)
    opened(page, "resnet", expanded=False)


def test_a_click_chooses_and_one_beside_lets_go(page: Page) -> None:
    box = boxes(page)["loss"]
    page.mouse.click(box.left + 8, (box.top + box.bottom) / 2)
    expect(node(page, "loss")).to_have_attribute("aria-selected", "true")
    expect(page.locator(attribute("data-about", "loss"))).to_be_visible()
    page.mouse.click(box.left - 60, box.bottom + 200)
    expect(node(page, "loss")).to_have_attribute("aria-selected", "false")


def test_keys_go_along_the_data(page: Page, served: tuple[str, Path]) -> None:
    graph = graph_of(served[1] / "resnet")
    tree = page.get_by_role("tree")
    tree.focus()
    way = []
    for key in ("Home", "ArrowDown", "ArrowDown", "ArrowDown"):
        before = chosen(page)
        page.keyboard.press(key)
        way += wait_until(page, lambda: chosen(page), differs_from(before))
    assert way[0] == "input"
    for upper, lower in pairwise(way):
        inner = (one for one in graph.node if one.name.startswith(f"{lower}/"))
        assert any(source.lstrip("^").startswith(f"{upper}/") for one in inner for source in one.input)
    page.keyboard.press("Escape")
    wait_until(page, lambda: chosen(page), lambda now: not now)


def test_keys_open_and_go_in_and_out(page: Page) -> None:
    page.get_by_role("tree").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    wait_until(page, lambda: chosen(page), lambda now: now == ["resnet"])
    page.keyboard.press("Enter")
    opened(page, "resnet")
    page.keyboard.press("ArrowDown")
    wait_until(page, lambda: chosen(page), lambda now: now == ["resnet/stem"])
    page.keyboard.press("ArrowUp")
    wait_until(page, lambda: chosen(page), lambda now: now == ["resnet"])
    page.keyboard.press("Enter")
    opened(page, "resnet", expanded=False)


def test_the_last_wish_holds(page: Page) -> None:
    page.get_by_role("tree").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    for _ in range(7):
        page.keyboard.press("Enter")
    assert "resnet/stem" in opened(page, "resnet")


def test_the_wheel_zooms_at_the_pointer(page: Page) -> None:
    before = boxes(page)["loss"]
    page.mouse.move(*head(before))
    page.mouse.wheel(0, -300)
    after = wait_until(page, lambda: boxes(page)["loss"], lambda now: now != before)
    assert head(after) == pytest.approx(head(before), abs=1)
    assert after.right - after.left > 1.3 * (before.right - before.left)
    page.mouse.down()
    page.mouse.move(head(after)[0] + 70, head(after)[1] + 40)
    page.mouse.up()
    assert head(boxes(page)["loss"]) == pytest.approx((head(after)[0] + 70, head(after)[1] + 40), abs=1)
    assert chosen(page) == []


def test_the_map_moves_the_view(page: Page) -> None:
    small = page.locator(".graph-map")
    expect(small).to_have_count(0)
    page.get_by_role("tree").focus()
    for _ in range(6):
        page.keyboard.press("+")
    expect(small).to_be_visible()
    before, frame = boxes(page), box_of(page.locator(".graph-frame"))
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 20)
    page.mouse.up()
    after = boxes(page)
    path = next(path for path in before if path in after)
    assert after[path].top > before[path].top + 20
    assert box_of(page.locator(".graph-frame"))["y"] < frame["y"] - 5
    page.keyboard.press("0")
    expect(small).to_have_count(0)


def accented(page: Page, top: float, bottom: float) -> int:
    """Rows of the picture, between two heights of the window, with something in the accent colour."""
    script = """([top, bottom]) => {
      const canvas = document.querySelector("canvas.graph-picture");
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      const begin = Math.ceil(top - canvas.getBoundingClientRect().top);
      const { data, width } = copy.getImageData(0, begin, canvas.width, Math.floor(bottom - top));
      const rows = new Set();
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 200 && data[i + 2] - data[i] > 100) rows.add(Math.floor(i / 4 / width));
      return rows.size;
    }"""
    found: int = page.evaluate(script, [top, bottom])
    return found


def test_the_pointer_lights_up_edges_and_names_the_node(page: Page) -> None:
    found = boxes(page)
    box, above = found["loss"], found["resnet"]
    # The edge between the two, beyond the rings around them; a label alone fills no such height.
    gap = above.bottom + 4, box.top - 4
    assert accented(page, *gap) == 0
    page.mouse.move(box.left + 10, box.top + 8)
    expect(page.get_by_role("tooltip")).to_contain_text("scope of")
    wait_until(page, lambda: accented(page, *gap), lambda rows: rows >= int(gap[1] - gap[0]) - 1)
    page.mouse.move(box.left - 200, box.top - 20)
    wait_until(page, lambda: accented(page, *gap), lambda rows: rows == 0)


def test_the_kept_picture_is_whole(open_page: OpenPage, served: tuple[str, Path]) -> None:
    page = shown(open_page, served, "odd", "a")
    expect(node(page, "a/x")).to_be_attached()
    drawing = ElementTree.fromstring(kept(page, "SVG"))
    titles = {title.text for title in drawing.iter(f"{SVG}title")}
    assert {"a", "a/x", "a/y", "a/z", *ODD} <= titles
    texts = {text.text for text in drawing.iter(f"{SVG}text")}
    assert {"x", "y", "z", "模型 𝛼", "\"&'", "b c", "·abc"} <= texts
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= {
        *("svg", "g", "rect", "path", "polygon", "text", "title"),
    }
    # Twice as many pixels as the drawing is wide and high.
    size = struct.unpack(">2I", kept(page, "PNG")[16:24])
    assert size == pytest.approx([2 * float(drawing.get(side, "")) for side in ("width", "height")], abs=2)


def test_a_cycle_and_an_edge_to_itself_are_drawn(open_page: OpenPage, served: tuple[str, Path]) -> None:
    page = shown(open_page, served, "odd", "a")
    expect(node(page, "a/x")).to_be_attached()
    found = boxes(page)
    assert found["a/x"].bottom < found["a/y"].top < found["a/z"].top


def test_a_node_alone_is_drawn(open_page: OpenPage, served: tuple[str, Path]) -> None:
    page = shown(open_page, served, "one")
    assert list(boxes(page)) == ["lonely"]


def test_a_crowd_is_drawn_and_answers(open_page: OpenPage, served: tuple[str, Path]) -> None:
    page = shown(open_page, served, "crowd")
    twice(page, "all")
    expect(page.locator("canvas.graph-picture")).to_have_attribute("data-nodes", str(CROWD + 1))
    page.get_by_role("button", name="Show all (0)").click()
    all_of_it = boxes(page)["all"]
    assert 0.5 < (all_of_it.right - all_of_it.left) / (all_of_it.bottom - all_of_it.top) < 5
    twice(page, "all")
    expect(page.locator("canvas.graph-picture")).to_have_attribute("data-nodes", "1")


def test_a_deep_path_opens_at_once(open_page: OpenPage, served: tuple[str, Path]) -> None:
    paths = ["/".join(f"d{i}" for i in range(depth)) for depth in range(1, 60)]
    page = shown(open_page, served, "deep", ",".join(path.replace("/", "%2F") for path in paths))
    expect(page.locator("canvas.graph-picture")).to_have_attribute("data-nodes", "60")
    page.get_by_role("button", name="Show all (0)").click()
    found = boxes(page)
    for outer, inner in pairwise(paths):
        assert found[outer].holds(found[inner])
