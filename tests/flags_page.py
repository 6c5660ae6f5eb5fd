"""The tables of docs/flags.md, made of the command's own flags: python -m tests.flags_page writes them into the page."""

from __future__ import annotations

import argparse
import re
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import click

from board import cli, flags

PAGE = Path(__file__).parents[1] / "docs" / "flags.md"
PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

# What is not as in TensorBoard, where both have a flag.
DIFFERENT = {
    "--logdir": "one, without a name",
    "--logdir_spec": "not with every tab",
    "--host": "asks for no token",
    "--bind_all": "asks for no token",
    "--reload_interval": "default 5",
    "--inspect": "tells less, of all kinds of values together",
    "--event_file": "yes, with `--inspect`",
    "--tag": "yes, with `--inspect`",
}


@cache
def parser_of_tensorboard() -> argparse.ArgumentParser:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what it imports
        from tensorboard.plugins.core.core_plugin import CorePluginLoader
    parser = argparse.ArgumentParser()
    CorePluginLoader().define_flags(parser)
    return parser


def of_tensorboard() -> dict[str, argparse.Action]:
    """Its flags by their names."""
    actions = parser_of_tensorboard()._actions
    return {name: action for action in actions for name in action.option_strings if name.startswith("--")}


def options(decorators: Iterable[Callable[[click.Command], object]]) -> list[click.Option]:
    """The flags that a group of decorators gives to a command."""
    probe = click.Command("probe")
    for decorate in decorators:
        decorate(probe)
    return [option for option in probe.params if isinstance(option, click.Option)]


def groups() -> dict[str, list[click.Option]]:
    """The flags of each table."""
    return {
        "LOGDIRS": options(flags.LOGDIRS),
        "READING": [*options(flags.READING), *own(cli.serve, "--version")],
        "SERVING": [option for option in options(flags.SERVING) if not option.hidden],
        "INSPECTING": [*own(cli.serve, "--inspect"), *options(flags.INSPECTING)],
        "EXPORTING": own(cli.export, "--output", "--superseded"),
        "NEEDLESS": options(flags.OF_TENSORBOARD),
    }


def own(command: click.Command, *names: str) -> list[click.Option]:
    """A command's flags of these names."""
    return [one for one in command.params if isinstance(one, click.Option) and set(names) & set(one.opts)]


def table(group: str, found: list[click.Option]) -> str:
    if group == "NEEDLESS":
        rows = [f"| `{option.opts[0]}` | {flags.NEEDLESS[option.opts[0]]} |" for option in found]
        return "\n".join(["| flag | it has no effect, for |", "|---|---|", *rows])
    return "\n".join(["| flag | what it does | in TensorBoard |", "|---|---|---|", *map(_row, found)])


def page(text: str) -> str:
    """The page with its tables as they must be."""
    tables = groups()
    return PLACE.sub(lambda found: f"{found[1]}\n{table(found[2], tables[found[2]])}\n\n{found[3]}", text)


def _row(option: click.Option) -> str:
    theirs = of_tensorboard().keys()
    told = DIFFERENT.get(option.opts[0], "the same") if theirs & set(option.opts) else "–"
    names = ", ".join(f"`{name}`" for name in option.opts)
    value = "" if option.is_flag else f" `{option.metavar or option.type.name.upper()}`"
    return f"| {names}{value} | {option.help} | {told} |"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
