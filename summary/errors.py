"""What becomes of an error in a call that logs: training goes on, unless it asked to be told."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar, get_args

Errors = Literal["warn", "raise"]
P = ParamSpec("P")

logger = logging.getLogger("summary")


class Complaints:
    """Counts the calls of one writer that logged nothing, and logs why: once for each method and tag."""

    def __init__(self, errors: Errors) -> None:
        if errors not in get_args(Errors):
            raise ValueError(f"errors: expected 'warn' or 'raise', got {errors!r}")
        self.raising = errors == "raise"
        self.refused = 0
        self._told: set[tuple[str, str]] = set()

    def tell(self, method: str, tag: Any, error: Exception) -> None:
        """Raises `error` if that was asked for."""
        if self.raising:
            raise error
        self.refused += 1
        key = (method, tag if isinstance(tag, str) else "")
        if key not in self._told:
            self._told.add(key)
            reason = str(error) if isinstance(error, (TypeError, ValueError, OSError, ImportError)) else repr(error)
            logger.warning("%s: %s. Nothing was logged. (Said once a tag; errors='raise' raises.)", method, reason)


class Complaining(Protocol):
    complaints: Complaints


Writer = TypeVar("Writer", bound=Complaining)


def forgiving(
    method: Callable[Concatenate[Writer, P], None],
) -> Callable[Concatenate[Writer, P], None]:
    """Has errors in `method` told by the writer's `complaints`, but for a call that does not fit its signature."""

    @functools.wraps(method)
    def call(self: Writer, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(self, *args, **kwargs)
        except Exception as error:
            if error.__traceback__ is None or error.__traceback__.tb_next is None:
                raise
            self.complaints.tell(method.__name__, args[0] if args else kwargs.get("tag"), error)

    return call
