"""How images are looked at: zoom and pan, tones, channels, colour maps, and the values under the pointer."""

from __future__ import annotations

import io
from collections.abc import Iterator

import matplotlib
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.board.logged import log
from tests.board.pictures import encoded, image_value, noise
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import box_of, expect_address, wait_until
from tests.browser.pictures import box, bring, card, enlarged, expect_seen, expect_step, on_screen, picture

GREY = noise(16, 20)
COLOURS = noise(20, 30, 3)
LARGE = noise(700, 900, 3)
DEEP = noise(12, 12, dtype=np.uint16)
CLEAR = np.dstack([noise(10, 10, 3), np.full((10, 10), 255, np.uint8)])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir = tmp_path_factory.mktemp("tones")
    for run, turn in (("a", 0), ("b", 1)):
        for tag, array in (("grey", GREY), ("colours", COLOURS), ("large", LARGE), ("deep", DEEP), ("clear", CLEAR)):
            log(logdir, run, [image_value(encoded(np.roll(array, turn, 1)), tag)])
    with serving(logdir) as command:
        yield f"{command.address}#tab=images"


def width(place: Locator) -> float:
    found: float = place.evaluate("box => box.querySelector('.image-pixels > *')?.getBoundingClientRect().width ?? 0")
    return found


def size(place: Locator) -> tuple[float, float]:
    found = box_of(place)
    return found["width"], found["height"]


def curve(values: np.ndarray, brightness: float = 0, contrast: float = 1, gamma: float = 1) -> np.ndarray:
    tone = ((values / 255) ** (1 / gamma) - 0.5) * contrast + 0.5 + brightness
    return np.rint(tone.clip(0, 1) * 255)


TONES = {
    "0.25:1:1": {"brightness": 0.25},
    "0:2.5:1": {"contrast": 2.5},
    "0:1:2.2": {"gamma": 2.2},
    "-0.1:1.5:0.7": {"brightness": -0.1, "contrast": 1.5, "gamma": 0.7},
}


@pytest.mark.parametrize("tone", TONES)
def test_tones_are_those_of_the_formula(tone: str, open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&tone={tone}")
    for tag, array in (("colours", COLOURS), ("grey", GREY)):
        expect_step(box(page, tag, "a"), 0)
        expect_seen(box(page, tag, "a"), curve(array, **TONES[tone]), slack=1)


def test_tones_are_set_in_the_bar_and_reset(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_role("button", name="How images are shown").click()
    page.get_by_label("Brightness").fill("0.5")
    page.get_by_label("Channel", exact=True).select_option("red")
    expect_address(page, lambda view: "tone=0.5:1:1" in view and "channel=red" in view)
    page.get_by_role("button", name="Reset").click()
    expect_address(page, lambda view: "tone" not in view and "channel" not in view)
    page.keyboard.press("Escape")
    expect_seen(box(page, "colours", "a"), COLOURS)


@pytest.mark.parametrize("channel", ["red", "green", "blue"])
def test_one_channel_is_grey(channel: str, open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&channel={channel}")
    expect_step(box(page, "colours", "a"), 0)
    expect_seen(box(page, "colours", "a"), COLOURS[..., ["red", "green", "blue"].index(channel)], slack=1)


def test_lightness_is_what_pillow_takes_for_grey(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&channel=lightness")
    grey = np.asarray(Image.fromarray(COLOURS).convert("L"))
    expect_seen(box(page, "colours", "a"), grey, slack=2)


def test_grey_images_have_a_colour_map(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&map=viridis")
    colours = matplotlib.colormaps["viridis"](GREY)[..., :3] * 255
    expect_seen(box(page, "grey", "a"), np.rint(colours), slack=5)
    expect_seen(box(page, "colours", "a"), COLOURS)


def test_a_zoom_is_sharp_and_everybodys(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    place = box(page, "large", "a")
    expect_step(place, 0)
    shown = size(place)
    page.get_by_role("button", name="1:1").click()
    for run, array in (("a", LARGE), ("b", np.roll(LARGE, 1, 1))):
        wait_until(page, lambda run=run: width(box(page, "large", run)), lambda wide: wide == 900)
        expect_middle(page, box(page, "large", run), array)
    assert size(place) == shown
    wait_until(page, lambda: width(box(page, "grey", "a")), lambda wide: wide == 20)
    expect_address(page, lambda view: "imagezoom=*:1:0.5:0.5" in view)
    page.reload()
    wait_until(page, lambda: width(box(page, "large", "b")), lambda wide: wide == 900)
    page.get_by_role("button", name="Fit").click()
    wait_until(page, lambda: width(box(page, "large", "b")), lambda wide: wide < 500)


def expect_middle(page: Page, place: Locator, array: np.ndarray, times: int = 1) -> None:
    """Waits until what of an image is in its box is as it was logged."""
    page.mouse.move(2, 2)

    def same() -> bool:
        bring(place)
        frame, drawn = box_of(place), box_of(picture(place))
        left, top = round(frame["x"] - drawn["x"]), round(frame["y"] - drawn["y"])
        seen = on_screen(place)
        wanted = enlarged(array, times)[top : top + seen.shape[0], left : left + seen.shape[1]]
        return seen.shape == wanted.shape and np.array_equal(seen, wanted)

    wait_until(page, same)


def test_a_drag_pans_all_images_alike(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&imagezoom=*:2:0.5:0.5")
    place = box(page, "large", "a")
    wait_until(page, lambda: place.count() and picture(place).count() and width(place), lambda wide: wide == 1800)
    bring(place)
    before = [box_of(picture(box(page, "large", run)))["x"] for run in "ab"]
    middle = box_of(place)
    x, y = middle["x"] + middle["width"] / 2, middle["y"] + 80
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20)
    page.mouse.move(x + 60, y + 30)
    page.mouse.up()
    after = [box_of(picture(box(page, "large", run)))["x"] for run in "ab"]
    assert after == [pytest.approx(at + 60, abs=1) for at in before]
    expect(page.locator(".card.full")).to_have_count(0)
    for run, array in (("a", LARGE), ("b", np.roll(LARGE, 1, 1))):
        expect_middle(page, box(page, "large", run), array, 2)


def test_the_wheel_zooms_what_is_under_the_pointer(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    place = box(page, "large", "a")
    expect_step(place, 0)
    bring(place)
    frame, drawn = box_of(place), box_of(picture(place))
    x, y = frame["x"] + 100, frame["y"] + 60
    share = (x - drawn["x"]) / drawn["width"]
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    for _ in range(4):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    wait_until(page, lambda: width(place), lambda wide: wide >= 1800)
    drawn = box_of(picture(place))
    assert (x - drawn["x"]) / drawn["width"] == pytest.approx(share, abs=0.01)


def test_a_card_can_have_a_zoom_of_its_own(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    expect_step(box(page, "grey", "a"), 0)
    page.get_by_role("button", name="How images are shown").click()
    page.get_by_label("Zoom all cards together").uncheck()
    page.keyboard.press("Escape")
    fitted = width(box(page, "colours", "a"))
    card(page, "grey").focus()
    expect_step(box(page, "grey", "a"), 0)
    page.keyboard.press("1")
    wait_until(page, lambda: width(box(page, "grey", "b")), lambda wide: wide == 20)
    assert width(box(page, "colours", "a")) == fitted
    expect_address(page, lambda view: "imagezoom=images:grey:1" in view)
    page.reload()
    wait_until(page, lambda: width(box(page, "grey", "b")), lambda wide: wide == 20)
    assert width(box(page, "colours", "a")) == fitted


READ = {"grey": (GREY, ""), "colours": (COLOURS, "RGB"), "deep": (DEEP, ""), "clear": (CLEAR, "RGBA")}


@pytest.mark.parametrize("tag", READ)
def test_the_values_under_the_pointer_are_those_logged(tag: str, open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    array, names = READ[tag]
    for run in "ab":
        expect_step(box(page, tag, run), 0)
    place = box(page, tag, "a")
    bring(place)
    drawn = box_of(picture(place))
    times = drawn["width"] / array.shape[1]
    for x, y in ((0, 0), (3, 7), (array.shape[1] - 1, array.shape[0] - 1)):
        page.mouse.move(drawn["x"] + (x + 0.5) * times, drawn["y"] + (y + 0.5) * times)
        for run, turned in (("a", array), ("b", np.roll(array, 1, 1))):
            values = np.atleast_1d(turned[y, x])
            told = (
                "  ".join(f"{name} {value}" for name, value in zip(names, values, strict=True)) if names else values[0]
            )
            expect(box(page, tag, run).locator(".image-readout")).to_have_text(f"{x}, {y} {told}")
    page.mouse.move(2, 2)
    expect(page.locator(".image-readout")).to_have_count(0)


def test_a_moving_pointer_asks_seldom(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&full=images:large&images=one&image=a")
    place = page.locator(".card.full .image-box")
    expect_step(place, 0)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    frame = box_of(place)
    for i in range(200):
        page.mouse.move(frame["x"] + 200 + 2 * i, frame["y"] + 60 + 2 * (i % 100))
    expect(place.locator(".image-readout b")).not_to_have_text("…")
    assert 0 < sum("api/images/pixels" in url for url in asked) < 40


def test_one_to_one_is_of_the_screens_own_pixels(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}&imagezoom=*:1:0.5:0.5", device_scale_factor=2)
    place = box(page, "colours", "a")
    expect_step(place, 0)
    wait_until(page, lambda: width(place), lambda wide: wide == 15)
    page.mouse.move(2, 2)

    def same() -> bool:
        bring(place)
        left, top = (round(box_of(picture(place))[name] * 2) for name in ("x", "y"))
        screen = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        # Where between two pixels of the screen the browser puts an edge is its own affair.
        shifts = [(across, down) for across in (-1, 0, 1) for down in (-1, 0, 1)]
        parts = [screen[top + down :, left + across :][:20, :30] for across, down in shifts]
        return any(np.array_equal(part, COLOURS) for part in parts)

    wait_until(page, same)
