"""Many curves in one chart are told in fewer rows and bytes; batches of cards share a request. No value is lost by it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import card, drawn, expect_drawn, number, point_at, tip, tip_runs, wait_until

RUNS, STEPS, TAGS = 70, 1500, 9
SPIKE = 777
TOP = "run-00"


def values(run: int) -> list[float]:
    found = [RUNS - run + math.sin(step / 50) + 0.2 * math.cos(step) for step in range(STEPS)]
    if run == 0:
        found[SPIKE] = 200.0
    return found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("crowds")
    for run in range(RUNS):
        write(logdir / f"run-{run:02}", {"loss": values(run), **{f"tag/{i}": [run, i] for i in range(TAGS)}})
    with serving(logdir) as command:
        yield command.address


ROW = """run => {
  const row = document.querySelector(`[data-tip-run="${run}"]`);
  return row && [...row.cells].map((cell) => cell.textContent);
}"""


def told(page: Page, run: str) -> tuple[float, list[float], int]:
    """Of a row of the tooltip: the value, the least and the greatest of its column, and the step."""
    _, _, value, step, time = wait_until(page, lambda: page.evaluate(ROW, run), lambda cells: cells and cells[-1])
    assert time
    texts = value.replace("…", " ").split()
    return number(texts[0]), [number(text) for text in texts[1:]], int(number(step))


def test_a_row_of_many_tells_the_exact_values_of_its_points(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0.5")
    chart = card(page, "loss")
    wait_until(page, lambda: drawn(chart), lambda now: now[1] == RUNS * STEPS and now[0] < now[1] / 4)
    bucket = 2 ** round(math.log2(STEPS * RUNS / drawn(chart)[0]))
    last = SPIKE // bucket * bucket + bucket - 1
    point_at(chart, last / (STEPS - 1), 0.6)
    wait_until(page, lambda: tip_runs(page), lambda runs: TOP in runs)
    value, (least, greatest), step = told(page, TOP)
    assert step == last
    points = values(0)[step - bucket + 1 : step + 1]
    near = pytest.approx([points[-1], min(points), max(points)], rel=6e-4)
    assert [value, least, greatest] == near
    assert greatest == 200.0, "the extreme is in its column"


HIGHEST = """(card, [across, reach]) => {
  const canvas = card.querySelector("canvas.curves");
  const over = card.querySelector(".u-over").getBoundingClientRect();
  const box = canvas.getBoundingClientRect();
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const left = Math.round(over.left - box.left + across * over.width - reach);
  const { data, width, height } = copy.getImageData(left, 0, 2 * reach, canvas.height);
  for (let i = 0; i < width * height; i++) {
    if (data[4 * i + 3] > 12) return (Math.floor(i / width) + box.top - over.top) / over.height;
  }
  return 1;
}"""


def test_an_extreme_among_many_curves_is_seen(address: str, open_page: OpenPage) -> None:
    chart = card(open_page(f"{address}#smooth=0.9&limits=loss:0:250::"), "loss")
    tip_of_the_spike = 1 - 200 / 250
    wait_until(chart.page, lambda: drawn(chart)[1], lambda points: points == RUNS * STEPS)
    ink = wait_until(chart.page, lambda: chart.evaluate(HIGHEST, [SPIKE / STEPS, 6]), lambda top: top < 0.5)
    assert ink == pytest.approx(tip_of_the_spike, abs=0.02)
    assert chart.evaluate(HIGHEST, [0.2, 6]) > 0.6, "elsewhere nothing reaches so high"


def test_zooming_in_brings_every_point_back(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0.5&zoom=loss:{SPIKE - 10}:{SPIKE + 10}")
    chart = card(page, "loss")
    expect_drawn(chart, RUNS * STEPS, RUNS * 23)
    point_at(chart, 0.5, 0.3)
    wait_until(page, lambda: tip_runs(page), lambda runs: TOP in runs)
    assert told(page, TOP) == (200.0, [], SPIKE)


def test_the_runs_last_values_need_no_pointer_in_the_chart(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0.5")
    card(page, "loss").get_by_role("heading").hover()
    shown = page.locator(f"[data-run={TOP}]")
    expect(shown).to_contain_text(f"{values(0)[-1]:.3f}")


def test_the_first_chart_is_asked_for_alone_and_the_others_together(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0")
    page.set_viewport_size({"width": 1280, "height": 1400})
    expect_drawn(card(page, "tag/0"), 2 * RUNS)
    asked: list[list[str]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/scalars"):
            asked.append(parse_qs(request.post_data or "")["tag"])

    page.on("request", note)
    page.reload()
    in_view = 8
    wait_until(page, lambda: sum(map(len, asked)), lambda tags: tags >= in_view)
    for tag in ("loss", "tag/0", "tag/5"):
        expect(card(page, tag)).to_have_attribute("data-drawn", re.compile("^[1-9]"))
    assert asked[0] == ["loss"]
    assert len(asked) <= 4
    every = [tag for tags in asked for tag in tags]
    assert len(every) == len(set(every)), "none is asked for twice"
    expect(tip(page)).to_have_count(0)
