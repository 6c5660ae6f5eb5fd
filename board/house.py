"""What people have set about runs, and the views that they have named: one small JSON file in the logdir.

    {
      "about": "What people have set …",
      "runs": {"train/a": {"alias": "baseline", "note": "…", "colour": "#1f77b4", "hidden": true}},
      "views": {"losses": "#tab=scalars&…"}
    }

It is there for people to read and edit; what is not understood stays in it. A change is merged, field by field, into what the
file holds at that moment, and the file replaced as a whole; a broken file is left as it is.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from board import small_file
from board.small_file import SmallFileError

FILE = ".board.json"
ABOUT = (
    "What people have set in board's page: aliases, notes, colours, hidden runs; and named views. Edit it as you like."
)
LARGEST_FILE = 16 << 20
LONGEST_ALIAS, LONGEST_NOTE, LONGEST_VIEW, LONGEST_VIEW_NAME = 200, 20_000, 100_000, 100

Json = dict[str, Any]

# One thread of this process changes a file at a time; small_file.locked sees to other processes.
_changing = threading.Lock()


class HouseError(Exception):
    """Why the file cannot be read or changed: one sentence for the user."""


class ChangeError(ValueError):
    """What is wrong with a change, or with a value in the file: one sentence for the user."""


class State(NamedTuple):
    """`runs`: run → field → value; `views`: name → what follows # in the address. `problem`: a sentence, empty if none."""

    runs: dict[str, Json]
    views: dict[str, str]
    problem: str


def read(logdir: Path) -> State:
    """What the file says. What of it is not as it should be is left out, and told in `problem`."""
    try:
        return _state(_load(logdir / FILE))
    except HouseError as error:
        return State({}, {}, str(error))


def change(logdir: Path, changes: Mapping[str, Any]) -> State:
    """Merges {"runs": {run: {field: value}}, "views": {name: hash}} into the file and returns what it says then.

    None, an empty text and False remove what there was; None for a run removes all its fields. Raises ChangeError for what
    cannot be asked for and HouseError where the file cannot be read or written; then nothing has changed.
    """
    runs = {run: _fields(run, fields) for run, fields in _section(changes, "runs").items()}
    views = {name: _view(name, value) for name, value in _section(changes, "views").items()}
    path = logdir / FILE
    with _changing, small_file.locked(logdir):
        content = _load(path) or {"about": ABOUT}
        known = content.setdefault("runs", {})
        for run, fields in runs.items():
            if _merge(_entry(known, run, path), fields) == {}:
                del known[run]
        _merge(content.setdefault("views", {}), views)
        _store(path, content)
    return _state(content)


def _load(path: Path) -> Json:
    """The file's content, empty if there is no file; its two sections, if there, are objects."""
    try:
        data = small_file.read(path, LARGEST_FILE)
        content: Json = {} if data is None else json.loads(data)
        if all(isinstance(section, dict) for section in (content.get("runs", {}), content.get("views", {}))):
            return content
    except SmallFileError as error:
        raise HouseError(_complaint(path, str(error))) from error
    except json.JSONDecodeError as error:
        raise HouseError(_complaint(path, f"is not JSON (line {error.lineno}: {error.msg})")) from error
    except (AttributeError, RecursionError, ValueError):  # no object, or JSON that this cannot hold
        pass
    raise HouseError(_complaint(path, 'must be a JSON object that holds the objects "runs" and "views"'))


def _store(path: Path, content: Json) -> None:
    # Names of directories may be no text; JSON has escapes for what UTF-8 has no bytes for.
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    try:
        small_file.replace(path, text.encode("utf-8", "backslashreplace"))
    except SmallFileError as error:
        raise HouseError(f"The file {path} {error}: nothing was saved.") from error


def _entry(runs: Json, run: str, path: Path) -> Json:
    entry = runs.setdefault(run, {})
    if not isinstance(entry, dict):
        raise HouseError(_complaint(path, f"must have an object for the run {run!r}"))
    return entry


def _merge(entries: Json, changes: Mapping[str, Any]) -> Json:
    for name, value in changes.items():
        if value is None:
            entries.pop(name, None)
        else:
            entries[name] = value
    return entries


def _complaint(path: Path, reason: str) -> str:
    return f"The file {path} {reason}; until it is mended or removed, nothing is saved in it."


def _state(content: Json) -> State:
    """What of the content is as it should be."""
    problems: list[str] = []

    def good(entries: Mapping[str, Any], clean: Callable[[str, Any], Any]) -> Json:
        found = {}
        for name, value in entries.items():
            try:
                cleaned = clean(name, value)
            except ChangeError as error:
                problems.append(str(error))
            else:
                found.update({} if cleaned in (None, {}) else {name: cleaned})
        return found

    def run(name: str, entry: Any) -> Json:
        if not isinstance(entry, dict):
            raise ChangeError(f"The run {name!r} must have an object.")
        return good({field: value for field, value in entry.items() if field in FIELDS}, _field)

    runs, views = good(content.get("runs", {}), run), good(content.get("views", {}), _view)
    return State(runs, views, f"In the file {FILE}: {problems[0]}" if problems else "")


# What a change may hold.


def _section(changes: Mapping[str, Any], name: str) -> Json:
    if unknown := changes.keys() - {"runs", "views"}:
        raise ChangeError(f"Only runs and views can be changed, not {min(unknown)!r}.")
    found = changes.get(name, {})
    if not isinstance(found, dict):
        raise ChangeError(f"The field {name} must be a JSON object.")
    return found


def _fields(run: str, fields: Any) -> Json:
    """The changes of one run's fields as they are stored, None for those to remove."""
    if fields is None:
        return dict.fromkeys(FIELDS)
    if not isinstance(fields, dict):
        raise ChangeError(f"The run {run!r} must have an object of fields, or null.")
    return {name: _field(name, value) for name, value in fields.items()}


def _field(name: str, value: Any) -> Any:
    if name not in FIELDS:
        raise ChangeError(f"A run has no field {name!r}, only {', '.join(FIELDS)}.")
    fits, expected = FIELDS[name]
    return _checked(value, fits, f"The field {name} must be {expected}.")


def _view(name: str, value: Any) -> Any:
    if value is not None and not (0 < len(name) <= LONGEST_VIEW_NAME and name.isprintable()):
        raise ChangeError(
            f"The name of a view must be one line of up to {LONGEST_VIEW_NAME} characters, not {name[:120]!r}."
        )
    return _checked(value, _is_view, f"The view {name!r} must be a text of up to {LONGEST_VIEW:,} characters.")


def _checked(value: Any, fits: Callable[[Any], bool], complaint: str) -> Any:
    """The value as it is stored, None for what is the same as nothing."""
    if value is None or value is False or value == "":
        return None
    if not fits(value):
        raise ChangeError(complaint)
    return value


def _is_view(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_VIEW


# A run's fields: what fits, and how that is said.
FIELDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "alias": (
        lambda value: isinstance(value, str) and len(value) <= LONGEST_ALIAS and value.isprintable(),
        f"one line of up to {LONGEST_ALIAS} characters",
    ),
    "note": (
        lambda value: isinstance(value, str) and len(value) <= LONGEST_NOTE,
        f"a text of up to {LONGEST_NOTE:,} characters",
    ),
    "colour": (
        lambda value: isinstance(value, str) and re.fullmatch("#[0-9a-fA-F]{6}", value) is not None,
        "a colour such as #1f77b4",
    ),
    "hidden": (lambda value: value is True, "true or false"),
}
