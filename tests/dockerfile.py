"""Does what the Dockerfile says without Docker: a stage is a directory with a virtual environment of its own.

`python -m tests.dockerfile` runs every line, which builds the wheel and takes minutes; the tests run those that start.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0


class Line(NamedTuple):
    """An instruction, and the text after it with continued lines joined."""

    word: str
    text: str

    @property
    def words(self) -> list[str]:
        """Of the form that is JSON, which no shell reads, or else of the other."""
        return list(json.loads(self.text)) if self.text.startswith("[") else shlex.split(self.text)


@dataclass
class Stage:
    """What comes after a FROM, and what has become of it."""

    image: str
    name: str
    lines: list[Line] = field(default_factory=list)

    def last(self, word: str) -> Line:
        """The instruction that holds in the end."""
        return next(line for line in reversed(self.lines) if line.word == word)


def stages(text: str) -> list[Stage]:
    """Those of a Dockerfile."""
    found: list[Stage] = []
    plain = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    for line in filter(None, map(str.strip, plain.split("\n"))):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            image, _, name = rest.partition(" AS ")
            found.append(Stage(image, name))
        else:
            found[-1].lines.append(Line(word, rest))
    return found


def context() -> list[Path]:
    """The files that are sent to Docker, relative to the project: all that .dockerignore does not name."""
    patterns = (ROOT / ".dockerignore").read_text().split()
    found: list[Path] = []
    for folder, folders, files in os.walk(ROOT):
        place = Path(folder).relative_to(ROOT)
        folders[:] = [name for name in folders if not _is_ignored(place / name, patterns)]
        found += [place / name for name in files if not _is_ignored(place / name, patterns)]
    return found


def _is_ignored(path: Path, patterns: Sequence[str]) -> bool:
    anywhere = (pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/"))
    return str(path) in patterns or any(fnmatch(path.name, pattern) for pattern in anywhere)


def build(home: Path, found: Sequence[Stage]) -> Path:
    """Runs the COPY and RUN lines of all stages; the directory of the last one, with its environment in venv/."""
    for number, stage in enumerate(found):
        place = home / (stage.name or str(number))
        subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True)
        for line in stage.lines:
            if line.word == "COPY":
                _copy(home, place, line)
            elif line.word == "RUN":
                command = re.sub(r"(?<!\S)/(?=\w)", f"{place}/", line.text)
                subprocess.run(command, shell=True, check=True, env=environment(place, {}))
    return place


def _copy(home: Path, place: Path, line: Line) -> None:
    *sources, target = line.words
    there = place / target.lstrip("/")
    if sources[0].startswith("--from="):
        for source in sources[1:]:
            shutil.copytree(home / sources[0].removeprefix("--from=") / source.lstrip("/"), there)
        return
    assert sources == ["."]
    for path in context():
        (there / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, there / path)


def environment(place: Path, more: Mapping[str, str]) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SSH_"))}
    return {**known, "PATH": f"{place / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}", **more}


@contextmanager
def started(stage: Stage, logs: Path, port: int, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """What the image runs, with `logs` and `port` in place of its own."""
    words = [*stage.last("ENTRYPOINT").words, *stage.last("CMD").words]
    exposed = stage.last("EXPOSE").text
    command = [str(logs) if word == "/logs" else str(port) if word == exposed else word for word in words]
    command[0] = shutil.which(command[0], path=environ["PATH"]) or command[0]
    process = subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def is_healthy(stage: Stage, port: int, environ: Mapping[str, str]) -> bool:
    """Whether the image's own check, asked for up to a minute, comes to find it so."""
    words = Line("CMD", stage.last("HEALTHCHECK").text.partition("CMD ")[2]).words
    command = [word.replace(f":{stage.last('EXPOSE').text}/", f":{port}/") for word in words]
    command[0] = shutil.which(command[0], path=environ["PATH"]) or command[0]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if subprocess.run(command, env=dict(environ), capture_output=True, check=False).returncode == 0:
            return True
    return False


def main() -> None:
    found = stages((ROOT / "Dockerfile").read_text())
    with tempfile.TemporaryDirectory(prefix="dockerfile-") as home:
        place = build(Path(home), found)
        logs, environ = ROOT / "sample_logs", environment(place, {"XDG_CACHE_HOME": f"{home}/cache"})
        with started(found[-1], logs, 6106, environ) as process:
            assert is_healthy(found[-1], 6106, environ), "the image's own check fails"
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
            print(process.stdout.read() if process.stdout else "")
    print("Every line of the Dockerfile does what it is to do.")


if __name__ == "__main__":
    main()
