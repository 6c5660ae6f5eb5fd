"""The Histograms tab: buckets as they were logged, in every mode, live, by pointer and keyboard."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.histogram_looking import (
    along_bottom,
    at_left,
    expect_logged,
    picture,
    pixel_of,
    shares,
    told,
    value_at,
)
from tests.browser.looking import (
    attribute,
    box_of,
    colour_of,
    expect_address,
    run_row,
    settle,
    switch_run,
    tip,
    wait_until,
)

GOLDEN = Path(__file__).parents[1] / "golden"
BINS = 20
STEPS = range(0, 500, 100)
MANY = 300


def logged(run: str, step: int) -> np.ndarray:
    """A bell that widens; another one for each run."""
    rng = np.random.default_rng([step, len(run)])
    return rng.normal(len(run), 1 + step / 400, 4000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("histograms")
    for run in ("a", "bb"):
        with SummaryWriter(logdir / run) as writer:
            for step in STEPS:
                writer.add_histogram("bell", logged(run, step), step, bins=BINS, walltime=1_700_000_000.0 + 36 * step)
    with SummaryWriter(logdir / "a") as writer:
        for step in range(MANY):
            writer.add_histogram("many", np.full(10, float(step)), step, bins=[-1, 0, *range(step, step + 2)])
        writer.add_histogram("odd/empty", np.zeros(0), 0)
        writer.add_histogram("odd/single", np.full(50, 12.0), 0)
        writer.add_histogram("odd/huge", np.array([0.0, 1.0, 2.0, 1.7e308, -1.7e308]), 0)
        writer.add_histogram_raw("odd/nan", 0, 2, 12, float("nan"), 0, [1.0, 2.0], [4, 5], 0)
    with serving(logdir) as command:
        yield command.address


def opened(open_page: OpenPage, address: str, **parts: str) -> Page:
    rest = "".join(f"&{name}={text}" for name, text in parts.items())
    return open_page(f"{address}#tab=histograms{rest}")


def only(open_page: OpenPage, address: str, **parts: str) -> Page:
    """The page with run a alone."""
    return opened(open_page, address, runs="none", on="a", **parts)


@pytest.mark.parametrize("across", [0.3, 0.5, 0.7, 0.9])
def test_the_tooltip_tells_the_bucket_under_the_pointer(open_page: OpenPage, address: str, across: float) -> None:
    page = only(open_page, address, histograms="single")
    drawn = picture(page, "bell")
    x, y = shares(drawn, across, 0.6)
    page.mouse.move(x, y)
    row = told(page)["a"]
    assert row.step == STEPS[-1]
    expect_logged(row, logged("a", row.step), BINS)
    labels = along_bottom(drawn)
    pixel = abs(value_at(labels, 1) - value_at(labels, 0))
    assert row.low - pixel <= value_at(labels, x) <= row.high + pixel


def test_the_hovered_ridge_lights_up_and_a_line_marks_its_bucket(open_page: OpenPage, address: str) -> None:
    page = only(open_page, address)
    drawn = picture(page, "bell")
    steps = at_left(drawn)
    low = float(logged("a", 200).min())
    page.mouse.move(pixel_of(along_bottom(drawn), low) + 3, pixel_of(steps, 200))
    row = told(page)["a"]
    assert row.step == 200
    expect_logged(row, logged("a", 200), BINS)
    lit, line = box_of(drawn.locator(".lit.hovered")), box_of(drawn.locator(".marker"))
    assert abs(lit["y"] + lit["height"] - pixel_of(steps, 200)) < 3, "its foot stands at its step"
    middle = pixel_of(along_bottom(drawn), (row.low + row.high) / 2)
    assert abs(line["x"] + line["width"] / 2 - middle) < 2
    page.mouse.move(5, 5)
    expect(tip(page)).to_have_count(0)
    expect(drawn.locator(".lit.hovered")).to_have_count(0)


@pytest.mark.parametrize(
    ("axis", "first", "last"),
    [("Step", "0", "400"), ("Relative", "0", "4h"), ("Wall", "15 Nov", "02:00")],
)
def test_time_is_steps_hours_or_the_clock(open_page: OpenPage, address: str, axis: str, first: str, last: str) -> None:
    page = only(open_page, address, tags="bell")
    drawn = picture(page, "bell")
    page.get_by_role("radio", name=axis, exact=True).click()
    labels = drawn.locator(".axes text[text-anchor=end]")
    expect(labels.first).to_have_text(first)
    expect(labels.last).to_have_text(last)
    ridges = drawn.locator(".ridge")
    expect(ridges).to_have_count(len(STEPS))
    feet = [box_of(ridges.nth(i))["y"] + box_of(ridges.nth(i))["height"] for i in range(len(STEPS))]
    np.testing.assert_allclose(np.diff(feet), np.diff(feet).mean(), atol=1.5)


def test_every_step_is_a_ridge_in_the_colour_of_its_run(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    drawn = picture(page, "bell")
    expect(drawn).to_have_attribute("data-drawn", f"{2 * len(STEPS)} of {2 * len(STEPS)}")
    for run in ("a", "bb"):
        ridges = drawn.locator(f"{attribute('data-of', run)} .ridge")
        expect(ridges).to_have_count(len(STEPS))
        newest = ridges.last.evaluate("path => getComputedStyle(path).stroke")
        assert tuple(map(int, re.findall(r"\d+", newest))) == colour_of(run_row(page, run))
    switch_run(page, "bb")
    expect(drawn).to_have_attribute("data-drawn", f"{len(STEPS)} of {len(STEPS)}")


def test_runs_share_axes_or_have_their_own(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address, histograms="single")
    drawn = picture(page, "bell")
    expect(drawn.locator("[data-plot]")).to_have_text(["a", "bb"])
    page.get_by_role("button", name="Runs together").click()
    expect(drawn.locator("[data-plot]")).to_have_count(0)
    settle(page)
    page.mouse.move(*shares(drawn, 0.6, 0.5))
    rows = told(page)
    assert set(rows) == {"a", "bb"}, "both at the pointer"
    for run, row in rows.items():
        expect_logged(row, logged(run, row.step), BINS)
    expect_address(page, lambda text: "histogramruns=together" in text)


def test_the_mode_is_kept_in_the_address_and_in_the_browser(open_page: OpenPage, address: str) -> None:
    page = only(open_page, address)
    picture(page, "bell")
    page.get_by_role("radio", name="Overlay").click()
    url = expect_address(page, lambda text: "histograms=overlay" in text)
    ridge = picture(page, "bell").locator(".ridge").first
    assert ridge.evaluate("path => getComputedStyle(path).fill") == "none"
    again = page.context.new_page()
    again.goto(f"{address}#tab=histograms")
    expect(again.get_by_role("radio", name="Overlay")).to_be_checked()
    again.get_by_role("radio", name="Overlay").press("ArrowRight")
    expect(again.get_by_role("radio", name="Heat map")).to_be_checked()
    again.goto("about:blank")
    again.goto(url)
    expect(again.get_by_role("radio", name="Overlay")).to_be_checked()


DARKNESS = """(drawn, places) => {
  const canvas = drawn.querySelector("canvas");
  const box = canvas.getBoundingClientRect();
  const ctx = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  ctx.drawImage(canvas, 0, 0);
  return places.map(([x, y]) => {
    const [r, g, b, a] = ctx.getImageData((x - box.left) * devicePixelRatio, (y - box.top) * devicePixelRatio, 1, 1).data;
    return (255 - (r + g + b) / 3) * a / 255;
  });
}"""


def darkness(drawn: Locator, places: list[tuple[float, float]]) -> list[float]:
    found: list[float] = drawn.evaluate(DARKNESS, places)
    return found


def test_a_heat_map_is_darkest_where_most_values_are(open_page: OpenPage, address: str) -> None:
    page = only(open_page, address, histograms="heat")
    drawn = picture(page, "bell")
    steps, values = along_bottom(drawn), at_left(drawn)
    x = pixel_of(steps, 400)
    places = [(x, pixel_of(values, value)) for value in (1.0, 2.5, 4.0)]
    middle, slope, tail = darkness(drawn, places)
    assert middle > slope > tail
    assert darkness(drawn, [(pixel_of(steps, 0), pixel_of(values, 6.0))]) == [0], "nothing was so high at first"
    page.mouse.move(*places[0])
    row = told(page)["a"]
    assert row.step == 400
    assert row.low <= 1.0 + 0.1
    assert row.high >= 1.0 - 0.1
    expect_logged(row, logged("a", 400), BINS)


def test_what_is_written_while_one_looks_appears(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "run") as writer:
        for step in range(3):
            writer.add_histogram("bell", logged("run", step), step, bins=BINS)
        writer.flush()
        page = opened(open_page, command.address)
        drawn = picture(page, "bell")
        expect(drawn).to_have_attribute("data-drawn", "3 of 3")
        page.mouse.move(*shares(drawn, 0.5, 0.9))
        assert told(page)["run"].step == 2
        writer.add_histogram("bell", logged("run", 3), 3, bins=BINS)
        writer.flush()
        expect(drawn).to_have_attribute("data-drawn", "4 of 4")
        expect(drawn.locator(".ridge")).to_have_count(4)
        wait_until(page, lambda: told(page)["run"].step, lambda step: step == 3)
        page.close()


def test_arrow_keys_move_over_steps_and_buckets_and_enter_chooses(open_page: OpenPage, address: str) -> None:
    page = only(open_page, address)
    drawn = picture(page, "bell")
    page.locator(attribute("data-card", "bell")).focus()
    page.keyboard.press("ArrowUp")
    first = told(page)["a"]
    counts, _ = np.histogram(logged("a", 400), BINS)
    assert (first.step, first.count) == (400, counts.max()), "it begins at the newest step's fullest bucket"
    page.keyboard.press("ArrowRight")
    second = told(page)["a"]
    assert second.low == pytest.approx(first.high, rel=1e-5)
    expect_logged(second, logged("a", 400), BINS)
    page.keyboard.press("ArrowUp")
    assert told(page)["a"].step == 300
    page.keyboard.press("Enter")
    expect_address(page, lambda text: "step=300" in text)
    page.keyboard.press("Escape")
    expect(tip(page)).to_have_count(0)
    expect(drawn.locator(".lit.chosen")).to_have_count(1)
    expect(page.locator(attribute("data-card", "bell")).locator("[data-step]")).to_have_attribute("data-step", "300")


def test_a_step_is_chosen_of_all_that_were_written(open_page: OpenPage, address: str) -> None:
    page = only(open_page, address, histograms="single", tags="many")
    drawn = picture(page, "many")
    slider = page.get_by_role("slider", name="Step")
    slider.focus()
    for _ in range(2):
        slider.press("ArrowLeft")
    expect(page.locator("[data-step]")).to_have_attribute("data-step", str(MANY - 3))
    expect_address(page, lambda text: f"step={MANY - 3}" in text)
    page.locator(attribute("data-card", "many")).focus()

    def shown() -> int:
        page.keyboard.press("ArrowRight")
        return told(page)["a"].step

    wait_until(page, shown, lambda step: step == MANY - 3)
    expect(drawn.locator(".ridge")).to_have_count(1)


def test_many_steps_are_thinned_to_what_can_be_told_apart_and_a_zoom_brings_them_back(
    open_page: OpenPage, address: str
) -> None:
    page = only(open_page, address, tags="many")
    drawn = picture(page, "many")

    def rows() -> int:
        text = drawn.get_attribute("data-drawn") or ""
        shown, of = map(int, text.split(" of "))
        assert of == MANY
        return shown

    assert 30 <= rows() <= 80
    labels = at_left(drawn)
    x = shares(drawn, 0.5, 0)[0]
    page.mouse.move(x, pixel_of(labels, 100))
    page.mouse.down()
    page.mouse.move(x, pixel_of(labels, 160))
    page.mouse.move(x + 3, pixel_of(labels, 160))
    page.mouse.up()
    expect_address(page, lambda text: "zoom=histograms:many:" in text)
    wait_until(page, rows, lambda n: 54 <= n <= 63)
    page.mouse.dblclick(x, pixel_of(labels, 130))
    expect_address(page, lambda text: "zoom=" not in text)
    wait_until(page, rows, lambda n: n >= 30)


def test_a_drag_zooms_on_values(open_page: OpenPage, address: str) -> None:
    page = only(open_page, address, histograms="overlay", tags="bell")
    drawn = picture(page, "bell")
    labels = along_bottom(drawn)
    y = shares(drawn, 0, 0.5)[1]
    page.mouse.move(pixel_of(labels, 0), y)
    page.mouse.down()
    page.mouse.move(pixel_of(labels, 1), y)
    page.mouse.move(pixel_of(labels, 2), y + 2)
    page.mouse.up()
    url = expect_address(page, lambda text: "values=histograms:bell:" in text)
    low, high = map(float, re.findall(r"values=histograms:bell:([^:&]+):([^:&]+)", url)[0])
    assert (low, high) == (pytest.approx(0, abs=0.05), pytest.approx(2, abs=0.05))
    settle(page)
    assert all(low <= value <= high for value, _ in along_bottom(drawn))
    page.get_by_role("button", name="Reset the zoom").first.click()
    expect_address(page, lambda text: "values=" not in text)


@pytest.mark.parametrize(
    ("tag", "sign", "text"),
    [
        ("odd/huge", "far", "2 beyond ±1e300 left out"),
        ("odd/nan", "nonfinite", "3 NaN"),
        ("odd/empty", "empty", "1 empty"),
    ],
)
def test_what_is_left_out_is_said(open_page: OpenPage, address: str, tag: str, sign: str, text: str) -> None:
    page = only(open_page, address, tags="odd")
    card = page.locator(attribute("data-card", tag))
    card.scroll_into_view_if_needed()
    expect(card.locator(f"[data-sign={sign}]")).to_have_text(text)


def test_outliers_are_hidden_on_demand(open_page: OpenPage, tmp_path: Path) -> None:
    values = np.append(np.random.default_rng(0).normal(0, 1, 5000), 1000.0)
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_histogram("tail", values, 0)
    with serving(tmp_path) as command:
        page = opened(open_page, command.address)
        drawn = picture(page, "tail")
        assert along_bottom(drawn)[-1][0] > 500
        page.get_by_role("button", name="Hide outliers").click()
        expect(page.locator("[data-sign=outliers]")).to_be_visible()
        assert max(value for value, _ in along_bottom(drawn)) <= 4
        expect_address(page, lambda text: "trim=1" in text)
        page.close()


def test_odd_histograms_are_drawn_calmly(open_page: OpenPage, address: str) -> None:
    page = only(open_page, address, tags="odd", histograms="single")
    expect(page.locator(attribute("data-card", "odd/empty"))).to_contain_text("1 histogram of no value.")
    single = picture(page, "odd/single")
    labels = along_bottom(single)
    assert len(labels) >= 2
    needle = box_of(single.locator(".ridge"))
    assert abs(needle["x"] + needle["width"] / 2 - pixel_of(labels, 12.0)) < 2, "a needle at the one value"
    huge = along_bottom(picture(page, "odd/huge"))
    assert all(-1 <= value <= 3 for value, _ in huge), "the axis is made for what can be drawn"


@pytest.mark.parametrize(
    ("logdir", "run", "tag"),
    [("tf1", "train", "layer1/activations"), ("tf2", "ops", "act"), ("torch", "all", "weights")],
)
def test_histograms_of_other_writers(open_page: OpenPage, logdir: str, run: str, tag: str) -> None:
    step, buckets = newest(GOLDEN / logdir / run, tag)
    with serving(GOLDEN / logdir) as command:
        page = opened(open_page, command.address, runs="none", on=run, histograms="single", tags=re.escape(tag))
        picture(page, tag)
        page.locator(attribute("data-card", tag)).focus()
        page.keyboard.press("ArrowUp")
        row = told(page)[run]
        page.close()
    fullest = buckets[np.argmax(buckets[:, 2])]
    assert row.step == step
    np.testing.assert_allclose([row.low, row.high, row.count], fullest, rtol=2e-6)


def newest(run: Path, tag: str) -> tuple[int, np.ndarray]:
    """The last step of a tag and its buckets, as TensorBoard's loader has them."""
    processing = "tensorboard.backend.event_processing"
    accumulator = importlib.import_module(f"{processing}.plugin_event_accumulator").EventAccumulator(str(run))
    accumulator.Reload()
    last = accumulator.Tensors(tag)[-1]
    make_ndarray = importlib.import_module("tensorboard.util.tensor_util").make_ndarray
    return last.step, make_ndarray(last.tensor_proto)


def test_a_card_is_saved_as_picture_and_table(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    page = only(open_page, address, tags="bell")
    picture(page, "bell")
    page.locator(attribute("data-card", "bell")).hover()
    page.get_by_role("button", name="More", exact=True).click()
    menu = page.get_by_role("dialog", name="More about bell")
    with page.expect_download() as saved:
        menu.get_by_role("button", name="JSON").click()
    table = json.loads(saved.value.path().read_text())
    assert saved.value.suggested_filename == "bell.json"
    counts, edges = np.histogram(logged("a", 200), BINS)
    rows = [row for row in table if row["step"] == 200]
    assert [row["count"] for row in rows] == counts.tolist()
    np.testing.assert_allclose([row["left"] for row in rows], edges[:-1])
    with page.expect_download() as saved:
        menu.get_by_role("button", name="Save SVG").click()
    assert saved.value.path().read_text().count('<path d="M') >= len(STEPS)
    with page.expect_download() as saved:
        menu.get_by_role("button", name="Save Plotly").click()
    assert json.loads(saved.value.path().read_text())["layout"]["title"]["text"] == "bell"
