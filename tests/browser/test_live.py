"""What training code writes while the page is open appears, with no reload."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import card, colour_of, expect_drawn, inked, point_at, run_row, runs_on, told, wait_for_ink

NOT_RELOADED = "window.notReloaded === true"


def test_a_point_appears(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "run") as writer:
        for step in range(5):
            writer.add_scalar("loss", step, step)
        writer.flush()
        page = open_page(f"{command.address}#smooth=0")
        page.evaluate("window.notReloaded = true")
        chart = card(page, "loss")
        expect_drawn(chart, 5)
        writer.add_scalar("loss", 40.5, 9)
        writer.flush()
        expect_drawn(chart, 6)
        point_at(chart, 1)
        assert told(page, "run", 9).value == 40.5
        top = inked(chart, colour_of(run_row(page, "run")), 1, reach=3)
        assert min(top) < 0.1, "the y axis has made room for the new point, and the line reaches it"
        assert page.evaluate(NOT_RELOADED)


def test_the_tooltip_follows_under_a_still_pointer(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "run") as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.add_scalar("loss", 2.0, 10)
        writer.flush()
        page = open_page(f"{command.address}#smooth=0")
        point_at(card(page, "loss"), 1)
        assert told(page, "run", 10).value == 2
        writer.add_scalar("loss", 3.0, 20)
        writer.flush()
        assert told(page, "run", 20).value == 3


def test_a_new_run_appears_and_is_on(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "first") as first:
        first.add_scalar("loss", 1.0, 0, walltime=100.0)
        first.flush()
        page = open_page(f"{command.address}#smooth=0")
        page.evaluate("window.notReloaded = true")
        chart = card(page, "loss")
        expect_drawn(chart, 1)
        colour = colour_of(run_row(page, "first"))
        with SummaryWriter(tmp_path / "second") as second:
            for step in range(3):
                second.add_scalar("loss", step, step, walltime=200.0)
        expect(run_row(page, "second")).to_have_attribute("aria-selected", "true")
        expect_drawn(chart, 4)
        assert wait_for_ink(chart, colour_of(run_row(page, "second")), 0.5)
        assert colour_of(run_row(page, "first")) == colour, "an older run keeps its colour"
        assert page.evaluate(NOT_RELOADED)


def test_a_new_run_stays_off_where_all_are_switched_off(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "first") as first:
        first.add_scalar("loss", 1.0, 0)
        first.flush()
        page = open_page(command.address)
        page.get_by_role("button", name="None", exact=True).click()
        expect(page.get_by_role("heading", name="All runs are off")).to_be_visible()
        with SummaryWriter(tmp_path / "second") as second:
            second.add_scalar("loss", 1.0, 0)
        expect(run_row(page, "second")).to_have_attribute("aria-selected", "false")
        assert runs_on(page) == []


def test_a_new_tag_gets_a_card(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "run") as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.flush()
        page = open_page(command.address)
        expect_drawn(card(page, "loss"), 1)
        writer.add_scalar("late/accuracy", 0.5, 0)
        writer.flush()
        expect_drawn(card(page, "late/accuracy"), 1)
        expect(page.locator("[data-tab=scalars]")).to_have_text("Scalars 2")


def test_an_empty_logdir_says_what_was_looked_for_until_a_run_appears(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command:
        page = open_page(command.address)
        message = page.get_by_role("status").filter(has=page.get_by_role("heading"))
        expect(message.get_by_role("heading")).to_have_text(f"No run in {tmp_path} yet")
        expect(message).to_contain_text("Looked for files with “tfevents” in their name")
        with SummaryWriter(tmp_path / "run") as writer:
            writer.add_scalar("loss", 1.0, 0)
        expect_drawn(card(page, "loss"), 1)
