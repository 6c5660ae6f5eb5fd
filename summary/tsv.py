"""Matrices as tab-separated text: what the projector reads vectors from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

# Numbers that are laid out at once: some MB of memory in which NumPy works without holding the interpreter.
BLOCK = 1 << 16
# Decimal digits that tell any two float32 apart; one before the point, the others behind it.
DIGITS = 9
# Places in a number's row of characters: sign, digit, point, digits, then the exponent's letter, sign, tens and ones.
SIGN, FIRST, POINT, FRACTION, LETTER = 0, 1, 2, 3, 2 + DIGITS
EXPONENT_SIGN, TENS, ONES, END, WIDTH = LETTER + 1, LETTER + 2, LETTER + 3, LETTER + 4, LETTER + 5
ZERO = ord("0")


def lines(matrix: NDArray[np.float32]) -> Iterator[bytes]:
    """The text of a [rows, columns] matrix in parts: a line a row, each number in about the fewest digits that tell it apart.

    Numbers are like ``-1.25e-3``, ``nan`` and ``inf``.
    """
    rows, columns = matrix.shape
    step = max(1, BLOCK // columns)
    for start in range(0, rows, step):
        yield _text(matrix[start : start + step])


def _text(matrix: NDArray[np.float32]) -> bytes:
    numbers = matrix.ravel()
    digits, exponents = _decimal(np.where(np.isfinite(numbers), np.abs(numbers), 0).astype(np.float64))
    characters = np.empty((numbers.size, WIDTH), np.uint8)
    shown = np.zeros(characters.shape, np.bool_)
    characters[:, SIGN] = ord("-")
    shown[:, SIGN] = np.signbit(numbers) & ~np.isnan(numbers)
    _lay_out_digits(digits, characters, shown)
    _lay_out_exponents(exponents, characters, shown)
    for special, name in ((np.isnan(numbers), b"nan"), (np.isinf(numbers), b"inf")):
        if special.any():
            characters[special, FIRST : FIRST + 3] = np.frombuffer(name, np.uint8)
            shown[special, FIRST : FIRST + 3] = True
    characters[:, END] = ord("\t")
    characters[matrix.shape[1] - 1 :: matrix.shape[1], END] = ord("\n")
    shown[:, END] = True
    return characters[shown].tobytes()


def _decimal(size: NDArray[np.float64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Digits d (an integer of `DIGITS` of them) and exponent e of each number ≥ 0: d × 10^(e - DIGITS + 1)."""
    exponents = np.zeros(size.shape, np.int64)
    positive = size > 0
    exponents[positive] = np.floor(np.log10(size[positive]))
    digits = np.rint(size * _power(DIGITS - 1 - exponents))
    # Rounding may add a digit, and the logarithm of a power of ten be a little low.
    exponents += digits >= 10**DIGITS
    digits = np.rint(size * _power(DIGITS - 1 - exponents))
    single = size.astype(np.float32)
    unit = _power(exponents - DIGITS + 1)
    for spare in (10.0, 100.0, 1000.0):
        fewer = np.rint(digits / spare) * spare
        # The product is off by some 1e-16 of itself: what is that close to another float32 keeps its digits.
        with np.errstate(over="ignore"):
            low, high = ((fewer * unit * (1 + slack)).astype(np.float32) for slack in (-1e-15, 1e-15))
        same = (low == single) & (high == single) & (fewer < 10**DIGITS)
        digits = np.where(same, fewer, digits)
    return digits.astype(np.uint32), exponents


def _power(exponents: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.power(10.0, exponents)


def _lay_out_digits(digits: NDArray[np.uint32], characters: NDArray[np.uint8], shown: NDArray[np.bool_]) -> None:
    """Digits from the last to the first: zeros at the end are not shown, and no point if no digit follows it."""
    needed = np.zeros(digits.shape, np.bool_)
    for place in range(LETTER - 1, FRACTION - 1, -1):
        rest = digits // np.uint32(10)
        digit = digits - rest * np.uint32(10)
        characters[:, place] = digit + np.uint32(ZERO)
        needed |= digit != 0
        shown[:, place] = needed
        digits = rest
    characters[:, POINT] = ord(".")
    shown[:, POINT] = needed
    characters[:, FIRST] = digits + np.uint32(ZERO)
    shown[:, FIRST] = True


def _lay_out_exponents(exponents: NDArray[np.int64], characters: NDArray[np.uint8], shown: NDArray[np.bool_]) -> None:
    """An exponent of 0 is not shown."""
    size = np.abs(exponents)
    for place, character in ((LETTER, ord("e")), (EXPONENT_SIGN, ord("-"))):
        characters[:, place] = character
    characters[:, TENS] = size // 10 + ZERO
    characters[:, ONES] = size % 10 + ZERO
    shown[:, LETTER] = shown[:, ONES] = exponents != 0
    shown[:, EXPONENT_SIGN] = exponents < 0
    shown[:, TENS] = size >= 10
