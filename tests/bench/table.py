"""A row's lines as a plain table."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.figures import Line

HEADINGS = ("what", "ours", "peer", "", "ratio", "target", "")


def table(lines: Sequence[Line]) -> str:
    """A heading, then a line each: medians with their ranges, the ratio of the medians, the target and whether it is reached."""
    rows = [HEADINGS, *map(_cells, lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.what,
        line.ours.text(line.unit) if line.ours else "–",
        line.theirs.text(line.unit) if line.theirs else "",
        line.peer,
        "" if line.ratio is None else f"{line.ratio:.1f}",
        line.target.text(line.unit),
        {None: "", True: "reached", False: "missed"}[line.reached],
    )
