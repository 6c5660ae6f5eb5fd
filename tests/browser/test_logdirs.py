"""Logdirs that are several, that are not there yet, that go and come back: what a person sees of them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from .command import serving
from .conftest import OpenPage
from .logs import write
from .looking import card, expect_drawn


def test_several_logdirs_are_told_apart_by_their_names(open_page: OpenPage, tmp_path: Path) -> None:
    for name in ("old", "new"):
        write(tmp_path / name / "train", {"loss": range(3)})
    with serving(
        tmp_path / "old", "--logdir", f"fresh:{tmp_path / 'new'}", "--logdir", str(tmp_path / "late")
    ) as command:
        page = open_page(command.address)
        expect_drawn(card(page, "loss"), 6)
        expect(page.locator("[data-run]")).to_have_count(2)
        assert {row.get_attribute("data-run") for row in page.locator("[data-run]").all()} == {
            "old/train",
            "fresh/train",
        }
        expect(page.locator(".logo")).to_have_text("board old, fresh, late")
        page.get_by_role("button", name="1 problem").click()
        expect(page.locator("[data-problem]")).to_contain_text(f"there is no directory {tmp_path / 'late'}")


def test_a_logdir_is_waited_for_and_one_that_vanishes_comes_back(open_page: OpenPage, tmp_path: Path) -> None:
    logdir = tmp_path / "later" / "logs"
    with serving(logdir, "--reload_interval", "0.1") as command:
        page = open_page(command.address)
        waiting = page.get_by_role("status").filter(has_text="Waiting for the logdir")
        expect(waiting).to_contain_text(f"There is no directory {logdir}.")
        expect(page.get_by_role("button", name="problem")).to_have_count(0)
        write(logdir / "train", {"loss": range(3)})
        expect_drawn(card(page, "loss"), 3)
        expect(waiting).to_have_count(0)
        logdir.rename(tmp_path / "away")
        expect(waiting).to_be_visible()
        expect(page.get_by_role("button", name="1 problem")).to_be_visible()
        (tmp_path / "away").rename(logdir)
        expect_drawn(card(page, "loss"), 3)
        expect(page.get_by_role("button", name="problem")).to_have_count(0)
