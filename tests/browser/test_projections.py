"""Projections as the page asks for them: run, watched, stopped, over the steps; what cannot be done is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from summary import SummaryWriter
from tests.browser import embeddings
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.embeddings import choose, section, show
from tests.browser.looking import expect_address, wait_until

NOT_FINITE = 3


@pytest.fixture(autouse=True)
def _without_a_graphics_card(watch: Watch) -> None:
    """There the browser reads pictures back to put the page together, and its driver complains."""
    watch.allow("GPU stall due to ReadPixels")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("projections")
    embeddings.write(logdir)
    with SummaryWriter(logdir / "odd") as writer:
        writer.add_scalar("loss", 1.0, 0)
        holed = np.random.default_rng(0).normal(size=(20, 4))
        holed[:NOT_FINITE, 0] = np.nan, np.inf, -np.inf
        writer.add_embedding(holed, tag="holed")
        writer.add_embedding(np.ones((1, 4)), tag="single")
        writer.add_embedding(np.ones((30, 4)), tag="constant")
    with serving(logdir) as command:
        yield f"{command.address}#tab=projector"


def run(page: Page, method: str) -> None:
    page.get_by_role("radio", name=method, exact=True).click()
    page.get_by_role("button", name=f"Run {method}").click()


def standing(page: Page) -> str:
    return section(page, "projection").locator(".pj-standing").inner_text()


def iteration(page: Page) -> int:
    return int(section(page, "projection").locator("[data-iteration]").get_attribute("data-iteration") or 0)


def test_tsne_forms_before_ones_eyes_and_ends(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&flat=1&tsne=::300:12")
    show(page)
    run(page, "t-SNE")
    expect(section(page, "projection").get_by_role("progressbar")).to_have_attribute("aria-valuemax", "300")
    seen = wait_until(page, lambda: iteration(page), lambda n: 0 < n <= 300)
    wait_until(page, lambda: iteration(page), lambda n: n > seen or n == 300)
    expect(section(page, "projection").locator("[data-job=done]")).to_contain_text("300 iterations")
    assert re.search(r"KL [\d.]+", standing(page))
    expect(page.get_by_role("button", name="Run from another start")).to_be_visible()
    expect_address(page, lambda text: "project=tsne" in text and "projected=1" in text)


def test_tsne_is_stopped_where_it_is(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&tsne=::20000:12")
    show(page)
    run(page, "t-SNE")
    wait_until(page, lambda: section(page, "projection").locator("[data-iteration]").count())
    wait_until(page, lambda: iteration(page))
    page.get_by_role("button", name="Stop").click()
    expect(section(page, "projection").locator("[data-job=cancelled]")).to_contain_text("Stopped.")
    expect(page.get_by_role("button", name="Run t-SNE")).to_be_visible()
    assert show(page).get_attribute("data-points") == str(embeddings.ROWS)


def test_a_perplexity_that_is_too_large_is_said(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&embedding=walks|walks&tsne=900::250:12")
    show(page)
    run(page, "t-SNE")
    said = section(page, "projection").locator("[role=alert], .pj-note")
    expect(said).to_contain_text("The perplexity 900 is too large for 40 points")


def test_umap_that_is_not_installed_says_how_to_have_it(open_page: OpenPage, address: str, watch: Watch) -> None:
    """The job is let fail as it does where the package is missing."""
    watch.allow("Failed to load resource")
    page = open_page(address)
    show(page)
    sentence = "UMAP needs umap-learn, which is not installed: pip install board[projector]."
    page.route("**/api/projector/jobs", lambda route: refuse(route, sentence))
    run(page, "UMAP")
    expect(section(page, "projection").get_by_role("alert")).to_have_text(sentence)
    expect(page.locator(".pj-stage")).to_have_attribute("data-points", str(embeddings.ROWS))


def refuse(route: Route, sentence: str) -> None:
    route.fulfill(status=400, json={"error": sentence})


def test_own_axes_go_from_what_one_search_finds_to_another(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    show(page)
    page.get_by_role("radio", name="Custom").click()
    choose(page, "word", "Search in")
    zeros = sum(row[1] == "zero" for row in embeddings.labels())
    left = page.get_by_label("Left", exact=True)
    left.fill("zero")
    left.press("Enter")
    expect(section(page, "projection")).to_contain_text(f"{zeros} points")
    for end, text in (("Right", "one"), ("Up", "six"), ("Down", "seven")):
        page.get_by_label(end, exact=True).fill(text)
        page.get_by_label(end, exact=True).press("Enter")
    expect_address(page, lambda text: "ends=zero:one:seven:six:word" in text)
    wait_until(
        page, lambda: page.locator(".scatter-picture").get_attribute("aria-label"), lambda name: "in 2-D" in name
    )


def test_steps_are_played_and_each_is_laid_on_the_newest(open_page: OpenPage, address: str) -> None:
    asked: list[dict[str, object]] = []
    page = open_page(address)
    page.on("request", lambda request: asked.append(request.post_data_json) if request.method == "POST" else None)
    show(page)
    expect(page.locator(".step-slider output")).to_have_text("step 100")
    page.get_by_role("button", name="Play the steps").click()
    expect(page.locator(".step-slider output")).to_have_text("step 0")
    expect(page.locator(".step-slider output")).to_have_text("step 100")
    wait_until(page, lambda: [body for body in asked if str(body.get("id", "")).endswith(":00000")])
    of_first = next(body for body in asked if str(body.get("id", "")).endswith(":00000"))
    assert of_first["like"]


def test_isolated_points_alone_are_projected(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    show(page)
    page.get_by_label("Find points").fill("four")
    section(page, "search").get_by_role("button", name="Isolate").click()
    fours = sum(row[1] == "four" for row in embeddings.labels())
    page.get_by_label(f"Only the {fours} isolated points").check()
    expect(page.locator(".pj-notes")).to_contain_text(f"{embeddings.ROWS - fours} points have no place here")


@pytest.mark.parametrize(("name", "points"), [("single", "1"), ("constant", "30"), ("holed", "20")])
def test_odd_vectors_are_drawn_or_said(open_page: OpenPage, address: str, name: str, points: str) -> None:
    page = open_page(f"{address}&embedding=odd|{name}")
    drawn = page.locator(f".pj-stage[data-points='{points}']")
    said = page.locator(".pj-stage .blank p")
    wait_until(page, lambda: drawn.count() or said.count())
    if name == "holed":
        expect(page.locator(".pj-notes")).to_contain_text(f"{NOT_FINITE} points have no place here")
