"""Images that are kept as files, animations, and images that are damaged or mean harm."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import Locator, Page, expect

from tests.board.logged import log
from tests.board.pictures import batch_value, encoded, image_value, noise, png
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import wait_until
from tests.browser.pictures import box, card, expect_seen, expect_step, on_screen, open_tools, picture

FRAMES = [np.full((8, 8, 3), colour, np.uint8) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
STEPS = {step: encoded(noise(10, 10) // (1 + step)) for step in range(4)}
GOOD = noise(12, 12)


def animated(form: str) -> bytes:
    first, *others = map(Image.fromarray, FRAMES)
    options = {"lossless": True} if form == "WEBP" else {}
    return encoded(first, form, save_all=True, append_images=others, duration=120, loop=0, **options)


HOSTILE = {
    "a billion pixels": png(40_000, 40_000, 8, 2, b"\0"),
    "a script": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "cut short": encoded(noise(300, 300, 3))[:9000],
    "nothing": b"",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir = tmp_path_factory.mktemp("files")
    for run in ("a", "b"):
        for step, data in STEPS.items():
            log(logdir, run, [image_value(data, "steps")], step=step)
    log(logdir, "a", [batch_value(encoded(GOOD), encoded(GOOD.T), tag="batch")])
    log(logdir, "a", [image_value(animated("GIF"), "gif"), image_value(animated("WEBP"), "webp")])
    for name, data in HOSTILE.items():
        log(logdir, "a", [image_value(data, f"hostile/{name}")])
        log(logdir, "b", [image_value(encoded(GOOD), f"hostile/{name}")])
    log(logdir, "a", [image_value(encoded(GOOD), "broken once")], step=0)
    log(logdir, "a", [image_value(HOSTILE["cut short"], "broken once")], step=1)
    log(logdir, "a", [image_value(encoded(GOOD.T), "broken once")], step=2)
    with serving(logdir) as command:
        yield f"{command.address}#tab=images"


def kept(page: Page, tag: str, link: str) -> tuple[str, bytes]:
    """The name and the bytes of a file that is saved from a card."""
    with page.expect_download() as waiting:
        card(page, tag).get_by_role("link", name=link).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_one_image_is_kept_as_it_was_logged(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&step=2&tags=steps")
    expect_step(box(page, "steps", "b"), 2)
    open_tools(page, "steps", "Save images")
    name, data = kept(page, "steps", "This image, step 2")
    assert data == STEPS[2]
    assert name.endswith(".png")


def test_a_step_is_kept_as_a_zip_file(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&step=1&tags=steps")
    expect_step(box(page, "steps", "b"), 1)
    open_tools(page, "steps", "Save images")
    _, data = kept(page, "steps", "All images of step 1")
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert {name: found.read(name) for name in found.namelist()} == {
            f"{run}/steps_step1.png": STEPS[1] for run in "ab"
        }


def test_steps_are_kept_as_an_animation(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&tags=steps")
    expect_step(box(page, "steps", "b"), 3)
    open_tools(page, "steps", "Save images")
    card(page, "steps").get_by_label("fps").select_option("10")
    card(page, "steps").get_by_label("px wide").select_option("160")
    _, data = kept(page, "steps", "Its 4 steps")
    frames = list(ImageSequence.Iterator(Image.open(io.BytesIO(data))))
    assert [frame.info["duration"] for frame in frames] == [100] * 4
    for frame, logged in zip(ImageSequence.Iterator(Image.open(io.BytesIO(data))), STEPS.values(), strict=True):
        grey = np.asarray(frame.convert("L"))
        assert np.array_equal(grey[::16, ::16], np.asarray(Image.open(io.BytesIO(logged))))


@pytest.mark.parametrize("tag", ["gif", "webp"])
def test_animations_play_and_pause(tag: str, open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&tags=gif|webp")
    place = box(page, tag, "a")
    expect_step(place, 0)
    expect_all_seen(place)
    page.get_by_role("button", name="Pause animations").first.click()
    expect(page.get_by_role("button", name="Play animations").first).to_be_visible()
    wait_until(page, lambda: picture(place).evaluate("image => image.naturalWidth"), lambda wide: wide > 8)
    for _ in range(5):
        assert tuple(middle(place)) == tuple(FRAMES[0][0, 0])
    page.get_by_role("button", name="Play animations").first.click()
    expect_all_seen(place)


def middle(place: Locator) -> np.ndarray:
    seen = on_screen(place)
    colour: np.ndarray = seen[seen.shape[0] // 2, seen.shape[1] // 2]
    return colour


def expect_all_seen(place: Locator) -> None:
    """Waits until every frame was on the screen."""
    seen: set[tuple[int, ...]] = set()

    def look() -> set[tuple[int, ...]]:
        seen.add(tuple(map(int, middle(place))))
        return seen

    wait_until(place.page, look, lambda colours: len(colours) == len(FRAMES))


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_drawn_is_a_sentence_in_its_place(
    name: str, open_page: OpenPage, watch: Watch, address: str
) -> None:
    watch.allow("422")
    page = open_page(f"{address}&tags=hostile")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    sentence = box(page, f"hostile/{name}", "a").locator(".image-error")
    expect(sentence).to_have_text(re.compile(r"^[A-Z].*\.$"))
    expect_seen(box(page, f"hostile/{name}", "b"), GOOD)


def test_a_damaged_step_does_not_harm_its_neighbours(open_page: OpenPage, watch: Watch, address: str) -> None:
    watch.allow("422")
    page = open_page(f"{address}&tags=broken")
    expect_seen(box(page, "broken once", "a"), GOOD.T)
    page.keyboard.press("[")
    expect(box(page, "broken once", "a").locator(".image-error")).to_contain_text("damaged or cut short")
    page.keyboard.press("[")
    expect_seen(box(page, "broken once", "a"), GOOD)
    expect(box(page, "broken once", "a").locator(".image-error")).to_have_count(0)
