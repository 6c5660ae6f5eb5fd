"""What leaves the page: pictures with axes and a legend, every point as a file, a link to one chart."""

from __future__ import annotations

import base64
import csv
import io
import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import plotly.io
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.logs import debiased_ema, write
from tests.browser.looking import card, colour_of, expect_drawn, run_row, wait_until

POINTS = 20_000
VALUES = {run: [math.sin(step / 90) + level for step in range(POINTS)] for run, level in (("a", 1.0), ("b/c", 2.0))}
SEEDS = {"1": [1.0, 2.0, 6.0], "2": [3.0, 2.0, 0.0]}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("saving")
    for run, values in VALUES.items():
        write(logdir / run, {"loss": values, "other/x": [1.0, 2.0, 4.0]})
    for seed, values in SEEDS.items():
        write(logdir / "seeds" / seed, {"seeded": values})
    with serving(logdir) as command:
        yield command.address


def menu_of(chart: Locator) -> Locator:
    chart.hover()
    chart.get_by_role("button", name="More", exact=True).click()
    return chart.get_by_role("dialog")


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def texts(svg: ET.Element) -> list[str]:
    return [element.text or "" for element in svg.iter(f"{SVG}text")]


def strokes(svg: ET.Element) -> set[str]:
    return {element.get("stroke") or "" for element in svg.iter(f"{SVG}path")}


def test_an_svg_has_title_axes_curves_and_a_legend(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "other/x")
    expect_drawn(chart, 6)
    name, body = saved(page, menu_of(chart).get_by_role("button", name="Save SVG"))
    assert name == "other_x.svg"
    svg = ET.fromstring(body)
    assert {"other/x", "step", "a", "b/c", "0", "2", "4"} <= set(texts(svg))
    for run in VALUES:
        red, green, blue = colour_of(run_row(page, run))
        assert f"#{red:02x}{green:02x}{blue:02x}" in strokes(svg)


def test_a_combined_chart_saves_both_axes_and_every_name(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&charts=chart:1:loss|other/x::other/x")
    chart = card(page, "chart:1")
    expect(chart.locator(".u-axis")).to_have_count(3)
    svg = ET.fromstring(saved(page, menu_of(chart).get_by_role("button", name="Save SVG"))[1])
    assert {"a · loss", "a · other/x", "b/c · loss", "b/c · other/x"} <= set(texts(svg))
    ends = [element for element in svg.iter(f"{SVG}text") if float(element.get("x", "0")) > 100]
    assert any(element.text == "4" for element in ends), "labels of the right axis"


def test_a_group_saves_its_band(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&group=re:(.)")
    chart = card(page, "other/x")
    expect_drawn(chart, 6)
    svg = ET.fromstring(saved(page, menu_of(chart).get_by_role("button", name="Save SVG"))[1])
    assert {"a", "b"} <= set(texts(svg))
    assert [path.get("opacity") for path in svg.iter(f"{SVG}path")].count("0.15") == 2


def test_a_png_is_twice_the_size_of_the_chart(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    name, body = saved(page, menu_of(chart).get_by_role("button", name="Save PNG"))
    assert name == "loss.png"
    image = Image.open(io.BytesIO(body)).convert("RGB")
    plot = chart.locator(".uplot").bounding_box()
    assert plot
    assert image.width == pytest.approx(2 * plot["width"], abs=2)
    colours = {colour for _, colour in image.getcolors(maxcolors=1 << 24) or []}
    assert colour_of(run_row(page, "a")) in colours


def figure_of(page: Page, tag: str) -> Any:
    """The figure that a card's menu saves, as Plotly reads it."""
    _, body = saved(page, menu_of(card(page, tag)).get_by_role("button", name="Save Plotly"))
    return plotly.io.from_json(body.decode())


def numbers(column: Any) -> list[float]:
    """A column of a figure, as Plotly 6 keeps them."""
    found: list[float] = np.frombuffer(base64.b64decode(column["bdata"]), column["dtype"]).tolist()
    return found


def hex_of(page: Page, run: str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour_of(run_row(page, run)))


def test_a_plotly_figure_has_every_point_in_the_cards_colours(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0&zoom=loss:100:200")
    expect_drawn(card(page, "loss"), 2 * POINTS, 2 * 103)
    figure = figure_of(page, "loss")
    assert [trace.name for trace in figure.data] == list(VALUES)
    for trace in figure.data:
        assert numbers(trace.x) == list(range(POINTS))
        assert numbers(trace.y) == np.float32(VALUES[trace.name]).tolist()
        assert trace.line.color == hex_of(page, trace.name)
    assert (figure.layout.title.text, list(figure.layout.xaxis.range)) == ("loss", [100, 200])
    assert figure.layout.xaxis.type is figure.layout.yaxis.type is None


def test_a_plotly_figure_is_smoothed_scaled_and_dark_as_the_card_is(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0.5&log=1&logx=1&off=a&limits=other/x:0.5:8::&x=relative", color_scheme="dark")
    expect_drawn(card(page, "other/x"), 3)
    figure = figure_of(page, "other/x")
    raw, smooth = figure.data
    assert numbers(raw.y) == [1.0, 2.0, 4.0]
    assert numbers(smooth.y) == pytest.approx(debiased_ema([1.0, 2.0, 4.0], 0.5))
    assert numbers(smooth.x) == [0.0, 1.0, 2.0]
    assert smooth.line.color == hex_of(page, "b/c")
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    assert figure.layout.yaxis.range == pytest.approx([math.log10(0.5), math.log10(8)])
    assert figure.layout.paper_bgcolor == "#181b1e"


def test_a_plotly_figure_of_groups_has_their_bands(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0&group=dir:1&band=minmax")
    expect_drawn(card(page, "seeded"), 3)
    figure = figure_of(page, "seeded")
    *members, lower, upper, line = figure.data
    assert [numbers(member.y) for member in members] == list(SEEDS.values())
    assert (line.name, upper.fill) == ("seeds", "tonexty")
    assert [numbers(trace.y) for trace in (lower, upper, line)] == [[1, 2, 0], [3, 2, 6], [2, 2, 3]]
    assert numbers(line.customdata) == [2, 2, 2]
    page.get_by_label("Members").uncheck()
    assert len(figure_of(page, "seeded").data) == 3


def test_a_plotly_figure_of_two_tags_has_two_axes(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}#smooth=0&charts=chart:1:loss|other/x::other/x")
    expect(card(page, "chart:1").locator(".u-axis")).to_have_count(3)
    figure = figure_of(page, "chart:1")
    assert {trace.name: trace.yaxis for trace in figure.data} == {
        "a · loss": None,
        "b/c · loss": None,
        "a · other/x": "y2",
        "b/c · other/x": "y2",
    }


def test_why_no_figure_came_is_told(address: str, open_page: OpenPage, watch: Watch) -> None:
    watch.allow("503")
    page = open_page(address)
    page.route("**/api/figure", lambda route: route.fulfill(status=503, json={"error": "Plotly is not installed."}))
    menu = menu_of(card(page, "loss"))
    menu.get_by_role("button", name="Save Plotly").click()
    expect(menu.get_by_role("alert")).to_have_text("Plotly is not installed.")


def test_a_csv_of_all_runs_has_every_point(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    name, body = saved(page, menu_of(card(page, "loss")).get_by_role("button", name="All runs as CSV"))
    assert name == "loss.csv"
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    found: dict[str, list[float]] = {}
    for row in rows:
        found.setdefault(row["run"], []).append(float(row["value"]))
    assert found == {run: pytest.approx(values, rel=1e-6) for run, values in VALUES.items()}


def test_only_runs_that_are_on_are_in_the_file(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&off=a")
    _, body = saved(page, menu_of(card(page, "other/x")).get_by_role("button", name="All runs as JSON"))
    assert "b/c" in json.dumps(json.loads(body))
    assert '"a"' not in body.decode()


def test_a_link_to_a_chart_opens_it_in_full(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0&zoom=loss:100:200", permissions=["clipboard-read", "clipboard-write"])
    chart = card(page, "loss")
    menu_of(chart).get_by_role("button", name="Copy link").click()
    clipboard = "navigator.clipboard.readText()"
    link = wait_until(page, lambda: page.evaluate(clipboard), lambda text: text.startswith(address))
    other = open_page(link)
    expect(other.locator("[data-card=loss] .card.full")).to_be_visible()
    expect_drawn(other.locator("[data-card=loss]"), 2 * POINTS, 2 * 103)
