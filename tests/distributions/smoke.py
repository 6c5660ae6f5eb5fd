"""Run in an environment that has nothing but the wheel: imports every module, writes a log, reads it and others, serves them,
asks for the page.

python smoke.py GOLDEN      (a directory of logs of other writers)
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import numpy as np

import board
import summary
from board.listing import COMPILED


def main(golden: Path) -> None:
    assert COMPILED, "the compiled reader is missing"
    import_all()
    with tempfile.TemporaryDirectory() as directory:
        logdir = Path(directory)
        write(logdir / "run")
        read(logdir)
        serve(logdir)
    for logs in sorted(path for path in golden.iterdir() if path.is_dir()):
        loaded = board.load(logs)
        for run in loaded.runs:
            for tag, kind in loaded.tags(run).items():
                if kind == "scalars":
                    step, wall_time, value = loaded.scalars(run, tag)
                    assert len(step) == len(wall_time) == len(value)
    print("works")


def import_all() -> None:
    """Every module, but those that only serve users of a library that is not there."""
    for package in (board, summary):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            try:
                if not module.name.endswith(".__main__"):
                    importlib.import_module(module.name)
            except ModuleNotFoundError as error:
                if (error.name or "").partition(".")[0] in (board.__name__, summary.__name__):
                    raise


def write(run: Path) -> None:
    with summary.SummaryWriter(run) as writer:
        for step in range(100):
            writer.add_scalar("loss", 1 / (step + 1), step)
        writer.add_histogram("weights", np.linspace(-1, 1, 1000), 1)
        writer.add_image("picture", np.zeros((3, 8, 8), np.uint8), 1)
        writer.add_audio("sound", np.zeros((1, 800), np.float32), 1, 8000)
        writer.add_text("note", "**bold**", 1)
        writer.add_pr_curve("curve", np.array([0, 1]), np.array([0.2, 0.8]), 1)
        writer.add_embedding(np.eye(5, dtype=np.float32), metadata=list("abcde"))
        writer.add_hparams({"lr": 0.1}, {"loss": 0.01})
    with summary.timeline.record(run, step=7), summary.timeline.span("forward"):
        pass


def read(logdir: Path) -> None:
    logs = board.load(logdir)
    step, _, value = logs.scalars("run", "loss")
    assert step.tolist() == list(range(100))
    np.testing.assert_allclose(value, 1 / (step + 1), rtol=1e-6)
    assert logs.images("run", "picture")[2][-1][0].pixels().shape == (8, 8, 3)
    assert logs.texts("run", "note/text_summary")[2][-1] == "**bold**"
    assert logs.histograms("run", "weights")[2][-1][:, 2].sum() == 1000
    assert not logs.problems


def serve(logdir: Path) -> None:
    command = [sys.executable, "-m", "board", "--logdir", str(logdir), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            match = re.search(r"http://\S+/", server.stdout.readline())
            assert match, "no address is printed"
            page = asked(match[0]).decode()
            files = re.findall(r'(?:src|href)="\./([^"]+)"', page)
            assert files, "the page names no files"
            for file in files:
                assert asked(match[0] + file), file
            assert "run" in json.dumps(json.loads(asked(match[0] + "api/runs")))
            assert b"<strong>bold</strong>" in asked(match[0] + "data/plugin/text/text?run=run&tag=note/text_summary")
        finally:
            server.terminate()
    assert server.returncode == 0, f"it ended with {server.returncode}"


def asked(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as response:
        body: bytes = response.read()
    return body


if __name__ == "__main__":
    main(Path(sys.argv[1]))
