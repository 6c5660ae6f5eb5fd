"""Texts for the tests to look at, and the cards of the Text tab as a person looks at them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page

from summary import SummaryWriter
from tests.browser.looking import attribute, wait_until

TEXTS = "tab=text"
STEPS = 130

HOSTILE = """<script>window.harmed = 1</script>
<img src="http://127.0.0.1:9/a.png" onerror="window.harmed = 1">
![remote](http://127.0.0.1:9/b.png)
[link](javascript:window.harmed=1) <a href="javascript:window.harmed=1" onclick="window.harmed=1">anchor</a>
<svg onload="window.harmed=1"></svg><iframe src="http://127.0.0.1:9/"></iframe>
<div style="position:fixed;inset:0" onmouseover="window.harmed=1" id="main" class="card">cover</div>
<style>* { display: none }</style><form action="http://127.0.0.1:9/"><button>send</button></form>
</div></article></main> the end"""


def write(logdir: Path) -> Path:
    for run in ("first", "second"):
        with SummaryWriter(logdir / run) as writer:
            for step in range(STEPS):
                needle = "A Needle in it" if step in (3, 70) else "straw"
                writer.add_text(
                    "story", f"**{run}** tells step {step}\n\n- {needle}\n- lr = {step}", step, walltime=step
                )
            writer.add_text("settings", '{\n  "lr": 0.1,\n  "deep": {\n    "er": 1\n  }\n}', 0)
    with SummaryWriter(logdir / "first") as writer:
        writer.add_text(
            "table", "| a | b |\n|:--|--:|\n| 1 | <unk> |\n\n```\ncode < 1\n```\n\n[away](https://e.example/x)", 0
        )
        writer.add_text("hostile", HOSTILE, 0)
        writer.add_text("long", "\n\n".join(f"paragraph {n}" for n in range(100)), 0)
        writer.add_text("huge", "word " * 1_000_000, 0)
    return logdir


def card(page: Page, tag: str) -> Locator:
    """The card of a tag, scrolled into view, once it has a text."""
    found = page.locator(attribute("data-card", f"{tag}/text_summary"))

    def filled() -> int:
        # Those above it grow as their texts arrive.
        found.scroll_into_view_if_needed()
        return found.locator("[data-text]").count()

    wait_until(page, filled)
    return found


def one(card: Locator, run: str, step: int) -> Locator:
    return card.locator(attribute("data-text", f"{run}:{step}"))


def listed(card: Locator) -> list[str]:
    return card.locator("[data-text]").evaluate_all("texts => texts.map((text) => text.dataset.text)")
