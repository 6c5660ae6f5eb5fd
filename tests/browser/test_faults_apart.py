"""What fails in one place of the page takes nothing else down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from summary import SummaryWriter
from tests.browser.command import Command, serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import attribute, card, expect_drawn

# Failures that the page's own code has no part in: the browser refuses what an element asks for.
DRAWING = """() => {
  const { stroke } = CanvasRenderingContext2D.prototype;
  window.mended = false;
  CanvasRenderingContext2D.prototype.stroke = function (...given) {
    if (!window.mended && this.canvas.closest?.('[data-card="bad"]')) throw new Error("There is no ink");
    return stroke.apply(this, given);
  };
}"""
RENDERING = """selector => {
  const { setAttribute } = Element.prototype;
  window.mended = false;
  Element.prototype.setAttribute = function (name, value) {
    setAttribute.call(this, name, value);
    if (!window.mended && this.matches(selector)) throw new Error("There is no paper");
  };
}"""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    logdir = tmp_path_factory.mktemp("logs")
    with SummaryWriter(logdir / "run") as writer:
        for step in range(3):
            for tag in ("bad", "good"):
                writer.add_scalar(tag, step, step)
        writer.add_text("words", "What was said.")
    with serving(logdir) as command:
        yield command


def prepared(open_page: OpenPage, command: Command, script: str, view: str) -> Page:
    """The page with something that fails from the first moment."""
    page = open_page(f"{command.address}{view}")
    page.add_init_script(script)
    page.reload()
    return page


def test_a_chart_that_cannot_be_drawn_fails_alone(open_page: OpenPage, watch: Watch, command: Command) -> None:
    watch.allow("There is no ink")
    page = prepared(open_page, command, f"({DRAWING})()", "#smooth=0")
    expect_drawn(card(page, "good"), 3)
    alert = page.get_by_role("alert").filter(has_text="This card failed: There is no ink.")
    expect(alert).to_have_count(1)
    page.evaluate("window.mended = true")
    alert.get_by_role("button", name="Try again").click()
    expect_drawn(card(page, "bad"), 3)
    expect(alert).to_have_count(0)


@pytest.mark.parametrize("tab", ["scalars", "text"])
def test_a_card_that_cannot_be_rendered_fails_alone(
    open_page: OpenPage, watch: Watch, command: Command, tab: str
) -> None:
    bad, good = ("bad", "good") if tab == "scalars" else ("words/text_summary", None)
    watch.allow("There is no paper")
    script = f"({RENDERING})('[data-card=\"{bad}\"]')"
    page = prepared(open_page, command, script, f"#smooth=0&tab={tab}")
    alert = page.get_by_role("alert").filter(has_text="This card failed: There is no paper.")
    expect(alert).to_have_count(1)
    if good:
        expect_drawn(card(page, good), 3)
    expect(page.get_by_label("Filter tags", exact=True)).to_be_visible()
    page.evaluate("window.mended = true")
    alert.get_by_role("button", name="Try again").click()
    expect(page.locator(attribute("data-card", bad))).to_have_count(1)


def test_a_tab_that_fails_leaves_the_others(open_page: OpenPage, watch: Watch, command: Command) -> None:
    watch.allow("There is no paper")
    page = prepared(open_page, command, f"({RENDERING})('[aria-label=Controls]')", "#smooth=0&tab=text")
    expect(page.get_by_role("heading", name="This tab failed")).to_be_visible()
    expect(page.locator("[data-run=run]")).to_be_visible()
    page.evaluate("window.mended = true")
    page.locator("[data-tab=scalars]").click()
    expect_drawn(card(page, "good"), 3)


def test_the_list_of_runs_fails_alone(open_page: OpenPage, watch: Watch, command: Command) -> None:
    watch.allow("There is no paper")
    page = prepared(open_page, command, f"({RENDERING})('[data-run]')", "#smooth=0")
    expect(page.get_by_role("heading", name="This list of runs failed")).to_be_visible()
    expect_drawn(card(page, "good"), 3)
