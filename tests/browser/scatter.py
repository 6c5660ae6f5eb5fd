"""The projector's points as a person sees them, and where they must be seen by the camera's own definition."""

from __future__ import annotations

import io
import json
import struct
import urllib.request
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import box_of, wait_until

Places = NDArray[np.float64]

DEGREES = 45
"""Of view along the picture's shorter side in space."""
FILLED = 0.9
"""How much of the picture what is there fills at zoom 1."""


class Camera(NamedTuple):
    """As the address has it: radians, and radii of the whole."""

    turn: float = 0.5
    tilt: float = 0.3
    zoom: float = 1.0
    centre: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def text(self) -> str:
        return ":".join(str(part) for part in (self.turn, self.tilt, self.zoom, *self.centre))


FLAT = Camera(0, 0)


def picture(page: Page) -> Locator:
    """The picture of the points, once it is drawn."""
    found = page.locator(".scatter-picture")
    expect(found).to_have_attribute("data-drawn", "120")
    return found


def positions(page: Page) -> Places:
    """[points, dimensions]: what the server has told the page to draw."""
    names = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    job = next(name for name in reversed(names) if "/api/projector/jobs/" in name)
    with urllib.request.urlopen(job.partition("?")[0] + "?since=0") as reply:
        body = reply.read()
    (length,) = struct.unpack_from("<I", body)
    header = json.loads(body[4 : 4 + length])
    columns = [np.frombuffer(body, f"<{dtype}", header["points"], 4 + length + at) for at, dtype in header["columns"]]
    return np.stack(columns, axis=1).astype(float)


def projected(points: Places, camera: Camera, width: float, height: float) -> Places:
    """[points, 2]: CSS pixels from the picture's left and top of positions [points, 2 or 3]."""
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    middle = (low + high) / 2
    radius = np.nanmax(np.linalg.norm(points - middle, axis=1))
    inside = (points - middle) / radius - np.array(camera.centre)[: points.shape[1]]
    if points.shape[1] == 2:
        across, up = (high - low) / 2 / radius
        scale = FILLED * camera.zoom * min(width / across, height / up) / 2
        return np.array([width, height]) / 2 + scale * inside * [1, -1]
    right, above, towards = (inside @ axis for axis in _axes(camera))
    half = np.radians(DEGREES / 2)
    away = 1 / np.sin(half) / FILLED / camera.zoom - towards
    scale = min(width, height) / 2 / np.tan(half)
    return np.stack([width / 2 + scale * right / away, height / 2 - scale * above / away], axis=1)


def _axes(camera: Camera) -> tuple[Places, Places, Places]:
    """Right, up and towards the eye: those of the positions, tilted and then turned around the upright one."""
    turn, tilt = camera.turn, camera.tilt
    around = np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
    over = np.array([[1, 0, 0], [0, np.cos(tilt), np.sin(tilt)], [0, -np.sin(tilt), np.cos(tilt)]])
    right, up, towards = (around @ over).T
    return right, up, towards


def places(page: Page, camera: Camera, dimensions: int) -> Places:
    """[points, 2]: CSS pixels in the window of all points, as the camera must show them."""
    box = box_of(picture(page))
    return projected(positions(page)[:, :dimensions], camera, box["width"], box["height"]) + [box["x"], box["y"]]


def apart(spots: Places, by: float) -> list[int]:
    """The points that no other is nearer to than so many pixels."""
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    np.fill_diagonal(gaps, np.inf)
    return [int(row) for row in np.flatnonzero(gaps.min(axis=1) > by)]


def screen(page: Page) -> NDArray[np.int64]:
    """[height, width, 3]: what the window shows."""
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)


def at_rest(page: Page) -> NDArray[np.int64]:
    """What the window shows once it stays the same."""
    page.mouse.move(1, 1)
    before = screen(page)

    def again() -> bool:
        nonlocal before
        page.wait_for_timeout(60)
        now = screen(page)
        same = now.shape == before.shape and bool((now == before).all())
        before = now
        return same

    wait_until(page, again)
    return before


def selection(page: Page) -> set[int]:
    """The rows that the address says are selected: differences in base 36."""
    found = [part for part in page.url.partition("#")[2].split("&") if part.startswith("pointselected=")]
    steps = [int(step, 36) for step in found[0].partition("=")[2].split(".")] if found else []
    return {int(row) for row in np.cumsum(steps)}


def camera(page: Page) -> Camera | None:
    """The camera in the address; None for the usual one."""
    found = [part for part in page.url.partition("#")[2].split("&") if part.startswith("pointcamera=")]
    if not found:
        return None
    turn, tilt, zoom, x, y, z = (float(part) for part in found[0].partition("=")[2].replace("%3A", ":").split(":"))
    return Camera(turn, tilt, zoom, (x, y, z))
