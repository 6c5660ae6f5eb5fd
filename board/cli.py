"""The command: serve logdirs or one file, inspect them, export them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from board import ending
from board.flags import INSPECTING, LOGDIRS, OF_TENSORBOARD, READING, SERVING, SETTINGS, options, remarks

if TYPE_CHECKING:
    from board.roots import Roots
    from board.store import Store


class Given(NamedTuple):
    """The ways to say which logdirs."""

    directories: tuple[str, ...]
    logdir: tuple[str, ...]
    logdir_spec: str | None


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and ends the process: status 0, 2 for a mistake told in one sentence, 130 for Ctrl-C."""
    # NumPy's linear algebra, which nothing here uses, would start threads that spin beside the ones that read.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = COMMANDS.get(words[0]) if words else None
    name = f"board {words[0]}" if command else "board"
    try:
        with (command or serve).make_context(name, words[1:] if command else words) as context:
            for remark in remarks(context):
                print(f"board: {remark}", file=sys.stderr)
            context.command.invoke(context)
    except click.exceptions.Exit as done:  # --help
        sys.exit(done.exit_code)
    except click.ClickException as error:
        print(f"board: {_sentence(error)}", file=sys.stderr)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # the reader, `head` for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(0)


def _sentence(error: click.ClickException) -> str:
    if not isinstance(error, click.UsageError):
        return error.format_message()
    command = error.ctx.command_path if error.ctx else "board"
    if isinstance(error, click.NoSuchOption):
        near = f", perhaps {' or '.join(error.possibilities)}" if error.possibilities else ""
        return f"There is no flag {error.option_name}{near}; {command} --help lists them all."
    return f"{error.format_message().rstrip('.')}; see {command} --help."


@click.command(
    context_settings=SETTINGS,
    epilog="Also: `board inspect DIR` tells what is in a logdir; `board export DIR -o FILE` writes every point to "
    "FILE (.csv, .json or .parquet); `board graph FILE` and "
    "`board timeline FILE` show one file. Each has a --help of its own.",
)
@options(LOGDIRS, SERVING, READING)
@click.option("--inspect", "inspects", is_flag=True, help="Tell what is in the logdirs and end; as `board inspect`.")
@options(INSPECTING)
@click.option("--version", "--version_tb", "tells_version", is_flag=True, help="Print the version and end.")
@options(OF_TENSORBOARD)
def serve(inspects: bool, tells_version: bool, **flags: Any) -> None:
    """Show the event files under DIR in a browser. Of several logdirs, the names of runs begin with that of theirs."""
    if tells_version:
        from board.version import version

        print(f"board {version()}")
        return
    given = Given(*(flags.pop(name) for name in Given._fields))
    asked = [flags.pop(name) for name in ("tag", "event_file", "as_json")]
    if inspects:
        _inspect(given, *asked)
    elif any(asked):
        raise click.UsageError("--tag, --event_file and --json go with --inspect.")
    else:
        _serve(_logdirs(given, waits=flags["reload_interval"] > 0), flags)


@click.command(context_settings=SETTINGS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@options(SERVING)
def graph(file: Path, **flags: Any) -> None:
    """Show one graph: a .pb, .pbtxt, .meta or .onnx file, or a SavedModel's saved_model.pb."""
    _show(file, "graphs", (".pb", ".pbtxt", ".meta", ".onnx"), flags)


@click.command(context_settings=SETTINGS)
@options(LOGDIRS, INSPECTING)
def inspect(tag: str | None, event_file: str | None, as_json: bool, **given: Any) -> None:
    """Tell what is in the event files under DIR, or in one event file: runs, tags, steps, times, damage."""
    _inspect(Given(**given), tag, event_file, as_json)


@click.command(context_settings=SETTINGS)
@options(LOGDIRS)
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="A .csv, .json or .parquet file; -: CSV to the screen."
)
@click.option("--superseded", is_flag=True, help="Also the points a restart replaced, with a column that says so.")
def export(output: str, superseded: bool, **given: Any) -> None:
    """Write every scalar point under DIR to FILE."""
    from board.export import ExportError
    from board.export import export as write

    roots = _logdirs(Given(**given))
    ending.unwind()  # so that the half-written file goes
    try:
        points = write(_read(roots), output, superseded)
    except ExportError as error:
        raise click.ClickException(str(error)) from None
    if output != "-":
        print(f"{points:,} points in {output}")


@click.command(context_settings=SETTINGS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@options(SERVING)
def timeline(file: Path, **flags: Any) -> None:
    """Show one timeline: a .json or .json.gz file of Chrome's trace format."""
    _show(file, "timeline", (".json", ".json.gz"), flags)


def _show(file: Path, tab: str, endings: tuple[str, ...], flags: dict[str, Any]) -> None:
    if not file.name.lower().endswith(endings):
        raise click.ClickException(f"{file} ends in none of {', '.join(endings)}, which tell what is in it.")
    from board.roots import roots_of

    _serve(roots_of(file), flags, tab)


def _serve(shown: Roots, flags: dict[str, Any], tab: str = "") -> None:
    from board.listening import ServingError
    from board.serving import Flags, run

    try:
        run(shown, Flags(**flags), tab)
    except ServingError as error:
        raise click.ClickException(str(error)) from None


def _inspect(given: Given, tag: str | None, event_file: str | None, as_json: bool) -> None:
    from board import inspection

    if event_file is not None and any(given):
        raise click.UsageError("Give either --event_file or logdirs.")
    if event_file is None and len(given.directories) == 1 and Path(given.directories[0]).is_file():
        event_file = given.directories[0]
    store = _read(_logdirs(given)) if event_file is None else _read_file(event_file)
    entries = list(inspection.entries(store, tag))
    if tag is not None and not entries:
        raise click.ClickException(f"No run has the tag {tag!r}; leave out --tag to see what there is.")
    if as_json:
        print(json.dumps(inspection.as_json(entries, store.problems()), indent=1, allow_nan=False))
    else:
        nothing = inspection.NOTHING if event_file is None else f"no values in {event_file}"
        print("\n".join(inspection.as_text(entries, store.problems(), nothing)))
    sys.stdout.flush()


def _logdirs(given: Given, waits: bool = False) -> Roots:
    """The logdirs that were given in any way; with `waits` they need not be there yet."""
    from board.roots import LogdirError, check, expected

    try:
        roots = named(given)
        if not waits:
            return check(roots)
        for remark in expected(roots):
            print(f"board: {remark}", file=sys.stderr)
    except LogdirError as error:
        raise click.ClickException(str(error)) from None
    return roots


def named(given: Given) -> Roots:
    """What the logdirs are called: arguments come first. A LogdirError where they cannot be told apart."""
    from board.roots import of_spec, parsed

    texts = [*given.directories, *given.logdir, *of_spec(given.logdir_spec or "")]
    if not any(texts):
        raise click.UsageError("Say which directory your training code logs to: board --logdir DIR.")
    return parsed(texts)


def _read(roots: Roots) -> Store:
    """All there is under logdirs, read to the end."""
    from board.loader import Loader
    from board.store import Store

    store = Store()
    Loader(roots, store).refresh()
    return store


def _read_file(path: str) -> Store:
    """All there is in one event file."""
    from board.loader import read_file
    from board.store import Store

    store = Store()
    try:
        read_file(path, store)
    except OSError as error:
        raise click.ClickException(f"The file {path} cannot be read: {error.strerror}.") from None
    return store


COMMANDS = {"serve": serve, "inspect": inspect, "export": export, "graph": graph, "timeline": timeline}
