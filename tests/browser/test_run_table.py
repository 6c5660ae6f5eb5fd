"""The runs table: what its cells say, sorting, filters, columns, the file; and what the panel takes from it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from summary import SummaryWriter
from tests.browser.command import serving
from tests.browser.conftest import OpenPage
from tests.browser.logs import write
from tests.browser.looking import attribute, expect_address, names, number, run_row, runs_on, wait_until

LOSSES = {
    "a": ({"lr": 0.003, "optimizer": "adam"}, [3.0, 0.5, 1.0]),
    "b": ({"lr": 0.1, "optimizer": "sgd"}, [5.0, 4.0, 2.0]),
    "c": ({"lr": 0.03, "optimizer": "adam"}, [9.0, 0.25, float("nan")]),
    "none": ({}, []),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("table")
    for run, (hparams, losses) in LOSSES.items():
        with SummaryWriter(logdir / run) as writer:
            if hparams:
                writer.add_hparams(hparams, {}, same_run=True)
            writer.add_scalar("other", 7.0, 0)
            for step, loss in enumerate(losses):
                writer.add_scalar("train/loss", loss, step)
    with serving(logdir) as command:
        yield command.address


COLUMNS = "#table=1&columns=hp:lr,hp:optimizer,last:train/loss,min:train/loss"


@pytest.fixture
def page(open_page: OpenPage, address: str) -> Page:
    page = open_page(address + COLUMNS)
    expect_table(page, "a", "b", "c", "none")
    wait_until(page, lambda: cells(page, "a")[0])
    return page


def listed(page: Page) -> list[str]:
    return names(page, "[data-table-run]", "tableRun")


def expect_table(page: Page, *runs: str) -> None:
    wait_until(page, lambda: listed(page), lambda found: found == list(runs))


def table_row(page: Page, run: str) -> Locator:
    return page.locator(attribute("data-table-run", run))


def cells(page: Page, run: str) -> list[str]:
    return table_row(page, run).get_by_role("gridcell").all_text_contents()


def sort_by(page: Page, column: str) -> None:
    page.locator(attribute("data-column", column)).get_by_role("button").first.click()


def test_cells_tell_hyper_parameters_and_values(page: Page) -> None:
    assert cells(page, "a") == ["0.003", "adam", "1", "0.5000"]
    assert cells(page, "b") == ["0.1", "sgd", "2", "2"]
    assert cells(page, "c") == ["0.03", "adam", "NaN", "0.2500"]
    assert cells(page, "none") == ["", "", "", ""]
    expect(page.locator("[data-table-count]")).to_have_text("4 of 4 runs")


def wait_for_cells(page: Page, run: str, numbers: list[float]) -> None:
    wait_until(page, lambda: [number(text) for text in cells(page, run)], lambda found: found == numbers)


SORTED = {
    "hp:lr": (["a", "c", "b", "none"], ["b", "c", "a", "none"]),
    "last:train/loss": (["a", "b", "c", "none"], ["b", "a", "c", "none"]),
    "min:train/loss": (["c", "a", "b", "none"], ["b", "a", "c", "none"]),
    "run": (["a", "b", "c", "none"], ["none", "c", "b", "a"]),
}


@pytest.mark.parametrize("column", SORTED)
def test_a_head_sorts_up_then_down_then_no_more(page: Page, column: str) -> None:
    upwards, downwards = SORTED[column]
    sort_by(page, column)
    expect_table(page, *upwards)
    expect(page.locator(attribute("data-column", column))).to_have_attribute("aria-sort", "ascending")
    sort_by(page, column)
    expect_table(page, *downwards)
    sort_by(page, column)
    expect_table(page, "a", "b", "c", "none")


FILTERED = {
    ("lr", "<0.1"): ["a", "c"],
    ("lr", ">= 0.03"): ["b", "c"],
    ("lr", "0.01..0.1"): ["b", "c"],
    ("optimizer", "^AD"): ["a", "c"],
    ("last train/loss", "=2"): ["b"],
    ("last train/loss", "nan"): ["c"],
    ("min train/loss", ">9"): [],
}


@pytest.mark.parametrize(("column", "text"), FILTERED)
def test_a_filter_leaves_what_passes_and_stands_in_the_address(
    page: Page, open_page: OpenPage, column: str, text: str
) -> None:
    page.get_by_label(f"Filter {column}").fill(text)
    expect_table(page, *FILTERED[column, text])
    link = expect_address(page, lambda view: "tablefilter=" in view)
    expect_table(open_page(link), *FILTERED[column, text])
    page.get_by_role("button", name="Clear the filters").click()
    expect_table(page, "a", "b", "c", "none")


@pytest.mark.parametrize("text", ["<much", "(adam"])
def test_a_filter_that_makes_no_sense_is_marked_and_leaves_all(page: Page, text: str) -> None:
    field = page.get_by_label("Filter optimizer")
    field.fill(text)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect_table(page, "a", "b", "c", "none")
    field.press("Escape")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_the_panels_filter_is_the_tables_too(page: Page) -> None:
    page.get_by_label("Filter runs", exact=True).fill("[ab]")
    expect_table(page, "a", "b")


def test_a_row_switches_its_run_and_lights_it(page: Page) -> None:
    table_row(page, "b").locator(".swatch").click()
    wait_until(page, lambda: runs_on(page), lambda on: on == ["a", "c", "none"])
    expect(table_row(page, "b")).to_have_attribute("aria-selected", "false")
    table_row(page, "c").hover()
    expect(run_row(page, "c")).to_have_class("run hot")
    page.get_by_label("Filter lr").fill("<0.1")
    page.get_by_role("button", name="Only these").click()
    wait_until(page, lambda: runs_on(page), lambda on: on == ["a", "c"])


def test_keys_walk_and_switch_in_the_table(page: Page) -> None:
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    wait_until(page, lambda: runs_on(page), lambda on: on == ["a", "c", "none"])
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    wait_until(page, lambda: runs_on(page), lambda on: on == ["none"])


def test_columns_are_added_and_removed(page: Page) -> None:
    page.get_by_role("button", name="Columns of the runs table").click()
    page.get_by_label("Find a tag or hyper-parameter").fill("loss")
    expect(page.get_by_role("button", name="Column lr", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Column mean train/loss").click()
    page.get_by_role("button", name="Column Points").click()
    wait_until(page, lambda: cells(page, "a")[-2:], lambda found: found == ["1.5000", "4"])
    page.get_by_role("button", name="Column last train/loss", exact=True).click()
    wait_until(page, lambda: len(cells(page, "a")), lambda found: found == 5)
    expect_address(page, lambda view: "columns=hp:lr,hp:optimizer,min:train/loss,mean:train/loss,points" in view)


def test_the_usual_columns_are_hyper_parameters_tags_and_facts(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_role("button", name="Runs table").click()
    usual = ["run", "hp:lr", "hp:optimizer", "last:other", "last:train/loss", "start", "duration"]
    wait_until(page, lambda: names(page, "[data-column]", "column"), lambda found: found == usual)
    wait_until(page, lambda: cells(page, "b")[:4], lambda found: found == ["0.1", "sgd", "7", "2"])
    page.get_by_role("button", name="Close the runs table").click()
    expect(page.get_by_role("region", name="Runs table")).to_have_count(0)


def test_the_file_has_what_is_listed(page: Page, tmp_path: Path) -> None:
    page.get_by_label("Filter optimizer").fill("adam")
    expect_table(page, "a", "c")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "runs.csv")
    with open(tmp_path / "runs.csv", newline="") as file:
        assert list(csv.reader(file)) == [
            ["run", "lr", "optimizer", "last train/loss", "min train/loss"],
            ["a", "0.003", "adam", "1", "0.5"],
            ["c", "0.03", "adam", "NaN", "0.25"],
        ]


def test_the_panel_is_sorted_by_a_value_and_shows_it(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_role("button", name="Sort runs").click()
    page.get_by_label("Sort by").select_option("Minimum of a tag")
    page.get_by_label("Tag", exact=True).select_option("train/loss")
    wait_until(page, lambda: names(page, "[data-run]", "run"), lambda runs: runs == ["c", "a", "b", "none"])
    assert [number(run_row(page, run).locator("u").inner_text()) for run in "cab"] == [0.25, 0.5, 2]
    expect(page.locator(".column-title")).to_have_text("↑ min train/loss")
    page.get_by_role("radio", name="Greatest first").click()
    wait_until(page, lambda: names(page, "[data-run]", "run"), lambda runs: runs == ["b", "a", "c", "none"])
    page.get_by_label("Sort by").select_option("Hyper-parameter")
    wait_until(page, lambda: names(page, "[data-run]", "run"), lambda runs: runs == ["b", "c", "a", "none"])
    expect_address(page, lambda view: "sort=-hp:lr" in view)


def test_runs_are_grouped_by_a_hyper_parameter(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.get_by_role("button", name="Group and colour runs").click()
    page.get_by_role("combobox", name="Group by", exact=True).select_option("Hyper-parameter")
    expect(page.get_by_label("Group by: hyper-parameter")).to_have_value("lr")
    wait_until(
        page, lambda: names(page, "[data-branch]", "branch"), lambda found: found == ["lr=0.003", "lr=0.03", "lr=0.1"]
    )
    page.get_by_label("Group by: hyper-parameter").select_option("optimizer")
    wait_until(
        page,
        lambda: names(page, "[data-branch]", "branch"),
        lambda found: found == ["optimizer=adam", "optimizer=sgd"],
    )
    expect(page.locator("[data-groups]")).to_have_text("2 groups of the runs that are on; 1 run in none")


def test_values_follow_the_logs(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as command, SummaryWriter(tmp_path / "a") as writer:
        writer.add_scalar("loss", 3.0, 0)
        writer.flush()
        page = open_page(f"{command.address}#table=1&columns=last:loss,steps")
        for step in range(1, 4):
            wait_until(page, lambda: page.locator("[data-table-run]").count())
            page.mouse.move(900, 20)
            writer.add_scalar("loss", 3.0 - step / 2, step)
            writer.flush()
            wait_for_cells(page, "a", [3 - step / 2, step])
        page.close()


def test_thousands_of_runs_make_few_rows(open_page: OpenPage, tmp_path: Path) -> None:
    runs = [f"run{i:04}" for i in range(3000)]
    for i, run in enumerate(runs):
        write(tmp_path / run, {"loss": [float(-i)]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#table=1&columns=last:loss&tablesort=last:loss")
        expect(page.locator("[data-table-count]")).to_have_text("3,000 of 3,000 runs")
        wait_until(page, lambda: listed(page)[:2], lambda first: first == ["run2999", "run2998"])
        assert len(listed(page)) < 60
        page.get_by_role("grid").focus()
        page.keyboard.press("End")
        expect(table_row(page, "run0000")).to_be_in_viewport()
        assert cells(page, "run0000") == ["0"]
        page.close()


def test_the_file_keeps_names_with_commas_and_quotes(open_page: OpenPage, tmp_path: Path) -> None:
    write(tmp_path / 'lr=0.1,"warm"', {"loss": [0.5]})
    with serving(tmp_path) as command:
        page = open_page(f"{command.address}#table=1&columns=last:loss")
        wait_until(page, lambda: listed(page) and cells(page, 'lr=0.1,"warm"') == ["0.5000"])
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV").click()
        text = download.value.path().read_bytes()
        page.close()
    assert text == b'run,last loss\r\n"lr=0.1,""warm""",0.5\r\n'
