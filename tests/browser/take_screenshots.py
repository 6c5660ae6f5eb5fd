"""Pictures of every tab for the README, made from the sample logs, and of a graph that is made for it.

python -m tests.browser.take_screenshots DIR     writes DIR/scalars-light.webp, DIR/scalars-dark.webp, …
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from summary import FileWriter
from tests.board.models import measured, transformer
from tests.browser.chromium import launched
from tests.browser.command import ROOT, serving
from tests.browser.looking import card, point_at, settle, tip

SIZE = {"width": 1400, "height": 900}
OTHER_TABS = ("custom_scalars", "images", "audio", "text", "histograms", "distributions", "pr_curves")


def take(browser: Browser, address: str, theme: str, target: Path) -> None:
    """The window with the pointer on the chart of the accuracy."""
    context = browser.new_context(viewport=SIZE, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    chart = card(page, "accuracy")
    point_at(chart, 0.55, 0.3)
    tip(page).wait_for()
    page.screenshot(path=target)
    context.close()


def take_tab(browser: Browser, address: str, tab: str, target: Path) -> None:
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(f"{address}#tab={tab}")
    page.locator("[data-card]").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target)
    context.close()


def take_projector(browser: Browser, address: str, theme: str, target: Path) -> None:
    """All digits laid out by t-SNE, one of them chosen."""
    context = browser.new_context(viewport=SIZE, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}#tab=projector&flat=1&project=tsne&projected=1&tsne=30::500:12&point=9")
    page.locator("[data-section=projection] [data-job=done]").wait_for(timeout=120_000)
    page.locator('[aria-label="Nearest neighbours"] [data-point]').first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target)
    context.close()


def take_timeline(browser: Browser, home: Path, target: Path) -> None:
    """A step of PyTorch's profiler, one slice chosen."""
    logdir = home / "runs" / "profile"
    shutil.copytree(ROOT / "tests" / "golden" / "torch" / "profile", logdir)
    (trace,) = logdir.glob("*.json")
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    with serving(logdir, home=home) as command:
        look = f"timeline=file:{trace.name}&tlview=12950000:14800000&tlslice=40"
        page.goto(f"{command.address}#tab=timeline&{look}")
        page.locator(".tl-pane h3").wait_for()
        page.locator(".tl-frame canvas[data-settled=true]").wait_for()
        page.screenshot(path=target)
    context.close()


def take_graph(browser: Browser, home: Path, target: Path) -> None:
    """The graph of a transformer with a session run, one layer open, coloured by what is built alike."""
    logdir, graph = home / "runs" / "models", transformer(layers=6)
    with FileWriter(str(logdir / "transformer")) as writer:
        writer.add_graph(graph_def=graph)
        writer.add_run_metadata(measured(graph), "step100", 100)
    opened = "transformer,transformer/layer_[0…5],transformer/layer_1"
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    with serving(logdir, home=home) as command:
        look = f"graphopen={opened}&graphnode=transformer/layer_1/attention&graphspot=420:520:0.9"
        page.goto(f"{command.address}#tab=graphs&{look}")
        page.get_by_role("treeitem", name="attention,").first.wait_for()
        page.wait_for_load_state("networkidle")
        settle(page)
        page.screenshot(path=target)
    context.close()


def take_all(browser: Browser, address: str, folder: Path) -> None:
    for theme in ("light", "dark"):
        take(browser, address, theme, folder / f"scalars-{theme}.png")
    take_projector(browser, address, "light", folder / "projector.png")
    take_projector(browser, address, "dark", folder / "projector-dark.png")
    for tab in OTHER_TABS:
        take_tab(browser, address, tab, folder / f"{tab}.png")


def lighten(picture: Path) -> None:
    """Puts a WebP file in its place, of the same pixels in half the bytes."""
    lighter = picture.with_suffix(".webp")
    with Image.open(picture) as image:
        image.convert("RGB").save(lighter, lossless=True, method=6)
    picture.unlink()
    print(f"{lighter}: {lighter.stat().st_size / 1000:.0f} kB")


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, launched() as browser:
        logdir = shutil.copytree(ROOT / "sample_logs" / "digits", Path(home) / "runs" / "digits")
        with serving(logdir, home=Path(home)) as command:
            take_all(browser, command.address, folder)
        take_graph(browser, Path(home), folder / "graphs.png")
        take_timeline(browser, Path(home), folder / "timeline.png")
    for picture in sorted(folder.glob("*.png")):
        lighten(picture)


if __name__ == "__main__":
    main()
