"""The projector's points: seen where they must be, in every size and light, as pictures, joined, named, saved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import scatter
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import box_of, settle, wait_until
from tests.browser.scatter import (
    FLAT,
    HOLES,
    HUES,
    NAMES,
    POINTS,
    TURNED,
    Camera,
    Look,
    colourful,
    elsewhere,
    expect_points,
    select_all,
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
