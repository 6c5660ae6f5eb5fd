"""One image in full, and two of them compared: swipe, blink, difference; what the address and the keys do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.board.logged import log
from tests.board.pictures import encoded, image_value, noise
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import box_of, expect_address, wait_until
from tests.browser.pictures import as_seen, box, enlarged, expect_seen, expect_step, on_screen, picture, times

FIRST = {step: noise(24, 32, 3) // (1 + step) for step in range(3)}
SECOND = {step: noise(24, 32, 3)[::-1] // (1 + step) for step in range(3)}
WIDE = noise(8, 64, 3)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir = tmp_path_factory.mktemp("views")
    for run, arrays in (("a", FIRST), ("b", SECOND)):
        for step, array in arrays.items():
            log(logdir, run, [image_value(encoded(array), "same")], step=step)
    log(logdir, "c", [image_value(encoded(FIRST[2]), "same")], step=2)
    log(logdir, "a", [image_value(encoded(WIDE), "other")], step=0)
    with serving(logdir) as command:
        yield f"{command.address}#tab=images"


def stage(page: Page) -> Locator:
    return page.locator(".card.full .image-box")


def expect_width(page: Page, width: float) -> None:
    """Waits until the picture in full is so wide."""
    script = "box => box.querySelector('.image-pixels > *')?.getBoundingClientRect().width"
    wait_until(page, lambda: stage(page).evaluate(script), lambda found: found == width)


def wait_for_screen(page: Page, wanted: np.ndarray, across: slice = slice(None)) -> None:
    """Waits until the columns of the first picture in full are these, as the screen has them."""
    drawn = picture(stage(page))
    expect(drawn).to_be_visible()
    page.mouse.move(2, 2)

    def same() -> bool:
        seen = on_screen(drawn)
        scaled = enlarged(wanted, times(stage(page), wanted))
        return seen.shape == scaled.shape and bool((seen == scaled)[60:, across].all())

    wait_until(page, same)


def test_a_click_opens_an_image_in_full(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    box(page, "same", "b").click()
    expect_step(stage(page), 2)
    expect_seen(stage(page), SECOND[2])
    expect_address(page, lambda view: "full=images:same" in view and "image=b" in view and "images=one" in view)
    page.keyboard.press("Escape")
    expect(stage(page)).to_have_count(0)
    expect_step(box(page, "same", "b"), 2)


def test_keys_go_through_steps_and_runs(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    box(page, "same", "a").click()
    expect_step(stage(page), 2)
    page.keyboard.press("ArrowLeft")
    expect_step(stage(page), 1)
    expect_seen(stage(page), FIRST[1])
    page.keyboard.press("ArrowDown")
    expect_seen(stage(page), SECOND[1])
    page.keyboard.press("ArrowUp")
    expect_seen(stage(page), FIRST[1])
    page.keyboard.press("1")
    expect_width(page, 32)
    page.keyboard.press("+")
    expect_width(page, 64)
    page.keyboard.press("-")
    expect_width(page, 32)
    page.keyboard.press("0")
    expect_width(page, 32 * 28)


def test_keys_move_the_focus_and_open(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_step(box(page, "same", "b"), 2)
    page.locator("[data-card=same]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box(page, "same", "b")).to_be_focused()
    page.keyboard.press("Enter")
    expect_address(page, lambda view: "image=b" in view)
    expect_seen(stage(page), SECOND[2])


@pytest.mark.parametrize("gain", [1, 4])
def test_the_difference_is_of_every_pixel(gain: int, open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&step=0&full=images:same&images=difference&image=a&other=b&gain={gain}")
    apart = np.abs(FIRST[0].astype(int) - SECOND[0])
    wait_for_screen(page, np.minimum(255, gain * apart))
    pixels = int((apart.max(-1) > 0).sum())
    expect(page.locator(".image-said")).to_contain_text(f"{pixels} of 768 pixels differ, by {apart.max()} of 255")


def test_a_signed_difference_is_around_grey(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&step=0&full=images:same&images=difference&image=a&other=b")
    page.get_by_label("signed").check()
    wanted = np.rint(128 + (FIRST[0].astype(int) - SECOND[0]) / 2)
    wait_for_screen(page, wanted.clip(0, 255))
    expect_address(page, lambda view: "signed=1" in view)


def test_equal_images_are_said_to_be_equal(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&full=images:same&images=difference&image=a&other=c")
    expect(page.locator(".image-said")).to_have_text("The images are equal.")
    wait_for_screen(page, np.zeros_like(FIRST[0]))


def test_two_steps_of_a_run_are_compared(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&full=images:same&images=difference&image=a&other=a")
    wait_for_screen(page, np.abs(FIRST[2].astype(int) - FIRST[1]))
    page.get_by_label("Step of the second image").select_option("first")
    wait_for_screen(page, np.abs(FIRST[2].astype(int) - FIRST[0]))
    page.get_by_label("Step of the second image").select_option(label="step 2, held")
    expect_address(page, lambda view: "otherstep=2" in view)
    page.reload()
    page.locator("[data-card=same]").get_by_label("Step", exact=True).fill("0")
    wait_for_screen(page, np.abs(FIRST[0].astype(int) - FIRST[2]))


def test_an_edge_parts_two_images(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&step=1&full=images:same&images=swipe&image=a&other=b")
    edge = page.get_by_role("slider", name="Edge between the two images")
    expect(edge).to_be_visible()
    drawn = picture(stage(page))
    width = round(box_of(drawn)["width"])
    wait_for_screen(page, FIRST[1], slice(0, width // 2 - 12))
    wait_for_screen(page, SECOND[1], slice(width // 2 + 12, width))
    edge.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", "100")
    wait_for_screen(page, FIRST[1], slice(0, width - 12))
    expect_step(stage(page), 1)


def test_blinking_shows_one_after_the_other(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&step=1&full=images:same&images=blink&image=a&other=b")
    expect(page.locator("[data-blink=second]")).to_be_visible()
    expect(page.locator("[data-blink=first]")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    shown = page.locator("[data-blink]").get_attribute("data-blink")
    pair = {"first": FIRST[1], "second": SECOND[1]}
    wait_for_screen(page, pair.pop(shown or ""))
    page.get_by_role("button", name="Other image").click()
    wait_for_screen(page, pair.popitem()[1])


def test_modes_have_keys_and_stay_in_the_address(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&full=images:same&images=one&image=a")
    expect_step(stage(page), 2)
    page.locator("[data-card=same]").focus()
    for key, mode in (("s", "Swipe"), ("b", "Blink"), ("d", "Difference"), ("g", "All"), ("o", "One")):
        page.keyboard.press(key)
        expect(page.get_by_role("radio", name=mode)).to_be_checked()
    page.keyboard.press("d")
    page.get_by_label("times").select_option("8")
    expect_address(page, lambda view: "images=difference" in view and "gain=8" in view)
    page.reload()
    expect(page.get_by_role("radio", name="Difference")).to_be_checked()
    expect(page.get_by_label("times")).to_have_value("8")


def test_all_images_in_full_are_a_grid(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&full=images:same&images=grid")
    expect(page.locator(".card.full [data-image-run]")).to_have_count(3)
    for run, array in (("a", FIRST[2]), ("b", SECOND[2]), ("c", FIRST[2])):
        place = page.locator(f".card.full [data-image-run={run}] .image-box")
        expect_step(place, 2)
        expect_seen(place, array)


def test_leaving_the_full_screen_finds_the_grid_as_it_was(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    place = box(page, "other", "a")
    expect_step(place, 0)
    before = box_of(place)
    place.click()
    expect(stage(page)).to_be_visible()
    page.keyboard.press("+")
    page.keyboard.press("Escape")
    expect_step(place, 0)
    assert box_of(place) == before
    expect_seen(place, as_seen(WIDE))
