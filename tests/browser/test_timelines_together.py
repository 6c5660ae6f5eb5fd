"""Several timelines one above the other: added, aligned, told of, moved and taken away as a person does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.board.traces import write
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import box_of, expect_address

MILLISECOND = 1000  # of the microseconds that traces are written in
NOW = 1_790_000_000_000_000  # a moment of a clock, in microseconds
ROW = ".tl-row[data-row='t train main']"


def worker(late: float, names: str) -> list[dict[str, Any]]:
    """Slices of 20 ms with 20 ms between them, over 100 ms that begin so many milliseconds late; and a second thread."""
    events = [
        {
            "ph": "X",
            "name": name,
            "pid": "train",
            "tid": "main",
            "ts": NOW + (late + 40 * i) * MILLISECOND,
            "dur": 20_000,
        }
        for i, name in enumerate(names)
    ]
    begin = NOW + late * MILLISECOND
    return [*events, {"ph": "X", "name": "all", "pid": "train", "tid": "loader", "ts": begin, "dur": 100_000}]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("together")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        write(logdir / "one.trace.json", worker(0, "abc"))
        write(logdir / "two.trace.json", worker(50, "xyz"))
        write(logdir / "yesterday.trace.json", worker(-86_400_000, "pqr"))
        (logdir / "broken.trace.json").write_text(json.dumps("nothing"))
        with serving(logdir) as command:
            yield command.address


def picture(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def settled(page: Page, *titles: str) -> None:
    expect(page.locator(".tl-picture")).to_have_count(len(titles))
    for title in titles:
        expect(picture(page, title).locator("canvas[data-settled=true]")).to_be_visible()


def together(open_page: OpenPage, address: str, rest: str = "", **options: Any) -> Page:
    page = open_page(f"{address}#tab=timeline&timeline=file:one.trace.json&tlwith=file:two.trace.json{rest}", **options)
    settled(page, "one.trace.json", "two.trace.json")
    return page


def slices(page: Page, title: str, into: Path) -> list[float]:
    """Where slices of the first line of the main thread begin, as shares of the picture's width."""
    canvas = picture(page, title).locator("canvas")
    page.mouse.move(1, 1)
    canvas.screenshot(path=into / "a.png")
    pixels = np.asarray(Image.open(into / "a.png").convert("RGB")).astype(int)
    row, box = box_of(picture(page, title).locator(ROW)), box_of(canvas)
    line = pixels[int(row["y"] - box["y"]) + 5]
    ground = pixels[-4, len(line) // 2 + 4]
    coloured = (np.abs(line - ground).sum(axis=1) > 60).astype(int)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], coloured, [0]])))
    return [a / len(line) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 20]


def click(page: Page, title: str, share: float) -> None:
    """Where the main thread's slices are, at a share of the width."""
    place = picture(page, title).locator(ROW)
    place.scroll_into_view_if_needed()
    box, row = box_of(picture(page, title).locator("canvas")), box_of(place)
    page.mouse.click(box["x"] + share * box["width"], row["y"] + 10)


def test_others_are_put_beneath_the_first_and_taken_away(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=timeline&timeline=file:one.trace.json")
    settled(page, "one.trace.json")
    page.get_by_role("button", name="Others beneath it").click()
    page.get_by_role("checkbox", name="two.trace.json").check()
    settled(page, "one.trace.json", "two.trace.json")
    page.get_by_role("checkbox", name="yesterday.trace.json").check()
    settled(page, "one.trace.json", "two.trace.json", "yesterday.trace.json")
    expect(page.get_by_role("dialog")).to_contain_text("more than an hour apart")
    again = open_page(expect_address(page, lambda kept: "tlwith=file:two.trace.json,file:yesterday" in kept))
    settled(again, "one.trace.json", "two.trace.json", "yesterday.trace.json")
    again.get_by_role("button", name="Take one.trace.json away").click()
    settled(again, "two.trace.json", "yesterday.trace.json")
    expect(again.get_by_role("combobox", name="Timeline")).to_have_value("file:two.trace.json")
    again.get_by_role("button", name="Take yesterday.trace.json away").click()
    expect(again.locator(".tl-picture")).to_have_count(1)
    expect(again.get_by_role("button", name="Take two.trace.json away")).to_have_count(0)


def test_they_are_aligned_by_their_starts_or_by_the_clock(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    page = together(open_page, address)
    assert slices(page, "one.trace.json", tmp_path) == pytest.approx([0, 0.4, 0.8], abs=0.01)
    assert slices(page, "two.trace.json", tmp_path) == pytest.approx([0, 0.4, 0.8], abs=0.01)
    page.get_by_role("button", name="Others beneath it").click()
    page.get_by_role("radio", name="The clock").click()
    page.keyboard.press("Escape")
    expect_address(page, lambda kept: "tlalign=clock" in kept)
    settled(page, "one.trace.json", "two.trace.json")
    # From the first's beginning to the second's end there are 150 ms.
    assert slices(page, "one.trace.json", tmp_path) == pytest.approx([0, 40 / 150, 80 / 150], abs=0.01)
    assert slices(page, "two.trace.json", tmp_path) == pytest.approx([50 / 150, 90 / 150, 130 / 150], abs=0.01)


def test_they_share_one_stretch_of_time(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    page = together(open_page, address, "&tlview=0:100000000")
    picture(page, "two.trace.json").locator("canvas").focus()
    page.keyboard.press("d")
    expect_address(page, lambda kept: "tlview=15000000:115000000" in kept)
    settled(page, "one.trace.json", "two.trace.json")
    for title in ("one.trace.json", "two.trace.json"):
        assert slices(page, title, tmp_path)[1:] == pytest.approx([0.25, 0.65], abs=0.01)


def test_a_click_tells_of_the_one_that_was_clicked(open_page: OpenPage, address: str) -> None:
    page = together(open_page, address, "&tlalign=clock")
    click(page, "two.trace.json", 95 / 150)
    expect(page.locator(".tl-pane h3")).to_have_text("y")
    expect(page.locator(".tl-panes header")).to_contain_text("Of two.trace.json")
    page.get_by_role("textbox", name="Find slices by name").fill("x")
    expect(page.locator(".tl-found")).to_have_text("1 hits")
    again = open_page(expect_address(page, lambda kept: "tlslice=" in kept and "tltold=file:two" in kept))
    expect(again.locator(".tl-pane h3")).to_have_text("y")
    settled(again, "one.trace.json", "two.trace.json")
    click(again, "one.trace.json", 45 / 150)
    expect(again.locator(".tl-pane h3")).to_have_text("b")
    expect(again.locator(".tl-found")).to_have_text("no hit")
    again.get_by_role("radio", name="Table").click()
    expect(again.locator(".tl-pane .tl-table tbody td:first-child")).to_have_text(["all", "a", "b", "c"])
    again.get_by_role("button", name="two.trace.json", exact=True).click()
    expect(again.locator(".tl-pane .tl-table tbody td:first-child")).to_have_text(["all", "x", "y", "z"])


def test_what_is_seen_stays_when_the_first_is_taken_away(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    page = together(open_page, address, "&tlalign=clock&tlview=50000000:150000000")
    before = slices(page, "two.trace.json", tmp_path)
    page.get_by_role("button", name="Take one.trace.json away").click()
    kept = expect_address(page, lambda kept: "tlwith" not in kept)
    seen = [float(end) for end in kept.split("tlview=")[1].split("&")[0].split(":")]
    # Moments of today's clock are told to a quarter of a microsecond.
    assert seen == pytest.approx([0, 100_000_000], abs=256)
    expect(page.locator(".tl-frame canvas[data-settled=true]")).to_have_count(1)
    assert slices(page, "two.trace.json", tmp_path) == pytest.approx(before, abs=0.01)


def test_one_that_is_broken_leaves_the_others(open_page: OpenPage, address: str, watch: Watch) -> None:
    watch.allow("422")
    page = open_page(f"{address}#tab=timeline&timeline=file:one.trace.json&tlwith=file:broken.trace.json")
    expect(picture(page, "broken.trace.json").get_by_role("alert")).to_contain_text("is no timeline")
    expect(picture(page, "one.trace.json").locator("canvas[data-settled=true]")).to_be_visible()


def test_rows_are_moved_within_their_process(open_page: OpenPage, address: str) -> None:
    page = together(open_page, address)
    names = picture(page, "one.trace.json").locator(".tl-row .name")
    expect(names).to_have_text(["train", "loader", "main"])
    picture(page, "one.trace.json").get_by_role("button", name="More about main").click()
    page.get_by_role("menuitem", name="Move up").click()
    expect(names).to_have_text(["train", "main", "loader"])
    again = open_page(expect_address(page, lambda kept: "tlorder=" in kept))
    expect(picture(again, "one.trace.json").locator(".tl-row .name")).to_have_text(["train", "main", "loader"])
    expect(picture(again, "two.trace.json").locator(".tl-row .name")).to_have_text(["train", "main", "loader"])
    picture(page, "one.trace.json").get_by_role("button", name="More about main").click()
    page.get_by_role("menuitem", name="Move down").click()
    expect(names).to_have_text(["train", "loader", "main"])
    expect_address(page, lambda kept: "tlorder=" not in kept)


def test_they_are_of_use_on_a_narrow_screen(open_page: OpenPage, address: str) -> None:
    page = together(open_page, address, viewport={"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    click(page, "two.trace.json", 0.45)
    expect(page.locator(".tl-pane h3")).to_have_text("y")
