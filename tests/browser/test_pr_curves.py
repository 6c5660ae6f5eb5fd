"""PR curves: curves, scores and figures under the pointer are scikit-learn's; steps, classes, time, files."""

from __future__ import annotations

import base64
import csv
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
import plotly
import pytest
from matplotlib import colormaps
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sklearn.metrics import (
    average_precision_score,
    confusion_matrix,
    f1_score,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_auc_score,
)

from summary import SummaryWriter
from summary.values import tensors
from tests.board.logged import log
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import attribute, box_of, expect_address, names, number, run_row, tip, wait_until

THRESHOLDS = 33  # steps of a power of two, so that predictions stand on thresholds exactly
STEPS = (0, 10, 20)
RUNS = ("one", "two")


class Judged(NamedTuple):
    """What was predicted, and what was so."""

    labels: Any
    predictions: Any

    def at(self, threshold: float) -> Any:
        return self.predictions >= threshold

    def best(self) -> tuple[float, float]:
        """The greatest F1, and the least threshold that has it."""
        places = np.linspace(0, 1, THRESHOLDS)
        found = [f1_score(self.labels, self.at(place), zero_division=0) for place in places]
        return max(found), float(places[int(np.argmax(found))])


def judged(run: str, tag: str, step: int) -> Judged:
    rng = np.random.default_rng([RUNS.index(run), len(tag), step])
    labels = rng.random(400) < 0.4
    skill = 0.2 + 0.2 * RUNS.index(run) + step / 100
    predictions = np.clip(labels * skill + rng.random(400) * 0.6, 0, 1)
    return Judged(labels, np.floor(predictions * (THRESHOLDS - 1)) / (THRESHOLDS - 1))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("pr_curves")
    for run in RUNS:
        with SummaryWriter(logdir / run) as writer:
            for step in STEPS:
                for tag in ("class/cat", "class/horse"):
                    writer.add_pr_curve(tag, *judged(run, tag, step), step, THRESHOLDS)
    with serving(logdir) as command:
        yield command.address


def card(page: Page, tag: str = "class/cat") -> Locator:
    found = page.locator(attribute("data-card", tag))
    found.scroll_into_view_if_needed()
    expect(found.locator(".pr-frame[data-drawn]")).to_be_visible()
    return found


def scores(of: Locator) -> dict[tuple[str, str], list[float]]:
    """(Run, tag) → the numbers of a row, in the order of the rows."""
    told = of.locator("[data-pr-run]").evaluate_all(
        "rows => rows.map(row => [row.dataset.prRun, row.dataset.prTag, [...row.cells].slice(1).map(c => c.innerText)])"
    )
    return {(run, tag): [number(cell) for cell in cells] for run, tag, cells in told}


def told(page: Page) -> dict[str, float]:
    """What the tooltip says of the curve in its first column."""
    rows = (
        tip(page)
        .locator("tbody tr")
        .evaluate_all("rows => rows.map(({ cells }) => [cells[0].innerText, cells[1].innerText])")
    )
    return {name: number(text) for name, text in rows}


def expect_figures(found: dict[str, float], of: Judged, threshold: float) -> None:
    said = of.at(threshold)
    (tn, fp), (fn, tp) = confusion_matrix(of.labels, said)
    assert found["threshold"] == pytest.approx(threshold)
    counts = [found[f"{right} {sign}s"] for right in ("true", "false") for sign in ("positive", "negative")]
    assert counts == [tp, tn, fp, fn]
    assert found["precision"] == pytest.approx(precision_score(of.labels, said), abs=1e-4)
    assert found["recall"] == pytest.approx(recall_score(of.labels, said), abs=1e-4)
    assert found["F1"] == pytest.approx(f1_score(of.labels, said), abs=1e-4)


def test_scores_are_scikit_learns_and_the_best_is_first(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect(page.locator("[data-tab=pr_curves]")).to_have_text("PR curves 2")
    expect(card(page).locator("[data-curve]")).to_have_count(2)
    found = scores(card(page))
    areas = [row[0] for row in found.values()]
    assert areas == sorted(areas, reverse=True)
    for run in RUNS:
        of = judged(run, "class/cat", 20)
        wanted = [average_precision_score(*of), roc_auc_score(*of), *of.best()]
        assert found[run, "class/cat"] == pytest.approx(wanted, abs=1e-4)


def test_the_marked_point_is_the_best_f1_and_its_figures_are_told(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves")
    for run in RUNS:
        of = judged(run, "class/cat", 20)
        mark = box_of(card(page).locator(f"[data-curve={run}] [data-best]"))
        page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
        wait_until(page, lambda: names(page, "[data-tip-run].hot", "tipRun"), lambda hot, run=run: hot == [run])
        expect_figures(told(page), of, of.best()[1])
        assert names(page, ".pr-scores tr.hot", "prRun") == [run]
        assert all(int(weight) >= 600 for weight in weights(tip(page).locator("td.hot")))


def weights(cells: Locator) -> list[str]:
    found: list[str] = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell).fontWeight)")
    return found


def test_roc_stands_where_the_rates_are(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves")
    page.get_by_role("radio", name="ROC").click()
    of, threshold = judged("two", "class/cat", 20), 16 / 32
    box = box_of(card(page).locator("[data-diagonal]"))
    wrong = 1 - recall_score(~of.labels, ~of.at(threshold))
    right = recall_score(of.labels, of.at(threshold))
    page.mouse.move(box["x"] + wrong * box["width"], box["y"] + (1 - right) * box["height"])
    expect(tip(page)).to_be_visible()
    expect_figures(told(page), of, threshold)
    assert told(page)["false positive rate"] == pytest.approx(wrong, abs=1e-4)
    expect(card(page).locator("[data-iso]")).to_have_count(0)
    expect_address(page, lambda view: "pr=roc" in view)
    again = open_page(page.url)
    expect(card(again).locator("[data-diagonal]")).to_have_count(1)


def area_below(page: Page, run: str) -> float:
    """Of the line that is drawn, as a share of the square, whose corners the grid tells."""
    commands: str = card(page).locator(f"[data-curve={run}] path").first.get_attribute("d") or ""
    lines = " ".join(card(page).locator("path[stroke]:not([data-diagonal])").evaluate_all(GRID))
    ends = [[float(n) for n in re.findall(pattern, lines)] for pattern in (r"[MH](\d[\d.]*)", r"[ V](\d[\d.]*)")]
    (left, right), (top, bottom) = ((min(end), max(end)) for end in ends)
    x = y = area = 0.0
    for name, first, second in re.findall(r"([MLHV])([\d.]+)(?: ([\d.]+))?", commands):
        to_x = float(first) if name != "V" else x
        to_y = float(second or first) if name != "H" else y
        area += 0 if name == "M" else (to_x - x) * (bottom - (to_y + y) / 2)
        x, y = to_x, to_y
    return area / (right - left) / (bottom - top)


GRID = """paths => paths.map(path => path.getAttribute("d")).filter(d => /^M[\\d. ]+[VH][\\d.]+$/.test(d))
  .slice(0, 12)"""


def test_the_areas_below_the_lines_are_the_scores(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves")
    for name, score in (("Precision–recall", average_precision_score), ("ROC", roc_auc_score)):
        page.get_by_role("radio", name=name).click()
        for run in RUNS:
            scored = pytest.approx(score(*judged(run, "class/cat", 20)), abs=0.003)
            wait_until(page, lambda run=run: area_below(page, run), lambda area, scored=scored: area == scored)


def test_lines_of_equal_f1_are_named_and_stand_where_it_is(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves&pr=roc")
    whole = box_of(card(page).locator("[data-diagonal]"))
    page.get_by_role("radio", name="Precision–recall").click()
    lines = card(page).locator("[data-iso]")
    expect(lines).to_have_text(["F1 0.2", "F1 0.4", "F1 0.6", "F1 0.8"])
    for place, score in enumerate((0.2, 0.4, 0.6, 0.8)):
        box = box_of(lines.nth(place).locator("path"))
        assert (box["x"] - whole["x"]) / whole["width"] == pytest.approx(score / (2 - score), abs=0.02)
        assert 1 - box["height"] / whole["height"] == pytest.approx(score / (2 - score), abs=0.02)


def test_the_arrow_keys_walk_along_a_curve(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves")
    card(page).locator("svg.pr-chart").focus()
    page.keyboard.press("End")
    assert told(page)["threshold"] == 0 and told(page)["recall"] == 1
    page.keyboard.press("ArrowLeft")
    assert told(page)["threshold"] == pytest.approx(1 / 32)
    page.keyboard.press("Tab")
    expect(tip(page)).to_have_count(0)


def test_the_slider_chooses_the_step(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves")
    card(page).get_by_role("slider", name="Step").fill("0")
    wanted = average_precision_score(*judged("one", "class/cat", 0))
    wait_until(
        page, lambda: scores(card(page))["one", "class/cat"][0], lambda found: found == pytest.approx(wanted, abs=1e-4)
    )
    link = expect_address(page, lambda view: "step=0" in view)
    again = open_page(link)
    assert wait_until(again, lambda: scores(card(again)))["one", "class/cat"][0] == pytest.approx(wanted, abs=1e-4)


def test_playing_ends_at_the_newest(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves")
    slider = card(page).locator(".step-slider")
    slider.evaluate("""slider => {
      window.seen = [];
      new MutationObserver(() => window.seen.push(Number(slider.dataset.step)))
        .observe(slider, { attributeFilter: ["data-step"] });
    }""")
    slider.get_by_role("button", name="Play the steps").click()
    wait_until(page, lambda: page.evaluate("window.seen"), lambda seen: seen == list(STEPS))
    expect(slider.get_by_role("button", name="Play the steps")).to_be_visible()
    expect_address(page, lambda view: "step=" not in view)


def test_classes_on_one_card(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves")
    page.get_by_role("button", name="Classes together").click()
    together = card(page, "class/*")
    expect(together.locator("[data-curve]")).to_have_count(4)
    for (run, tag), row in scores(together).items():
        assert row[0] == pytest.approx(average_precision_score(*judged(run, tag, 20)), abs=1e-4)
    dashes = together.locator("[data-curve=one] path").evaluate_all(
        "paths => paths.map(path => path.getAttribute('stroke-dasharray'))"
    )
    assert len(set(dashes)) == 2
    page.get_by_label("Filter tags").fill("horse")
    expect(together.locator("[data-curve-tag='class/horse']")).to_have_count(2)
    expect(together.locator("[data-curve-tag='class/cat']")).to_have_count(0)
    run_row(page, "one").locator(".swatch").click()
    expect(together.locator("[data-curve]")).to_have_count(1)


def test_a_run_over_time(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves&pr=time&prover=pr_curves:class/cat;two;class/cat")
    chart = card(page).locator("svg.pr-chart")
    expect(card(page).get_by_label("Shown")).to_have_value("two\0class/cat")
    picture = box_of(chart.locator("image"))
    page.mouse.move(picture["x"] + picture["width"] / 2, picture["y"] + picture["height"] / 2)
    expect(tip(page)).to_be_visible()
    of, found = judged("two", "class/cat", 10), told(page)
    assert found["step"] == 10 and found["recall"] == pytest.approx(0.5, abs=0.011)
    reach = [t for t in np.linspace(0, 1, THRESHOLDS) if recall_score(of.labels, of.at(t)) >= found["recall"]]
    wanted = max(precision_score(of.labels, of.at(threshold)) for threshold in reach)
    assert found["best precision there or beyond"] == pytest.approx(wanted, abs=1e-4)
    assert found["average precision"] == pytest.approx(average_precision_score(*of), abs=1e-4)
    assert found["best F1"] == pytest.approx(of.best()[0], abs=1e-4)
    page.mouse.down()
    page.mouse.up()
    expect(card(page).locator(".step-slider")).to_have_attribute("data-step", "10")
    chart.focus()
    page.keyboard.press("Home")
    assert told(page)["step"] == 0
    page.keyboard.press("Enter")
    expect(card(page).locator(".step-slider")).to_have_attribute("data-step", "0")


def test_the_heat_map_has_recall_upwards_in_viridis(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves&pr=time&prover=pr_curves:class/cat;one;class/cat")
    source = card(page).locator("svg.pr-chart image").get_attribute("href") or ""
    picture = Image.open(BytesIO(base64.b64decode(source.partition(",")[2]))).convert("RGB")
    for column, step in ((0, 0), (picture.width - 1, 20)):
        of = judged("one", "class/cat", step)
        precision, recall, _ = precision_recall_curve(of.labels, of.predictions)
        for row in (0, 25, 50, 75, 99):
            wanted = colormaps["viridis"](precision[:-1][recall[:-1] >= (100 - row) / 100 - 1e-9].max())
            assert picture.getpixel((column, row)) == pytest.approx([round(255 * part) for part in wanted[:3]], abs=8)


def saved(page: Page, tag: str, name: str) -> bytes:
    card(page, tag).hover()
    card(page, tag).get_by_role("button", name="More").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    page.keyboard.press("Escape")
    return download.value.path().read_bytes()


def test_what_is_shown_comes_as_a_file(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves")
    rows = list(csv.DictReader(saved(page, "class/cat", "CSV").decode().splitlines()))
    assert len(rows) == 2 * THRESHOLDS
    for row in (row for row in rows if row["precision"] != "NaN"):
        of, threshold = judged(row["run"], row["tag"], int(row["step"])), float(row["threshold"])
        assert float(row["precision"]) == pytest.approx(precision_score(of.labels, of.at(threshold)), rel=1e-6)
        assert int(row["true_positives"]) == confusion_matrix(of.labels, of.at(threshold))[1, 1]
    assert len(json.loads(saved(page, "class/cat", "JSON"))) == 2 * THRESHOLDS
    picture = ElementTree.fromstring(saved(page, "class/cat", "Save SVG"))
    assert len(picture.findall(".//{*}g[@data-curve]")) == 2
    texts = ["".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "class/cat" in texts and sum("one · class/cat · step 20 · AP 0." in text for text in texts) == 1


@pytest.mark.parametrize(
    ("mode", "across"), [("pr", "recall"), ("roc", "false positive rate"), ("time", "step of one")]
)
def test_what_is_shown_comes_as_a_plotly_figure(open_page: OpenPage, address: str, mode: str, across: str) -> None:
    page = open_page(f"{address}#tab=pr_curves&pr={mode}&prover=class%2Fcat;one;class%2Fcat")
    figure = plotly.io.from_json(saved(page, "class/cat", "Save Plotly").decode())
    assert figure.layout.title.text == "class/cat" and figure.layout.xaxis.title.text == across
    if mode == "pr":
        curves = [trace.name for trace in figure.data if trace.name and "AP" in trace.name]
        assert [name.split(" · ")[0] for name in curves] == ["one", "two"]


def test_the_tooltip_stays_in_a_narrow_window(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=pr_curves", viewport={"width": 400, "height": 800})
    chart = box_of(card(page).locator("svg.pr-chart"))
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    for across in (0.2, 0.9):
        page.mouse.move(chart["x"] + across * chart["width"], chart["y"] + chart["height"] / 2)
        expect(tip(page)).to_be_visible()
        box = box_of(tip(page))
        assert box["x"] >= 0 and box["x"] + box["width"] <= 400 and box["y"] + box["height"] <= 800
        assert (
            tip(page)
            .locator("td, th")
            .evaluate_all("cells => cells.every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)")
        )


def test_what_is_no_curve_is_a_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "good") as writer:
        writer.add_pr_curve("x", [0, 1], [0.2, 0.8], 0, 5)
    with SummaryWriter(tmp_path / "none") as writer:
        writer.add_pr_curve("x", [0, 0], [0.2, 0.8], 0, 5)
    value = tensors.value("x", np.zeros((5, 3), np.float32))
    value.metadata.plugin_data.plugin_name = "pr_curves"
    log(tmp_path, "bad", [value])
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tab=pr_curves")
        expect(card(page, "x").locator("[data-trouble=bad]")).to_contain_text("six rows")
        expect(card(page, "x").locator("[data-trouble=none]")).to_contain_text("Nothing is positive")
        expect(card(page, "x").locator("[data-pr-run=good]")).to_contain_text("1")
        expect(card(page, "x").locator("[data-pr-run=none]")).to_contain_text("–")
