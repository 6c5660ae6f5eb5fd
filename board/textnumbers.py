# cython: boundscheck=False, wraparound=False, cdivision=True
"""Tables of numbers as text to float32. Compiled by Cython; Python does it, line by line, where it is not."""

from __future__ import annotations

from typing import Any

import numpy as np

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

COMPILED: bool = cython.compiled

Floats = np.ndarray[Any, np.dtype[np.float32]]

BLANKS = b" \r\f\v"
SPACE, NEWLINE, PLUS, MINUS, POINT, ZERO, NINE, SMALL_E, LARGE_E = b" \n+-.09eE"
FITS = -1
ASK_PYTHON, NO_NUMBER = -1e300, -2e300
# Around a double, wider than it can be wrong by.
BELOW, ABOVE = 1 - 1e-15, 1 + 1e-15

# The doubles nearest to powers of ten; those up to 10^22 are exact.
POWERS = np.array([float(f"1e{exponent}") for exponent in range(309)])


def parse(text: bytes, separator: int, columns: int) -> tuple[Floats, int]:
    """The rows of whole lines of text, [rows, columns], and FITS; or those above the line at the offset that is returned.

    `separator` is the character between numbers, SPACE for any run of blanks and tabs. Blanks around numbers, one separator
    at a line's end, and empty lines do not matter. Each number becomes the float32 that Python's own double of it does.
    """
    # A number takes two characters at least, with what stands behind it; the row after the last may be begun.
    most = min(text.count(b"\n"), (len(text) + 1) // (2 * columns)) + 1
    out = np.empty((most, columns), np.float32)
    if COMPILED:
        ending = np.zeros(2, np.int64)
        _parse(text, len(text), separator, out, POWERS, ending)
        rows, offset = ending.tolist()
    else:
        rows, offset = _parse_lines(text, separator, out)
    return out[:rows], offset


def cells(line: bytes, separator: int) -> list[bytes]:
    """A line's cells as `parse` takes them apart; none of an empty line."""
    if separator == SPACE:
        return line.split()
    found = [cell.strip(BLANKS) for cell in line.strip(b"\n").split(bytes([separator]))]
    if found and not found[len(found) - 1]:
        found.pop()
    return found


def number(cell: bytes) -> float:
    """A cell's number. ValueError if it is none."""
    if b"_" in cell:  # which Python allows between digits
        raise ValueError
    return float(cell)


def _parse_lines(text: bytes, separator: int, out: Floats) -> tuple[int, int]:
    rows = offset = 0
    with np.errstate(over="ignore"):
        for line in text.split(b"\n"):
            found = cells(line, separator)
            try:
                numbers = [number(cell) for cell in found]
            except ValueError:
                return rows, offset
            if found and len(found) != out.shape[1]:
                return rows, offset
            if found:
                out[rows] = numbers
                rows += 1
            offset += len(line) + 1
    return rows, FITS


def _parse(
    text: cython.p_uchar,
    n: cython.Py_ssize_t,
    separator: cython.uchar,
    out: cython.float[:, ::1],
    powers: cython.double[::1],
    ending: cython.longlong[::1],
) -> None:
    """`ending` becomes the rows, and FITS or an offset."""
    columns: cython.Py_ssize_t = out.shape[1]
    i: cython.Py_ssize_t = 0
    line: cython.Py_ssize_t = -1
    row: cython.Py_ssize_t = 0
    with cython.nogil:
        while i < n:
            line = i
            i = _blanks(text, i, n, separator)
            if i < n and text[i] != NEWLINE:
                i = _row(text, i, n, separator, cython.address(out[row, 0]), columns, cython.address(powers[0]))
                if i < 0:
                    break
                row += 1
            line = -1
            i += 1
    ending[0] = row
    ending[1] = line


def _row(
    text: cython.p_uchar,
    i: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    separator: cython.uchar,
    out: cython.p_float,
    columns: cython.Py_ssize_t,
    powers: cython.p_double,
) -> cython.Py_ssize_t:
    """Reads the line whose first cell begins at i; where it ends, or -1 if it has not `columns` numbers."""
    begin: cython.Py_ssize_t
    column: cython.Py_ssize_t
    value: cython.double
    for column in range(columns):
        begin = i
        i = _cell(text, i, n, separator)
        value = _value(text, begin, i, powers)
        if value == ASK_PYTHON:
            with cython.gil:
                value = _asked(bytes(text[begin:i]))
        if value == NO_NUMBER:
            return -1
        out[column] = value
        i = _blanks(text, i, n, separator)
        if separator != SPACE and i < n and text[i] != NEWLINE:
            if text[i] != separator:
                return -1
            i = _blanks(text, i + 1, n, separator)
        if i >= n or text[i] == NEWLINE:
            return i if column == columns - 1 else -1
    return -1


def _asked(cell: bytes) -> float:
    try:
        return number(cell)
    except ValueError:
        return NO_NUMBER


def _value(
    text: cython.p_uchar,
    i: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    powers: cython.p_double,
) -> cython.double:
    """The number at text[i:end], to be rounded to float32; ASK_PYTHON where that is not certain.

    It is its digits, 19 of them at most, times a power of ten, which is off by some 2^-51 of itself at most.
    """
    negative: cython.bint = text[i] == MINUS
    mantissa: cython.ulonglong = 0
    digits: cython.int = 0
    exponent: cython.int = 0
    seen: cython.bint = False
    behind: cython.bint = False
    value: cython.double
    if negative or text[i] == PLUS:
        i += 1
    while i < end:
        if _is_digit(text[i]):
            seen = True
            if digits < 19:
                mantissa = mantissa * 10 + (text[i] - ZERO)
                digits += mantissa > 0
                exponent -= behind
            else:
                exponent += not behind
        elif text[i] == POINT and not behind:
            behind = True
        else:
            break
        i += 1
    if seen and i + 1 < end and (text[i] == SMALL_E or text[i] == LARGE_E):
        exponent += _exponent(text, i + 1, end)
        i = end
    if not seen or i < end or exponent < -300 or exponent > 300:
        return ASK_PYTHON
    value = mantissa
    if exponent < 0:
        value /= powers[-exponent]
    elif exponent > 0:
        value *= powers[exponent]
    exact: cython.bint = digits <= 15 and -22 <= exponent <= 22
    if not exact and cython.cast(cython.float, value * BELOW) != cython.cast(cython.float, value * ABOVE):
        return ASK_PYTHON
    return -value if negative else value


def _exponent(text: cython.p_uchar, i: cython.Py_ssize_t, end: cython.Py_ssize_t) -> cython.int:
    """The number at text[i:end]; a thousand where it is none, or larger than doubles have them."""
    negative: cython.bint = text[i] == MINUS
    found: cython.int = 0
    if negative or text[i] == PLUS:
        i += 1
    if i >= end or end - i > 3:
        return 1000
    while i < end:
        if not _is_digit(text[i]):
            return 1000
        found = found * 10 + (text[i] - ZERO)
        i += 1
    return -found if negative else found


def _blanks(
    text: cython.p_uchar, i: cython.Py_ssize_t, n: cython.Py_ssize_t, separator: cython.uchar
) -> cython.Py_ssize_t:
    """Where what is no blank begins."""
    while i < n and _is_blank(text[i], separator):
        i += 1
    return i


def _cell(
    text: cython.p_uchar, i: cython.Py_ssize_t, n: cython.Py_ssize_t, separator: cython.uchar
) -> cython.Py_ssize_t:
    """Where the cell ends that begins at i."""
    while i < n and text[i] != NEWLINE and text[i] != separator and not _is_blank(text[i], separator):
        i += 1
    return i


def _is_blank(character: cython.uchar, separator: cython.uchar) -> cython.bint:
    return character == SPACE or 11 <= character <= 13 or (separator == SPACE and character == 9)


def _is_digit(character: cython.uchar) -> cython.bint:
    return ZERO <= character <= NINE
