"""A drag zooms, and what is zoomed is fetched again in full; a double click goes back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import card, drag, drawn, expect_address, expect_drawn, place, point_at, told, wait_until

POINTS = 20_000
SPIKE, SPIKE_VALUE = 12_345, 9.5


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("zoom")
    values = [math.sin(step / 50) for step in range(POINTS)]
    values[SPIKE] = SPIKE_VALUE
    write(logdir / "long", {"loss": values, "other": values[:100]})
    with serving(logdir) as command:
        yield command.address


class Asked(NamedTuple):
    tag: str
    low: float | None
    high: float | None


def asked(request: Request) -> Asked:
    fields = parse_qs(request.post_data or "")
    low, high = (float(fields[name][0]) if name in fields else None for name in ("from", "to"))
    return Asked(fields["tag"][0], low, high)


def is_data(request: Request) -> bool:
    """Not the times that the tooltip asks for."""
    return "api/scalars" in request.url and "columns=wall" not in (request.post_data or "")


def zoom(chart: Locator, begin: float, end: float) -> Asked:
    """Drags, and gives back what the page asked the server for."""
    with chart.page.expect_request(is_data) as request:
        drag(chart, begin, end)
    return asked(request.value)


def thinned(page: Page) -> Locator:
    """The card of the long series, all of it drawn in fewer rows than points."""
    chart = card(page, "loss")
    wait_until(page, lambda: drawn(chart)[1], lambda points: points == POINTS)
    assert drawn(chart)[0] < POINTS / 4
    return chart


def test_the_dragged_range_is_asked_for(open_page: OpenPage, address: str) -> None:
    chart = thinned(open_page(f"{address}#smooth=0"))
    a_pixel = POINTS / 200
    request = zoom(chart, 0.25, 0.75)
    assert request.tag == "loss"
    assert request.low == pytest.approx(0.25 * POINTS, abs=a_pixel)
    assert request.high == pytest.approx(0.75 * POINTS, abs=a_pixel)


def test_a_spike_between_the_pixels_is_exact_in_the_zoom(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = thinned(page)
    middle = SPIKE / (POINTS - 1)
    low, high = zoom_range(zoom(chart, middle - 0.02, middle + 0.02))
    every_point = math.floor(high) - math.ceil(low) + 1
    beside = 4  # the range is widened to whole steps, and one neighbour comes with each side
    wait_until(page, lambda: drawn(chart)[0], lambda rows: every_point <= rows <= every_point + beside)
    low, high = zoom_range(zoom(chart, *around(SPIKE, low, high)))
    for step in (SPIKE - 1, SPIKE, SPIKE + 1):
        point_at(chart, (step - low) / (high - low))
        expected = SPIKE_VALUE if step == SPIKE else math.sin(step / 50)
        assert told(page, "long", step).value == pytest.approx(expected, rel=6e-4)


def zoom_range(request: Asked) -> tuple[float, float]:
    assert request.low is not None
    assert request.high is not None
    return request.low, request.high


def around(step: int, low: float, high: float) -> tuple[float, float]:
    """The shares of a range that lie 20 steps before and after one of its steps."""
    return (step - 20 - low) / (high - low), (step + 20 - low) / (high - low)


def test_a_double_click_goes_back_to_all(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = thinned(page)
    rows = drawn(chart)[0]
    zoom(chart, 0.4, 0.6)
    wait_until(page, lambda: drawn(chart)[0], lambda now: now != rows)
    expect_address(page, lambda view: "zoom=loss:" in view)
    with page.expect_request(is_data) as request:
        page.mouse.dblclick(*place(chart, 0.5, 0.5))
    assert asked(request.value) == ("loss", None, None)
    expect_drawn(chart, POINTS, rows)
    expect_address(page, lambda view: "zoom" not in view)


def test_the_button_goes_back_to_all(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#zoom=loss:100:200&smooth=0")
    chart = card(page, "loss")
    expect_drawn(chart, POINTS, 103)
    chart.hover()
    chart.get_by_role("button", name="Reset the zoom").click()
    wait_until(page, lambda: drawn(chart)[0], lambda rows: rows > 103)
    expect_address(page, lambda view: "zoom" not in view)


def expect_view(chart: Locator, low: float, high: float) -> None:
    """Waits until the first and the last whole step of a range stand where that range has them."""
    for step in (math.ceil(low), math.floor(high)):
        point_at(chart, (step - low) / (high - low))
        told(chart.page, "long", step)


def test_the_browser_goes_back_a_zoom_at_a_time(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "other")
    first = zoom_range(zoom(chart, 0.2, 0.8))
    expect_view(chart, *first)
    expect_address(page, lambda view: "zoom=" in view)
    second = zoom_range(zoom(chart, 0.2, 0.8))
    expect_view(chart, *second)
    assert second[0] > first[0] + 5
    page.go_back()
    expect_view(chart, *first)
    page.go_back()
    expect_view(chart, 0, 99)
    page.go_forward()
    expect_view(chart, *first)


def test_other_cards_keep_their_range(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    zoom(thinned(page), 0.25, 0.75)
    other = card(page, "other")
    expect_drawn(other, 100)
    point_at(other, 1)
    told(page, "long", 99)


def test_a_zoom_survives_live_updates(open_page: OpenPage, tmp_path: Path) -> None:
    write(tmp_path / "long", {"loss": range(101)}, file="events.out.tfevents.1.old")
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "long") as writer:
        page = open_page(f"{command.address}#smooth=0")
        chart = card(page, "loss")
        expect_drawn(chart, 101)
        low, high = zoom_range(zoom(chart, 0.2, 0.6))
        wait_until(page, lambda: drawn(chart)[0], lambda rows: rows < 101)
        rows = drawn(chart)[0]
        writer.add_scalar("loss", -5.0, 101)
        writer.flush()
        expect_drawn(chart, 102, rows)
        expect_view(chart, low, high)
        expect(chart.get_by_role("button", name="Reset the zoom")).to_be_enabled()
