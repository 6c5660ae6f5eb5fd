"""The projector's points as a person sees them, and where they must be seen by the camera's own definition."""

from __future__ import annotations

import io
import json
import struct
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.looking import box_of, settle, wait_until

Places = NDArray[np.float64]

POINTS = 120
"""Of every embedding that is looked at."""
DEGREES = 45
"""Of view along the picture's shorter side in space."""
FILLED = 0.9
"""How much of the picture what is there fills at zoom 1."""

Look = Callable[..., Page]

KINDS = ("plum", "pear", "fig")
VECTORS = np.random.default_rng(5).normal(size=(POINTS, 3)).astype(np.float32) * np.float32([3, 2, 1.5])
NAMES = [f"{KINDS[row % 3]} {row}" for row in range(POINTS)]
HUES = np.random.default_rng(6).integers(0, 256, (POINTS, 3), np.uint8)
HUES[:, 0] |= 128
HUES[:, 1] &= 127
"""The colours of the points' pictures: none is grey."""
HOLES = [0, 7, 119]
"""Rows of the file of vectors that have a number that is none."""


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
TURNED = Camera(1.1, 0.5, 1.4, (0.05, -0.1, 0.2))


def picture(page: Page) -> Locator:
    """The picture of the points, once it is drawn."""
    found = page.locator(".scatter-picture")
    expect(found).to_have_attribute("data-drawn", str(POINTS))
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


def projected(points: Places, camera: Camera, width: float, height: float) -> tuple[Places, Places]:
    """[points, 2]: CSS pixels from the picture's left and top of positions [points, 2 or 3]; and how far away they are.

    In a plane later points are over earlier ones.
    """
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    middle = (low + high) / 2
    radius = np.nanmax(np.linalg.norm(points - middle, axis=1))
    inside = (points - middle) / radius - np.array(camera.centre)[: points.shape[1]]
    if points.shape[1] == 2:
        across, up = (high - low) / 2 / radius
        scale = FILLED * camera.zoom * min(width / across, height / up) / 2
        return np.array([width, height]) / 2 + scale * inside * [1, -1], -np.arange(len(points), dtype=float)
    right, above, towards = (inside @ axis for axis in _axes(camera))
    half = np.radians(DEGREES / 2)
    away = 1 / np.sin(half) / FILLED / camera.zoom - towards
    scale = min(width, height) / 2 / np.tan(half)
    return np.stack([width / 2 + scale * right / away, height / 2 - scale * above / away], axis=1), away


def _axes(camera: Camera) -> tuple[Places, Places, Places]:
    """Right, up and towards the eye: those of the positions, tilted and then turned around the upright one."""
    turn, tilt = camera.turn, camera.tilt
    around = np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
    over = np.array([[1, 0, 0], [0, np.cos(tilt), np.sin(tilt)], [0, -np.sin(tilt), np.cos(tilt)]])
    right, up, towards = (around @ over).T
    return right, up, towards


def places(page: Page, camera: Camera) -> tuple[Places, Places]:
    """[points, 2]: CSS pixels in the window of all points, as the camera must show them; and how far away they are."""
    box = box_of(picture(page))
    points = positions(page)[:, : 2 if camera.turn == camera.tilt == 0 else 3]
    seen, away = projected(points, camera, box["width"], box["height"])
    return seen + np.array([box["x"], box["y"]]), away


def inks(page: Page, seen: NDArray[np.int64], places: Places) -> NDArray[np.int64]:
    """[points, 3]: the colours that are seen at places in the window; grey where they are out of the picture."""
    box = box_of(picture(page))
    at = np.floor(places - [box["x"], box["y"]]).astype(int)
    inside = ((at >= 0) & (at < [seen.shape[1], seen.shape[0]])).all(axis=1)
    at[~inside] = 0
    return np.where(inside[:, None], seen[at[:, 1], at[:, 0]], 128)


def apart(spots: Places, by: float) -> list[int]:
    """The points that no other is nearer to than so many pixels."""
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    np.fill_diagonal(gaps, np.inf)
    return [int(row) for row in np.flatnonzero(gaps.min(axis=1) > by)]


def uncovered(spots: Places, away: Places, by: float) -> list[int]:
    """The points whose middles no nearer point covers, were it of so many pixels."""
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    gaps[away[None] >= away[:, None]] = np.inf
    return [int(row) for row in np.flatnonzero(gaps.min(axis=1) > by)]


def inside_picture(page: Page, spots: Places, rows: list[int]) -> list[int]:
    """Those of some points that are well within the picture and not under what stands over it."""
    box = box_of(picture(page))
    low = [box["x"] + 16, box["y"] + 70]
    high = [box["x"] + box["width"] - 16, box["y"] + box["height"] - 40]
    return [row for row in rows if (spots[row] > low).all() and (spots[row] < high).all()]


def around(page: Page, shares: list[tuple[float, float]]) -> Places:
    """[corners, 2]: places in the window that are shares of the picture's width and height; on whole pixels."""
    box = box_of(picture(page))
    return np.round(np.array(shares) * [box["width"], box["height"]] + [box["x"], box["y"]])


def draw(page: Page, corners: Places) -> None:
    """Drags the pointer from corner to corner."""
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=8)
    page.mouse.up()


def within(spots: Places, corners: Places) -> tuple[set[int], set[int]]:
    """The points inside a closed outline by the even-odd rule, and those so near to its edge that it may be either."""
    inside = np.zeros(len(spots), bool)
    near = np.zeros(len(spots), bool)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        (x, y), along = spots.T, end - start
        crosses = (start[1] > y) != (end[1] > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside ^= crosses & (x < start[0] + (y - start[1]) / along[1] * along[0])
        near |= gaps(spots, start, end) < 1
    return {int(row) for row in np.flatnonzero(inside)}, {int(row) for row in np.flatnonzero(near)}


def gaps(spots: Places, start: Places, end: Places) -> Places:
    """[points]: how far points are from the line between two places."""
    along = end - start
    share = np.clip((spots - start) @ along / (along @ along), 0, 1)
    return np.asarray(np.linalg.norm(spots - start - share[:, None] * along, axis=1))


def screen(page: Page) -> NDArray[np.int64]:
    """[height, width, 3]: what the window shows where the picture is."""
    box = box_of(picture(page))
    left, top = round(box["x"]), round(box["y"])
    clip = {"x": left, "y": top, "width": round(box["width"]), "height": round(box["height"])}
    shot = page.screenshot(clip=clip)  # type: ignore[arg-type]
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)


def at_rest(page: Page) -> NDArray[np.int64]:
    """What is seen there once it stays the same, and no pointer is near."""
    page.mouse.move(1, 1)
    before = screen(page)

    def again() -> bool:
        nonlocal before
        settle(page)
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


@contextmanager
def serving_points(logdir: Path) -> Iterator[str]:
    """The address of a page with fruit (of three kinds), the same with pictures, and a file of vectors with holes."""
    with SummaryWriter(logdir / "run") as writer:
        rows = [[name, name.split()[0]] for name in NAMES]
        writer.add_embedding(VECTORS, rows, tag="fruit", metadata_header=["name", "kind"])
    holes = VECTORS.copy()
    holes[HOLES, 1] = np.nan
    np.save(logdir / "run" / "holes.npy", holes)
    with SummaryWriter(logdir / "pictures") as writer:
        images = np.repeat(np.repeat(HUES[:, :, None, None], 16, 2), 16, 3)
        writer.add_embedding(VECTORS, NAMES, images, tag="pictures")
    with serving(logdir) as command:
        yield command.address


def looker(open_page: OpenPage, address: str) -> Look:
    """Opens the points of fruit as a camera sees them, coloured by kind; those in a plane if it is flat."""

    def look(camera: Camera, more: str = "", **options: Any) -> Page:
        flat = "&flat=1" if camera.turn == camera.tilt == 0 else ""
        view = f"#tab=projector&embedding=run|fruit&pointcolour=kind&pointname=name&pointcamera={camera.text}"
        page = open_page(f"{address}{view}{flat}{more}", **options)
        picture(page)
        return page

    return look


def spots(page: Page, camera: Camera) -> Places:
    return places(page, camera)[0]


def colourful(seen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where on the screen there is more than grey: the points, and not the axes, names and the paper."""
    return np.asarray(seen.max(axis=-1) - seen.min(axis=-1) > 60)


def expect_points(page: Page, camera: Camera) -> None:
    """Points are where the camera must show them, near ones over far ones, in their kinds' colours; and nothing else is."""
    seen = at_rest(page)
    wanted, away = places(page, camera)
    alone = np.array(inside_picture(page, wanted, uncovered(wanted, away, 12)))
    own = inks(page, seen, wanted[alone])
    kinds = np.array([np.median(own[alone % 3 == kind], axis=0) for kind in range(3)])
    assert colourful(kinds).all() and np.ptp(kinds, axis=0).max() > 60
    right = np.abs(own - kinds[alone % 3]).max(axis=1) <= 20
    # An axis' name may stand over one.
    assert len(alone) > 12 and right.sum() >= len(alone) - 3
    assert not (colourful(seen) & elsewhere(page, seen.shape, wanted)).any()


def elsewhere(page: Page, shape: tuple[int, ...], wanted: Places) -> NDArray[np.bool_]:
    """Where in the picture no point is, and neither buttons nor notes stand over it."""
    box = box_of(picture(page))
    high, wide = np.mgrid[: shape[0], : shape[1]]
    away = (high > 60) & (high < shape[0] - 60) & (wide > 3) & (wide < shape[1] - 3)
    for x, y in wanted - [box["x"], box["y"]]:
        away &= np.hypot(wide - x, high - y) > 14
    return np.asarray(away)


def select_all(page: Page) -> None:
    """Draws a box around everything."""
    picture(page)
    page.get_by_role("radio", name="Box").check(force=True)
    draw(page, around(page, [(0.002, 0.998), (0.998, 0.002)]))
