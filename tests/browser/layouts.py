"""Logs that carry layouts of custom scalars, their charts on the page, and what the tooltip says of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from playwright.sync_api import Locator, Page

from summary import SummaryWriter
from summary.values import custom_scalars
from tests.browser.conftest import OpenPage
from tests.browser.looking import card, number, wait_until

POINTS = 11
ROUNDING = 6e-4
LAYOUT: dict[str, dict[str, Any]] = {
    "losses": {
        "both": ["Multiline", ["loss/(train|test)$"]],
        "nothing": ["Multiline", ["nope.*"]],
        "broken": ["Multiline", ["loss(", "loss/train"]],
    },
    "bands": {
        "gap": ["Margin", ["gap/mean", "gap/low", "gap/high"]],
        "vanished": ["Margin", ["gap/mean", "gap/low", "gap/gone"]],
    },
}
TAGS = ("loss/train", "loss/test", "loss/train_old", "gap/low", "gap/mean", "gap/high")
VALUES = {
    (run, tag): np.float32([10 * r + t + step / 10 for step in range(POINTS)])
    for r, run in enumerate("ab")
    for t, tag in enumerate(TAGS)
}


def logs(logdir: Path) -> Path:
    """Two runs with VALUES and LAYOUT, a folded category besides, and one that the second run alone has."""
    for run in "ab":
        with SummaryWriter(logdir / run) as writer:
            layout = custom_scalars.layout({**LAYOUT, "folded": {"old": ["Multiline", ["loss/train_old"]]}})
            layout.category[2].closed = True
            if run == "b":
                layout.category.add(title="of b").chart.add(title="alone").multiline.tag.append("gap")
            writer.add_custom_scalars(layout)
            for tag in TAGS:
                for step, value in enumerate(VALUES[run, tag].tolist()):
                    writer.add_scalar(tag, value, step)
    return logdir


def chart(page: Page, category: str, title: str) -> Locator:
    return card(page, f"layout:{category}/{title}")


class Told(NamedTuple):
    value: float
    step: int
    band: tuple[float, ...]


TOLD = """() => [...document.querySelectorAll("[role=tooltip] tbody tr")].map((row) => {
  const names = [...document.querySelectorAll("[role=tooltip] th")].map((cell) => cell.textContent);
  const cell = (name) => row.cells[names.indexOf(name)];
  return [row.dataset.tipRun, row.dataset.tipTag, cell("value").firstChild.textContent, cell("step").textContent,
    row.querySelector(".spread")?.textContent ?? ""];
})"""


def told(page: Page) -> dict[tuple[str, str], Told]:
    """What the tooltip says, by run and tag; a band has the ends, or how far it reaches to both sides."""
    rows = {}
    for run, tag, value, step, band in page.evaluate(TOLD):
        ends = tuple(number(end) for end in re.findall(r"[−\d.e,]+", band.replace("…", " ").replace("±", "")))
        rows[run, tag] = Told(number(value), int(number(step)), ends)
    return rows


def wait_told(page: Page, step: int, series: int) -> dict[tuple[str, str], Told]:
    return wait_until(
        page, lambda: told(page), lambda rows: len(rows) == series and {row.step for row in rows.values()} == {step}
    )


# Layouts that are made in the page.

MADE: list[dict[str, Any]] = [
    {
        "title": "bands",
        "closed": True,
        "charts": [{"title": "gap", "margin": [{"value": "gap/mean", "lower": "gap/low", "upper": "gap/high"}]}],
    },
    {
        "title": "charts",
        "closed": False,
        "charts": [
            {"title": "loss/train", "multiline": ["loss/train$"]},
            {"title": 'a "quoted" loss', "multiline": ["loss/(train|test)$", "nope"]},
        ],
    },
]
"""What is made of tags of one run."""


def with_made(open_page: OpenPage, address: str, **options: Any) -> Page:
    """A page of a browser in which MADE was made before."""
    kept = [{"id": "made", "name": "My layout", "categories": MADE}]
    storage = [{"name": "board.layouts", "value": json.dumps(kept)}]
    state = {"cookies": [], "origins": [{"origin": address.rstrip("/"), "localStorage": storage}]}
    return open_page(f"{address}#tab=custom_scalars&layout=own:made&smooth=0", storage_state=state, **options)


def menu(page: Page) -> Locator:
    button = page.get_by_role("button", name="More about layouts")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    return page.get_by_role("dialog", name="More about layouts")


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        menu(page).get_by_role("button", name=button).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def of_tensorboard(data: bytes) -> list[Any]:
    """A message as TensorBoard reads it, in the form of MADE."""
    layout_pb2 = pytest.importorskip("tensorboard.plugins.custom_scalar.layout_pb2")
    found = []
    for category in layout_pb2.Layout.FromString(data).category:
        charts = []
        for chart in category.chart:
            if chart.WhichOneof("content") == "margin":
                bands = [{"value": s.value, "lower": s.lower, "upper": s.upper} for s in chart.margin.series]
                charts.append({"title": chart.title, "margin": bands})
            else:
                charts.append({"title": chart.title, "multiline": list(chart.multiline.tag)})
        found.append({"title": category.title, "closed": category.closed, "charts": charts})
    return found
