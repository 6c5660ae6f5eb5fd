"""What is kept of the projector's view: the address, bookmarks, files; files that are opened; narrow windows; what is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import FilePayload, Page, expect

from summary import SummaryWriter
from tests.browser import embeddings
from tests.browser.command import ROOT, serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.embeddings import choose, choose_point, find, section, show
from tests.browser.looking import box_of, expect_address, wait_until


@pytest.fixture(autouse=True)
def _without_a_graphics_card(watch: Watch) -> None:
    """There the browser reads pictures back to put the page together, and its driver complains."""
    watch.allow("GPU stall due to ReadPixels")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("views")
    embeddings.write(logdir)
    with serving(logdir) as command:
        yield f"{command.address}#tab=projector"


def state_of(page: Page) -> list[object]:
    """What a person sees set, in the panels and on the stage."""
    return [
        page.get_by_role("radio", checked=True).all_inner_texts(),
        page.locator(".pj select").evaluate_all("fields => fields.map((field) => field.value)"),
        page.locator(".pj input").evaluate_all("fields => fields.map((field) => [field.value, field.checked])"),
        page.locator("[data-details]").evaluate_all("points => points.map((point) => point.dataset.details)"),
        section(page, "selection").inner_text(),
        page.locator(".pj-value[aria-pressed=false]").all_inner_texts(),
        page.locator(".step-slider output").inner_text(),
    ]


def test_the_address_is_the_whole_view(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    show(page)
    page.get_by_role("radio", name="2-D").click()
    page.get_by_label("X", exact=True).select_option("3")
    choose(page, "word", "Colour by")
    page.locator("[data-value='two'] .pj-value").click()
    choose(page, "id", "Label by")
    choose(page, "word", "Join by")
    choose_point(page, 12)
    find(page, "eight")
    page.get_by_label("Find points").press("Enter")
    choose_point(page, 5)
    find(page, "nine")
    page.get_by_label("Sphereize").uncheck()
    page.locator(".step-slider input").fill("0")
    page.locator(".scatter-picture").focus()
    page.keyboard.press("+")
    expect_address(page, lambda text: "pointcamera=" in text and "step=0" in text and "pointfind=nine" in text)
    show(page)
    again = open_page(page.url)
    show(again)
    wait_until(again, lambda: state_of(again) == state_of(page))
    hash_of = "() => location.hash"
    assert again.evaluate(hash_of) == page.evaluate(hash_of)


def test_bookmarks_are_added_renamed_shown_carried_and_deleted(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    show(page)
    find(page, "three")
    page.get_by_label("Find points").press("Enter")
    add(page, "threes")
    page.get_by_label("Clear the search").click()
    section(page, "selection").get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("radio", name="2-D").click()
    add(page, "flat")
    page.reload()
    show(page)
    bookmarks = page.get_by_role("list", name="Bookmarks", exact=True)
    bookmarks.get_by_role("button", name="threes", exact=True).click()
    threes = sum(row[1] == "three" for row in embeddings.labels())
    expect(section(page, "selection").get_by_role("button", name=f"Isolate {threes} points")).to_be_visible()
    expect(page.get_by_role("radio", name="3-D")).to_be_checked()
    page.get_by_role("button", name="Rename flat").click()
    page.get_by_label("New name of flat").fill("a plane")
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        section(page, "bookmarks").get_by_role("button", name="Download").click()
    assert [one["name"] for one in json.loads(download.value.path().read_text())] == ["threes", "a plane"]
    other = open_page(address)
    show(other)
    section(other, "bookmarks").locator("input[type=file]").set_input_files(download.value.path())
    expect(other.get_by_role("list", name="Bookmarks", exact=True).get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Delete threes").click()
    expect(bookmarks.get_by_role("listitem")).to_have_count(1)


def add(page: Page, name: str) -> None:
    page.get_by_label("Name of the bookmark").fill(name)
    page.keyboard.press("Enter")


def test_a_link_carries_bookmarks(open_page: OpenPage, address: str) -> None:
    page = open_page(address, permissions=["clipboard-read", "clipboard-write"])
    show(page)
    page.get_by_role("radio", name="2-D").click()
    add(page, "from above")
    section(page, "bookmarks").get_by_role("button", name="Copy as link").click()
    link = wait_until(page, lambda: page.evaluate("navigator.clipboard.readText()"), lambda text: "bookmarks=" in text)
    other = open_page(link)
    show(other)
    expect(other.get_by_role("list", name="Bookmarks", exact=True)).to_contain_text("from above")
    expect_address(other, lambda text: "bookmarks" not in text)


def test_bookmarks_of_tensorboard_are_read(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    show(page)
    state = {
        "label": "State 0",
        "selectedProjection": "pca",
        "pcaComponentDimensions": [1, 4],
        "selectedPoints": [7, 3],
        "selectedColorOptionName": "word",
        "projections": [],
    }
    file = FilePayload(name="state.txt", mimeType="text/plain", buffer=json.dumps([state]).encode())
    section(page, "bookmarks").locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="State 0", exact=True).click()
    expect(page.get_by_label("X", exact=True)).to_have_value("1")
    expect(page.get_by_label("Y", exact=True)).to_have_value("4")
    expect(page.get_by_role("radio", name="2-D")).to_be_checked()
    expect(page.get_by_label("Colour by", exact=True)).to_have_value("word")
    expect(section(page, "selection").get_by_role("button", name="Isolate 2 points")).to_be_visible()


def test_a_file_that_holds_no_bookmarks_is_said(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    show(page)
    file = FilePayload(name="odd.json", mimeType="application/json", buffer=b'{"a": 1}')
    section(page, "bookmarks").locator("input[type=file]").set_input_files(file)
    expect(section(page, "bookmarks").get_by_role("status")).to_contain_text("odd.json holds no bookmarks")


def test_vectors_and_labels_are_opened_from_the_page(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    np.save(tmp_path / "mine.npy", np.random.default_rng(2).normal(size=(25, 7)).astype(np.float32))
    (tmp_path / "names.tsv").write_text("name\tkind\n" + "".join(f"row{i}\t{'ab'[i % 2]}\n" for i in range(25)))
    page = open_page(address)
    show(page)
    page.get_by_role("button", name="Open vectors or labels").click()
    page.get_by_label("Vectors (.tsv, .npy, .npz)").set_input_files(tmp_path / "mine.npy")
    expect(page.locator(".pj-stage[data-points='25']")).to_be_visible()
    expect(page.locator(".pj-size")).to_have_text("25 points × 7 dimensions")
    page.get_by_label("Labels for them (.tsv)").set_input_files(tmp_path / "names.tsv")
    expect(page.get_by_role("list", name="Values of kind").locator("small")).to_have_text(["13", "12"])
    again = open_page(page.url)
    expect(again.locator(".pj-stage[data-points='25']")).to_be_visible()
    page.get_by_role("button", name="Close these vectors").click()
    expect(page.locator(f".pj-stage[data-points='{embeddings.ROWS}']")).to_be_visible()


def test_labels_are_opened_for_a_logged_embedding(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    (tmp_path / "parity.tsv").write_text("row\tparity\n" + "".join(f"{i}\t{i % 2}\n" for i in range(embeddings.ROWS)))
    page = open_page(address)
    show(page)
    page.get_by_role("button", name="Open vectors or labels").click()
    page.get_by_label("Labels for them (.tsv)").set_input_files(tmp_path / "parity.tsv")
    expect(page.get_by_role("list", name="Values of parity").locator("small")).to_have_text(["150", "150"])
    page.get_by_role("button", name="Close these labels").click()
    expect(page.get_by_role("list", name="Values of label")).to_be_visible()


def test_a_file_that_is_no_vectors_is_said(open_page: OpenPage, address: str, watch: Watch, tmp_path: Path) -> None:
    watch.allow("Failed to load resource")
    (tmp_path / "text.tsv").write_text("1\t2\n3\tx\n")
    page = open_page(address)
    show(page)
    page.get_by_role("button", name="Open vectors or labels").click()
    page.get_by_label("Vectors (.tsv, .npy, .npz)").set_input_files(tmp_path / "text.tsv")
    expect(page.locator(".blank p")).to_contain_text("'x'")


def test_labels_that_do_not_fit_are_said(open_page: OpenPage, tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "short") as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.add_embedding(np.random.default_rng(0).normal(size=(9, 3)), list("abcdefghi"), tag="letters")
    labels = next(tmp_path.glob("short/*/letters/metadata.tsv"))
    labels.write_text("a\nb\nc\n")
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tab=projector")
        show(page)
        expect(page.locator(".pj-notes")).to_contain_text("3 rows")


def test_a_missing_checkpoint_and_a_path_out_of_the_logdir_are_said(open_page: OpenPage, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "golden" / "tf1" / "train", tmp_path / "train")
    for part in (tmp_path / "train").glob("model.ckpt*"):
        part.unlink()
    with (tmp_path / "train" / "projector_config.pbtxt").open("a") as config:
        config.write('embeddings { tensor_name: "secrets" tensor_path: "../../../../etc/passwd" }\n')
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tab=projector")
        expect(page.locator(".pj-problems")).to_contain_text("model.ckpt-60")
        expect(page.locator(".pj-stage .blank")).to_contain_text("passwd")
        expect(page.locator(".pj-stage .blank")).not_to_contain_text("root:")


def test_where_there_is_no_embedding_it_is_said_how_to_log_one(open_page: OpenPage, tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_scalar("loss", 1.0, 0)
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#tab=projector")
        expect(page.get_by_role("heading", name="No embedding here yet")).to_be_visible()
        expect(page.locator(".pj-example")).to_contain_text("writer.add_embedding(")


def test_in_a_narrow_window_the_points_come_first(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 400, "height": 800})
    show(page)
    stage, projection = box_of(page.locator(".pj-stage")), box_of(section(page, "projection"))
    assert stage["y"] + stage["height"] <= projection["y"]
    assert stage["width"] == 400
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 400
    section(page, "bookmarks").get_by_role("button", name="Bookmarks").scroll_into_view_if_needed()
    expect(section(page, "bookmarks").get_by_label("Name of the bookmark")).to_be_in_viewport()


def test_what_is_folded_stays_folded(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    show(page)
    page.get_by_role("button", name="Colour", exact=True).click()
    page.get_by_role("button", name="Only the points").click()
    page.reload()
    show(page)
    expect(section(page, "search")).to_be_hidden()
    page.get_by_role("button", name="Show the panels").click()
    expect(page.get_by_role("button", name="Colour", exact=True)).to_have_attribute("aria-expanded", "false")
