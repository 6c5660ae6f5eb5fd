"""Functions of libraries that show nothing of what they do, made to."""

from __future__ import annotations

from types import FunctionType
from typing import Any, cast


def rebound(function: Any, **others: Any) -> Any:
    """A copy of a Python function for which some global names mean others; the function itself stays as it is.

    Where the function uses no such name, as another version of it may not, the copy does what it does.
    """
    original = cast(FunctionType, function)
    copy = FunctionType(
        original.__code__,
        {**original.__globals__, **others},
        original.__name__,
        original.__defaults__,
        original.__closure__,
    )
    copy.__kwdefaults__ = original.__kwdefaults__
    return copy
