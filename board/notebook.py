"""The page in a notebook: ``%load_ext board``, then ``%board --logdir runs``.

The server is a process of its own beside the kernel, which ends with it. It asks for a token, for on a machine of many users
all of them reach its port.
"""

from __future__ import annotations

import json
import shlex
import sys
from string import Template

from board import tokens
from board.listening import ServingError
from board.served import Server

HEIGHT = 800  # pixels
USAGE = "%board --logdir DIR [--height PIXELS] [flags of the command], %board list, or %board stop [PORT]"
# Pages that notebooks stand in: their servers on this machine, and editors.
FRAMES = ("http://localhost:*", "http://127.0.0.1:*", "https://localhost:*", "https://127.0.0.1:*", "vscode-webview:")
COLAB = ("https://colab.research.google.com", "https://*.googleusercontent.com", "https://*.colab.dev")

# A page that comes from this machine finds the server there. Any other finds it where jupyter-server-proxy, if the notebook's
# server has it, passes ports on: proxy/PORT/ below that server's own address.
FRAME = Template("""<div id="$id">
<iframe title="board" style="width: 100%; height: ${height}px; border: 0"></iframe>
<div style="font-size: 12px"><a target="_blank" rel="noopener">Open in a tab of its own</a> <span></span></div>
</div>
<script>
(() => {
  const told = $told;
  const shown = document.getElementById("$id");
  if (!shown) return;
  const here = location.hostname;
  const near = !here || here === "localhost" || here === "127.0.0.1" || location.protocol.startsWith("vscode");
  const page = JSON.parse(document.getElementById("jupyter-config-data")?.textContent || "{}");
  const base = page.baseUrl || document.body.dataset.baseUrl || "/";
  const url = told.proxied || (near
    ? "http://" + (here === "127.0.0.1" ? here : "localhost") + ":" + told.port + told.path
    : location.origin + base + "proxy/" + told.port + told.path);
  shown.querySelector("iframe").src = url;
  shown.querySelector("a").href = url;
  if (!near) shown.querySelector("span").textContent =
    "If nothing appears: the notebook's server passes ports on where jupyter-server-proxy is installed.";
})();
</script>
""")

_servers: dict[tuple[str, ...], Server] = {}


def board(line: str) -> None:
    """The magic ``%board``: starts a server for these flags, or finds the one that it started, and shows its page here.

    ``%board list`` tells the servers of this kernel, ``%board stop`` ends them, ``%board stop PORT`` ends one.
    """
    from IPython.core.error import UsageError

    try:
        words = shlex.split(line)
        if words[:1] == ["list"]:
            print("\n".join(listed()) or "No server of this notebook runs.")
        elif words[:1] == ["stop"]:
            stop(words[1:])
        else:
            height, rest = _height(words)
            display(_found(rest) or start(rest), height)
    except (ServingError, ValueError) as error:
        raise UsageError(f"{error}") from None


def start(words: list[str]) -> Server:
    """A server for the command's flags; with the same ones as before it is the one that runs already. May raise ServingError."""
    key = tuple(words)
    if key not in _servers or not _servers[key].alive:
        if not words:
            raise ServingError(f"Say which directory to show: {USAGE}.")
        frames = COLAB if _in_colab() else FRAMES
        chosen: tuple[str, ...] = (
            () if any(word.startswith(("--frame_ancestors", "--frame-ancestors")) for word in words) else frames
        )
        flags = [f"--frame_ancestors={','.join(chosen)}"] if chosen else []
        _servers[key] = Server([*flags, *words], None if _has_token(words) else tokens.made_up())
    return _servers[key]


def display(server: Server, height: int = HEIGHT) -> None:
    """Shows a server's page in the output of the cell that runs."""
    if _in_colab():
        from google.colab import output

        output.serve_kernel_port_as_iframe(server.port, path=server.path, height=str(height))
        return
    from IPython.display import publish_display_data

    publish_display_data({"text/html": frame(server, height), "text/plain": f"board is at {server.url}"})  # type: ignore[no-untyped-call]


def frame(server: Server, height: int) -> str:
    """The page in a frame, as HTML."""
    told = json.dumps({"port": server.port, "path": server.path, "proxied": server.proxied})
    return FRAME.substitute(id=f"board-{tokens.made_up()[:8]}", height=height, told=told.replace("<", "\\u003c"))


def listed() -> list[str]:
    """A line for each server that runs."""
    return [f"{server.url}  {shlex.join(key)}" for key, server in _servers.items() if server.alive]


def stop(words: list[str]) -> None:
    """Ends the servers, or that on one port. ValueError where there is none, or it is no port."""
    if words and not (len(words) == 1 and words[0].isdecimal()):
        raise ValueError(f"There is no such port: {USAGE}.")
    chosen = [key for key, server in _servers.items() if not words or server.port == int(words[0])]
    if words and not chosen:
        raise ValueError(f"No server of this notebook is on port {words[0]}; %board list tells those that are.")
    for key in chosen:
        _servers.pop(key).stop()


def _found(words: list[str]) -> Server | None:
    """The running server on a port that is named alone, as ``%board --port 6006``."""
    text = " ".join(words).replace("=", " ").split()
    if len(text) != 2 or text[0] != "--port":
        return None
    return next((one for one in _servers.values() if one.alive and str(one.port) == text[1]), None)


def _height(words: list[str]) -> tuple[int, list[str]]:
    """The height that is said, and the words without it. ValueError where it is none."""
    rest, height, after = [], str(HEIGHT), iter(words)
    for word in after:
        name, sign, value = word.partition("=")
        if name == "--height":
            height = value if sign else next(after, "")
        else:
            rest.append(word)
    if not height.isdecimal() or not 0 < int(height) <= 10_000:
        raise ValueError(f"The height is a number of pixels: {USAGE}.")
    return int(height), rest


def _has_token(words: list[str]) -> bool:
    return any(word.replace("-", "_").startswith(("__token", "__no_token")) for word in words)


def _in_colab() -> bool:
    return "google.colab" in sys.modules
