"""Pictures of every tab for the README and docs/, light and dark, from the sample logs and from logs that are made for them.

python -m tests.browser.take_screenshots DIR [TAB …]     writes DIR/scalars.webp, DIR/scalars-dark.webp, …: all, or those tabs'
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page

from summary import FileWriter, SummaryWriter
from tests.board.models import measured, transformer
from tests.browser.chromium import launched
from tests.browser.command import ROOT, serving
from tests.browser.looking import card, point_at, settle, tip

WIDTH = 1400
THEMES = {"light": "", "dark": "-dark"}


class Shot(NamedTuple):
    """A tab: what stands after it in the address, which logs are shown, what is done or waited for, how high it is."""

    look: str = ""
    logs: str = "digits"
    ready: Callable[[Page], object] = lambda page: page.locator("[data-card]").first.wait_for()
    height: int = 900


def point_at_accuracy(page: Page) -> None:
    point_at(card(page, "accuracy"), 0.55, 0.3)
    tip(page).wait_for()


def projected(page: Page) -> None:
    page.locator("[data-section=projection] [data-job=done]").wait_for(timeout=120_000)
    page.locator('[aria-label="Nearest neighbours"] [data-point]').first.wait_for()


def drawn_graph(page: Page) -> None:
    page.get_by_role("treeitem", name="attention,").first.wait_for()
    settle(page)


def drawn_timeline(page: Page) -> None:
    page.locator(".tl-pane h3").wait_for()
    page.locator(".tl-frame canvas[data-settled=true]").wait_for()


LAYERS = "transformer,transformer/layer_[0…5],transformer/layer_1"
SHOTS = {
    "scalars": Shot(ready=point_at_accuracy),
    "custom_scalars": Shot(height=420),
    "images": Shot(height=720),
    "audio": Shot(height=460),
    "text": Shot(height=640),
    "histograms": Shot(),
    "distributions": Shot(height=440),
    "pr_curves": Shot(height=640),
    "mesh": Shot(logs="shapes", height=440),
    "tensor": Shot(logs="shapes", height=680),
    "projector": Shot("&flat=1&project=tsne&projected=1&tsne=30::500:12&point=9", ready=projected),
    "graphs": Shot(
        f"&graphopen={LAYERS}&graphnode=transformer/layer_1/attention&graphspot=420:520:0.9", "models", drawn_graph
    ),
    "timeline": Shot("&timeline=file:{trace}&tlview=12950000:14800000&tlslice=40", "profile", drawn_timeline),
}


def make_digits(logdir: Path) -> None:
    shutil.copytree(ROOT / "sample_logs" / "digits", logdir)


def make_profile(logdir: Path) -> None:
    """A step of PyTorch's profiler."""
    shutil.copytree(ROOT / "tests" / "golden" / "torch" / "profile", logdir)


def make_models(logdir: Path) -> None:
    """The graph of a transformer with a session run."""
    graph = transformer(layers=6)
    with FileWriter(str(logdir / "transformer")) as writer:
        writer.add_graph(graph_def=graph)
        writer.add_run_metadata(measured(graph), "step100", 100)


def make_shapes(logdir: Path) -> None:
    """A knotted tube that a run approaches from noise, as a mesh and as points; maps of attention as tensors."""
    around, along = np.meshgrid(np.linspace(0, 2 * np.pi, 24, False), np.linspace(0, 2 * np.pi, 240, False))
    far = 2 + np.cos(3 * along) + 0.45 * np.cos(around)
    knot = np.stack([far * np.cos(2 * along), far * np.sin(2 * along), np.sin(3 * along) + 0.45 * np.sin(around)], -1)
    points = knot.reshape(1, -1, 3)
    row, column = np.divmod(np.arange(240 * 24), 24)
    beside, next_row = row * 24 + (column + 1) % 24, (row + 1) % 240 * 24
    faces = np.stack(
        [row * 24 + column, beside, next_row + column, beside, next_row + (column + 1) % 24, next_row + column]
    )
    colours = (127 + 120 * np.sin(along.reshape(-1, 1) * 2 + np.array([0, 2.1, 4.2]))).astype(np.uint8)[None]
    numbers = np.random.default_rng(0)
    for run, noise in (("coarse", 0.12), ("fine", 0.02)):
        with SummaryWriter(logdir / run) as writer:
            for step in (0, 100, 200):
                moved = points + numbers.normal(size=points.shape) * noise * (3 - step / 100)
                writer.add_mesh("knot", moved, colours, faces.T.reshape(1, -1, 3), global_step=step)
                writer.add_mesh("points", moved[:, ::3], colours[:, ::3], global_step=step)
                place = np.arange(48)
                near = np.exp(-np.abs(place[:, None] - place) / (2 + step / 40))
                writer.add_tensor("attention", (near + numbers.random((4, 48, 48)) * noise).astype(np.float32), step)
                writer.add_tensor("vocabulary", np.array(["the", "cat", "sat"], object), step)


LOGS = {"digits": make_digits, "profile": make_profile, "models": make_models, "shapes": make_shapes}


def take(browser: Browser, address: str, shot: Shot, theme: str, target: Path) -> None:
    context = browser.new_context(viewport={"width": WIDTH, "height": shot.height}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    shot.ready(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target)
    context.close()


def lighten(picture: Path) -> None:
    """Puts a WebP file in its place, of the same pixels in half the bytes."""
    lighter = picture.with_suffix(".webp")
    with Image.open(picture) as image:
        image.convert("RGB").save(lighter, lossless=True, method=6)
    picture.unlink()
    print(f"{lighter}: {lighter.stat().st_size / 1000:.0f} kB")


def main() -> None:
    folder = Path(sys.argv[1])
    wanted = sys.argv[2:] or list(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    for logs in {SHOTS[tab].logs: None for tab in wanted}:
        with tempfile.TemporaryDirectory() as home, launched() as browser:
            logdir = Path(home) / "runs" / logs
            LOGS[logs](logdir)
            trace = next((file.name for file in logdir.glob("*.json")), "")
            with serving(logdir, home=Path(home)) as command:
                for tab in (tab for tab in wanted if SHOTS[tab].logs == logs):
                    address = f"{command.address}#tab={tab}{SHOTS[tab].look.format(trace=trace)}"
                    for theme, ending in THEMES.items():
                        target = folder / f"{tab}{ending}.png"
                        take(browser, address, SHOTS[tab], theme, target)
                        lighten(target)


if __name__ == "__main__":
    main()
