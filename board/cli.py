"""The command: serve a logdir or one file, inspect a logdir, export it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from board.store import Store

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "token_normalize_func": lambda name: name.replace("-", "_"),
    "max_content_width": 100,
}


def _size(text: str | None) -> int | None:
    """The bytes that a size is."""
    from board import memory

    try:
        return None if text is None else memory.parsed(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


SERVING = (
    click.option(
        "--host", metavar="HOST", help="Listen on this name or address instead of loopback; asks for a token."
    ),
    click.option("--bind_all", is_flag=True, help="Listen on every address of this machine; asks for a token."),
    click.option("--port", type=click.IntRange(0, 65535), help="Default: 6006, or the next free one. 0: any free one."),
    click.option("--token", help="The token to ask for, instead of one made up at every start."),
    click.option("--no_token", is_flag=True, help="Let in whoever can reach the address."),
    click.option("--path_prefix", default="", metavar="PREFIX", help="Serve below this path, /board for one."),
    click.option(
        "--max_memory",
        metavar="SIZE",
        callback=lambda _context, _option, text: _size(text),
        help="Take no more memory than this, 4G for one. Default: half of what there is.",
    ),
    click.option("--window_title", default="", metavar="TEXT", help="The title of the browser's window."),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and ends the process: status 0, 2 for a mistake told in one sentence, 130 for Ctrl-C."""
    # NumPy's linear algebra, which nothing here uses, would start threads that spin beside the ones that read.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = COMMANDS.get(words[0]) if words else None
    name = f"board {words[0]}" if command else "board"
    try:
        with (command or serve).make_context(name, words[1:] if command else words) as context:
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


def logdir_options(command: F) -> F:
    """The two ways to say which directory."""
    command = click.option("--logdir", metavar="DIR", help="Read every event file under DIR.")(command)
    return click.argument("directory", required=False, metavar="[DIR]")(command)


def serving_options(command: F) -> F:
    """Where to serve, and whom."""
    for option in reversed(SERVING):
        command = option(command)
    return command


def inspect_options(command: F) -> F:
    command = click.option("--json", "as_json", is_flag=True, help="With --inspect: JSON instead of a table.")(command)
    return click.option("--tag", help="With --inspect: only this tag.")(command)


@click.command(
    context_settings=SETTINGS,
    epilog="Also: `board inspect DIR` tells what is in a logdir; `board export DIR -o FILE` writes every point to "
    "FILE (.csv, .json or .parquet); `board graph FILE` and "
    "`board timeline FILE` show one file. Each has a --help of its own.",
)
@logdir_options
@serving_options
@click.option(
    "--allow_edit",
    is_flag=True,
    help="Let whoever opens the page hide and rename runs, give them notes and colours, keep views (all in DIR/.board.json), "
    "and move runs to DIR/.trash. Event files are never changed. Default: nothing is written.",
)
@click.option(
    "--reload_interval",
    type=click.FloatRange(min=0),
    default=1.0,
    metavar="SECONDS",
    help="Look for new data so often; 0: read once. Default: 1.",
)
@click.option("--inspect", "inspects", is_flag=True, help="Tell what is in the logdir and end; as `board inspect`.")
@inspect_options
@click.option("--version", "tells_version", is_flag=True, help="Print the version and end.")
def serve(directory: str | None, logdir: str | None, inspects: bool, tells_version: bool, **flags: Any) -> None:
    """Show the event files under DIR in a browser."""
    if tells_version:
        from board.version import version

        print(f"board {version()}")
        return
    path = _logdir(directory, logdir)
    tag, as_json = flags.pop("tag"), flags.pop("as_json")
    if inspects:
        _inspect(path, tag, as_json)
    elif tag is not None or as_json:
        raise click.UsageError("--tag and --json go with --inspect.")
    else:
        _serve(path, flags)


@click.command(context_settings=SETTINGS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@serving_options
def graph(file: Path, **flags: Any) -> None:
    """Show one graph: a .pb, .pbtxt, .meta or .onnx file, or a SavedModel's saved_model.pb."""
    _show(file, "graphs", (".pb", ".pbtxt", ".meta", ".onnx"), flags)


@click.command(context_settings=SETTINGS)
@logdir_options
@click.option("--tag", help="Only this tag.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def inspect(directory: str | None, logdir: str | None, tag: str | None, as_json: bool) -> None:
    """Tell what is in the event files under DIR: runs, tags, steps, times, damage."""
    _inspect(_logdir(directory, logdir), tag, as_json)


@click.command(context_settings=SETTINGS)
@logdir_options
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="A .csv, .json or .parquet file; -: CSV to the screen."
)
@click.option("--superseded", is_flag=True, help="Also the points a restart replaced, with a column that says so.")
def export(directory: str | None, logdir: str | None, output: str, superseded: bool) -> None:
    """Write every scalar point under DIR to FILE."""
    from board.export import ExportError
    from board.export import export as write

    path = _logdir(directory, logdir)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the half-written file goes
    try:
        points = write(_read(path), output, superseded)
    except ExportError as error:
        raise click.ClickException(str(error)) from None
    if output != "-":
        print(f"{points:,} points in {output}")


@click.command(context_settings=SETTINGS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@serving_options
def timeline(file: Path, **flags: Any) -> None:
    """Show one timeline: a .json or .json.gz file of Chrome's trace format."""
    _show(file, "timeline", (".json", ".json.gz"), flags)


def _show(file: Path, tab: str, endings: tuple[str, ...], flags: dict[str, Any]) -> None:
    if not file.name.lower().endswith(endings):
        raise click.ClickException(f"{file} ends in none of {', '.join(endings)}, which tell what is in it.")
    _serve(file.absolute(), flags, tab)


def _serve(shown: Path, flags: dict[str, Any], tab: str = "") -> None:
    from board.listening import ServingError
    from board.serving import Flags, run

    try:
        run(shown, Flags(**flags), tab)
    except ServingError as error:
        raise click.ClickException(str(error)) from None


def _inspect(logdir: Path, tag: str | None, as_json: bool) -> None:
    from board import inspection

    store = _read(logdir)
    entries = list(inspection.entries(store, tag))
    if tag is not None and not entries:
        raise click.ClickException(f"No run under {logdir} has the tag {tag!r}; leave out --tag to see what there is.")
    if as_json:
        print(json.dumps(inspection.as_json(entries, store.problems()), indent=1, allow_nan=False))
    else:
        print("\n".join(inspection.as_text(entries, store.problems())))
    sys.stdout.flush()


def _logdir(argument: str | None, flag: str | None) -> Path:
    from board.logdir import LogdirError, check_logdir

    if argument is not None and flag is not None:
        raise click.UsageError(f"Give one directory, either {argument} or --logdir {flag}.")
    chosen = argument if flag is None else flag
    if not chosen:
        raise click.UsageError("Say which directory your training code logs to: board --logdir DIR.")
    try:
        return check_logdir(chosen)
    except LogdirError as error:
        raise click.ClickException(str(error)) from None


def _read(logdir: Path) -> Store:
    """All there is under `logdir`, read to the end."""
    from board.loader import Loader
    from board.store import Store

    store = Store()
    Loader(logdir, store).refresh()
    return store


COMMANDS = {"inspect": inspect, "export": export, "graph": graph, "timeline": timeline}
