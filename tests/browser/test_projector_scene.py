"""The projector's points: seen where they must be, pointed at, selected, turned, in every size and light."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect

from summary import SummaryWriter
from tests.browser import scatter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import box_of, settle, wait_until
from tests.browser.scatter import FLAT, POINTS, Camera, Places

Look = Callable[..., Page]

KINDS = ("plum", "pear", "fig")
TURNED = Camera(1.1, 0.5, 1.4, (0.05, -0.1, 0.2))
VECTORS = np.random.default_rng(5).normal(size=(POINTS, 3)).astype(np.float32) * np.float32([3, 2, 1.5])
NAMES = [f"{KINDS[row % 3]} {row}" for row in range(POINTS)]
HUES = np.random.default_rng(6).integers(0, 256, (POINTS, 3), np.uint8)
HUES[:, 0] |= 128
HUES[:, 1] &= 127
"""The colours of the points' pictures: none is grey."""
HOLES = [0, 7, 119]
"""Rows of the file of vectors that have a number that is none."""


@pytest.fixture(autouse=True)
def _without_a_graphics_card(watch: Watch) -> None:
    """There the browser reads pictures back to put the page together, and its driver complains."""
    watch.allow("GPU stall due to ReadPixels")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("points")
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


@pytest.fixture
def look(open_page: OpenPage, address: str) -> Look:
    """Opens the points of fruit as a camera sees them, coloured by kind; those in a plane if it is flat."""

    def look(camera: Camera, more: str = "", **options: Any) -> Page:
        flat = "&flat=1" if camera.turn == camera.tilt == 0 else ""
        view = f"#tab=projector&embedding=run|fruit&pointcolour=kind&pointname=name&pointcamera={camera.text}"
        page = open_page(f"{address}{view}{flat}{more}", **options)
        scatter.picture(page)
        return page

    return look


def spots(page: Page, camera: Camera) -> Places:
    return scatter.places(page, camera)[0]


def colourful(seen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where on the screen there is more than grey: the points, and not the axes, names and the paper."""
    return np.asarray(seen.max(axis=-1) - seen.min(axis=-1) > 60)


def expect_points(page: Page, camera: Camera) -> None:
    """Points are where the camera must show them, near ones over far ones, in their kinds' colours; and nothing else is."""
    seen = scatter.at_rest(page)
    wanted, away = scatter.places(page, camera)
    alone = np.array(scatter.inside_picture(page, wanted, scatter.uncovered(wanted, away, 12)))
    inks = scatter.inks(page, seen, wanted[alone])
    kinds = np.array([np.median(inks[alone % 3 == kind], axis=0) for kind in range(3)])
    assert colourful(kinds).all() and np.ptp(kinds, axis=0).max() > 60
    own = np.abs(inks - kinds[alone % 3]).max(axis=1) <= 20
    # An axis' name may stand over one.
    assert len(alone) > 12 and own.sum() >= len(alone) - 3
    assert not (colourful(seen) & elsewhere(page, seen.shape, wanted)).any()


def elsewhere(page: Page, shape: tuple[int, ...], wanted: Places) -> NDArray[np.bool_]:
    """Where in the picture no point is, and neither buttons nor notes stand over it."""
    box = box_of(scatter.picture(page))
    high, wide = np.mgrid[: shape[0], : shape[1]]
    away = (high > 60) & (high < shape[0] - 60) & (wide > 3) & (wide < shape[1] - 3)
    for x, y in wanted - [box["x"], box["y"]]:
        away &= np.hypot(wide - x, high - y) > 14
    return np.asarray(away)


@pytest.mark.parametrize("camera", [FLAT, Camera(0, 0, 2.5, (0.2, -0.1, 0)), Camera(), TURNED])
def test_points_stand_where_the_camera_says(look: Look, camera: Camera) -> None:
    expect_points(look(camera), camera)


def test_narrow_dark_and_of_many_pixels(look: Look) -> None:
    page = look(TURNED, viewport={"width": 400, "height": 800}, color_scheme="dark")
    expect_points(page, TURNED)
    assert scatter.at_rest(page)[200, 6].max() < 60
    page = look(FLAT, viewport={"width": 400, "height": 800}, device_scale_factor=3)
    size = scatter.picture(page).evaluate("({ width, height, clientWidth }) => [width, height, clientWidth]")
    assert size[0] == 2 * size[2]


def test_a_window_of_another_size_leaves_the_shape(look: Look) -> None:
    page = look(TURNED)
    page.set_viewport_size({"width": 1100, "height": 560})
    expect_points(page, TURNED)


@pytest.mark.parametrize("camera", [FLAT, TURNED])
def test_the_point_under_the_pointer_is_named(look: Look, camera: Camera) -> None:
    page = look(camera)
    places, away = scatter.places(page, camera)
    tip = page.get_by_role("tooltip")
    alone = scatter.apart(places, 18)[:4]
    # In front of others.
    covering = sorted(set(scatter.uncovered(places, away, 12)) - set(scatter.apart(places, 5)))
    assert alone and covering
    for row in scatter.inside_picture(page, places, alone + covering):
        page.mouse.move(*places[row])
        expect(tip).to_have_text(NAMES[row])
    box = box_of(scatter.picture(page))
    page.mouse.move(box["x"] + 4, box["y"] + box["height"] - 4)
    expect(tip).to_have_count(0)


@pytest.mark.parametrize("camera", [FLAT, TURNED])
def test_a_lasso_selects_what_is_inside(look: Look, camera: Camera) -> None:
    page = look(camera)
    places = spots(page, camera)
    page.get_by_role("radio", name="Lasso").check(force=True)
    outline = scatter.around(page, [(0.3, 0.25), (0.75, 0.3), (0.5, 0.5), (0.7, 0.8), (0.25, 0.7)])
    scatter.draw(page, outline)
    wanted, unsure = scatter.within(places, outline)
    assert len(wanted) > 10
    wait_until(page, lambda: scatter.selection(page) - unsure, lambda found: found == wanted - unsure)


def test_boxes_add_with_shift(look: Look) -> None:
    page = look(TURNED)
    places = spots(page, TURNED)
    page.get_by_role("radio", name="Box").check(force=True)
    wanted: set[int] = set()
    for corners in ([(0.3, 0.3), (0.5, 0.6)], [(0.8, 0.75), (0.55, 0.4)]):
        ends = scatter.around(page, corners)
        low, high = np.min(ends, axis=0), np.max(ends, axis=0)
        wanted |= {int(row) for row in np.flatnonzero(((places > low) & (places < high)).all(axis=1))}
        if scatter.selection(page):
            page.keyboard.down("Shift")
        scatter.draw(page, ends)
        page.keyboard.up("Shift")
        wait_until(page, lambda: scatter.selection(page), lambda found, wanted=wanted: found == wanted)


def test_what_has_no_place_is_left_out(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=projector&embedding=run/holes.npy&flat=1&pointcamera={FLAT.text}")
    select_all(page)
    wait_until(page, lambda: scatter.selection(page), lambda found: found == set(range(POINTS)) - set(HOLES))
    wanted = spots(page, FLAT)
    assert set(np.flatnonzero(np.isnan(wanted).any(axis=1))) == set(HOLES)
    seen = scatter.at_rest(page)
    kept = np.delete(wanted, HOLES, axis=0)
    # An axis' name may stand over one.
    assert colourful(scatter.inks(page, seen, kept)).sum() >= len(kept) - 3
    assert not (colourful(seen) & elsewhere(page, seen.shape, kept)).any()


def test_hidden_points_are_not_there(look: Look) -> None:
    # Rows 3, 4 and 10, as the differences between them.
    page = look(FLAT, "&pointsaway=3.1.6")
    wanted = spots(page, FLAT)
    seen = scatter.at_rest(page)
    gone = [row for row in (3, 4, 10) if row in scatter.apart(wanted, 10)]
    assert gone and not colourful(scatter.inks(page, seen, wanted[gone])).any()
    select_all(page)
    wait_until(page, lambda: scatter.selection(page), lambda found: found == set(range(POINTS)) - {3, 4, 10})


def test_what_is_left_fills_the_picture(look: Look) -> None:
    # Rows 20 to 29.
    page = look(FLAT, "&points=k.1.1.1.1.1.1.1.1.1")
    scatter.picture(page).press("0")
    seen = wait_until(page, lambda: scatter.camera(page))
    assert seen
    kept, box = spots(page, seen)[20:30], box_of(scatter.picture(page))
    low, high = kept.min(axis=0), kept.max(axis=0)
    sides = np.array([box["width"], box["height"]])
    assert abs(((high - low) / sides).max() - 0.9) < 0.01
    np.testing.assert_allclose((low + high) / 2, sides / 2 + [box["x"], box["y"]], atol=1)


def select_all(page: Page) -> None:
    """Draws a box around everything."""
    scatter.picture(page)
    page.get_by_role("radio", name="Box").check(force=True)
    scatter.draw(page, scatter.around(page, [(0.002, 0.998), (0.998, 0.002)]))


def test_a_click_chooses_a_point(look: Look) -> None:
    page = look(TURNED)
    places = spots(page, TURNED)
    row = scatter.inside_picture(page, places, scatter.apart(places, 20))[3]
    page.mouse.click(*places[row])
    wait_until(page, lambda: f"&point={row}&" in f"{page.url}&")
    # Those that are far from it are faint then.
    bright = colourful(scatter.inks(page, scatter.at_rest(page), places))
    assert bright[row] and not bright.all()


def test_keys_turn_and_come_nearer(look: Look) -> None:
    page = look(Camera())
    picture = scatter.picture(page)
    before = scatter.at_rest(page)
    box = box_of(picture)
    picture.press("ArrowLeft")
    step = 40 * np.pi / min(box["width"], box["height"])
    seen = wait_until(page, lambda: scatter.camera(page))
    assert seen and abs(seen.turn - (0.5 + step)) < 1e-3 and seen.tilt == 0.3
    picture.press("+")
    wait_until(page, lambda: scatter.camera(page), lambda now: now and now.zoom == 1.25)
    picture.press("Shift+ArrowUp")
    moved = wait_until(page, lambda: scatter.camera(page), lambda now: now and now.centre[1] > 0)
    assert moved
    expect_points(page, moved)
    picture.press("0")
    wait_until(page, lambda: scatter.camera(page), lambda now: now is None)
    picture.blur()
    np.testing.assert_array_equal(scatter.at_rest(page), before)


def test_enter_chooses_the_point_in_the_middle(look: Look) -> None:
    page = look(TURNED)
    box = box_of(scatter.picture(page))
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    nearest = int(np.argmin(np.linalg.norm(spots(page, TURNED) - middle, axis=1)))
    scatter.picture(page).press("Enter")
    wait_until(page, lambda: f"&point={nearest}&" in f"{page.url}&")


def test_the_wheel_comes_nearer_to_what_is_under_the_pointer(look: Look) -> None:
    page = look(FLAT)
    places = spots(page, FLAT)
    row = scatter.inside_picture(page, places, scatter.apart(places, 18))[1]
    page.mouse.move(*places[row])
    page.mouse.wheel(0, -400)
    seen = wait_until(page, lambda: scatter.camera(page), lambda now: now and now.zoom > 1.5)
    assert seen
    now = spots(page, seen)
    np.testing.assert_allclose(now[row], places[row], atol=1)
    assert np.linalg.norm(now - places, axis=1).max() > 50
    expect(page.get_by_role("tooltip")).to_have_text(NAMES[row])


def test_a_drag_moves_in_a_plane_and_turns_in_space(look: Look) -> None:
    page = look(FLAT)
    before = spots(page, FLAT)
    scatter.draw(page, scatter.around(page, [(0.4, 0.4), (0.5, 0.55)]))
    box = box_of(scatter.picture(page))
    seen = wait_until(page, lambda: scatter.camera(page))
    assert seen
    by = [0.1 * box["width"], 0.15 * box["height"]]
    np.testing.assert_allclose(spots(page, seen), before + by, atol=1.5)
    page = look(Camera())
    scatter.draw(page, scatter.around(page, [(0.4, 0.4), (0.4, 0.5)]))
    seen = wait_until(page, lambda: scatter.camera(page))
    assert seen and seen.turn == 0.5 and seen.tilt > 0.5
    expect_points(page, seen)


def test_two_fingers_zoom(look: Look) -> None:
    page = look(FLAT, viewport={"width": 400, "height": 800}, has_touch=True)
    box = box_of(scatter.picture(page))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *apart: float) -> None:
        fingers = [{"x": x + away, "y": y, "id": i} for i, away in enumerate(apart)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", -40)
    touch("touchStart", -40, 40)
    for away in range(45, 125, 5):
        touch("touchMove", -away, away)
    touch("touchEnd")
    seen = wait_until(page, lambda: scatter.camera(page), lambda now: now and now.zoom > 2.9)
    assert seen and abs(seen.zoom - 3) < 0.05 and np.abs(seen.centre).max() < 0.02


def test_another_layout_is_gone_to(look: Look) -> None:
    page = look(Camera())
    page.evaluate(
        """() => {
          const { clear } = WebGL2RenderingContext.prototype;
          window.draws = 0;
          WebGL2RenderingContext.prototype.clear = function (bits) {
            window.draws++;
            clear.call(this, bits);
          };
        }"""
    )
    page.get_by_role("radio", name="2-D").check(force=True)
    expect_points(page, FLAT)
    assert page.evaluate("window.draws") > 5
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("window.draws = 0")
    page.get_by_role("radio", name="3-D").check(force=True)
    expect_points(page, Camera())
    assert page.evaluate("window.draws") <= 4


def test_pictures_in_place_of_points(open_page: OpenPage, address: str) -> None:
    page = open_page(
        f"{address}#tab=projector&embedding=pictures|pictures&flat=1&pointcamera={FLAT.text}&pointcolour=-"
    )
    scatter.picture(page)
    wanted = spots(page, FLAT)
    alone = scatter.inside_picture(page, wanted, scatter.apart(wanted, 50))
    assert len(alone) > 3
    wait_until(
        page,
        lambda: scatter.inks(page, scatter.screen(page), wanted[alone]),
        lambda seen: np.abs(seen - HUES[alone]).max() <= 6,
    )


@pytest.mark.parametrize("camera", [FLAT, TURNED])
def test_lines_join_the_points_of_a_sequence(look: Look, camera: Camera) -> None:
    page = look(camera, "&pointlines=kind:")
    wanted = spots(page, camera)
    halfway = (wanted[:-3] + wanted[3:]) / 2
    clear = np.linalg.norm(halfway[:, None] - wanted[None], axis=2).min(axis=1) > 14
    rows = scatter.inside_picture(page, halfway, [int(row) for row in np.flatnonzero(clear)])
    assert len(rows) > 20
    inks = scatter.inks(page, scatter.at_rest(page), halfway[rows])
    # Each line is of its kind's hue, unless another crosses it just there.
    kinds = np.array([np.median(inks[np.array(rows) % 3 == kind], axis=0) for kind in range(3)])
    assert (np.ptp(kinds, axis=1) > 25).all()
    assert (np.abs(kinds[:, None] - kinds[None]).max(axis=2)[~np.eye(3, dtype=bool)] > 25).all()
    assert (inks.min(axis=1) < 240).mean() > 0.95


def test_no_line_joins_one_sequence_to_the_next(look: Look) -> None:
    # Plums 0, 3 and the last, 117; pears 1, the first, and 4.
    page = look(FLAT, "&pointlines=kind:&points=0.1.2.1.35")
    seen, wanted = scatter.at_rest(page), spots(page, FLAT)
    box = box_of(scatter.picture(page))
    corner = [box["x"], box["y"]]
    away = elsewhere(page, seen.shape, wanted[[0, 1, 3, 4, 117]])
    ink = np.argwhere((np.ptp(seen, axis=-1) > 15) & away)[:, ::-1] + 0.5 + corner
    joined = [scatter.gaps(ink, wanted[row], wanted[row + 3]) for row in (0, 1)]
    assert all((gaps < 2).sum() > 20 for gaps in joined)
    assert np.min(joined, axis=0).max() < 3


def test_names_beside_points_do_not_cover_one_another(look: Look) -> None:
    page = look(FLAT)
    page.evaluate(
        """() => {
          const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
          window.written = [];
          CanvasRenderingContext2D.prototype.clearRect = function (...box) {
            window.written = [];
            clearRect.apply(this, box);
          };
          CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            window.written.push([text, x, y, this.measureText(text).width]);
            fillText.call(this, text, x, y);
          };
        }"""
    )
    page.get_by_label("Labels beside the points").check()
    written = wait_until(page, lambda: page.evaluate("window.written"), lambda found: len(found) > 20)
    names = [one for one in written if one[0] in NAMES]
    box, places = box_of(scatter.picture(page)), spots(page, FLAT)
    for name, x, y, width in names:
        place = places[NAMES.index(name)] - [box["x"], box["y"]]
        assert abs(y - place[1]) < 0.5 and min(abs(x - place[0]), abs(x + width - place[0])) < 16
    for i, (_, x, y, width) in enumerate(names):
        for _, left, middle, wide in names[:i]:
            assert x >= left + wide or x + width <= left or abs(y - middle) >= 14


def test_what_is_seen_is_saved(look: Look) -> None:
    page = look(TURNED)
    seen = scatter.at_rest(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as PNG").click()
    saved = np.asarray(Image.open(download.value.path()).convert("RGB")).astype(int)
    assert saved.shape == seen.shape
    # Buttons stand over the top.
    np.testing.assert_array_equal(saved[80:], seen[80:])


def test_a_picture_that_was_lost_comes_back(look: Look, watch: Watch) -> None:
    watch.allow("CONTEXT_LOST_WEBGL")
    page = look(TURNED)
    before = scatter.at_rest(page)
    lose = """(canvas) => {
      window.context = canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
      window.context.loseContext();
    }"""
    scatter.picture(page).evaluate(lose)
    said = page.get_by_text("The graphics card took the picture away")
    expect(said).to_be_visible()
    page.evaluate("window.context.restoreContext()")
    expect(said).to_have_count(0)
    np.testing.assert_array_equal(scatter.at_rest(page), before)


def test_without_webgl_it_says_so(look: Look) -> None:
    page = look(TURNED)
    page.add_init_script(
        """const { getContext } = HTMLCanvasElement.prototype;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
          return kind === "webgl2" ? null : getContext.call(this, kind, ...more);
        };"""
    )
    page.reload()
    expect(page.get_by_text("This browser cannot draw the points: it has no WebGL 2.")).to_be_visible()
    settle(page)
