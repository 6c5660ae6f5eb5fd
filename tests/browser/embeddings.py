"""Embeddings that the projector's tests write, and its page as a person works with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, expect
from sklearn.datasets import load_digits

from summary import SummaryWriter
from tests.browser.looking import names, number, wait_until

ROWS = 300
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
STEPS = (0, 100)


def digits() -> tuple[Any, Any]:
    """Vectors [300, 64] of handwritten digits, and which digits they are."""
    data = load_digits()
    return data.data[:ROWS].astype(np.float32), data.target[:ROWS]


def vectors(step: int) -> Any:
    """What is logged at a step: at the first one hardly anything can be told from noise."""
    found, _ = digits()
    noise = np.random.default_rng(step).normal(size=found.shape)
    return (found + noise * (20 if step < STEPS[-1] else 0)).astype(np.float32)


def labels() -> list[list[str]]:
    """Of each row: the digit, its name, how much ink it has, a name of its own."""
    found, target = digits()
    return [
        [str(d), WORDS[d], f"{row.mean():.4f}", f"digit {i}"]
        for i, (row, d) in enumerate(zip(found, target, strict=True))
    ]


HEADER = ["label", "word", "ink", "id"]


def write(logdir: Path) -> None:
    """Run digits: an embedding at two steps, with labels and pictures. Run walks: one whose rows say which is next."""
    found, _ = digits()
    images = found.reshape(-1, 1, 8, 8) / 16
    with SummaryWriter(logdir / "digits") as writer:
        writer.add_scalar("loss", 1.0, 0)
        for step in STEPS:
            writer.add_embedding(
                vectors(step), labels(), images, global_step=step, tag="digits", metadata_header=HEADER
            )
    with SummaryWriter(logdir / "walks") as writer:
        writer.add_scalar("loss", 1.0, 0)
        rng = np.random.default_rng(1)
        following = [[f"p{i}", str(i + 1 if i % 10 < 9 else -1)] for i in range(40)]
        writer.add_embedding(rng.normal(size=(40, 6)), following, tag="walks", metadata_header=["name", "__next__"])


def show(page: Page) -> Locator:
    """The stage, once points are on it and nothing is computed any more."""
    stage = page.locator(".pj-stage[data-points]:not([data-points=''])")
    expect(stage).to_have_attribute("data-job", re.compile("done|cancelled"))
    return stage


def section(page: Page, name: str) -> Locator:
    return page.locator(f"[data-section={name}]")


def choose(page: Page, column: str, label: str) -> None:
    page.get_by_label(label, exact=True).select_option(column)


def listed(page: Page, label: str) -> list[int]:
    """The rows in a list of points, from the top, as far as they are in view."""
    return [int(row) for row in names(page, f'[aria-label="{label}"] [data-point]', "point")]


def distances(page: Page) -> list[float]:
    """What stands beside the neighbours in view."""
    return [number(text) for text in page.locator('[aria-label="Nearest neighbours"] small').all_inner_texts()]


def find(page: Page, query: str) -> None:
    page.get_by_label("Find points").fill(query)


def choose_point(page: Page, row: int) -> None:
    """By its own name, so that it is the only hit."""
    find(page, f"digit {row}")
    page.locator(f'[aria-label="Hits"] [data-point="{row}"]').click()
    expect(page.locator(f'[data-details="{row}"]')).to_be_visible()
    find_nothing(page)


def find_nothing(page: Page) -> None:
    """Clears the search without giving up the chosen point."""
    page.get_by_label("Clear the search").click()


def told(page: Page, text: str) -> None:
    """Waits until a screen reader is told."""
    wait_until(page, lambda: page.locator(".pj-said").inner_text(), lambda said: text in said)
