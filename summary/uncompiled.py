"""What the compiled modules ask of Cython, for a machine with neither a compiler nor Cython: types mean nothing there."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")

compiled = False


class _Gil:
    """``with cython.nogil:`` and ``@cython.nogil``."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...

    def __call__(self, thing: T) -> T:
        return thing


gil = nogil = _Gil()


def final(thing: T) -> T:
    return thing


cclass = cfunc = inline = final


def cast(_type: Any, value: T) -> T:
    return value


def as_int64(number: int) -> int:
    """What C takes an unsigned number of 64 bits for where it wants a signed one, as the number of a file's inode may be."""
    return (number + 2**63) % 2**64 - 2**63


def __getattr__(_name: str) -> Any:
    """A C type (``cython.double``), which only the compiler reads."""
    return object
