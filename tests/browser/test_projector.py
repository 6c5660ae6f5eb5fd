"""The projector: real writers' embeddings, components, neighbours, searches, colours, selections, as a person sees them."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from tests.browser import embeddings
from tests.browser.command import ROOT, serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.embeddings import choose, choose_point, distances, find, listed, section, show, told
from tests.browser.looking import box_of, expect_address, number, run_row, switch_run, wait_until

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(autouse=True)
def _without_a_graphics_card(watch: Watch) -> None:
    """There the browser reads pictures back to put the page together, and its driver complains."""
    watch.allow("GPU stall due to ReadPixels")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("projector")
    embeddings.write(logdir)
    for writer in ("torch", "tf1"):
        shutil.copytree(GOLDEN / writer, logdir / writer)
    with serving(logdir) as command:
        yield f"{command.address}#tab=projector"


def opened(open_page: OpenPage, address: str, more: str = "") -> Page:
    page = open_page(f"{address}{more}")
    show(page)
    return page


def chosen_name(page: Page) -> str:
    text: str = page.get_by_label("Embedding", exact=True).evaluate("chooser => chooser.selectedOptions[0].textContent")
    return text


def test_embeddings_of_real_writers_are_listed_by_run_and_drawn(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address, "&embedding=torch/all|emb")
    assert chosen_name(page).startswith("emb")
    expected = (GOLDEN / "torch" / "all" / "00007" / "emb" / "tensors.tsv").read_text().splitlines()
    assert show(page).get_attribute("data-points") == str(len(expected))
    wide = len(expected[0].split("\t"))
    expect(page.locator(".pj-size")).to_have_text(f"{len(expected)} points × {wide} dimensions")
    assert "torch/all" in page.get_by_label("Embedding", exact=True).locator("optgroup").evaluate_all(
        "groups => groups.map((group) => group.label)"
    )


def test_a_checkpoints_variable_is_drawn_with_the_labels_of_its_configuration(
    open_page: OpenPage, address: str
) -> None:
    page = open_page(f"{address}&off=digits,torch/all,walks")
    chooser = page.get_by_label("Embedding", exact=True)
    chooser.select_option(label=chooser.locator("option", has_text=re.compile("^embedding · ")).inner_text())
    show(page)
    rows = (GOLDEN / "tf1" / "train" / "metadata.tsv").read_text().splitlines()
    expect(page.locator(".pj-size")).to_have_text(f"{len(rows) - 1} points × 16 dimensions")
    find(page, rows[5].split("\t")[0])
    expect(section(page, "search").get_by_label("In", exact=True)).to_be_visible()
    wait_until(page, lambda: listed(page, "Hits"), lambda hits: 4 in hits)


def test_only_embeddings_of_runs_that_are_on(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    assert chosen_name(page).startswith("digits")
    switch_run(page, "digits")
    wait_until(page, lambda: chosen_name(page), lambda name: not name.startswith("digits"))
    assert run_row(page, "digits").get_attribute("aria-selected") == "false"


def test_components_and_their_variance_are_scikit_learns(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address, "&sphere=0")
    found = PCA(10).fit(embeddings.vectors(100).astype(np.float64)).explained_variance_ratio_
    texts = page.get_by_label("X", exact=True).locator("option").all_inner_texts()
    told_shares = [float(re.findall(r"([\d.]+)%", text)[0]) for text in texts]
    np.testing.assert_allclose(told_shares, 100 * found, atol=0.051)
    page.get_by_label("Y", exact=True).select_option(label=texts[4])
    both = 100 * (found[0] + found[4] + found[2])
    said = section(page, "projection").get_by_text("of the variance")
    share = pytest.approx(both, abs=0.06)
    wait_until(page, lambda: float(re.findall(r"([\d.]+)%", said.inner_text())[0]), lambda shown: shown == share)
    expect_address(page, lambda text: "components=1:5:3" in text)


@pytest.mark.parametrize("metric", ["Cosine", "Euclidean", "Dot"])
def test_neighbours_are_those_of_the_vectors(open_page: OpenPage, address: str, metric: str) -> None:
    page = opened(open_page, address, "&sphere=0")
    choose_point(page, 37)
    section(page, "neighbours").get_by_role("radio", name=metric).click()
    number_field = section(page, "neighbours").get_by_label("Number", exact=True)
    number_field.fill("8")
    number_field.press("Enter")
    data = embeddings.vectors(100).astype(np.float64)
    expected = nearest(data, 37, metric)[:8]
    rows = wait_until(page, lambda: listed(page, "Nearest neighbours"), lambda rows: rows == expected)
    measured = distances(page)
    if metric == "Euclidean":
        np.testing.assert_allclose(measured, np.linalg.norm(data[rows] - data[37], axis=1), rtol=1e-3)
    assert measured == sorted(measured) if metric != "Dot" else len(measured) == 8


def nearest(data: np.ndarray[tuple[int, int], np.dtype[np.float64]], row: int, metric: str) -> list[int]:
    """Rows next to one, nearest first, without itself."""
    if metric == "Dot":
        order = np.argsort(-(data @ data[row]), kind="stable").tolist()
    else:
        found = NearestNeighbors(n_neighbors=len(data), metric=metric.lower(), algorithm="brute").fit(data)
        order = found.kneighbors(data[row : row + 1], return_distance=False)[0].tolist()
    return [int(other) for other in order if other != row]


def test_a_click_on_a_neighbour_goes_on_from_there(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    choose_point(page, 3)
    neighbour = wait_until(page, lambda: listed(page, "Nearest neighbours"))[0]
    page.locator(f'[aria-label="Nearest neighbours"] [data-point="{neighbour}"]').click()
    details = page.locator(f'[data-details="{neighbour}"]')
    for name, text in zip(embeddings.HEADER, embeddings.labels()[neighbour], strict=True):
        expect(details.locator("dl div", has_text=name).locator("dd").first).to_have_text(text)
    expect(details.get_by_role("img", name=f"Picture of row {neighbour}")).to_be_visible()
    data = embeddings.vectors(100)[neighbour]
    expect(details).to_contain_text("64 numbers")
    length = re.findall(r"length ([\d.,]+)", details.inner_text())[0]
    assert abs(number(length) - float(np.linalg.norm(data))) < 0.01


def test_a_point_is_never_told_with_the_numbers_of_another(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    choose_point(page, 3)
    expect(page.locator("[data-details='3']")).to_contain_text("64 numbers")
    held: list[Route] = []
    page.route("**/api/projector/vector?*", lambda route: held.append(route))
    other = wait_until(page, lambda: listed(page, "Nearest neighbours"))[0]
    page.locator(f'[aria-label="Nearest neighbours"] [data-point="{other}"]').click()
    wait_until(page, lambda: held)
    details = page.locator(f"[data-details='{other}']")
    expect(details).not_to_contain_text("numbers")
    held[0].continue_()
    expect(details).to_contain_text("64 numbers")


def test_a_points_picture_is_the_one_logged_for_it(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    choose_point(page, 123)
    canvas = page.get_by_role("img", name="Picture of row 123")
    script = "canvas => [...canvas.getContext('2d').getImageData(0, 0, 8, 8).data].filter((_, i) => i % 4 === 0)"
    expected = np.floor(embeddings.digits()[0][123] / 16 * 255).tolist()
    wait_until(page, lambda: canvas.evaluate(script), lambda grey: np.allclose(grey, expected, atol=1.01))


def test_a_search_counts_what_python_finds(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    find(page, "fiv")
    fives = [i for i, row in enumerate(embeddings.labels()) if "fiv" in row[1]]
    expect(section(page, "search").get_by_role("status")).to_have_text(f"{len(fives)} hits")
    shown = listed(page, "Hits")
    assert shown and shown == fives[: len(shown)]
    page.get_by_role("button", name="Regular expression").click()
    find(page, "^(one|t.*o)$")
    pattern = re.compile("^(one|t.*o)$")
    hits = sum(bool(pattern.search(row[1])) for row in embeddings.labels())
    expect(section(page, "search").get_by_role("status")).to_have_text(f"{hits} hits")
    choose(page, "ink", "In")
    expect(section(page, "search").get_by_role("status")).to_have_text("No point has this.")
    find(page, "(")
    expect(section(page, "search").get_by_role("alert")).to_contain_text("Not a regular expression")


def test_hits_are_selected_isolated_hidden_and_shown_again(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    nines = sum(row[1] == "nine" for row in embeddings.labels())
    find(page, "nine")
    section(page, "search").get_by_role("button", name="Select all").click()
    told(page, f"{nines} points selected.")
    section(page, "selection").get_by_role("button", name=f"Isolate {nines} points").click()
    expect(section(page, "selection")).to_contain_text(f"{nines} of {embeddings.ROWS} points shown")
    section(page, "selection").get_by_role("button", name="Show all").click()
    find(page, "nine")
    page.get_by_label("Find points").press("Enter")
    section(page, "selection").get_by_role("button", name="Hide", exact=True).click()
    expect(section(page, "selection")).to_contain_text(f"{embeddings.ROWS - nines} of {embeddings.ROWS} points shown")


def test_a_box_around_all_selects_all_that_are_shown(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address, "&flat=1")
    ones = sum(row[0] == "1" for row in embeddings.labels())
    page.locator("[data-value='1'] .pj-value").click()
    expect(section(page, "selection")).to_contain_text(f"{embeddings.ROWS - ones} of {embeddings.ROWS} points shown")
    page.get_by_role("radio", name="Box").click()
    box = box_of(page.locator(".scatter-picture"))
    page.mouse.move(box["x"] + 3, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3)
    page.mouse.up()
    told(page, f"{embeddings.ROWS - ones} points selected.")


def test_the_legend_counts_and_filters(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    counts = Counter(row[0] for row in embeddings.labels())
    legend = page.get_by_role("list", name="Values of label")
    expect(legend.locator(".pj-value")).to_have_count(len(counts))
    assert [text.split() for text in legend.locator(".pj-value").all_inner_texts()] == [
        [digit, str(counts[digit])] for digit in sorted(counts)
    ]
    legend.get_by_role("button", name="Only 4").click(force=True)
    expect(section(page, "selection")).to_contain_text(f"{counts['4']} of {embeddings.ROWS} points shown")
    section(page, "colour").get_by_role("button", name="Show all values").click()
    expect(section(page, "selection")).not_to_contain_text("points shown")


def test_numbers_have_a_scale_and_texts_their_most_frequent_values(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    ink = [float(row[2]) for row in embeddings.labels()]
    choose(page, "ink", "Colour by")
    kind, ends = (
        section(page, "colour").get_by_role("radio", name="Scale"),
        section(page, "colour").locator(".pj-ends span"),
    )
    expect(kind.or_(ends).first).to_be_visible()
    if kind.is_visible():
        kind.click()
    expect(ends).to_have_count(2)
    np.testing.assert_allclose([number(end) for end in ends.all_inner_texts()], [min(ink), max(ink)], rtol=1e-3)
    choose(page, "diverging", "Colour map")
    expect_address(page, lambda text: "pointmap=diverging" in text)
    choose(page, "id", "Colour by")
    expect(section(page, "colour")).to_contain_text("other values")


def test_rows_that_say_which_is_next_are_joined(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address, "&embedding=walks|walks")
    expect(page.get_by_label("Join by")).to_have_value("__next__")
    expect(section(page, "display")).to_contain_text("4 lines")


def test_a_selection_is_tagged_kept_and_downloaded(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    sixes = [i for i, row in enumerate(embeddings.labels()) if row[1] == "six"]
    find(page, "six")
    page.get_by_label("Find points").press("Enter")
    tag = page.get_by_label("Tag for the selected points; empty takes their tags away")
    tag.fill("round ones")
    tag.press("Enter")
    choose(page, "tag", "Colour by")
    legend = page.get_by_role("list", name="Values of tag")
    expect(legend.locator("[data-value='round ones'] small")).to_have_text(str(len(sixes)))
    with page.expect_download() as download:
        section(page, "selection").get_by_role("button", name="Download these (TSV)").click()
    table = list(csv.reader(io.StringIO(download.value.path().read_text()), delimiter="\t"))
    assert table[0][:9] == ["row", *embeddings.HEADER, "tag", "x", "y", "z"]
    assert [int(row[0]) for row in table[1:]] == sixes
    assert [row[1:6] for row in table[1:]] == [[*embeddings.labels()[i], "round ones"] for i in sixes]
    np.testing.assert_allclose(
        [[float(cell) for cell in row[9:]] for row in table[1:]], embeddings.vectors(100)[sixes], rtol=1e-5
    )
    page.reload()
    show(page)
    expect(legend.locator("[data-value='round ones'] small")).to_have_text(str(len(sixes)))


def test_by_keyboard_alone(open_page: OpenPage, address: str) -> None:
    page = opened(open_page, address)
    find(page, "seven")
    sevens = [i for i, row in enumerate(embeddings.labels()) if row[1] == "seven"]
    page.locator('[aria-label="Hits"] [data-point]').first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-details="{sevens[1]}"]')).to_be_visible()
    told(page, f"row {sevens[1]}, chosen")
    page.locator(".scatter-picture").focus()
    before = page.url
    page.keyboard.press("ArrowLeft")
    expect_address(page, lambda text: "pointcamera=" in text and text != before)
