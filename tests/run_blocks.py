"""Runs the blocks of one page one after the other: python -m tests.run_blocks < [{page, line, section, language, code}, …]

The Python blocks of a section share their names, as a reader who pastes them would have it. A shell block that prints an
address is taken for a server: the address must answer with a page, and Ctrl-C must end it. What a block prints stands after
a line MARK page:line.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
import urllib.request
from typing import Any

MARK = "\x1e"
ADDRESS = re.compile(r"http://\S+")
ENDED_BY_CTRL_C = (0, 130)


def run_python(page: str, line: int, code: str, names: dict[str, Any]) -> None:
    exec(compile("\n" * line + code, page, "exec"), names)


def run_shell(code: str) -> None:
    """A RuntimeError for a status that is not 0."""
    with subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        served = False
        for line in process.stdout:
            print(line, end="", flush=True)
            found = ADDRESS.search(line)
            if found and not served:
                served = True
                try:
                    visit(found[0])
                finally:
                    os.killpg(process.pid, signal.SIGINT)
    if process.returncode not in (ENDED_BY_CTRL_C if served else (0,)):
        raise RuntimeError(f"status {process.returncode}: {code}")


def visit(address: str) -> None:
    # With cookies as a browser has them: a token in the address becomes one.
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(address, timeout=30) as answer:
        assert answer.status == 200 and b"<html" in answer.read(), address


def main() -> None:
    # Calls with wrong arguments are warnings of the logger `summary`, by which the test knows them.
    logging.basicConfig(format="%(name)s %(levelname)s: %(message)s", level=logging.WARNING)
    names: dict[str, dict[str, Any]] = {}
    for block in json.load(sys.stdin):
        print(f"{MARK}{block['page']}:{block['line']}", flush=True)
        if block["language"] == "python":
            of_section = names.setdefault(block["section"], {"__name__": "__main__"})
            run_python(block["page"], block["line"], block["code"], of_section)
        else:
            run_shell(block["code"])


if __name__ == "__main__":
    main()
