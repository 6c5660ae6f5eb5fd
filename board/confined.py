"""Paths that a log or a request names: never followed out of where they belong."""

from __future__ import annotations

from pathlib import Path

from board.answers import Unreadable, check_answers
from board.roots import Roots


def confined(root: Path, path: str, *also: Path) -> Path:
    """The file that `path`, relative to `root` or absolute, leads to when every link is resolved; it need not exist.

    Unreadable where that is neither below `root` nor below one of the directories `also`, such as a run's own, which may
    be a link that its owner has put into the logdir.
    """
    check_answers(str(root / path))
    try:
        found = (root / path).resolve()
        inside = any(found.is_relative_to(directory.resolve()) for directory in (root, *also))
    except (OSError, ValueError, RuntimeError) as error:  # a circle of links, or no path at all
        raise Unreadable(f"The path {path[:200]!r} leads nowhere.") from error
    if not inside:
        raise Unreadable(f"The path {path[:200]!r} leads out of the logdir, so it is not read.")
    return found


def located(roots: Roots, path: str) -> Path:
    """Where a file that was found in a logdir really is.

    Unreadable where that is neither in its own directory, which may be a link that was put into the logdir, nor elsewhere in
    its logdir.
    """
    root, relative = roots.split(path)
    return confined(root.path, relative, (root.path / relative).parent)
