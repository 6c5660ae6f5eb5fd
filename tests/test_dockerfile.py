"""The Dockerfile: what it copies is there, what it starts answers on its port and ends at once."""

from __future__ import annotations

import re
import signal
import socket
import sys
from pathlib import Path

from summary.scalar_records import frame_scalars
from tests.dockerfile import ROOT, Line, context, environment, is_healthy, stages, started

STAGES = stages((ROOT / "Dockerfile").read_text())
# https://docs.docker.com/reference/dockerfile/
WORDS = {"COPY", "RUN", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


def test_its_lines_are_known_and_few() -> None:
    assert {line.word for stage in STAGES for line in stage.lines} <= WORDS
    assert sum(len(stage.lines) + 1 for stage in STAGES) <= 14
    assert all(re.fullmatch(r"python:3\.\d+(-slim)?", stage.image) for stage in STAGES)
    assert STAGES[-1].last("USER").text != "root"


def test_a_stage_copies_what_an_earlier_one_has_made() -> None:
    made: dict[str, list[str]] = {}
    for stage in STAGES:
        for line in (line for line in stage.lines if line.word == "COPY"):
            if line.words[0].startswith("--from="):
                assert line.words[1] in made[line.words[0].removeprefix("--from=")]
        made[stage.name] = [word for line in stage.lines if line.word == "RUN" for word in line.words]


def test_what_is_sent_to_docker_can_be_built_and_is_light() -> None:
    sent = {str(path) for path in context()}
    needed = {"pyproject.toml", "setup.py", "build_backend.py", "README.md", "LICENSE", "frontend/package-lock.json"}
    assert needed | {"board/cli.py", "summary/proto/descriptors.bin", "summary/scan.pxd"} <= sent
    assert not [path for path in sent if path.startswith(("tests/", "docs/", "sample_logs/", ".git/", "board/static/"))]
    assert sum((ROOT / path).stat().st_size for path in sent) < 8 << 20


def test_it_starts_answers_and_ends(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for name, words in {"board": "-m board", "python": ""}.items():
        (tmp_path / "bin" / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        (tmp_path / "bin" / name).chmod(0o755)
    (tmp_path / "events.out.tfevents.1.host").write_bytes(frame_scalars([("loss", 1.0, 0, 1.0)]))
    with socket.socket() as probe:
        probe.bind(("", 0))
        port = probe.getsockname()[1]
    environ = environment(tmp_path, {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")})
    environ["PATH"] = f"{tmp_path / 'bin'}:{environ['PATH']}"
    assert "XDG_CACHE_HOME" in STAGES[-1].last("ENV").text
    with started(STAGES[-1], tmp_path, port, environ) as process:
        assert is_healthy(STAGES[-1], port, environ)
        process.send_signal(signal.SIGTERM)
        told, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert re.search(rf":{port}/\?token=\S{{20,}} ", told)


def test_lines_are_read_as_docker_reads_them() -> None:
    found = stages('# a\nFROM a AS b\nRUN x \\\n    y\n\nFROM c\n# d\nCMD ["e f", "g"]\n')
    assert [(stage.image, stage.name) for stage in found] == [("a", "b"), ("c", "")]
    assert found[0].lines[0].words == ["x", "y"]
    assert found[1].last("CMD") == Line("CMD", '["e f", "g"]')
    assert found[1].last("CMD").words == ["e f", "g"]
