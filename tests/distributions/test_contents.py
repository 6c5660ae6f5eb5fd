"""No file is missing: what the packages are made of is in the wheel, and what builds them in the source distribution."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("summary", "board")

# What setuptools would put into each distribution, without compiling anything.
WHEEL = """
from setuptools.dist import Distribution
distribution = Distribution()
distribution.script_name = "setup.py"
distribution.parse_config_files()
command = distribution.get_command_obj("build_py")
command.build_lib = "."
command.ensure_finalized()
print(*command.get_outputs(include_bytecode=False), sep="\\n")
"""
SDIST = """
import sys
from setuptools.dist import Distribution
distribution = Distribution()
distribution.script_name = "setup.py"
distribution.parse_config_files()
info = distribution.get_command_obj("egg_info")
info.egg_base = sys.argv[1]
info.ensure_finalized()
info.run()
print(*info.filelist.files, sep="\\n")
"""


def listed(script: str, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {line.removeprefix("./") for line in done.stdout.splitlines()}


@pytest.fixture(scope="module")
def kept() -> set[str]:
    """The files that are under version control or made from them for the page, relative to the root."""
    if not (ROOT / ".git").exists():
        pytest.skip("Only a checkout tells what belongs to the project.")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    built = (file.relative_to(ROOT).as_posix() for file in (ROOT / "board" / "static").rglob("*") if file.is_file())
    return {*tracked.splitlines(), *built}


def test_the_wheel_has_every_module_and_all_that_they_read(kept: set[str]) -> None:
    wanted = {name for name in kept if name.startswith(PACKAGES) and not name.endswith((".pxd", ".h"))}
    found = listed(WHEEL)
    assert len(wanted) > 300 and "board/static/index.html" in wanted
    assert wanted - found == set()
    assert {name for name in found if not name.endswith(".py")} <= wanted


def test_the_source_distribution_has_what_builds_the_wheel(kept: set[str], tmp_path: Path) -> None:
    builds = {"pyproject.toml", "setup.py", "build_backend.py", "README.md", "LICENSE", "CHANGELOG.md"}
    wanted = {name for name in kept if name.startswith(("summary/", "board/", "protos/"))} | builds
    found = listed(SDIST, str(tmp_path))
    assert wanted - found == set()
    assert not [name for name in found if name.endswith((".so", ".c")) or name.startswith(("frontend", "tests"))]
