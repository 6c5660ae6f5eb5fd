"""The runs panel as a tree of directories: folding, boxes with three states, keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import attribute, card, expect_address, expect_drawn, names, run_row, runs_on, wait_until

RUNS = ["exp/a", "exp/a/eval", "exp/b/1", "exp/b/2", "deep/down/below/one", "deep/down/below/two", "alone/in/here"]
POINTS = 3


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("tree")
    for run in RUNS:
        write(logdir / run, {"loss": [1.0, 2.0, 3.0]})
    with serving(logdir) as command:
        yield command.address


@pytest.fixture
def page(open_page: OpenPage, address: str) -> Page:
    page = open_page(address)
    page.get_by_role("button", name="As a tree of directories").click()
    expect(page.get_by_role("tree", name="Runs")).to_be_visible()
    return page


def rows(page: Page) -> list[str]:
    """What the rows say, two spaces before each level."""
    script = """() => [...document.querySelectorAll("[role=treeitem]")].map((row) =>
      "  ".repeat(row.ariaLevel - 1) + row.querySelector(".name").textContent)"""
    found: list[str] = page.evaluate(script)
    return found


def expect_rows(page: Page, *wanted: str) -> None:
    wait_until(page, lambda: rows(page), lambda found: found == list(wanted))


def branch(page: Page, directory: str) -> Locator:
    return page.locator(attribute("data-branch", directory))


def expect_boxes(page: Page, **states: str) -> None:
    for directory, state in states.items():
        expect(branch(page, f"{directory}/")).to_have_attribute("aria-checked", state)


WHOLE = [
    "alone/in/here",
    "deep/down/below",
    "  one",
    "  two",
    "exp",
    "  a",
    "    .",
    "    eval",
    "  b",
    "    1",
    "    2",
]


def test_directories_hold_their_runs_and_single_ones_share_a_row(page: Page) -> None:
    expect_rows(page, *WHOLE)
    assert sorted(names(page, "[data-run]", "run")) == sorted(RUNS)


def test_a_click_folds_and_the_address_keeps_it(page: Page, open_page: OpenPage) -> None:
    branch(page, "exp/a/").locator(".name").click()
    folded = [row for row in WHOLE if row not in ("    .", "    eval")]
    expect_rows(page, *folded)
    link = expect_address(page, lambda view: "folded=exp/a/" in view)
    page.goto("about:blank")
    page.goto(link)
    expect_rows(page, *folded)
    page.get_by_role("button", name="Fold all").click()
    expect_rows(page, "alone/in/here", "deep/down/below", "exp")
    page.get_by_role("button", name="Unfold all").click()
    expect_rows(page, *WHOLE)


def test_a_box_of_a_directory_has_three_states_and_switches_all(page: Page) -> None:
    expect_boxes(page, exp="true")
    run_row(page, "exp/b/1").locator(".swatch").click()
    expect_boxes(page, exp="mixed")
    expect(branch(page, "exp/b/")).to_have_attribute("aria-checked", "mixed")
    expect(branch(page, "exp/a/")).to_have_attribute("aria-checked", "true")
    expect_drawn(card(page, "loss"), (len(RUNS) - 1) * POINTS)
    branch(page, "exp/").locator(".swatch").click()
    expect_boxes(page, exp="true")
    branch(page, "exp/").locator(".swatch").click()
    expect_boxes(page, exp="false")
    assert sorted(runs_on(page)) == sorted(run for run in RUNS if not run.startswith("exp"))


def test_only_of_a_directory_leaves_its_runs(page: Page) -> None:
    branch(page, "deep/down/below/").hover()
    branch(page, "deep/down/below/").get_by_role("button", name="only").click()
    wait_until(page, lambda: runs_on(page), lambda on: on == ["deep/down/below/one", "deep/down/below/two"])


def test_keys_fold_walk_and_switch(page: Page) -> None:
    page.get_by_role("tree", name="Runs").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    active = page.locator(".run.active")
    expect(active).to_have_attribute("data-branch", "exp/b/")
    page.keyboard.press("ArrowLeft")
    expect(active).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Space")
    expect(active).to_have_attribute("aria-checked", "false")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(active).to_have_attribute("data-run", "exp/b/1")
    expect(active).to_have_attribute("aria-selected", "false")


def test_a_filter_leaves_the_branches_of_what_matches(page: Page) -> None:
    page.get_by_label("Filter runs", exact=True).fill("^alone|one$|eval")
    expect_rows(page, "alone/in/here", "deep/down/below/one", "exp/a/eval")


def test_the_browser_remembers_the_tree(page: Page) -> None:
    page.reload()
    expect_rows(page, *WHOLE)
