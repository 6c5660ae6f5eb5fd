"""What leaves the page: pictures with axes and a legend, every point as a file, a link to one chart."""

from __future__ import annotations

import csv
import io
import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import card, colour_of, expect_drawn, run_row

POINTS = 20_000
VALUES = {run: [math.sin(step / 90) + level for step in range(POINTS)] for run, level in (("a", 1.0), ("b/c", 2.0))}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("saving")
    for run, values in VALUES.items():
        write(logdir / run, {"loss": values, "other/x": [1.0, 2.0, 4.0]})
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
    link = page.evaluate("navigator.clipboard.readText()")
    other = open_page(link)
    expect(other.locator("[data-card=loss] .card.full")).to_be_visible()
    expect_drawn(other.locator("[data-card=loss]"), 2 * POINTS, 2 * 103)
