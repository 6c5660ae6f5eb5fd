"""Texts, sounds and tensors of real writers: what the page shows of them, and the bytes that it offers to keep."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import attribute

GOLDEN = Path(__file__).parents[1] / "golden"


class Served(NamedTuple):
    address: str
    expected: dict[str, Any]

    def series(self, *kinds: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Run, tag and the newest of the values of every tag of these kinds."""
        for run, content in self.expected.items():
            for tag, wanted in content["tags"].items():
                if wanted["plugin"] in kinds:
                    yield run, tag, max(wanted["events"], key=lambda event: event["step"])


@pytest.fixture(scope="module", params=["tf1", "tf2", "torch", "tensorboardX"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    logdir = GOLDEN / str(request.param)
    with serving(logdir) as command:
        yield Served(command.address, json.loads((logdir / "expected.json").read_text()))


def card(page: Page, tag: str) -> Locator:
    found = page.locator(attribute("data-card", tag))
    found.scroll_into_view_if_needed()
    return found


def kept(link: Locator) -> bytes:
    """What is behind a link."""
    expect(link).to_be_visible()
    return link.page.request.get(link.evaluate("link => link.href")).body()


def test_texts_are_what_was_written(served: Served, open_page: OpenPage) -> None:
    page = open_page(f"{served.address}#tab=text&texts=raw")
    seen = 0
    for run, tag, event in served.series("text"):
        shown = card(page, tag).locator(attribute("data-text", f"{run}:{event['step']}"))
        shown.scroll_into_view_if_needed()
        for item in event["items"]:
            expect(shown.locator(".text-body")).to_contain_text(item["text"], use_inner_text=True)
        if len(event["items"]) == 1:
            shown.hover()
            data = kept(shown.get_by_role("link", name="As it was logged"))
            assert hashlib.sha256(data).hexdigest() == event["items"][0]["sha256"]
        seen += 1
    page.close()
    assert seen


def test_sounds_are_what_was_written(served: Served, open_page: OpenPage) -> None:
    page = open_page(f"{served.address}#tab=audio")
    seen = 0
    for run, tag, event in served.series("audio"):
        player = card(page, tag)
        chosen = player.get_by_role("radio", name=run)
        if chosen.count():
            chosen.click()
        expect(player.locator(f"canvas[data-drawn]{attribute('data-run', run)}")).to_be_visible()
        data = kept(player.locator("a[download]"))
        assert hashlib.sha256(data).hexdigest() == event["items"][0]["sha256"]
        seen += 1
    page.close()
    assert seen


@pytest.mark.parametrize("served", ["tf2", "torch"], indirect=True)
def test_tensors_are_what_was_written(served: Served, open_page: OpenPage) -> None:
    found = list(served.series("tensor", ""))
    assert found
    page = open_page(f"{served.address}#tab=tensor")
    expect(page.locator("[data-tab=tensor]")).to_have_text(f"Tensors {len({tag for _, tag, _ in found})}")
    for run, tag, event in found:
        block = card(page, tag).locator(attribute("data-tensor-run", run))
        expect(block.locator(".tensor-facts")).to_contain_text(f"[{', '.join(map(str, event['shape']))}]")
        array = np.load(io.BytesIO(kept(block.locator("a[download]"))))
        assert hashlib.sha256(array.tobytes()).hexdigest() == event["sha256"]
        assert float(block.locator("td").last.get_attribute("title") or "") == pytest.approx(array.ravel()[-1])
    page.close()
