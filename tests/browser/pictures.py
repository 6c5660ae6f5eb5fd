"""Images as a person sees them on the page: cells of a card, and the pixels on the screen."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import attribute, box_of, wait_until

Pixels = NDArray[np.uint8]

TRIES = 50
"""Pictures of the screen until something that must be seen is given up."""


def card(page: Page, tag: str) -> Locator:
    found = page.locator(attribute("data-card", tag))
    bring(found)
    return found


RESTING = """place => new Promise((done) => {
  const inView = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const undrawn = () => [...document.querySelectorAll("[data-card]")].filter(inView).some((card) =>
    !card.querySelector(".image-box") || [...card.querySelectorAll(".image-box")].filter(inView).some((box) =>
      !box.dataset.drawn && !box.querySelector(".image-error")));
  place.scrollIntoView({ block: "nearest" });
  const before = place.getBoundingClientRect();
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    const after = place.getBoundingClientRect();
    done(!undrawn() && before.top === after.top && before.height === after.height);
  })));
})"""


def bring(place: Locator) -> None:
    """Scrolls something into view, once the cards around it are as high as they will be."""
    wait_until(place.page, lambda: place.evaluate(RESTING))


def box(page: Page, tag: str, run: str, item: int = 0) -> Locator:
    """The box of one image in the grid of a card."""
    return card(page, tag).locator(f"{attribute('data-image-run', run)}[data-item='{item}'] .image-box")


def expect_step(image_box: Locator, step: float) -> None:
    """Waits until the image of a step is drawn."""
    expect(image_box).to_have_attribute("data-drawn", str(step))


def picture(image_box: Locator) -> Locator:
    """What draws the image: it may stand out of its box, where it is zoomed."""
    return image_box.locator(".image-pixels > *").first


def on_screen(place: Locator) -> Pixels:
    """What is seen there: red, green and blue of each pixel of the screen. Edges are where the browser puts them, on pixels."""
    left, top, width, height = (box_of(place)[name] for name in ("x", "y", "width", "height"))
    edges = [round(edge) for edge in (left, top, left + width, top + height)]
    return np.asarray(Image.open(io.BytesIO(place.page.screenshot())).convert("RGB").crop(tuple(edges)))


def as_seen(array: NDArray[Any]) -> Pixels:
    """An image of one or three channels as the screen has it, 8 bits each of red, green and blue."""
    deep = array if array.ndim == 3 else np.repeat(array[..., None], 3, axis=-1)
    return deep.astype(np.uint8)


def enlarged(array: NDArray[Any], times: int) -> Pixels:
    """Each pixel as a square."""
    return np.kron(as_seen(array), np.ones((times, times, 1), np.uint8))


def times(image_box: Locator, array: NDArray[Any]) -> int:
    """How many pixels of the screen are one of the image across; a whole number."""
    scale = box_of(picture(image_box))["width"] / array.shape[1]
    assert scale == int(scale), scale
    return int(scale)


def expect_seen(image_box: Locator, array: NDArray[Any], slack: int = 0) -> None:
    """Waits until an image of which nothing is hidden is seen as it was logged, each pixel a square."""
    image_box.page.mouse.move(2, 2)
    for _ in range(TRIES):
        bring(image_box)
        seen, wanted = on_screen(picture(image_box)), enlarged(array, times(image_box, array))
        far = np.abs(seen.astype(int) - wanted).max() if seen.shape == wanted.shape else "another size"
        if far != "another size" and far <= slack:
            return
        image_box.page.wait_for_timeout(40)
    raise AssertionError(f"what is seen is not what was logged: {far}; {seen.shape} for {wanted.shape}")


def open_tools(page: Page, tag: str, name: str) -> None:
    """Presses a button of a card."""
    found = card(page, tag)
    found.locator("h3").hover()
    found.get_by_role("button", name=name).click()
