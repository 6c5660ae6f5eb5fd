"""The Distributions tab: nine percentiles of each histogram, as TensorBoard reckons them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.histogram_looking import picture
from tests.browser.looking import (
    attribute,
    card,
    colour_of,
    drag,
    expect_address,
    number,
    point_at,
    run_row,
    tip,
    wait_for_ink,
    wait_until,
)

BINS = 30
STEPS = range(0, 1000, 100)
LEVEL = {"low": 0.0, "high": 10.0}


def logged(run: str, step: int) -> np.ndarray:
    rng = np.random.default_rng([step, len(run)])
    return rng.normal(LEVEL[run], 1 + step / 1000, 3000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("distributions")
    for run in LEVEL:
        with SummaryWriter(logdir / run) as writer:
            for step in STEPS:
                writer.add_histogram("bell", logged(run, step), step, bins=BINS, walltime=1_700_000_000.0 + 2 * step)
            writer.add_histogram("odd", np.zeros(0), 0)
            writer.add_histogram("odd", np.array([0.0, 1.0, 1.7e308]), 1)
    with serving(logdir) as command:
        yield command.address


def opened(open_page: OpenPage, address: str, more: str = "") -> Page:
    return open_page(f"{address}#tab=distributions&tags=bell{more}")


TOLD = """() => {
  const table = document.querySelector("[role=tooltip] table");
  const runs = [...table?.querySelectorAll("[data-tip-run]") ?? []].map((cell) => cell.dataset.tipRun);
  const lines = [...table?.querySelectorAll("[data-percentile]") ?? []];
  return Object.fromEntries(runs.map((run, i) =>
    [run, Object.fromEntries(lines.map((line) => [line.dataset.percentile, line.cells[i + 1].textContent]))]));
}"""


def told(page: Page) -> dict[str, dict[str, str]]:
    """What the tooltip says: by run, the nearest first, what stands in each line."""
    found: dict[str, dict[str, str]] = wait_until(page, lambda: page.evaluate(TOLD))
    return found


def percentiles(run: str, step: int) -> dict[str, float]:
    """TensorBoard's nine of a histogram, by their names in percent."""
    from tensorboard.plugins.distribution import compressor

    counts, edges = np.histogram(logged(run, step), BINS)
    found = compressor.compress_histogram(np.stack([edges[:-1], edges[1:], counts], axis=1))
    return {f"{point / 100:g} %": value for point, value in found}


@pytest.mark.parametrize("across", [0.0, 0.34, 1.0])
def test_the_tooltip_tells_the_percentiles_of_tensorboard(open_page: OpenPage, address: str, across: float) -> None:
    page = opened(open_page, address)
    point_at(card(page, "bell"), across)
    rows = told(page)
    assert set(rows) == set(LEVEL)
    nearest = min(STEPS, key=lambda step: abs(step - across * STEPS[-1]))
    for run, lines in rows.items():
        assert number(lines["step"]) == nearest
        wanted = percentiles(run, nearest)
        assert set(lines) == {"step", "time", *wanted}
        for name, value in wanted.items():
            assert number(lines[name]) == pytest.approx(value, rel=1e-3, abs=1e-4)


def test_each_run_has_a_line_of_medians_in_its_colour_between_bands(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    chart = card(page, "bell")
    high = wait_for_ink(chart, colour_of(run_row(page, "high")), 0.5)
    low = wait_for_ink(chart, colour_of(run_row(page, "low")), 0.5)
    assert max(high) < min(low), "the run with the higher values lies above"
    assert tones(page, "bell", 0.5) >= 4, "four bands of a run, each denser than the one around it"


TONES = """(card, across) => {
  const canvas = card.querySelector("canvas.curves");
  const over = card.querySelector(".u-over").getBoundingClientRect();
  const x = Math.round((over.left - canvas.getBoundingClientRect().left + across * over.width) * devicePixelRatio);
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(x, 0, 1, canvas.height / 2);
  const alphas = [];
  for (let i = 3; i < data.length; i += 4) if (data[i]) alphas.push(Math.round(data[i] / 8));
  return alphas.filter((alpha, i) => alphas[i + 1] === alpha && alphas[i - 1] !== alpha);
}"""


def tones(page: Page, tag: str, across: float) -> int:
    """How many different densities follow one another from the top down in the upper half of a chart."""
    found: list[int] = page.locator(attribute("data-card", tag)).evaluate(TONES, across)
    return len(set(found))


def test_the_hovered_run_is_first_and_its_row_in_the_panel_is_lit(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    chart = card(page, "bell")
    point_at(chart, 0.5, 0.2)
    assert next(iter(told(page))) == "high"
    point_at(chart, 0.5, 0.8)
    wait_until(page, lambda: next(iter(told(page))), lambda run: run == "low")
    expect(chart.locator("canvas.lit")).to_be_visible()


def test_what_is_written_while_one_looks_appears(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "low") as writer:
        for step in STEPS[:2]:
            writer.add_histogram("bell", logged("low", step), step, bins=BINS)
        writer.flush()
        page = opened(open_page, command.address)
        drawn = picture(page, "bell")
        expect(drawn).to_have_attribute("data-drawn", "2 of 2")
        point_at(card(page, "bell"), 1)
        writer.add_histogram("bell", logged("low", STEPS[2]), STEPS[2], bins=BINS)
        writer.flush()
        expect(drawn).to_have_attribute("data-drawn", "3 of 3")
        wait_until(page, lambda: number(told(page)["low"]["step"]), lambda step: step == STEPS[2])
        page.close()


def test_the_axis_is_that_of_the_scalars(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    page.get_by_role("radio", name="Relative").click()
    expect_address(page, lambda text: "x=relative" in text)
    chart = card(page, "bell")
    point_at(chart, 1)
    lines = told(page)["low"]
    assert (number(lines["step"]), lines["time"]) == (900, "30m")
    drag(chart, 0.5, 0.75)
    expect_address(page, lambda text: "zoom=distributions:bell:" in text)
    point_at(chart, 0.02)
    wait_until(page, lambda: number(told(page)["low"]["step"]), lambda step: step == 500)


def test_arrow_keys_walk_along_the_steps(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    card(page, "bell").focus()
    page.keyboard.press("ArrowLeft")
    assert number(told(page)["low"]["step"]) == 900
    page.keyboard.press("ArrowLeft")
    wait_until(page, lambda: number(told(page)["low"]["step"]), lambda step: step == 800)
    page.keyboard.press("ArrowRight")
    wait_until(page, lambda: number(told(page)["low"]["step"]), lambda step: step == 900)


def test_what_is_left_out_is_said(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=distributions&tags=odd")
    found = page.locator(attribute("data-card", "odd"))
    expect(found.locator("[data-sign=empty]")).to_have_text("2 empty")
    expect(found.locator("[data-sign=far]")).to_have_text("2 beyond ±1e300 left out")
    expect(tip(page)).to_have_count(0)
