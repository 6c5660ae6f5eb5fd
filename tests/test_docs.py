"""The README and docs/: every code block runs, every link leads somewhere, what is named in code type exists."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

import board
import summary
from board import cli
from tests import compare_hard, documents, run_blocks
from tests.bench.rows import ROWS
from tests.documents import PAGES, ROOT, Block

LANGUAGES = {"python", "sh", "text", "dockerfile", "nginx", "json"}
HEAVIEST_PICTURE = 200_000


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the commands `board` and `python` of this interpreter."""
    folder = tmp_path_factory.mktemp("bin")
    for name, arguments in {"board": " -m board", "python": ""}.items():
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_the_code_of_a_page_runs(page: str, commands: Path, tmp_path: Path) -> None:
    found = [block for block in documents.blocks(page) if block.runs]
    section_needs = {block.section: set[str]() for block in found}
    for block in found:
        section_needs[block.section].update(block.needs)
    missing = {section for section, needs in section_needs.items() if not all(map(importlib.util.find_spec, needs))}
    running = [block for block in found if block.section not in missing]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SSH_")},
        "HOME": str(tmp_path),
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.run_blocks"],
        input=json.dumps([block._asdict() for block in running]),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"^(summary|board)[\w.]* (WARNING|ERROR)", done.stderr, re.MULTILINE), done.stderr
    check_what_was_printed(page, done.stdout)
    check_what_was_logged(running, tmp_path)


def check_what_was_printed(page: str, output: str) -> None:
    """A block of text under `<!-- prints -->` is what the block above it prints; … in it stands for anything."""
    parts = dict(part.split("\n", 1) for part in output.split(run_blocks.MARK)[1:])
    for block, told in pairwise(documents.blocks(page)):
        if told.note == "prints" and str(block) in parts:
            printed = "\n".join(map(str.rstrip, parts[str(block)].splitlines()))
            pattern = ".*?".join(map(re.escape, told.code.strip().split("…")))
            assert re.fullmatch(pattern, printed.strip(), re.DOTALL), f"{told}:\n{printed}"


def check_what_was_logged(running: list[Block], home: Path) -> None:
    """Each run that a block writes to is there, and nothing that was written is damaged."""
    written = {
        run for block in running for run in re.findall(r"""(?:Writer|Logger)\(f?"runs/([\w/]+)["']""", block.code)
    }
    if written or (home / "runs").is_dir():
        logs = board.load(home / "runs")
        assert written <= set(logs.runs) and not logs.problems
        assert all(run == "strict" or logs.tags(run) for run in written)


@pytest.mark.parametrize("page", PAGES)
def test_blocks_are_in_a_language_that_is_checked(page: str) -> None:
    for block in documents.blocks(page):
        assert block.language in LANGUAGES, block
        assert not block.note.startswith("not run:") or len(block.note) > len("not run: why"), block


INSTRUCTIONS = {
    "FROM",
    "RUN",
    "COPY",
    "WORKDIR",
    "ENV",
    "EXPOSE",
    "USER",
    "VOLUME",
    "ENTRYPOINT",
    "CMD",
    "HEALTHCHECK",
    "ARG",
}


@pytest.mark.parametrize("page", PAGES)
def test_blocks_that_are_not_run_can_be_read(page: str) -> None:
    for block in documents.blocks(page):
        lines = [line.strip() for line in block.code.replace("\\\n", " ").splitlines() if line.strip()]
        statements = [line for line in lines if not line.startswith("#")]
        if block.language == "dockerfile":
            assert {line.split()[0] for line in statements} <= INSTRUCTIONS, block
            for line in statements:
                if line.startswith(("CMD [", "ENTRYPOINT [")):
                    assert all(isinstance(word, str) for word in json.loads(line.partition(" ")[2])), block
        elif block.language == "nginx":
            assert all(line[-1] in ";{}" for line in statements), block
            assert block.code.count("{") == block.code.count("}"), block
        elif block.language == "json":
            json.loads(block.code)


@pytest.mark.parametrize("page", [*PAGES, "CONTRIBUTING.md", "CHANGELOG.md", "frontend/README.md"])
def test_links_lead_somewhere(page: str) -> None:
    for link in documents.links(page):
        path, _, anchor = link.partition("#")
        if re.match(r"https?:", link):
            continue
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), f"{page} links {link}"
        assert target.resolve().is_relative_to(ROOT), f"{page} links {link}"
        if anchor:
            assert anchor in documents.anchors(str(target.resolve().relative_to(ROOT))), f"{page} links {link}"


def test_pictures_are_shown_and_light() -> None:
    shown = {Path(link).name for page in PAGES for link in documents.links(page)}
    for picture in sorted((ROOT / "docs").rglob("*.webp")):
        assert picture.name in shown, f"no page shows {picture.name}"
        assert picture.stat().st_size <= HEAVIEST_PICTURE, picture
        with Image.open(picture) as image:
            image.verify()


def test_the_readme_links_every_page() -> None:
    linked = {link.partition("#")[0] for link in documents.links("README.md")}
    assert set(PAGES) - {"README.md"} <= linked


@pytest.mark.parametrize("page", PAGES)
def test_flags_targets_and_extras_that_are_named_exist(page: str) -> None:
    flags = known_flags()
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    extras = set(
        re.findall(r"^(\w+) = \[", (ROOT / "pyproject.toml").read_text().split("optional-dependencies")[1], re.M)
    )
    for line in documents.said_in_code(page):
        asked = re.search(r"""(?:^|[\s"%])board"?\s*,?\s(.*)|^(--\w.*)""", line)
        for flag in re.findall(r"""(?:^|[\s"])(--\w[\w-]*)""", "".join(filter(None, asked.groups())) if asked else ""):
            assert flag.replace("-", "_") in flags, f"{page} names {flag} in {line!r}"
        for target in re.findall(r"^(?:\$ )?make (\w+)", line):
            assert target in targets, f"{page} names make {target}"
        for extra in re.findall(r"summary-board\[([\w,]+)\]", line):
            assert set(extra.split(",")) <= extras, f"{page} names {extra}"


def known_flags() -> set[str]:
    """The flags of the command, of all that go below it, and of %board, dashes as underscores."""
    options = [option for command in (cli.serve, *cli.COMMANDS.values()) for option in command.params]
    return {name.replace("-", "_") for option in options for name in option.opts} | {"__help", "__height"}


def test_every_tab_has_a_picture_of_each_theme() -> None:
    shown = set(documents.links("docs/dashboards.md"))
    headings = documents.anchors("docs/dashboards.md")
    for index in (ROOT / "frontend" / "src" / "dashboards").glob("*/index.tsx"):
        title = re.search(r'title: "([^"]+)"', index.read_text())
        assert title and title[1].lower().replace(" ", "-") in headings, index
        assert {f"{index.parent.name}.webp", f"{index.parent.name}-dark.webp"} <= shown, index


@pytest.mark.parametrize(
    ("owner", "pages"),
    [
        (summary.SummaryWriter, ["docs/logging.md"]),
        (board.Logs, ["docs/python.md"]),
        (board, PAGES),
        (board.projection, ["docs/python.md"]),
        (board.figures, ["docs/python.md"]),
    ],
)
def test_what_is_public_is_told(owner: object, pages: list[str]) -> None:
    text = "".join((ROOT / page).read_text() for page in pages)
    names = getattr(owner, "__all__", None) or [name for name in dir(owner) if not name.startswith("_")]
    assert [name for name in names if not re.search(rf"\b{name}\b", text)] == []


def test_rows_that_are_told_of_can_be_measured() -> None:
    told = re.findall(r"^\| .*? \| (.*?) \|", (ROOT / "docs" / "performance.md").read_text(), re.MULTILINE)
    assert {row for cell in told for row in re.findall(r"`(\w+)`", cell)} <= set(ROWS)


def test_the_table_of_hard_logs_has_every_case_and_board_keeps_them_all() -> None:
    text = (ROOT / "docs" / "tensorboard.md").read_text()
    for name, case in compare_hard.cases().items():
        assert case.about in text, name
        assert compare_hard.told(case, compare_hard.by_board, compare_hard.HARD / name) == "all", name
