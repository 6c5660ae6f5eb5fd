"""What an entry of a directory may be, by its name alone.

Cython compiles this module, with the C types of entries.pxd; where no compiler was at hand the same source runs as it is.
"""

from __future__ import annotations

try:
    import cython
except ImportError:
    from summary import uncompiled as cython

COMPILED: bool = cython.compiled

# TensorBoard's rule: any file with this in its name (tensorboard/backend/event_processing/io_wrapper.py).
MARK = b"tfevents"

# Where runs are that were put out of the way (board.trash). Directories of this name are not looked into.
TRASH = ".trash"

FILE = 0
DIRECTORY = 1
BESIDE = 2
NOTHING = -1

DOT = ord(".")


def promise(name: cython.p_char, n: cython.Py_ssize_t, endings: cython.p_char) -> cython.int:
    """What an entry of this name may be: FILE or BESIDE if it is a file, DIRECTORY only if it is one, or NOTHING.

    What may be BESIDE is not so for sure; `endings`, each with a NUL, are those of such names.
    """
    if (
        is_unfinished(name, n)
        or is_same(name, n, b".trash", 6)
        or is_same(name, n, b".", 1)
        or is_same(name, n, b"..", 2)
    ):
        return NOTHING
    if cython.compiled:
        if strstr(name, MARK) != cython.NULL:
            return FILE
        while endings[0]:
            if ends_in(name, n, endings, strlen(endings)):
                return BESIDE
            endings += strlen(endings) + 1
        return DIRECTORY
    else:
        shown = name.endswith(tuple(endings.split(b"\0")[:-1]))
        return FILE if MARK in name else BESIDE if shown else DIRECTORY


def is_unfinished(name: cython.p_char, n: cython.Py_ssize_t) -> cython.bint:
    """Whether tools that copy files call it so, or a directory of such files, until it is whole.

    rsync: .NAME.XXXXXX, in .~tmp~ or .rsync-partial; rclone: NAME.partial.
    """
    i: cython.Py_ssize_t
    if n >= 9 and name[0] == DOT and name[n - 7] == DOT:
        for i in range(n - 6, n):
            if not is_alphanumeric(name[i]):
                break
        else:
            return True
    return (
        (n > 8 and ends_in(name, n, b".partial", 8))
        or is_same(name, n, b".~tmp~", 6)
        or is_same(name, n, b".rsync-partial", 14)
    )


def is_alphanumeric(c: cython.int) -> cython.bint:
    return 48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122


def is_same(name: cython.p_char, n: cython.Py_ssize_t, other: cython.p_char, m: cython.Py_ssize_t) -> cython.bint:
    return n == m and ends_in(name, n, other, m)


def ends_in(name: cython.p_char, n: cython.Py_ssize_t, ending: cython.p_char, m: cython.Py_ssize_t) -> cython.bint:
    if cython.compiled:
        return n >= m and memcmp(name + n - m, ending, m) == 0
    else:
        return name.endswith(ending)
