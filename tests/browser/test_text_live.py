"""Texts that arrive while the page is open, that vanish, and those of every writer."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from summary import SummaryWriter
from tests.browser.command import ROOT, serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import attribute, box_of, expect_address, wait_until
from tests.browser.texts import TEXTS, card, listed, one


def test_what_one_reads_stays_where_it_is_while_texts_arrive(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "run") as writer:
        for step in range(60):
            writer.add_text("story", f"step {step}", step)
        writer.flush()
        page = open_page(f"{command.address}#{TEXTS}")
        story = card(page, "story")
        read = one(story, "run", 50)
        read.scroll_into_view_if_needed()
        before = box_of(read)
        writer.add_text("story", "step 60", 60)
        writer.flush()
        newer = story.get_by_role("button", name="newer text")
        expect(newer).to_have_text("1 newer text")
        writer.add_text("story", "step 61", 61)
        writer.flush()
        with SummaryWriter(tmp_path / "other") as other:
            other.add_text("story", "another run", 61)
        expect(newer).to_have_text("3 newer texts")
        assert read.bounding_box() == before
        newer.click()
        expect(one(story, "run", 61)).to_be_in_viewport()
        expect(one(story, "other", 61)).to_be_visible()
        expect(newer).to_have_count(0)


def test_what_a_restart_replaced_is_shown_when_asked_for(open_page: OpenPage, tmp_path: Path) -> None:
    def write(start: float, steps: range) -> None:
        with SummaryWriter(tmp_path / "run", filename_suffix=f".{start}") as writer:
            for step in steps:
                writer.add_text("story", f"step {step} from {start}", step, walltime=1000 + start + step)

    write(0, range(4))
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#{TEXTS}")
        story = card(page, "story")
        write(100, range(2, 3))
        story.get_by_role("button", name="Texts were replaced").click()
        wait_until(page, lambda: listed(story), lambda texts: texts == ["run:2", "run:1", "run:0"])
        story.get_by_role("button", name="Show 2 replaced by a restart").click()
        wait_until(page, lambda: listed(story), lambda texts: texts == ["run:3", "run:2", "run:2", "run:1", "run:0"])
        expect(story.locator(".text-body")).to_have_text(
            ["step 3 from 0", "step 2 from 100", "step 2 from 0", "step 1 from 0", "step 0 from 0"]
        )
        expect(one(story, "run", 3)).to_contain_text("replaced by a restart")
        again = open_page(expect_address(page, lambda kept: "oldtexts=story" in kept))
        expect(one(card(again, "story"), "run", 3)).to_be_visible()


def test_a_text_of_which_the_file_is_gone_is_a_sentence(open_page: OpenPage, watch: Watch, tmp_path: Path) -> None:
    watch.allow("404")
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_text("story", "x", 0)
        writer.add_text("story", "y", 1)
    with serving(tmp_path, "--reload_interval", "0") as command:
        page = open_page(f"{command.address}#{TEXTS}")
        story = card(page, "story")
        next((tmp_path / "run").glob("events*")).unlink()
        text = one(story, "run", 1)
        text.focus()
        page.keyboard.press("c")
        expect(story.get_by_role("alert")).to_contain_text("no longer in its file")


def scrolled_to(card: Locator, text: Locator) -> bool:
    """Scrolls towards a text; whether it is there."""
    if not text.count():
        card.get_by_role("feed").evaluate("feed => feed.scrollTo(0, feed.scrollHeight)")
    return text.count() > 0


@pytest.mark.parametrize("writer", ["tf1", "tf2", "torch", "tensorboardX"])
def test_every_text_of_every_writer_is_shown_exactly(writer: str, open_page: OpenPage) -> None:
    golden = ROOT / "tests" / "golden" / writer
    expected: dict[str, Any] = json.loads((golden / "expected.json").read_text())
    compared = 0
    with serving(golden) as command:
        page = open_page(f"{command.address}#{TEXTS}&texts=raw")
        for run, content in expected.items():
            for tag, wanted in content["tags"].items():
                if wanted["plugin"] != "text":
                    continue
                found = page.locator(attribute("data-card", tag))
                found.scroll_into_view_if_needed()
                for event in reversed(wanted["events"]):
                    text = found.locator(attribute("data-text", f"{run}:{event['step']}"))
                    wait_until(page, lambda text=text, found=found: scrolled_to(found, text))
                    sources = text.locator("pre.source")
                    expect(sources).to_have_count(len(event["items"]))
                    texts = sources.evaluate_all("cells => cells.map((cell) => cell.textContent)")
                    assert [hashlib.sha256(text.encode()).hexdigest() for text in texts] == [
                        item["sha256"] for item in event["items"]
                    ]
                    compared += 1
    assert compared


def test_what_a_writer_says_of_a_tag_is_marked_up_on_charts_too(open_page: OpenPage) -> None:
    with serving(ROOT / "tests" / "golden" / "tf2") as command:
        page = open_page(f"{command.address}#tags=opt/loss")
        chart = page.locator(attribute("data-card", "opt/loss"))
        chart.hover()
        chart.get_by_role("button", name="Description").click()
        expect(chart.get_by_role("dialog").locator("strong")).to_have_text("loss")
