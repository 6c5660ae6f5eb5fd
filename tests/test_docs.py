"""The README and docs/: every code block runs, every link leads somewhere, what is named in code type exists."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import board
from tests import documents, run_blocks
from tests.documents import PAGES, ROOT, Block

LANGUAGES = {"python", "sh", "text", "dockerfile", "nginx", "json"}
HEAVIEST_PICTURE = 200_000
SECTIONS = [
    pytest.param(found, id=f"{page}-{section}") for page in PAGES for section, found in documents.sections(page).items()
]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A directory a page, in which its sections run one after the other."""
    return {page: tmp_path_factory.mktemp("page") for page in PAGES}


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the commands `board` and `python` of this interpreter."""
    folder = tmp_path_factory.mktemp("bin")
    for name, arguments in {"board": " -m board", "python": ""}.items():
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize("section", SECTIONS)
def test_the_code_of_a_section_runs(section: list[Block], homes: dict[str, Path], commands: Path) -> None:
    for name in (name for block in section for name in block.needs):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    home = homes[section[0].page]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SSH_")},
        "HOME": str(home),
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.run_blocks"],
        input=json.dumps([[block.page, block.line, block.language, block.code] for block in section]),
        capture_output=True,
        text=True,
        cwd=home,
        env=environment,
        timeout=200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"^(summary|board)[\w.]* (WARNING|ERROR)", done.stderr, re.MULTILINE), done.stderr
    check_what_was_printed(section, done.stdout)
    check_what_was_logged(section, home)


def check_what_was_printed(section: list[Block], output: str) -> None:
    """A block of text under `<!-- prints -->` is what the block above it prints; … in it stands for anything."""
    parts = dict(part.split("\n", 1) for part in output.split(run_blocks.MARK)[1:])
    following = dict(zip(all_blocks := list(documents.blocks(section[0].page)), all_blocks[1:], strict=False))
    for block in section:
        told = following.get(block)
        if told and told.note == "prints":
            printed = "\n".join(map(str.rstrip, parts[str(block)].splitlines()))
            pattern = ".*?".join(map(re.escape, told.code.strip().split("…")))
            assert re.fullmatch(pattern, printed.strip(), re.DOTALL), f"{told}:\n{printed}"


def check_what_was_logged(section: list[Block], home: Path) -> None:
    """A run that a block writes to has points, and nothing that was written is damaged."""
    written = {run for block in section for run in re.findall(r"""Writer\(f?"runs/([\w/]+)["']""", block.code)}
    logs = board.load(home / "runs") if (home / "runs").is_dir() else None
    assert not written or (logs and written <= set(logs.runs) and all(map(logs.tags, written)))
    assert not logs or not logs.problems


@pytest.mark.parametrize("page", PAGES)
def test_blocks_are_in_a_language_that_is_checked(page: str) -> None:
    for block in documents.blocks(page):
        assert block.language in LANGUAGES, block
        assert not block.note.startswith("not run:") or len(block.note) > len("not run: why"), block


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


@pytest.mark.parametrize("page", PAGES)
def test_flags_targets_and_extras_that_are_named_exist(page: str) -> None:
    flags = known_flags()
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    extras = set(
        re.findall(r"^(\w+) = \[", (ROOT / "pyproject.toml").read_text().split("optional-dependencies")[1], re.M)
    )
    for line in documents.said_in_code(page):
        if re.match(r"(\$ )?board\b|--\w", line):
            for flag in re.findall(r"(?<!\S)--\w[\w-]*", line):
                assert flag.replace("-", "_") in flags, f"{page} names {flag} in {line!r}"
        for target in re.findall(r"^(?:\$ )?make (\w+)", line):
            assert target in targets, f"{page} names make {target}"
        for extra in re.findall(r"summary-board\[([\w,]+)\]", line):
            assert set(extra.split(",")) <= extras, f"{page} names {extra}"


def known_flags() -> set[str]:
    """The flags of the command and of all that go below it, dashes as underscores."""
    found = set()
    for words in ([], ["inspect"], ["export"], ["graph"], ["timeline"]):
        told = subprocess.run(
            [sys.executable, "-m", "board", *words, "--help"], capture_output=True, text=True, check=True
        )
        found |= {flag.replace("-", "_") for flag in re.findall(r"--\w[\w-]*", told.stdout)}
    return found
