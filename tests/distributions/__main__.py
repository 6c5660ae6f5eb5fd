"""python -m tests.distributions [PYTHON ...]: builds the sdist and a wheel of it for every Python that is found, in isolation.

It installs each wheel into empty environments, with the newest and with the oldest dependencies that it allows, and tries it
there without a compiler or Node.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from tests.distributions.interpreters import Interpreter, asked, found

ROOT = Path(__file__).parents[2]
SMOKE = Path(__file__).with_name("smoke.py")
UV = [sys.executable, "-m", "uv", "--quiet"]
TOLD = ("numpy", "protobuf", "flask", "pillow", "scikit-learn")


class Failed(Exception):
    """A step that failed; the text is what it printed."""


def main(arguments: Sequence[str] | None = None) -> int:
    named = [asked(path) for path in (sys.argv[1:] if arguments is None else arguments)]
    interpreters = [one for one in named if one] or found()
    with tempfile.TemporaryDirectory() as directory:
        there = Path(directory)
        run(*UV, "build", "--sdist", "--out-dir", there, ROOT)
        (sdist,) = there.glob("*.tar.gz")
        print(f"{sdist.name}: {sdist.stat().st_size / 1e6:.1f} MB", flush=True)
        lines = [line for one in interpreters for line in tried(one, sdist, there / one.name)]
    return int(any(not works for works in lines))


def tried(python: Interpreter, sdist: Path, there: Path) -> Iterator[bool]:
    """Whether it works, with each choice of dependencies; prints what was tried."""
    try:
        run(*UV, "build", "--wheel", "--python", python.path, "--out-dir", there, sdist)
    except Failed as failure:
        print(f"Python {python.name}: no wheel can be built\n{failure}", flush=True)
        yield False
        return
    (wheel,) = there.glob("*.whl")
    for resolution in ("highest", "lowest-direct"):
        home = there / resolution
        try:
            run(*UV, "venv", "--python", python.path, home)
            direct = [f"{wheel}", *requirements(wheel)]
            # Whatever has no wheel for this Python would need a compiler.
            only = ["--only-binary", ":all:", "--resolution", resolution]
            run(*UV, "pip", "install", "--python", home, *only, *direct)
            shutil.rmtree(there / "empty", ignore_errors=True)
            (there / "empty").mkdir()
            bare = {"PATH": str(home / "bin"), "HOME": str(there / "empty")}
            run(home / "bin" / "python", "-I", SMOKE, ROOT / "tests" / "golden", env=bare, cwd=there / "empty")
            works, told = True, "works"
        except Failed as failure:
            works, told = False, f"FAILED\n{failure}"
        print(f"Python {python.name}, {wheel.name}, {versions(home)}: {told}", flush=True)
        yield works


def requirements(wheel: Path) -> list[str]:
    """What the wheel needs at run time, without extras."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        needed = BytesParser().parsebytes(archive.read(name)).get_all("Requires-Dist", [])
    return [one for one in needed if "extra ==" not in one]


def versions(home: Path) -> str:
    listed = subprocess.run(
        [*UV, "pip", "list", "--python", home, "--format", "freeze"], capture_output=True, text=True, check=False
    )
    pairs = dict(line.lower().split("==") for line in listed.stdout.splitlines() if "==" in line)
    return ", ".join(f"{name} {pairs[name]}" for name in TOLD if name in pairs)


def run(*command: str | Path, env: dict[str, str] | None = None, **options: Any) -> None:
    """May raise Failed."""
    done = subprocess.run(command, env=env or dict(os.environ), capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise Failed(done.stdout + done.stderr)


if __name__ == "__main__":
    sys.exit(main())
