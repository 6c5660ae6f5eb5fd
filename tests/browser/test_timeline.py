"""The Timelines tab: real traces and made ones, looked at as a person does."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.board.traces import complete, events_of, totals, write
from tests.browser.command import serving
from tests.browser.conftest import OpenPage, Watch
from tests.browser.looking import box_of, expect_address, wait_until

GOLDEN = Path(__file__).parents[1] / "golden"
TORCH = "torch/profile/worker0.1795219296084031363.pt.trace.json"


def x(name: str, ts: float, dur: float, tid: Any = "main", **more: Any) -> dict[str, Any]:
    return {"ph": "X", "name": name, "pid": "train", "tid": tid, "ts": ts, "dur": dur, **more}


def story() -> list[dict[str, Any]]:
    """A step of 100 ms: forward and backward with operations in them, a loader beside it, memory, a flow, a mark."""
    events = [
        x("step", 0, 100_000, args={"step": 7}),
        x("forward", 5_000, 40_000, cat="compute"),
        x("conv", 10_000, 30_000, cat="compute", args={"Input Dims": [[2, 3]]}),
        x("backward", 50_000, 45_000, cat="compute"),
        x("load", 0, 20_000, "loader", cat="io"),
        x("load", 60_000, 20_000, "loader", cat="io"),
        {"ph": "i", "name": "epoch", "pid": "train", "tid": "main", "ts": 50_000, "s": "t"},
        {"ph": "s", "name": "batch", "cat": "f", "id": 1, "pid": "train", "tid": "loader", "ts": 19_000},
        {"ph": "f", "bp": "e", "name": "batch", "cat": "f", "id": 1, "pid": "train", "tid": "main", "ts": 12_000},
    ]
    events[-1]["ts"] = 30_000
    events += [
        {"ph": "C", "name": "memory", "pid": "train", "ts": at * 1000, "args": {"used": used}}
        for at, used in ((0, 10), (20, 40), (50, 90), (90, 20))
    ]
    return events


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logdir: Path = tmp_path_factory.mktemp("timeline")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        os.symlink(GOLDEN / "tf1", logdir / "tf1")
        os.symlink(GOLDEN / "torch", logdir / "torch")
        write(logdir / "a.trace.json", story())
        (logdir / "broken.trace.json").write_text("nothing of the kind")
        (logdir / "short.trace.json").write_text(json.dumps(story())[:-3])
        with serving(logdir) as command:
            yield command.address


def shown(open_page: OpenPage, address: str, name: str = "a.trace.json", rest: str = "", **options: Any) -> Page:
    page = open_page(f"{address}#tab=timeline&timeline=file:{name}{rest}", **options)
    settled(page)
    return page


def settled(page: Page) -> Locator:
    expect(page.locator(".tl-frame canvas[data-settled=true]")).to_be_visible()
    return page.locator(".tl-frame canvas")


def at(page: Page, milliseconds: float, length: float = 100.0) -> float:
    """Where a moment is in the window, while all of the story is seen."""
    box = box_of(page.locator(".tl-frame canvas"))
    return box["x"] + box["width"] * milliseconds / length


def line_of(page: Page, row: str, line: int) -> float:
    """The middle of a line of slices; rows with instants begin lower."""
    box = box_of(page.locator(f".tl-row[data-row='{row}']"))
    above = 9 if row == "t train main" else 0
    return box["y"] + 2 + above + 17 * line + 8


def pick(page: Page, milliseconds: float, row: str, line: int) -> None:
    page.mouse.click(at(page, milliseconds), line_of(page, row, line))


def facts(page: Page) -> dict[str, str]:
    pane = page.locator(".tl-pane")
    return dict(zip(pane.locator("dt").all_inner_texts(), pane.locator("dd").all_inner_texts(), strict=True))


def rows(page: Page) -> list[list[str]]:
    table = page.locator(".tl-pane .tl-table tbody tr")
    expect(table.first).to_be_visible()
    # In one go, for another table may take its place meanwhile.
    return table.evaluate_all("rows => rows.map((row) => [...row.cells].map((cell) => cell.innerText))")


def test_every_timeline_can_be_chosen(open_page: OpenPage, address: str) -> None:
    page = open_page(f"{address}#tab=timeline")
    choice = page.get_by_role("combobox", name="Timeline")
    expect(choice.locator("option")).to_have_text(
        [
            "tf1/train · step029, run metadata",
            "tf1/train · step059, run metadata",
            "a.trace.json",
            "broken.trace.json",
            "short.trace.json",
            "tf1 · timeline-29.json",
            "tf1 · timeline-59.json",
            "torch/profile · worker0.1795219296084031363.pt.trace.json",
        ]
    )
    expect(page.locator("[data-tab=timeline] b")).to_have_text("8")
    choice.select_option("a.trace.json")
    settled(page)
    expect(page.locator(".tl-row .name")).to_have_text(["train", "loader", "main", "memory · used"])
    expect_address(page, lambda kept: "timeline=file:a.trace.json" in kept)


def test_a_click_tells_all_of_a_slice_and_what_holds_it(open_page: OpenPage, address: str) -> None:
    page = shown(open_page, address)
    pick(page, 25, "t train main", 2)
    expect(page.locator(".tl-pane h3")).to_have_text("conv")
    first = expect_address(page, lambda kept: "tlslice=" in kept)
    found = facts(page)
    assert (found["Duration"], found["Self time"], found["Start"]) == ("30 ms", "30 ms", "10 ms")
    assert found["Category"] == "compute" and found["Input Dims"] == "[[2,3]]"
    inside = page.locator(".tl-links").first
    expect(inside.get_by_role("button")).to_have_text(["step", "forward"])
    expect(page.locator(".tl-links").last.get_by_role("button")).to_have_text(["load"])
    inside.get_by_role("button", name="forward").click()
    expect(page.locator(".tl-pane h3")).to_have_text("forward")
    assert facts(page)["Self time"] == "10 ms"
    again = open_page(expect_address(page, lambda kept: "tlslice=" in kept and kept not in first))
    expect(again.locator(".tl-pane h3")).to_have_text("forward")


def test_the_pointer_is_told_what_is_under_it(open_page: OpenPage, address: str) -> None:
    page = shown(open_page, address)
    tip = page.get_by_role("tooltip")
    page.mouse.move(at(page, 70), line_of(page, "t train loader", 0))
    expect(tip).to_contain_text("load")
    expect(tip).to_contain_text("20 ms from 60 ms")
    box = box_of(page.locator(".tl-row[data-row='c train memory used']"))
    page.mouse.move(at(page, 60), box["y"] + box["height"] / 2)
    expect(tip).to_contain_text("90 from 50 ms")
    page.mouse.move(at(page, 50), box_of(page.locator(".tl-row[data-row='t train main']"))["y"] + 4)
    expect(tip).to_contain_text("epoch")


def test_slices_are_drawn_where_they_are_in_time(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    page = shown(open_page, address)
    canvas = page.locator(".tl-frame canvas")
    page.mouse.move(1, 1)
    canvas.screenshot(path=tmp_path / "a.png")
    picture = np.asarray(Image.open(tmp_path / "a.png").convert("RGB")).astype(int)
    box = box_of(canvas)
    y = int(line_of(page, "t train loader", 0) - box["y"]) - 5
    ground = picture[y, int(box["width"] * 0.45)]
    coloured = (np.abs(picture[y] - ground).sum(axis=1) > 30).astype(int)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], coloured, [0]])))
    wide = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 20]
    scale = box["width"] / 100
    assert [round(a / scale) for a, _ in wide] == [0, 60]
    assert [round(b / scale) for _, b in wide] == [20, 80]


def test_a_range_is_measured_and_summed_up(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    page = shown(open_page, address)
    page.get_by_role("radio", name="Table").click()
    y = box_of(page.locator(".tl-frame canvas"))["y"] + 10
    page.mouse.move(at(page, 10), y)
    page.mouse.down()
    page.mouse.move(at(page, 25), y)
    page.mouse.move(at(page, 30), y)
    page.mouse.up()
    expect(page.locator(".tl-table-head")).to_contain_text("The range: 20")
    found = wait_until(
        page,
        lambda: {row[0]: row[1:] for row in rows(page)},
        lambda now: "backward" not in now and float(now["conv"][2].split()[0]) == pytest.approx(20, abs=0.3),
    )
    assert list(found)[:2] == ["conv", "load"] and set(found) == {"conv", "load", "step", "forward"}
    assert found["conv"][0] == "1" and float(found["conv"][2].split()[0]) == pytest.approx(20, abs=0.3)
    assert float(found["load"][1].split()[0]) == pytest.approx(10, abs=0.3)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the table (CSV)").click()
    saved = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert {row["name"] for row in saved} == set(found)
    page.get_by_role("button", name="Clear the range").click()
    expect(page.locator(".tl-table-head")).to_contain_text("What is seen: 100 ms")


def test_a_real_trace_sums_up_as_a_plain_parse_does(open_page: OpenPage, address: str) -> None:
    page = shown(open_page, address, TORCH, "&tlpane=table")
    found = {row[0]: int(row[1]) for row in rows(page)}
    assert found == {name: count for name, (count, _, _) in totals(complete(events_of(GOLDEN / TORCH))).items()}


def test_search_goes_from_hit_to_hit(open_page: OpenPage, address: str, watch: Watch) -> None:
    watch.allow("400")
    page = shown(open_page, address)
    field = page.get_by_role("textbox", name="Find slices by name")
    field.fill("load")
    expect(page.locator(".tl-found")).to_have_text("2 hits")
    expect(page.locator(".tl-strip rect:not(.window)")).to_have_count(2)
    field.press("Enter")
    expect(page.locator(".tl-found")).to_have_text("1 of 2")
    field.press("Enter")
    expect(page.locator(".tl-found")).to_have_text("2 of 2")
    expect(page.locator(".tl-pane h3")).to_have_text("load")
    wait_until(page, lambda: facts(page)["Start"], lambda start: start == "60 ms")
    field.press("Shift+Enter")
    expect(page.locator(".tl-found")).to_have_text("1 of 2")
    field.fill("[")
    page.get_by_role("button", name=".*").click()
    expect(page.get_by_role("alert")).to_contain_text("no regular expression")
    field.fill("^(conv|forward)$")
    expect(page.locator(".tl-found")).to_have_text("2 hits")


def test_keys_and_wheel_move_through_time(open_page: OpenPage, address: str) -> None:
    page = shown(open_page, address)
    canvas = page.locator(".tl-frame canvas")

    def seen() -> tuple[float, float]:
        now = expect_address(page, lambda kept: "tlview=" in kept)
        begin, end = now.split("tlview=")[1].split("&")[0].split(":")
        return float(begin) / 1e6, float(end) / 1e6

    box = box_of(canvas)
    page.mouse.move(at(page, 25), box["y"] + 60)
    canvas.focus()
    page.keyboard.press("w")
    first = wait_until(page, seen, lambda now: now[1] - now[0] < 99)
    assert first[0] < 25 < first[1] and (25 - first[0]) / (first[1] - first[0]) == pytest.approx(0.25, abs=0.01)
    page.keyboard.press("d")
    second = wait_until(page, seen, lambda now: now[0] > first[0] + 1)
    assert second[1] - second[0] == pytest.approx(first[1] - first[0])
    page.keyboard.press("0")
    wait_until(page, seen, lambda now: now == (0, 100))
    page.keyboard.down("Control")
    page.mouse.move(at(page, 40), box["y"] + 60)
    page.mouse.down()
    page.mouse.move(at(page, 50), box["y"] + 80)
    page.mouse.move(at(page, 60), box["y"] + 90)
    page.mouse.up()
    page.keyboard.up("Control")
    boxed = wait_until(page, seen, lambda now: now[1] - now[0] < 30)
    assert boxed == (pytest.approx(40, abs=0.3), pytest.approx(60, abs=0.3))
    expect(page.locator(".tl-table-head")).to_have_count(0)


def test_rows_fold_pin_hide_and_are_filtered(open_page: OpenPage, address: str) -> None:
    page = shown(open_page, address)
    names = page.locator(".tl-row .name")
    page.locator(".tl-row[data-row='t train main'] button").first.click()
    expect(page.locator(".tl-row[data-row='t train main'] button").first).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="More about loader").click()
    page.get_by_role("menuitem", name="Pin at the top").click()
    expect(names).to_have_text(["loader", "train", "main", "memory · used"])
    page.get_by_role("button", name="More about memory").click()
    page.get_by_role("menuitem", name="Hide").click()
    expect(names).to_have_text(["loader", "train", "main"])
    again = open_page(expect_address(page, lambda kept: "tlhidden=" in kept and "tlpinned=" in kept))
    expect(again.locator(".tl-row .name")).to_have_text(["loader", "train", "main"])
    page.get_by_role("button", name="Colours, arrows and rows").click()
    page.get_by_role("button", name="Show 1 hidden").click()
    page.get_by_placeholder("part of a name").fill("load")
    expect(names).to_have_text(["loader"])


def test_the_summary_tells_where_time_and_memory_go(open_page: OpenPage, address: str) -> None:
    page = shown(open_page, address, rest="&tlpane=summary")
    part = page.get_by_role("region", name="Operations by self time")
    expect(part.locator("tbody tr td:first-child")).to_have_text(["backward", "load", "conv", "step", "forward"])
    busy = page.get_by_role("region", name="How busy tracks are").locator("tbody tr")
    expect(busy).to_have_count(2)
    expect(busy.last).to_contain_text("40.0 %")
    expect(page.get_by_role("region", name="Peaks of counters and memory")).to_contain_text("90")
    busy.last.get_by_role("button", name="40 ms").click()
    expect_address(page, lambda kept: "tlview=12000000:68000000" in kept)


def test_what_is_exported_is_what_is_seen(open_page: OpenPage, address: str) -> None:
    page = shown(open_page, address, rest="&tlview=0:15000000")
    page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="What is seen (Chrome JSON)").click()
    found = json.loads(download.value.path().read_text())["traceEvents"]
    assert {one["name"] for one in found if one["ph"] == "X"} == {"step", "forward", "conv", "load"}


def test_broken_files_are_sentences(open_page: OpenPage, address: str, watch: Watch) -> None:
    watch.allow("422")
    page = open_page(f"{address}#tab=timeline&timeline=file:broken.trace.json")
    expect(page.get_by_role("alert")).to_contain_text("is no timeline")
    page = shown(open_page, address, "short.trace.json")
    expect(page.locator(".tl-notes")).to_contain_text("ends in the middle")


def test_a_file_is_opened_from_the_page(open_page: OpenPage, address: str, tmp_path: Path) -> None:
    page = open_page(address)
    page.get_by_role("button", name="Open a file").click()
    path = write(tmp_path / "mine.json", [x("mine", 0, 1000)])
    page.locator("input[type=file]").set_input_files(path)
    settled(page)
    expect(page.get_by_role("combobox", name="Timeline")).to_have_value("")
    expect(page.locator(".tl-row .name")).to_have_text(["train", "main"])
    (tmp_path / "notes.txt").write_text("x")
    page.get_by_role("button", name="Open a file").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "notes.txt")
    expect(page.get_by_role("alert")).to_contain_text("no file that can be opened")


def test_it_is_of_use_on_a_narrow_screen(open_page: OpenPage, address: str) -> None:
    page = shown(open_page, address, viewport={"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    pick(page, 70, "t train loader", 0)
    expect(page.locator(".tl-pane h3")).to_have_text("load")
