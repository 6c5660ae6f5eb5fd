"""Groups over seeds: a centre line, a band, the number of runs at each step, members faint behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import card, expect_address, point_at, wait_until

LENGTHS = {"x": (101, 101, 51), "y": (101, 101, 101), "alone": (101,)}
RUNS = {
    f"{group}/seed{seed}": np.float32([(seed + 1) * 2 + np.sin(step / 9 + seed) for step in range(length)])
    for group, lengths in LENGTHS.items()
    for seed, length in enumerate(lengths)
}
ROUNDING = 6e-4


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("bands")
    for run, values in RUNS.items():
        write(logdir / run, {"loss": values.tolist()})
    for copy in range(3):
        write(logdir / f"same/{copy}", {"equal": [1.0, 3.0, 2.0]})
    with serving(logdir) as command:
        yield f"{command.address}#group=dir:1&smooth=0"


class Told(NamedTuple):
    center: float
    around: tuple[float, ...]
    """What stands beside the centre: how far the band reaches, or its two ends."""
    step: int
    support: str


TOLD = """group => {
  const row = [...document.querySelectorAll("[data-tip-group]")].find((row) => row.dataset.tipGroup === group);
  return row && [row.cells[1].firstChild.textContent, row.querySelector(".spread")?.textContent ?? "",
    row.cells[2].textContent, row.cells[3].textContent];
}"""


def told(page: Page, group: str, step: int) -> Told:
    cells = wait_until(page, lambda: page.evaluate(TOLD, group), lambda row: row and plain(row[2]) == step)
    around = cells[1].replace("±", "").replace("(", "").replace(")", "").split("…")
    return Told(plain(cells[0]), tuple(plain(part) for part in around if part.strip()), int(plain(cells[2])), cells[3])


def plain(text: str) -> float:
    return float(text.strip().replace("−", "-").replace(",", ""))


def members(group: str, step: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    found = [values for run, values in RUNS.items() if run.startswith(f"{group}/")]
    return np.array([values[step] for values in found if step < len(values)], dtype=float)


def at(chart: Locator, step: int) -> None:
    point_at(chart, step / 100)


@pytest.mark.parametrize("group", ["x", "y"])
@pytest.mark.parametrize("step", [0, 40, 50, 51, 100])
def test_the_mean_and_its_deviation_are_those_of_numpy(
    open_page: OpenPage, address: str, group: str, step: int
) -> None:
    page = open_page(address)
    at(card(page, "loss"), step)
    row, values = told(page, group, step), members(group, step)
    assert row.center == pytest.approx(values.mean(), rel=ROUNDING)
    assert row.around == (pytest.approx(values.std(ddof=1), rel=2 * ROUNDING),)
    assert row.support == f"{len(values)} of 3"


BANDS = {
    "sem": lambda v: (v.std(ddof=1) / len(v) ** 0.5,),
    "ci95": lambda v: (4.302653 * v.std(ddof=1) / len(v) ** 0.5,),
    "minmax": lambda v: (v.min(), v.max()),
    "quartiles": lambda v: tuple(np.quantile(v, [0.25, 0.75])),
}


@pytest.mark.parametrize("band", BANDS)
def test_the_chosen_centre_and_band_are_told(open_page: OpenPage, address: str, band: str) -> None:
    page = open_page(address)
    chart = card(page, "loss")
    page.get_by_label("Centre of a group").select_option("median")
    page.get_by_label("Band of a group").select_option(band)
    expect_address(page, lambda view: f"center=median&band={band}" in view)
    at(chart, 30)
    values = members("y", 30)
    wait_until(page, lambda: told(page, "y", 30).center, lambda c: c == pytest.approx(np.median(values), rel=ROUNDING))
    expected = pytest.approx(BANDS[band](values), rel=2 * ROUNDING)
    around = told(page, "y", 30).around
    center = told(page, "y", 30).center
    reach = (
        around if len(around) == 2 or band not in ("minmax", "quartiles") else (center - around[0], center + around[0])
    )
    if band in ("sem", "ci95") and len(around) == 2:
        reach = ((around[1] - around[0]) / 2,)
    assert reach == expected


def test_a_group_of_one_is_its_run(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    at(card(page, "loss"), 40)
    row = told(page, "alone", 40)
    assert row.center == pytest.approx(float(RUNS["alone/seed0"][40]), rel=ROUNDING)
    assert row.around == ()
    assert row.support == "1 of 1"


def test_identical_runs_give_their_curve(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    chart = card(page, "equal")
    for step, value in enumerate([1.0, 3.0, 2.0]):
        point_at(chart, step / 2)
        assert told(page, "same", step) == (value, (), step, "3 of 3")


def test_another_group_changes_nothing(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    at(card(page, "loss"), 40)
    before = told(page, "x", 40)
    page = open_page(f"{address}&filter=^x")
    at(card(page, "loss"), 40)
    assert told(page, "x", 40) == before
    expect(page.locator("[data-tip-group]")).to_have_count(1)


ALPHAS = """card => {
  const canvas = card.querySelector("canvas.curves");
  if (!canvas?.width) return {};
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const found = { veil: 0, behind: 0 };
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] >= 34 && data[i] <= 42) found.veil++;
    else if (data[i] > 60 && data[i] < 120) found.behind++;
  }
  return found;
}"""


def test_bands_are_veils_and_members_are_faint_and_can_go(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&filter=^y")
    chart = card(page, "loss")
    inked = wait_until(page, lambda: chart.evaluate(ALPHAS), lambda found: found.get("veil", 0) > 3000)
    assert inked["behind"] > 300
    page.get_by_label("Members").uncheck()
    wait_until(page, lambda: chart.evaluate(ALPHAS), lambda found: 0 < found["behind"] < inked["behind"] / 2)
    page.get_by_label("Band of a group").select_option("none")
    wait_until(page, lambda: chart.evaluate(ALPHAS)["veil"], lambda veil: veil < 300)
    expect_address(page, lambda view: "band=none&members=0" in view)


def test_a_pin_stands_in_charts_of_groups_too(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&pin=step:20:40")
    expect(card(page, "loss").locator(".rule.pinned")).to_be_visible()
