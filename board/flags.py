"""The flags of the command: what is read, how it is served, and those of TensorBoard's that nothing here needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "token_normalize_func": lambda name: name.replace("-", "_"),
    "max_content_width": 100,
}


class Port(click.IntRange):
    """A port, or the word default."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return None if value == "default" else super().convert(value, param, ctx)


def _size(text: str | None) -> int | None:
    """The bytes that a size is."""
    from board import memory

    try:
        return None if text is None else memory.parsed(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


LOGDIRS = (
    click.argument("directories", nargs=-1, metavar="[[NAME:]DIR]..."),
    click.option(
        "--logdir",
        multiple=True,
        metavar="[NAME:]DIR",
        help="Read every event file under DIR. May be given repeatedly.",
    ),
    click.option("--logdir_spec", metavar="NAME:DIR,…", help="The same for several, with commas between them."),
)

INSPECTING = (
    click.option("--tag", help="Inspecting: only this tag."),
    click.option("--event_file", metavar="FILE", help="Inspecting: only this event file."),
    click.option("--json", "as_json", is_flag=True, help="Inspecting: JSON instead of a table."),
)

SERVING = (
    click.option(
        "--host", metavar="HOST", help="Listen on this name or address instead of loopback; asks for a token."
    ),
    click.option("--bind_all", is_flag=True, help="Listen on every address of this machine; asks for a token."),
    click.option(
        "--port", type=Port(0, 65535), metavar="PORT", help="Default: 6006, or the next free one. 0: any free one."
    ),
    click.option(
        "--reuse_port",
        type=bool,
        default=False,
        metavar="BOOL",
        help="Share the port with others that do (SO_REUSEPORT).",
    ),
    click.option(
        "--socket", metavar="PATH", help="Listen at a Unix socket that only you may connect to, instead of a port."
    ),
    click.option("--public_url", default="", metavar="URL", help="The address that a proxy in front gives to people."),
    click.option(
        "--trusted_proxies",
        default="",
        metavar="ADDRESS,…",
        help="Believe the X-Forwarded headers of proxies at these addresses and networks too, not only on this machine.",
    ),
    click.option("--token", help="The token to ask for, instead of one made up at every start."),
    click.option(
        "--token_file",
        metavar="FILE",
        help="Ask for the token in FILE, which is made if missing. Others cannot read it, while --token is seen in the list "
        "of processes; the variable BOARD_TOKEN does as well.",
    ),
    click.option("--no_token", is_flag=True, help="Let in whoever can reach the address."),
    click.option("--path_prefix", default="", metavar="PREFIX", help="Serve below this path, /board for one."),
    click.option(
        "--max_memory",
        metavar="SIZE",
        callback=lambda _context, _option, text: _size(text),
        help="Take no more memory than this, 4G for one. Default: half of what there is.",
    ),
    click.option("--verbose", is_flag=True, help="Print a line for every request, and for what becomes of every file."),
    click.option(
        "--frame_ancestors",
        default="",
        metavar="ORIGIN,…",
        help="Let pages of these origins show this one in a frame, as http://localhost:8888 or https://*.example.org.",
    ),
    click.option("--child", is_flag=True, hidden=True),  # of board.served
    click.option("--window_title", default="", metavar="TEXT", help="The title of the browser's window."),
)

READING = (
    click.option(
        "--allow_edit",
        is_flag=True,
        help="Let whoever opens the page hide and rename runs, give them notes and colours, keep views (all in "
        "DIR/.board.json), and move runs to DIR/.trash. Event files are never changed. Default: nothing is written.",
    ),
    click.option(
        "--reload_interval",
        type=click.FloatRange(min=0),
        default=1.0,
        metavar="SECONDS",
        help="Look for new data so often; 0: read once. Default: 1.",
    ),
)

# TensorBoard's flags (tensorboard/plugins/core/core_plugin.py, define_flags) that change nothing here, and why.
NEEDLESS = {
    "--samples_per_plugin": "every point, image and step is kept",
    "--load_fast": "there is one way to read, and it is fast",
    "--extra_data_server_flags": "no other process reads the files",
    "--grpc_creds_type": "no other process reads the files",
    "--grpc_data_provider": "no other process reads the files",
    "--reload_multifile": "every file of a run is always followed",
    "--reload_multifile_inactive_secs": "every file of a run is always followed",
    "--reload_task": "what is read is shown while the rest is being read",
    "--max_reload_threads": "as many threads read as there are processor cores, up to eight",
    "--purge_orphaned_data": "what a restart has replaced is kept and shown when asked for",
    "--generic_data": "every tab reads the same store",
    "--detect_file_replacement": "replaced files are always noticed",
    "--db": "event files are read as they are",
    "--db_import": "event files are read as they are",
}
OF_TENSORBOARD = tuple(
    click.option(
        name,
        is_flag=True if name == "--db_import" else None,  # False: one that may be given without a value
        hidden=True,
        expose_value=False,
        callback=lambda context, option, value: _needless(context, option, value),
    )
    for name in NEEDLESS
)


def options(*groups: tuple[Callable[[F], F], ...]) -> Callable[[F], F]:
    """Gives a command all the options of these groups, in their order."""

    def decorate(command: F) -> F:
        for option in reversed([option for group in groups for option in group]):
            command = option(command)
        return command

    return decorate


def remarks(context: click.Context) -> list[str]:
    """A sentence for each flag that was given and has no effect."""
    found: list[str] = context.meta.setdefault("board.remarks", [])
    return found


def _needless(context: click.Context, option: click.Parameter, value: object) -> None:
    if value not in (None, False):
        name = option.opts[0]
        remarks(context).append(f"{name} has no effect here and needs none: {NEEDLESS[name]}.")
