"""The Text tab: every step newest first, rendered and raw, searched, compared; and texts that mean harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import attribute, box_of, colour_of, expect_address, names, run_row, switch_run, wait_until
from tests.browser.test_keyboard import nameless
from tests.browser.texts import HOSTILE, STEPS, TEXTS, card, listed, one, write


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(write(tmp_path_factory.mktemp("text"))) as command:
        yield command.address


@pytest.fixture
def page(open_page: OpenPage, address: str) -> Page:
    return open_page(f"{address}#{TEXTS}")


def test_the_newest_steps_come_first_and_older_ones_when_one_scrolls_down(page: Page) -> None:
    story = card(page, "story")
    first = listed(story)
    assert first[:4] == ["first:129", "second:129", "first:128", "second:128"] or first[:2] == [
        "second:129",
        "first:129",
    ]
    assert len(first) < 2 * STEPS
    expect(story.locator("h3")).to_contain_text("260 texts · 2 runs")
    feed = story.get_by_role("feed")

    def to_the_end() -> list[str]:
        feed.evaluate("feed => feed.scrollTo(0, feed.scrollHeight)")
        return listed(story)

    every = wait_until(page, to_the_end, lambda texts: len(texts) == 2 * STEPS)
    assert [int(text.split(":")[1]) for text in every] == sorted([*range(STEPS), *range(STEPS)], reverse=True)
    expect(one(story, "first", 0)).to_be_visible()


def test_a_text_is_marked_up_in_the_colour_of_its_run(page: Page) -> None:
    text = one(card(page, "story"), "second", 129)
    expect(text.locator("strong")).to_have_text("second")
    expect(text.locator("li")).to_have_text(["straw", "lr = 129"])
    expect(text.locator("header")).to_contain_text("step 129")
    expect(text.locator("time")).to_have_text("1 Jan 00:02:09")
    border = text.evaluate("text => getComputedStyle(text).borderLeftColor")
    assert border == f"rgb{colour_of(run_row(page, 'second'))}"
    switch_run(page, "second")
    expect(text).to_have_count(0)
    expect(one(card(page, "story"), "first", 129)).to_be_visible()


def test_line_breaks_and_indentation_are_seen_as_they_were_written(page: Page) -> None:
    body = one(card(page, "settings"), "first", 0).locator(".text-body")
    body.scroll_into_view_if_needed()
    assert body.inner_text().replace("\u00a0", " ").strip() == '{\n  "lr": 0.1,\n  "deep": {\n    "er": 1\n  }\n}'


def test_tables_code_and_links(page: Page) -> None:
    text = one(card(page, "table"), "first", 0)
    expect(text.locator("th")).to_have_text(["a", "b"])
    expect(text.locator("td")).to_have_text(["1", "<unk>"])
    assert text.locator("td").nth(1).evaluate("cell => getComputedStyle(cell).textAlign") == "right"
    expect(text.locator("pre")).to_have_text("code < 1\n")
    link = text.get_by_role("link", name="away")
    expect(link).to_have_attribute("href", "https://e.example/x")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")


def test_raw_is_the_text_as_it_was_logged_and_in_the_address(page: Page, open_page: OpenPage) -> None:
    card(page, "hostile")
    page.get_by_role("radio", name="Raw").click()
    source = one(card(page, "hostile"), "first", 0).locator("pre.source")
    assert source.evaluate("pre => pre.textContent") == HOSTILE
    again = open_page(expect_address(page, lambda kept: "texts=raw" in kept))
    expect(one(card(again, "hostile"), "first", 0).locator("pre.source")).to_be_visible()


def test_a_text_that_means_harm_does_none(page: Page) -> None:
    """The fixture that opens pages fails on any error and on any request to elsewhere, the policy's complaints among them."""
    text = one(card(page, "hostile"), "first", 0)
    body = text.locator(".text-body")
    expect(body).to_contain_text("<script>window.harmed = 1</script>")
    expect(body).to_contain_text("</article></main> the end")
    text.get_by_text("anchor").click()
    body.hover()
    assert page.evaluate("window.harmed") is None
    assert body.locator("img, script, svg, iframe, style, form, button, [onclick], [style], [id], [class]").count() == 0
    links = body.locator("a[href]").evaluate_all("links => links.map((link) => link.href)")
    assert links == ["http://127.0.0.1:9/a.png", "http://127.0.0.1:9/b.png"]


def test_a_long_text_is_folded_and_a_huge_one_is_an_excerpt(page: Page) -> None:
    text = one(card(page, "long"), "first", 0)
    last = text.get_by_text("paragraph 99", exact=True)
    before = box_of(text)
    text.get_by_role("button", name="Show all").click()
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    text.get_by_role("button", name="Show less").click()
    wait_until(page, text.bounding_box, lambda box: box and box["height"] == before["height"])
    huge = one(card(page, "huge"), "first", 0)
    expect(huge).to_contain_text("bytes long; its first 50,000 characters are shown.")


def search(page: Page, query: str) -> None:
    page.get_by_label("Search texts", exact=True).fill(query)


def test_a_search_finds_every_step_and_marks_it(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#{TEXTS}&tags=story")
    story = card(page, "story")
    search(page, "needle IN")
    wait_until(
        page, lambda: listed(story), lambda texts: sorted(texts) == ["first:3", "first:70", "second:3", "second:70"]
    )
    expect(story.locator("mark")).to_have_text(["Needle in"] * 4)
    expect(story.get_by_role("status").first).to_have_text("Found in 4 texts; all 260 searched")
    again = open_page(expect_address(page, lambda kept: "find=needle" in kept))
    expect(card(again, "story").locator("mark")).to_have_count(4)
    search(page, "")
    expect(one(story, "first", 129)).to_be_visible()


def test_a_search_by_expression(page: Page, watch: Watch) -> None:
    watch.allow("400")
    story = card(page, "story")
    page.get_by_role("button", name="Regex").click()
    search(page, r"step (12)\d$|Needle")
    wait_until(page, lambda: len(listed(story)), lambda count: count == 4)
    search(page, "step (")
    expect(story.get_by_role("alert")).to_contain_text("no regular expression")


def test_what_is_nowhere_is_told(page: Page) -> None:
    story = card(page, "story")
    search(page, "absent")
    expect(story.get_by_role("status").first).to_have_text("Not found; all 260 searched")


def shown_lines(card: Locator) -> list[tuple[str, str]]:
    script = "rows => rows.map((row) => [row.dataset.line, row.lastChild.textContent])"
    return [tuple(row) for row in card.locator("[data-line]").evaluate_all(script)]


def test_two_steps_and_two_runs_are_compared(page: Page, open_page: OpenPage) -> None:
    story = card(page, "story")
    text = one(story, "first", 129)
    text.hover()
    text.get_by_role("button", name="Compare with the text before").click()
    expect(story.locator("[data-line='+']")).to_have_count(2)
    assert shown_lines(story) == [
        ("-", "**first** tells step 128"),
        ("+", "**first** tells step 129"),
        (" ", ""),
        (" ", "- straw"),
        ("-", "- lr = 128"),
        ("+", "- lr = 129"),
    ]
    expect(story.locator("[data-line='-'] b")).to_have_text(["128", "128"])
    step = story.get_by_label("From: step")
    step.fill("70")
    step.press("Enter")
    expect(story.locator("[data-line='-']").nth(1)).to_contain_text("A Needle in it")
    story.get_by_role("button", name="From: the text after").click()
    expect(step).to_have_value("71")
    story.get_by_label("To: run").select_option("second")
    expect(story.get_by_label("To: step")).to_have_value("129")
    expect(story.locator("[data-line='+']").first).to_have_text("1+**second** tells step 129")
    again = open_page(expect_address(page, lambda kept: "compare=story" in kept and "second:129" in kept))
    other = again.locator(attribute("data-card", "story/text_summary"))
    other.scroll_into_view_if_needed()
    expect(other.locator("[data-line='+']").first).to_contain_text("second")
    story.get_by_role("button", name="All texts").click()
    expect(one(story, "first", 129)).to_be_visible()


def test_a_text_is_copied_as_it_was_logged(page: Page) -> None:
    page.evaluate(
        "() => { document.addEventListener('copy', () => { window.copied = String(document.activeElement.value); }, true) }"
    )
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    text = one(card(page, "table"), "first", 0)
    text.hover()
    text.get_by_role("button", name="Copy the text").click()
    expect(text.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("window.copied").startswith("| a | b |\n|:--|--:|\n| 1 | <unk> |")


def test_everything_by_keyboard(page: Page) -> None:
    story = card(page, "story")
    page.keyboard.press("s")
    expect(page.get_by_label("Search texts", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    story.locator("[data-text]").first.focus()
    second = listed(story)[1]
    page.keyboard.press("ArrowDown")
    expect(story.locator(attribute("data-text", second))).to_be_focused()
    page.keyboard.press("c")
    expect(story.get_by_role("region", name="Difference", exact=True)).to_be_visible()
    long = card(page, "long").locator("[data-text]").first
    long.focus()
    page.keyboard.press("Enter")
    expect(long.get_by_role("button", name="Show less")).to_be_visible()
    assert nameless(page) == []


def test_it_is_of_use_on_a_narrow_screen(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#{TEXTS}", viewport={"width": 400, "height": 800})
    card(page, "story")
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 400
    heading = one(card(page, "story"), "first", 129).locator("header")
    swatch, name = (heading.locator(part).bounding_box() for part in (".swatch, i", ".name"))
    assert swatch and name
    assert swatch["y"] + swatch["height"] / 2 == pytest.approx(name["y"] + name["height"] / 2, abs=3)
    assert heading.evaluate("header => header.offsetHeight") < 40
    assert names(page, "[data-card]", "card")
