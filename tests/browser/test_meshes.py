"""Meshes: drawn, turned, stepped, and what does not fit is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import attribute, colour_of, run_row, wait_until

SQUARE = np.array([[[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]], np.float32)
FACES = np.array([[[0, 1, 2], [0, 2, 3]]])
GREEN = np.tile(np.array([0, 200, 0]), (1, 4, 1))

INK = """(canvas) => {
  const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
  const paper = copy.getContext("2d", { willReadFrequently: true });
  paper.drawImage(canvas, 0, 0);
  const { data } = paper.getImageData(0, 0, canvas.width, canvas.height);
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (!data[i + 3]) continue;
    for (let k = 0; k < 3; k++) sum[k] += data[i + k];
    sum[3]++;
  }
  return [...sum.slice(0, 3).map((part) => part / sum[3]), sum[3]];
}"""


@pytest.fixture(autouse=True)
def _without_a_graphics_card(watch: Watch) -> None:
    """There the browser reads pictures back to put the page together, and its driver complains."""
    watch.allow("GPU stall due to ReadPixels")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("meshes")
    with SummaryWriter(logdir / "green") as writer:
        writer.add_mesh("square", SQUARE, colors=GREEN, faces=FACES, global_step=0)
        writer.add_mesh("square", SQUARE[:, :3], colors=GREEN[:, :3], faces=FACES, global_step=1)
    with SummaryWriter(logdir / "plain") as writer:
        writer.add_mesh("square", SQUARE, faces=FACES, global_step=0)
        writer.add_mesh("cloud", np.random.default_rng(0).normal(size=(2, 500, 3)), global_step=0)
    with serving(logdir) as command:
        yield command.address


def picture(page: Page, tag: str, run: str) -> Locator:
    found = page.locator(f"{attribute('data-card', tag)} {attribute('data-mesh-run', run)} canvas[data-drawn]")
    found.scroll_into_view_if_needed()
    return found


def ink(of: Locator) -> list[float]:
    """Mean red, green and blue of what is drawn, and how many pixels that is."""
    found: list[float] = wait_until(of.page, lambda: of.evaluate(INK), lambda seen: seen[3] > 0)
    return found


def test_a_card_a_mesh_not_a_tensor(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect(page.locator("[data-tab=mesh]")).to_have_text("Meshes 2")
    expect(page.get_by_role("heading", name="square")).to_be_visible()
    expect(page.locator(attribute("data-mesh-run", "plain")).first).to_contain_text("500 vertices")


def test_colours_are_the_vertices_or_the_runs(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=mesh&step=0")
    red, green, blue, _ = ink(picture(page, "square_VERTEX", "green"))
    assert red == blue == 0 and green > 60
    seen = np.array(ink(picture(page, "square_VERTEX", "plain"))[:3])
    wanted = np.array(colour_of(run_row(page, "plain"))[:3])
    # Light makes it darker, and leaves the hue.
    np.testing.assert_allclose(seen / seen.max(), wanted / wanted.max(), atol=0.05)


def test_turning_one_turns_all_runs(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=mesh&step=0")
    mine, other = (picture(page, "square_VERTEX", run) for run in ("green", "plain"))
    before = ink(other)[3]
    mine.focus()
    for _ in range(8):
        mine.press("ArrowLeft")
    # Seen from its edge a square is small.
    wait_until(page, lambda: ink(other)[3], lambda pixels: pixels < 0.9 * before)
    mine.press("0")
    wait_until(page, lambda: ink(other)[3], lambda pixels: pixels == before)
    mine.press("+")
    wait_until(page, lambda: ink(other)[3], lambda pixels: pixels > 1.2 * before)


def test_steps_and_what_does_not_fit(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=mesh&step=0")
    whole = ink(picture(page, "square_VERTEX", "green"))[3]
    page.locator(attribute("data-card", "square_VERTEX")).get_by_role("slider", name="Step").fill("1")
    block = page.locator(f"{attribute('data-card', 'square_VERTEX')} {attribute('data-mesh-run', 'green')}")
    expect(block).to_contain_text("3 vertices, 1 face")
    expect(block).to_contain_text("1 faces name vertices that are not there; they are left out.")
    wait_until(page, lambda: ink(block.locator("canvas"))[3], lambda pixels: pixels != whole)


def test_items_of_a_batch(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=mesh")
    cloud = picture(page, "cloud_VERTEX", "plain")
    before = ink(cloud)
    item = page.locator(attribute("data-card", "cloud_VERTEX")).get_by_label("item")
    item.fill("1")
    item.press("Enter")
    wait_until(page, lambda: ink(cloud), lambda seen: seen != before)
