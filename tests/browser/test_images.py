"""The Images tab: what is on the screen is what was logged, at the step that was chosen."""

from __future__ import annotations

import hashlib
import io
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from summary import SummaryWriter
from tests.board.logged import log
from tests.board.pictures import batch_value, encoded, image_value, noise
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import attribute, box_of, expect_address, names, wait_until
from tests.browser.pictures import box, card, expect_seen, expect_step, picture

GOLDEN = Path(__file__).parents[1] / "golden"
RUNS = ("a/train", "b/train")
STEPS = range(0, 50, 10)
DIGIT = {(run, step): noise(28, 20) // 2 + 40 * i + step for i, run in enumerate(RUNS) for step in STEPS}
COLOURS = noise(12, 16, 3)
BATCH = [noise(6, 8, 3), noise(7, 8, 3), noise(8, 8, 3)]


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    logdir = tmp_path_factory.mktemp("images")
    for run in RUNS:
        with SummaryWriter(str(logdir / run)) as writer:
            for step in STEPS:
                writer.add_image("digit", DIGIT[run, step], step, dataformats="HW")
            writer.add_image("colours", COLOURS, 7, dataformats="HWC")
    log(logdir, "a/train", [batch_value(*map(encoded, BATCH), tag="batch")], number=2)
    return logdir


@pytest.fixture(scope="module")
def address(logdir: Path) -> Iterator[str]:
    with serving(logdir) as command:
        yield f"{command.address}#tab=images"


def slide(page: Page, to: int) -> None:
    """Moves the slider of all cards to a place."""
    page.locator(".bar").get_by_label("Step", exact=True).fill(str(to))


@pytest.mark.parametrize("run", RUNS)
def test_what_is_on_the_screen_is_what_was_logged(run: str, open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_step(box(page, "digit", run), STEPS[-1])
    expect_seen(box(page, "digit", run), DIGIT[run, STEPS[-1]])
    expect_seen(box(page, "colours", run), COLOURS)


@pytest.mark.parametrize("item", range(len(BATCH)))
def test_every_image_of_a_batch_has_its_place(item: int, open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect(card(page, "batch").locator(".image-box")).to_have_count(len(BATCH))
    expect_seen(box(page, "batch", "a/train", item), BATCH[item])


@pytest.mark.parametrize("writer", ["tf1", "tf2", "torch", "tensorboardX"])
def test_images_of_real_writers(writer: str, open_page: OpenPage) -> None:
    expected = json.loads((GOLDEN / writer / "expected.json").read_text())
    with serving(GOLDEN / writer) as command:
        page = open_page(f"{command.address}#tab=images")
        seen = 0
        for run, content in expected.items():
            for tag, wanted in content["tags"].items():
                if wanted["plugin"] != "images":
                    continue
                event = max(wanted["events"], key=lambda event: event["step"])
                for item, image in enumerate(event["items"][2:]):
                    place = box(page, tag, run, item)
                    expect_step(place, event["step"])
                    data = logged(page, place)
                    assert hashlib.sha256(data).hexdigest() == image["sha256"]
                    array = np.asarray(Image.open(io.BytesIO(data)))
                    if array.shape[1] <= box_of(place)["width"]:
                        expect_seen(place, array)
                    seen += 1
        page.close()
        assert seen > 2


def logged(page: Page, place: object) -> bytes:
    """The bytes of an image, by the address that the page offers for keeping it."""
    found: dict[str, str] = place.locator("xpath=..").evaluate(  # type: ignore[attr-defined]
        "cell => ({ run: cell.dataset.imageRun, item: cell.dataset.item, "
        "tag: cell.closest('[data-card]').dataset.card })"
    )
    entries = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    for url in entries:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        if "api/images/thumb" in url and all(query.get(name) == [value] for name, value in found.items()):
            return page.request.get(url.replace("/thumb", "/image")).body()
    raise AssertionError(f"no thumbnail was asked for: {found}")


def test_the_slider_of_all_moves_every_card(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_step(box(page, "digit", "a/train"), STEPS[-1])
    slide(page, 0)
    for run in RUNS:
        expect_step(box(page, "digit", run), 0)
        expect_seen(box(page, "digit", run), DIGIT[run, 0])
    expect_address(page, lambda view: "step=0" in view)
    # What was written later than the step is shown at its first.
    expect_step(box(page, "colours", "a/train"), 7)


def test_a_reload_finds_the_step_again(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&step=20")
    expect_step(box(page, "digit", "b/train"), 20)


def test_brackets_step_all_cards_from_anywhere(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_step(box(page, "digit", "a/train"), 40)
    page.keyboard.press("[")
    page.keyboard.press("[")
    expect_step(box(page, "digit", "a/train"), 20)
    page.keyboard.press("]")
    expect_step(box(page, "digit", "a/train"), 30)


def test_the_arrow_keys_step_the_card_in_focus(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_step(box(page, "digit", "a/train"), 40)
    card(page, "digit").focus()
    page.keyboard.press("ArrowLeft")
    expect_step(box(page, "digit", "b/train"), 30)
    page.keyboard.press("ArrowRight")
    expect_step(box(page, "digit", "b/train"), 40)


def test_unlinked_cards_have_a_step_each(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_step(box(page, "digit", "a/train"), 40)
    page.get_by_role("button", name="Linked steps").click()
    card(page, "digit").get_by_label("Step", exact=True).fill("1")
    expect_step(box(page, "digit", "a/train"), 10)
    expect_address(page, lambda view: "steps=images:digit:10" in view)
    expect_step(box(page, "colours", "a/train"), 7)
    page.reload()
    expect_step(box(page, "digit", "a/train"), 10)


def test_only_runs_that_are_on_are_shown(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&runs=none&on=b/train")
    expect_step(box(page, "digit", "b/train"), 40)
    assert names(page, "[data-image-run]", "imageRun").count("a/train") == 0
    expect(page.locator(attribute("data-card", "batch"))).to_have_count(0)


def test_the_caption_tells_run_step_and_time(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&step=20")
    caption = card(page, "digit").locator(f"{attribute('data-image-run', 'b/train')} figcaption")
    expect(caption).to_contain_text("b/train")
    expect(caption).to_contain_text("20")
    assert "b/train\nstep 20\n" in (caption.get_attribute("title") or "")


def test_a_new_step_is_followed_until_one_is_chosen(open_page: OpenPage, tmp_path: Path) -> None:
    log(tmp_path, "live", [image_value(encoded(noise(9, 9)))], step=0)
    log(tmp_path, "live", [image_value(encoded(noise(9, 9) // 2))], step=1)
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tab=images")
        place = box(page, "x", "live")
        expect_step(place, 1)
        log(tmp_path, "live", [image_value(encoded(noise(9, 9) // 3))], step=2)
        expect_step(place, 2)
        expect_seen(place, noise(9, 9) // 3)
        slide(page, 1)
        expect_step(place, 1)
        log(tmp_path, "live", [image_value(encoded(noise(9, 9) // 4))], step=3)
        expect(page.locator(".bar").get_by_label("Step", exact=True)).to_have_attribute("max", "3")
        expect_step(place, 1)
        page.locator(".bar").get_by_role("button", name="Follow the newest step").click()
        expect_step(place, 3)
        page.close()


def test_the_last_image_stays_until_the_next_can_be_drawn(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&tags=digit")
    place = box(page, "digit", "a/train")
    expect_step(place, 40)
    before = box_of(place)
    page.evaluate("""() => {
      window.emptied = 0;
      const watch = () => { for (const one of document.querySelectorAll(".image-pixels"))
        if (!one.firstElementChild?.complete) window.emptied++; };
      new MutationObserver(watch).observe(document.querySelector("main"), { childList: true, subtree: true });
    }""")
    for to in (3, 2, 1, 0, 4):
        slide(page, to)
        expect_step(place, STEPS[to])
        assert box_of(place) == before
    assert page.evaluate("window.emptied") == 0


def test_images_out_of_view_are_not_fetched(open_page: OpenPage, tmp_path: Path) -> None:
    data = encoded(noise(16, 16))
    for i in range(400):
        log(tmp_path, f"run{i:03}", [image_value(data)])
    with serving(tmp_path) as command:
        asked: list[str] = []
        page = open_page(f"{command.address}#tab=images&runs=none")
        page.on("request", lambda request: asked.append(request.url))
        page.evaluate("location.hash = 'tab=images&runs=all'")
        expect_step(box(page, "x", "run000"), 0)
        expect_step(box(page, "x", "run020"), 0)
        cells = card(page, "x").locator("[data-image-run]")
        expect(cells).to_have_count(400)
        assert 10 < sum("api/images/thumb" in url for url in asked) < 200
        last = page.locator(attribute("data-image-run", "run399"))
        last.scroll_into_view_if_needed()
        expect_step(last.locator(".image-box"), 0)
        page.close()
        assert sum("api/images/thumb" in url for url in asked) < 300


def test_steps_that_are_passed_by_are_not_all_fetched(open_page: OpenPage, tmp_path: Path) -> None:
    for step in range(300):
        log(tmp_path, "a", [image_value(encoded(np.full((16, 16), step % 256, np.uint8)))], step=step)
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tab=images&step=1")
        expect_step(box(page, "x", "a"), 1)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        slider = page.locator(".bar").get_by_label("Step", exact=True)
        slider.evaluate("""slider => {
          for (let i = 0; i < 290; i++) { slider.value = i; slider.dispatchEvent(new Event("input", { bubbles: true })); }
        }""")
        expect_step(box(page, "x", "a"), 289)
        wait_until(page, lambda: picture(box(page, "x", "a")).count())
        page.close()
        assert sum("api/images/thumb" in url for url in asked) < 50
