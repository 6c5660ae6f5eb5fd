"""Where the texts and values of JSON end, and what its numbers are as times; compiled like scanning.py."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

from board.timeline import raw

NONE = -1
MISSING = raw.NO_TIME
MOST_TENTHS = ((1 << 63) - 1) // 10
QUOTE, BACKSLASH, COMMA, OPEN, CLOSE, FROM, TO, POINT, MINUS, PLUS = b'"\\,{}[].-+'


def text_end(data: cython.p_uchar, at: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Where the quote stands that ends the text beginning at `at`; NONE if it is not in the piece."""
    back: cython.Py_ssize_t
    first: cython.Py_ssize_t = at
    while at < size:
        if cython.compiled:
            found: cython.p_void = memchr(data + at, QUOTE, size - at)
            if found == cython.NULL:
                return NONE
            at = cython.cast(cython.p_uchar, found) - data
        else:
            at = data.find(b'"', at, size)
            if at < 0:
                return NONE
        back = at
        while back > first and data[back - 1] == BACKSLASH:
            back -= 1
        if (at - back) % 2 == 0:
            return at
        at += 1
    return NONE


def value_end(data: cython.p_uchar, at: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Where the value that begins at `at` ends; NONE if that is not in the piece."""
    byte: cython.uchar = data[at]
    depth: cython.Py_ssize_t = 0
    if byte == QUOTE:
        at = text_end(data, at + 1, size)
        return NONE if at == NONE else at + 1
    if byte != OPEN and byte != FROM:
        while at < size:
            byte = data[at]
            if byte <= 32 or byte in (COMMA, CLOSE, TO):
                return at
            at += 1
        return NONE
    while at < size:
        byte = data[at]
        if byte == QUOTE:
            at = text_end(data, at + 1, size)
            if at == NONE:
                return NONE
        elif byte in (OPEN, FROM):
            depth += 1
        elif byte in (CLOSE, TO):
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return NONE


def nanoseconds(data: cython.p_uchar, at: cython.Py_ssize_t, stop: cython.Py_ssize_t) -> cython.longlong:
    """A decimal number of microseconds, rounded to a nanosecond; MISSING where it is none or has no place in 64 bits."""
    negative: cython.bint = False
    whole: cython.longlong = 0
    digits: cython.int = 0
    decimals: cython.int = 0
    exponent: cython.int = 0
    down: cython.bint = False
    rounds: cython.int = 0
    if at < stop and (data[at] == MINUS or data[at] == PLUS):
        negative = data[at] == MINUS
        at += 1
    first: cython.Py_ssize_t = at
    while at < stop and 48 <= data[at] <= 57:
        # What is longer than 15 digits overflows when it becomes nanoseconds; 16 are the microseconds of today.
        if digits < 16:
            whole = whole * 10 + data[at] - 48
            digits += 1 if whole else 0
        else:
            exponent += 1
        at += 1
    if at < stop and data[at] == POINT:
        at += 1
        while at < stop and 48 <= data[at] <= 57:
            if decimals < 3 and digits + decimals < 18:
                whole = whole * 10 + data[at] - 48
                decimals += 1
            elif rounds == 0:
                rounds = 1 if data[at] >= 53 else 2
            at += 1
    if at == first:
        return MISSING
    if at < stop and (data[at] | 32) == 101:
        at += 1
        if at < stop and (data[at] == MINUS or data[at] == PLUS):
            down = data[at] == MINUS
            at += 1
        power: cython.int = 0
        while at < stop and 48 <= data[at] <= 57 and power < 1000:
            power = power * 10 + data[at] - 48
            at += 1
        exponent += -power if down else power
    if at != stop:
        return MISSING
    exponent += 3 - decimals
    while exponent > 0:
        if whole > MOST_TENTHS:
            return MISSING
        whole *= 10
        exponent -= 1
    while exponent < 0 and whole:
        rounds = 1 if whole % 10 >= 5 else 2
        whole //= 10
        exponent += 1
    if rounds == 1:
        whole += 1
    return -whole if negative else whole
