"""How a number is said where JSON has no word for it."""

from __future__ import annotations

import math


def json_number(number: float) -> float | str:
    """The number itself, or the string that TensorBoard sends for NaN and the infinities."""
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
