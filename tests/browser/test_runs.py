"""The runs panel: filter, switches, colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import START, write
from tests.browser.looking import (
    Colour,
    card,
    colour_of,
    expect_address,
    expect_drawn,
    inked,
    names,
    place,
    run_row,
    runs_on,
    set_smoothing,
    switch_run,
    wait_for_ink,
    wait_until,
)

RUNS = ["adam/1", "adam/2", "sgd/1", "sgd/2", "sgd/3"]
STARTED = ["sgd/1", "adam/1", "sgd/3", "adam/2", "sgd/2"]
POINTS = 6


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("runs")
    for i, run in enumerate(STARTED):
        values = [i + step for step in range(POINTS)]
        write(logdir / run, {"loss": values, "error": [-value for value in values]}, start=START + 60 * i)
    with serving(logdir) as command:
        yield command.address


def listed(page: Page) -> list[str]:
    return names(page, "[data-run]", "run")


def expect_listed(page: Page, runs: list[str]) -> None:
    wait_until(page, lambda: listed(page), lambda found: found == runs)


def expect_on(page: Page, runs: list[str]) -> None:
    """Waits until these are on in the list, counted beside it, and on the chart."""
    wait_until(page, lambda: runs_on(page), lambda found: found == runs)
    expect(page.locator("[data-count]")).to_have_text(f"{len(runs)} of {len(RUNS)}")
    if runs:
        expect_drawn(card(page, "loss"), len(runs) * POINTS)


def press(page: Page, name: str) -> None:
    page.get_by_role("complementary").get_by_role("button", name=name, exact=True).click()


def colours(page: Page) -> dict[str, Colour]:
    return {run: colour_of(run_row(page, run)) for run in listed(page)}


MATCHES = {"adam": RUNS[:2], "^sgd/[12]$": RUNS[2:4], "ADAM|3": [*RUNS[:2], RUNS[4]], ".": RUNS}


def test_a_filter_lists_and_draws_what_matches(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    for text, runs in MATCHES.items():
        page.get_by_label("Filter runs", exact=True).fill(text)
        expect_listed(page, runs)
        expect_on(page, runs)


def test_a_bad_filter_says_so_and_keeps_the_list(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    field = page.get_by_label("Filter runs", exact=True)
    field.fill("adam")
    expect_listed(page, RUNS[:2])
    field.fill("adam(")
    expect(page.get_by_role("alert")).to_have_text(
        "Not a regular expression: unterminated group. Still showing the last one that was."
    )
    assert listed(page) == RUNS[:2]
    field.press("Escape")
    expect(field).to_have_value("")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect_listed(page, RUNS)


def test_a_filter_without_a_match_says_so_and_can_be_cleared(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_label("Filter runs", exact=True).fill("rmsprop")
    expect(page.get_by_role("heading", name="No run matches the filter")).to_be_visible()
    page.get_by_role("button", name="Clear the filter").click()
    expect_on(page, RUNS)


def test_all_none_and_invert(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_on(page, RUNS)
    press(page, "None")
    expect_on(page, [])
    expect(page.get_by_role("heading", name="All runs are off")).to_be_visible()
    switch_run(page, "sgd/1")
    expect_on(page, ["sgd/1"])
    press(page, "Invert")
    expect_on(page, [run for run in RUNS if run != "sgd/1"])
    press(page, "All")
    expect_on(page, RUNS)


def test_switches_act_on_the_listed_runs_only(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    field = page.get_by_label("Filter runs", exact=True)
    field.fill("adam")
    expect_listed(page, RUNS[:2])
    press(page, "None")
    field.fill("")
    expect_on(page, RUNS[2:])


def test_only_leaves_one_run_on_and_again_brings_the_others_back(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    switch_run(page, "adam/1")
    expect_on(page, RUNS[1:])
    run_row(page, "sgd/2").hover()
    run_row(page, "sgd/2").get_by_role("button", name="only").click()
    expect_on(page, ["sgd/2"])
    run_row(page, "sgd/2").get_by_role("button", name="only").click()
    expect_on(page, RUNS[1:])


def test_a_double_click_leaves_one_run_on(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    run_row(page, "sgd/2").dblclick()
    expect_on(page, ["sgd/2"])


def test_a_shift_click_switches_all_between(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    switch_run(page, RUNS[1])
    switch_run(page, RUNS[3], shift=True)
    wait_until(page, lambda: runs_on(page), lambda runs: runs != RUNS and RUNS[0] in runs and RUNS[4] in runs)


def test_keys_move_and_switch_in_the_list(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_listed(page, RUNS)
    page.get_by_role("listbox", name="Runs").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect_on(page, [RUNS[0], *RUNS[2:]])
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect_on(page, RUNS[-1:])
    page.keyboard.press("Enter")
    expect_on(page, [RUNS[0], *RUNS[2:]])


def test_runs_can_be_sorted_newest_first(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_listed(page, RUNS)
    page.get_by_role("button", name="Sort runs").click()
    sort_by = page.get_by_label("Sort by")
    sort_by.select_option("Newest first")
    expect_listed(page, STARTED[::-1])
    page.reload()
    expect_listed(page, STARTED[::-1])
    page.get_by_role("button", name="Sort runs").click()
    sort_by.select_option("Oldest first")
    expect_listed(page, STARTED)
    sort_by.select_option("Name")
    expect_listed(page, RUNS)


def test_colours_stay_with_their_runs(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_listed(page, RUNS)
    before = colours(page)
    assert len(set(before.values())) == len(RUNS)
    page.get_by_label("Filter runs", exact=True).fill("sgd")
    expect_listed(page, RUNS[2:])
    assert colours(page) == {run: before[run] for run in RUNS[2:]}
    expect_address(page, lambda view: "filter=sgd" in view)
    page.reload()
    expect_listed(page, RUNS[2:])
    assert colours(page) == {run: before[run] for run in RUNS[2:]}
    assert colours_elsewhere(open_page, address) == before


def colours_elsewhere(open_page: OpenPage, address: str) -> dict[str, Colour]:
    page = open_page(address)
    expect_listed(page, RUNS)
    return colours(page)


def test_a_run_has_its_colour_on_every_card(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    set_smoothing(page, 0)
    expect_on(page, RUNS)
    for run in RUNS:
        run_row(page, run).hover()
        run_row(page, run).get_by_role("button", name="only").click()
        expect_on(page, [run])
        for tag in ("loss", "error"):
            chart = card(page, tag)
            expect_drawn(chart, POINTS)
            assert wait_for_ink(chart, colour_of(run_row(page, run)), 0.5)


def test_a_run_that_is_off_leaves_no_ink(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    colour = colour_of(run_row(page, "sgd/2"))
    wait_for_ink(chart, colour, 0.5)
    switch_run(page, "sgd/2")
    wait_until(page, lambda: not inked(chart, colour, 0.5))


def faded(page: Page) -> bool:
    """Whether the curves stand back behind one that is lit."""
    return page.locator('[data-card="loss"] canvas.curves.dimmed').count() == 1


def test_a_click_on_a_name_lets_its_curve_stand_out_until_the_next(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    chart = card(page, "loss")
    colour = colour_of(run_row(page, "sgd/2"))
    before = wait_for_ink(chart, colour, 0.5)
    run_row(page, "sgd/2").locator(".name").click()
    page.mouse.move(900, 20)
    expect(run_row(page, "sgd/2")).to_have_class("run held active")
    expect_on(page, RUNS)
    assert faded(page)
    assert len(before) > 0
    run_row(page, "sgd/2").locator(".name").click()
    page.mouse.move(900, 20)
    wait_until(page, lambda: not faded(page))


def test_a_click_on_a_curve_finds_its_run(open_page: OpenPage, tmp_path: Path) -> None:
    runs = [f"run{i:02}" for i in range(60)]
    for run in runs:
        write(tmp_path / run, {"loss": [0.0 if run == "run55" else 1.0] * POINTS})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#smooth=0&runs=none&on=run00,run55")
        chart = card(page, "loss")
        expect_drawn(chart, 2 * POINTS)
        assert run_row(page, "run55").count() == 0
        level = wait_for_ink(chart, colour_of(run_row(page, "run00")), 0.5)[0]
        page.mouse.click(*place(chart, 0.5, 1 - level))
        expect(run_row(page, "run55")).to_have_class(re.compile(r"\bflash\b"))
        expect(run_row(page, "run55")).to_be_in_viewport()
        page.close()
