"""The projector's points under the pointer and the keys: named, selected, chosen, turned, moved, come near."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import scatter
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import box_of, wait_until
from tests.browser.scatter import (
    FLAT,
    NAMES,
    TURNED,
    Camera,
    Look,
    colourful,
    expect_points,
    spots,
)


@pytest.fixture(autouse=True)
def _without_a_graphics_card(watch: Watch) -> None:
    """There the browser reads pictures back to put the page together, and its driver complains."""
    watch.allow("GPU stall due to ReadPixels")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scatter.serving_points(tmp_path_factory.mktemp("points")) as address:
        yield address


@pytest.fixture
def look(open_page: OpenPage, address: str) -> Look:
    return scatter.looker(open_page, address)


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
