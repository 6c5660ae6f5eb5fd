"""Unique names, as a graph of TensorFlow gives them to its nodes and scopes."""

from __future__ import annotations

# More digits are no number that was ever given to a name.
DIGITS = 18


class UniqueNames:
    """Makes names unique by numbers, like ``unique_name`` of tensorflow/python/framework/ops.py.

    Upper and lower case are the same. Asking for one name again and again, as a loop that enters a scope does, takes no
    memory: of a name that was asked for n times, the numbers 1 to n - 1 are in use, and only others are kept.
    """

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}

    def unique(self, name: str) -> str:
        """`name`, or if it is in use with the first number that makes it another: ``loss``, ``loss_1``, ``loss_2``."""
        key = name.lower()
        number = times = self._times(key)
        while number and self._times(f"{key}_{number}"):
            number += 1
        if number > times:
            self._asked[f"{key}_{number}"] = 1
        self._asked[key] = times + 1
        return f"{name}_{number}" if number else name

    def _times(self, key: str) -> int:
        """How often `key` was asked for, or given away as another's unique name."""
        times = self._asked.get(key)
        if times is not None:
            return times
        base, _, digits = key.rpartition("_")
        numbered = digits.isdecimal() and digits.isascii() and digits[0] != "0" and len(digits) <= DIGITS
        return int(numbered and int(digits) < self._asked.get(base, 0))
