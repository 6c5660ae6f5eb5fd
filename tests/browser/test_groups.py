"""Runs grouped and coloured by what they have in common; train and test as a pair."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import START, write
from tests.browser.looking import (
    Colour,
    attribute,
    card,
    colour_of,
    expect_address,
    inked,
    names,
    run_row,
    runs_on,
    wait_for_ink,
    wait_until,
)

RUNS = [f"{name}-seed{seed}/{part}" for name in ("adam", "sgd") for seed in (1, 2) for part in ("test", "train")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("groups")
    for i, run in enumerate(RUNS):
        write(logdir / run, {"loss": [float(10 * i)] * 60}, start=START + i)
    with serving(logdir) as command:
        # Colours are given by the order of runs, which is known when all are read.
        while not listing(command.address)["progress"]["done"]:
            time.sleep(0.05)
        yield command.address


def listing(address: str) -> Any:
    with urllib.request.urlopen(f"{address.rstrip('/')}/api/runs") as answer:
        return json.load(answer)


def open_groups(page: Page) -> None:
    page.get_by_role("button", name="Group and colour runs").click()


def branches(page: Page) -> list[str]:
    return names(page, "[data-branch]", "branch")


def expect_branches(page: Page, *wanted: str) -> None:
    wait_until(page, lambda: branches(page), lambda found: found == list(wanted))


def colours(page: Page) -> dict[str, Colour]:
    return {run: colour_of(run_row(page, run)) for run in RUNS}


def by(page: Page, part: int | slice) -> list[set[Colour]]:
    """The colours of the runs whose name, cut at "-" and "/", has the same piece."""
    seen: dict[str, set[Colour]] = {}
    for run, colour in colours(page).items():
        seen.setdefault("".join(run.replace("/", "-").split("-")[part]), set()).add(colour)
    return list(seen.values())


def test_groups_by_directory_share_a_colour_and_a_branch(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    wait_until(page, lambda: len(runs_on(page)), lambda on: on == len(RUNS))
    assert len(set(colours(page).values())) == len(RUNS)
    open_groups(page)
    page.get_by_role("combobox", name="Group by", exact=True).select_option("Directory")
    expect_branches(page, "adam-seed1", "adam-seed2", "sgd-seed1", "sgd-seed2")
    expect(page.locator("[data-groups]")).to_have_text("4 groups of the runs that are on")
    shared = by(page, slice(0, 2))
    assert [len(group) for group in shared] == [1, 1, 1, 1]
    assert len(set.union(*shared)) == 4
    link = expect_address(page, lambda view: "group=dir:1" in view)
    assert colours_of_link(open_page, link) == colours(page)


def colours_of_link(open_page: OpenPage, link: str) -> dict[str, Colour]:
    page = open_page(link)
    wait_until(page, lambda: len(runs_on(page)), lambda on: on == len(RUNS))
    return colours(page)


def test_groups_by_what_an_expression_captures(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    open_groups(page)
    page.get_by_role("combobox", name="Group by", exact=True).select_option("Part of the name")
    field = page.get_by_label("Group by: regular expression")
    expect(field).to_be_visible()
    assert len(set(colours(page).values())) == len(RUNS)
    field.fill(r"^(adam|sgd)-.*(train)")
    expect_branches(page, "adam · train", "sgd · train")
    expect(page.locator("[data-groups]")).to_have_text("2 groups of the runs that are on; 4 runs in none")
    assert len(set(colours(page).values())) == 3
    field.fill(r"^(adam|sgd)-.*(train")
    expect(page.get_by_role("alert")).to_have_text(
        "Not a regular expression: unterminated group. Still showing the last one that was."
    )
    expect_branches(page, "adam · train", "sgd · train")
    field.fill("^[a-z]+")
    expect_branches(page, "adam", "sgd")


def test_colours_may_go_by_something_else_than_the_group(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#group=dir:1&colour=re:[a-z]%2B$")
    expect_branches(page, "adam-seed1", "adam-seed2", "sgd-seed1", "sgd-seed2")
    assert [len(group) for group in by(page, 2)] == [1, 1]
    assert len(set(colours(page).values())) == 2
    open_groups(page)
    page.get_by_role("combobox", name="Colour by", exact=True).select_option("Each run")
    assert len(set(colours(page).values())) == len(RUNS)
    page.get_by_role("combobox", name="Group by", exact=True).select_option("Nothing")
    expect_branches(page)


def test_a_pair_has_one_colour_and_its_test_is_dashed(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#smooth=0")
    open_groups(page)
    page.get_by_label("Pair train and test").check()
    assert [len(pair) for pair in by(page, slice(0, 2))] == [1, 1, 1, 1]
    assert len(set(colours(page).values())) == 4
    page.keyboard.press("Escape")
    chart = card(page, "loss")
    share = {run: covered(page, run) for run in ("adam-seed1/train", "adam-seed1/test")}
    assert share["adam-seed1/train"] == 1
    assert 0.5 < share["adam-seed1/test"] < 0.9
    expect(run_row(page, "adam-seed1/test").locator(".swatch")).to_have_class("swatch p1")
    expect(run_row(page, "adam-seed1/train").locator(".swatch")).to_have_class("swatch p0")
    expect(chart).to_be_visible()


def covered(page: Page, run: str) -> float:
    """The share of the chart's width at which a run's line, alone on it, has ink."""
    run_row(page, run).dblclick()
    wait_until(page, lambda: runs_on(page), lambda on: on == [run])
    chart = card(page, "loss")
    chart.page.mouse.move(900, 20)
    colour = colour_of(run_row(page, run))
    wait_until(page, lambda: any(inked(chart, colour, 0.4 + i / 100) for i in range(5)))
    places = [0.3 + i / 100 for i in range(40)]
    return sum(bool(inked(chart, colour, place, 0.6)) for place in places) / len(places)


def test_only_runs_that_are_on_are_counted_in_a_group(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#group=re:^[a-z]%2B")
    adam = page.locator(attribute("data-branch", "adam"))
    expect(adam.locator(".count")).to_have_text("4/4")
    run_row(page, "adam-seed1/train").locator(".swatch").click()
    expect(adam.locator(".count")).to_have_text("3/4")
    expect(adam).to_have_attribute("aria-checked", "mixed")
    wait_for_ink(card(page, "loss"), colour_of(run_row(page, "adam-seed2/train")), 0.5)
