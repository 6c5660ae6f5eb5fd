"""Names of files to keep, made of names from logs, which may hold anything."""

from __future__ import annotations

import re

LONGEST = 80  # letters
# Windows keeps these for devices, whatever the ending.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe(text: str, otherwise: str) -> str:
    """`text` as a name, or part of one, that every system takes; `otherwise` where nothing of it is left."""
    kept = re.sub(r"[^\w.-]+", "_", text).strip("._")[:LONGEST]
    return f"{otherwise}_{kept}" if RESERVED.match(kept) else kept or otherwise


def attachment(text: str, otherwise: str, ending: str) -> str:
    """The Content-Disposition of a file to keep that is called after `text`; a header has no other letters than ASCII's."""
    return f'attachment; filename="{safe(re.sub("[^ -~]+", " ", text), otherwise)}.{ending}"'
