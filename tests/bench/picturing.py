"""When a page has drawn the picture of a graph, and how soon a scope in it opens; told by each page from within.

Ours paints a canvas and says of how many nodes; TensorBoard makes an SVG group of each node, beneath several shadow roots.
Both are looked for once a frame, and the scope gets the double click that a person gives it, as the page's own event.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS = 120_000
"""From here on a page counts as frozen."""

OURS = """
window.nodesDrawn = () => Number(document.querySelector("canvas.graph-picture")?.dataset.nodes ?? 0);
window.openNode = (name) => {
  const item = document.querySelector(`[role=treeitem][data-node^="${name}"]:not([aria-expanded=true])`);
  const { left, top, width } = item.getBoundingClientRect();
  const at = { clientX: left + width / 3, clientY: top + 5, bubbles: true };
  document.querySelector("canvas.graph-picture").dispatchEvent(new MouseEvent("dblclick", at));
};
"""

THEIRS = """
let scene = null;
const sceneIn = (root) => {
  for (const element of root.querySelectorAll("*")) {
    if (element.localName === "tf-graph-scene") return element;
    const found = element.shadowRoot && sceneIn(element.shadowRoot);
    if (found) return found;
  }
  return null;
};
window.nodesDrawn = () => {
  scene = scene?.isConnected ? scene : sceneIn(document);
  return scene?.shadowRoot?.querySelectorAll("g.node").length ?? 0;
};
window.openNode = (name) => {
  const nodes = [...scene.shadowRoot.querySelectorAll("g.node")];
  const node = nodes.find((one) => one.dataset.name.startsWith(name) && !one.classList.contains("expanded"));
  node.querySelector(".nodeshape").dispatchEvent(new MouseEvent("dblclick", { bubbles: true, composed: true }));
};
"""

# Milliseconds from the double click to the frame after the one in which there were more nodes.
OPENING = """(name) => new Promise((done) => {
  const before = window.nodesDrawn();
  const begin = performance.now();
  window.openNode(name);
  const look = () => {
    if (window.nodesDrawn() === before) requestAnimationFrame(look);
    else requestAnimationFrame(() => done(performance.now() - begin));
  };
  requestAnimationFrame(look);
})"""


class Picture(NamedTuple):
    """Seconds: from navigation to the first picture; until each of the scopes was open. Infinite where it took too long."""

    first: float
    opened: tuple[float, ...]


def picture(page: Page, url: str, script: str, scopes: tuple[str, ...]) -> Picture:
    """Opens `url` and in its graph one scope after the other, each told by what its name begins with."""
    from playwright.sync_api import Error
    from playwright.sync_api import TimeoutError as TooLong

    page.add_init_script(f"(() => {{ {script} }})()")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url, wait_until="commit")
    opened: list[float] = []
    try:
        first = page.wait_for_function("() => window.nodesDrawn() && performance.now()", polling="raf").json_value()
        for scope in scopes:
            page.wait_for_timeout(1_000)  # what follows a first picture is done then
            opened.append(_opened(page, scope))
    except (TooLong, Error):
        missing = len(scopes) - len(opened)
        return Picture(math.inf if missing == len(scopes) else first / 1000, (*opened, *[math.inf] * missing))
    return Picture(first / 1000, tuple(opened))


def _opened(page: Page, scope: str) -> float:
    page.evaluate(f"(name) => {{ window.opening = ({OPENING})(name).then((ms) => {{ window.opened = ms; }}); }}", scope)
    took: float = page.wait_for_function("() => window.opened", polling="raf").json_value()
    page.evaluate("window.opened = 0")
    return took / 1000
