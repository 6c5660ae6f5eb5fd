"""The command, as `board` and as `python -m board`."""

from __future__ import annotations

from board import ending


def main() -> None:
    """Runs the command. Ctrl-C is quiet even while the modules are imported that tell what the command is."""
    ending.install()
    from board.cli import main

    main()


if __name__ == "__main__":
    main()
