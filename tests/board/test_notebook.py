"""`%board` in a real kernel: what it shows, that it is found again, what it says, and that its servers end with the kernel."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat import v4

from .test_served import ends, listens, runs

pytestmark = pytest.mark.filterwarnings("default")  # what a kernel's own packages warn of


class Notebook:
    def __init__(self, client: NotebookClient) -> None:
        self._client = client

    def cell(self, source: str) -> list[Any]:
        """The outputs of a cell."""
        cell = v4.new_code_cell(source)
        self._client.nb.cells.append(cell)
        return list(self._client.execute_cell(cell, len(self._client.nb.cells) - 1).outputs)

    def told(self, source: str) -> dict[str, Any]:
        """What the shown page is told of its server."""
        (output,) = self.cell(source)
        assert output.data["text/plain"].startswith("board is at http://localhost:")
        (told,) = re.findall(r"const told = (\{.*\});", output.data["text/html"])
        found: dict[str, Any] = json.loads(told)
        return found

    def said(self, source: str) -> str:
        return "".join(output.text for output in self.cell(source))


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from summary import SummaryWriter

    logdir = tmp_path_factory.mktemp("logs")
    with SummaryWriter(logdir / "it's a run") as writer:
        writer.add_scalar("loss", 1.0, 0)
    return logdir


@pytest.fixture(scope="module")
def notebook() -> Iterator[Notebook]:
    client = NotebookClient(v4.new_notebook(), timeout=120, allow_errors=True, kernel_name="python3")
    with client.setup_kernel():
        notebook = Notebook(client)
        assert notebook.cell("%load_ext board") == []
        yield notebook


def test_the_page_is_shown_and_found_again(notebook: Notebook, logdir: Path) -> None:
    told = notebook.told(f"%board --logdir {logdir} --port 0 --height 432")
    page = f"http://localhost:{told['port']}{told['path']}"
    assert told["path"].startswith("/?token=") and told["proxied"] == ""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())  # a cookie takes the token's place
    with browser.open(page, timeout=60) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "http://localhost:*" in policy and "vscode-webview:" in policy
    assert notebook.told(f"%board --logdir {logdir} --port 0") == told
    assert notebook.told(f"%board --port {told['port']}") == told
    (output,) = notebook.cell(f"%board --logdir {logdir} --port 0 --height=321")
    assert "height: 321px" in output.data["text/html"]
    assert str(told["port"]) in notebook.said("%board list") and str(logdir) in notebook.said("%board list")


def test_a_server_that_was_stopped_is_gone_and_started_again(notebook: Notebook, logdir: Path) -> None:
    line = f"%board {logdir} --port 0 --no_token"
    first = notebook.told(line)
    assert runs(f"http://localhost:{first['port']}/") == ["it's a run"]
    assert notebook.said(f"%board stop {first['port']}") == ""
    assert ends(first["port"])
    second = notebook.told(line)
    assert listens(second["port"])
    assert notebook.said("%board stop") == "" and ends(second["port"])
    assert notebook.said("%board list") == "No server of this notebook runs.\n"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Say which directory to show: %board --logdir DIR"),
        ("--logdri x", "There is no flag --logdri"),
        ("--logdir x --height tall", "The height is a number of pixels"),
        ("stop 1", "No server of this notebook is on port 1"),
        ("stop all", "There is no such port"),
        ("--logdir 'x", "No closing quotation"),
    ],
)
def test_what_is_wrong_is_one_sentence(notebook: Notebook, line: str, sentence: str) -> None:
    said = notebook.said(f"%board {line}")
    assert said.startswith(f"UsageError: {sentence}") and said.count("\n") == 1


def test_the_servers_end_with_the_kernel(logdir: Path) -> None:
    client = NotebookClient(v4.new_notebook(), timeout=120, kernel_name="python3")
    with client.setup_kernel():
        notebook = Notebook(client)
        notebook.cell("%load_ext board")
        port = notebook.told(f"%board {logdir} --port 0")["port"]
        assert listens(port)
    assert ends(port)
