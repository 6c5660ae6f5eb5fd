"""Every flag of TensorBoard's is taken, and docs/flags.md tells of every flag there is."""

from __future__ import annotations

import click
import pytest

from board import cli, flags
from board.serving import Flags
from tests import flags_page
from tests.flags_page import PAGE

THEIRS = flags_page.of_tensorboard()
THEIRS.pop("--help")


# What people give to those that are no switch and take no text as it is.
VALUES = {
    "--port": "default",
    "--reuse_port": "True",
    "--load_fast": "false",
    "--grpc_creds_type": "local",
    "--purge_orphaned_data": "False",
    "--max_reload_threads": "4",
    "--reload_interval": "2.5",
    "--reload_task": "thread",
    "--reload_multifile": "true",
    "--reload_multifile_inactive_secs": "-1",
    "--generic_data": "auto",
    "--samples_per_plugin": "scalars=500,images=0",
    "--detect_file_replacement": "true",
}


@pytest.mark.parametrize("name", sorted(THEIRS))
def test_a_flag_of_tensorboards_is_taken_as_they_take_it(name: str) -> None:
    given = [] if THEIRS[name].nargs == 0 else [VALUES.get(name, "text")]
    flags_page.parser_of_tensorboard().parse_args(["=".join([name, *given])])  # the test gives what they take
    for words in ([name, *given], ["=".join([name, *given])], [name.replace("_", "-"), *given]):
        with cli.serve.make_context("board", [*words, "logs"]) as context:
            assert context.params["directories"] == ("logs",)
            told = flags.remarks(context)
            assert len(told) == (name in flags.NEEDLESS)


def test_what_has_no_effect_is_theirs() -> None:
    assert flags.NEEDLESS.keys() <= THEIRS.keys()


def test_the_port_is_theirs_or_a_number() -> None:
    assert [flags.Port(0, 65535).convert(text, None, None) for text in ("default", "0", "6006")] == [None, 0, 6006]


def test_the_page_tells_of_every_flag_as_the_command_does() -> None:
    text = PAGE.read_text()
    assert text == flags_page.page(text), "python -m tests.flags_page writes the tables anew"
    for command in (cli.serve, *cli.COMMANDS.values()):
        for option in command.params:
            if isinstance(option, click.Option) and option.name != "child":  # which only board.served gives
                assert all(f"`{name}`" in text for name in option.opts), option.opts


def test_every_flag_on_serving_is_one_that_a_server_takes() -> None:
    """A flag that were left out would end in a traceback when the server starts."""
    with cli.serve.make_context("board", ["logs"]) as context:
        given = context.params.keys() - set(cli.Given._fields)
    assert given - {"inspects", "tells_version", "tag", "event_file", "as_json"} == set(Flags._fields)
