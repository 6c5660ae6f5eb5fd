"""Tensors: what no other tab shows is there as type, shape, statistics, numbers and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import attribute, expect_address

RNG = np.random.default_rng(0)
CUBE = RNG.normal(size=(3, 40, 50)).astype(np.float32)
STEPS = (0, 10, 20)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("tensors")
    for run in ("one", "two"):
        with SummaryWriter(logdir / run) as writer:
            for step in STEPS:
                writer.add_tensor("vector", np.arange(4, dtype=np.int64) + step, step)
            writer.add_tensor("cube", CUBE, 5)
            writer.add_tensor("words", np.array(["yes", "<b>no</b>"], object), 5)
    with serving(logdir) as command:
        yield command.address


def card(page: Page, tag: str) -> Locator:
    found = page.locator(attribute("data-card", tag))
    found.scroll_into_view_if_needed()
    return found


def block(page: Page, tag: str, run: str = "one") -> Locator:
    return card(page, tag).locator(attribute("data-tensor-run", run))


def cells(of: Locator) -> list[str]:
    expect(of.locator("td").first).to_be_visible()
    return of.locator("td").all_inner_texts()


def test_the_tab_is_there_and_shows_every_run(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect(page.locator("[data-tab=tensor]")).to_have_text("Tensors 3")
    for run in ("one", "two"):
        assert cells(block(page, "vector", run)) == ["20", "21", "22", "23"]
        expect(block(page, "vector", run)).to_contain_text("int64 [4]")


def test_statistics_are_those_of_the_whole(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=tensor")
    facts = block(page, "cube").locator(".tensor-facts")
    expect(facts).to_contain_text("float32 [3, 40, 50]")
    expect(facts).to_contain_text(f"… {CUBE.max():.4f}")
    expect(facts).to_contain_text(f"± {CUBE.astype('f8').std():.4f}"[:7])


def test_a_slice_and_a_window_of_it(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=tensor")
    cube = block(page, "cube")
    cube.get_by_label("Place along dimension 0, of 3").fill("2")
    cube.get_by_label("Place along dimension 0, of 3").press("Enter")
    cube.get_by_label("First row").fill("34")
    cube.get_by_label("First column").fill("44")
    expect(cube).to_contain_text("rows 34–39 of 40")
    expect(cube).to_contain_text("columns 44–49 of 50")
    expect(cube.locator("td").first).to_have_attribute("title", repr(float(CUBE[2, 34, 44])))
    expect(cube.locator("td").last).to_have_attribute("title", repr(float(CUBE[2, 39, 49])))


def test_the_picture_has_the_extremes_in_the_maps_ends(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=tensor")
    picture = block(page, "cube").locator("canvas")
    expect(picture).to_be_visible()
    pixel = """(canvas, [row, column]) => {
      const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
      const paper = copy.getContext("2d");
      paper.drawImage(canvas, 0, 0);
      return [...paper.getImageData(column, row, 1, 1).data];
    }"""
    low, high = (np.unravel_index(pick(CUBE[0]), CUBE[0].shape) for pick in (np.argmin, np.argmax))
    assert picture.evaluate(pixel, [int(at) for at in low]) == [0x44, 0x01, 0x54, 255]
    assert picture.evaluate(pixel, [int(at) for at in high]) == [0xFD, 0xE7, 0x25, 255]


def test_texts_are_texts(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=tensor")
    assert cells(block(page, "words")) == ["yes", "<b>no</b>"]
    expect(block(page, "words").locator("canvas")).to_have_count(0)


def test_the_slider_goes_back_in_time_and_the_address_keeps_it(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=tensor")
    slider = card(page, "vector").get_by_role("slider", name="Step")
    slider.fill("1")
    expect(block(page, "vector").locator("td").first).to_have_text("10")
    expect(block(page, "cube").locator(".run-head")).to_contain_text("step 5")
    link = f"{address}#{expect_address(page, lambda view: 'step=10' in view).partition('#')[2]}"
    again = open_page(link)
    expect(block(again, "vector", "two").locator("td").first).to_have_text("10")
    card(again, "vector").get_by_role("slider", name="Step").fill("2")
    expect_address(again, lambda view: "step=" not in view)


def test_cards_that_are_not_linked_go_their_own_way(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=tensor&unlinked=1&steps=tensor:vector:0")
    expect(block(page, "vector").locator("td").first).to_have_text("0")
    page.get_by_role("button", name="Linked steps").click()
    expect(block(page, "vector").locator("td").first).to_have_text("20")
    page.get_by_role("button", name="Linked steps").click()
    card(page, "vector").get_by_role("slider", name="Step").fill("0")
    expect(block(page, "vector").locator("td").first).to_have_text("0")
    expect_address(page, lambda view: "steps=tensor:vector:0" in view)


def test_new_steps_are_followed_until_the_slider_is_moved(open_page: OpenPage, tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "run") as writer, serving(tmp_path) as command:
        writer.add_tensor("v", np.array([0, 0]), 0)
        writer.add_tensor("v", np.array([1, 1]), 1)
        writer.flush()
        page = open_page(f"{command.address}#tab=tensor")
        first = block(page, "v", "run").locator("td").first
        expect(first).to_have_text("1")
        writer.add_tensor("v", np.array([2, 2]), 2)
        expect(first).to_have_text("2")
        card(page, "v").get_by_role("slider", name="Step").fill("0")
        expect(first).to_have_text("0")
        writer.add_tensor("v", np.array([3, 3]), 3)
        expect(card(page, "v").get_by_role("slider", name="Step")).to_have_attribute("max", "3")
        expect(first).to_have_text("0")
        page.get_by_role("button", name="Follow the newest step").click()
        expect(first).to_have_text("3")
