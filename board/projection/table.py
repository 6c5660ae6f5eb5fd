"""A table of numbers as text: what stands between them and whether there is a header are told by the first line."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from io import BufferedReader

import numpy as np

from board import textnumbers
from board.projection.entry import Vectors
from board.projection.limits import LARGEST, SLICE, Flaw, check_size
from board.textnumbers import FITS, Floats

BOM = b"\xef\xbb\xbf"
TAB = ord("\t")
SEPARATORS = b"\t,; "  # the first of these that stands in the first line is between all numbers
HEADING = 10_000  # lines that may stand before the first number
COUNTED = 16 << 20  # bytes of text whose lines are counted before they are read
WORKERS = max(1, min(4, os.cpu_count() or 1))


def read(file: BufferedReader) -> Vectors:
    """The numbers of a text file as float32 [rows, columns]. A Flaw where it is no such table."""
    lines, separator, columns = first_line(file)
    size = os.fstat(file.fileno()).st_size - file.tell()
    # A number takes two characters at least, and memory that is not written to takes none.
    out = np.empty((min(size // (2 * columns) + 2, LARGEST // (4 * columns) + 1), columns), np.float32)
    rows = 0
    for found, offset, text in _parsed(file, separator, columns):
        if rows + len(found) > LARGEST // (4 * columns):
            check_size(rows + len(found), columns)
        out[rows : rows + len(found)] = found
        rows += len(found)
        if offset != FITS:
            lines += text.count(b"\n", 0, offset) + 1
            raise Flaw(_complaint(text[offset:].split(b"\n", 1)[0], lines, separator, columns))
        lines += text.count(b"\n")
    check_size(rows, columns)
    out.resize((rows, columns), refcheck=False)
    return out


def size(file: BufferedReader) -> tuple[int | None, int]:
    """Rows and columns, as far as a look tells: the rows of a short file."""
    _, _, columns = first_line(file)
    text = file.read(COUNTED + 1).rstrip()
    if len(text) > COUNTED or b"\n\n" in text or b"\n\r" in text:
        return None, columns
    return text.count(b"\n") + 1, columns


def first_line(file: BufferedReader) -> tuple[int, int, int]:
    """Finds where the numbers begin, and stays there: the lines before that, the separator, the columns.

    A first line without a number, of several cells, is a header, which is passed over.
    """
    lines = 0
    if file.read(len(BOM)) != BOM:
        file.seek(0)
    while line := file.readline(SLICE):
        separator = next((one for one in SEPARATORS if one in line.strip(b"\n\r ")), TAB)
        cells = textnumbers.cells(line, separator)
        if cells and not (lines == 0 and not any(map(_is_number, cells))):
            file.seek(-len(line), os.SEEK_CUR)
            return lines, separator, len(cells)
        lines += 1
        if lines == HEADING:
            raise Flaw(f"has no numbers in its first {HEADING:,} lines.")
    raise Flaw("has no numbers.")


def _parsed(file: BufferedReader, separator: int, columns: int) -> Iterator[tuple[Floats, int, bytes]]:
    """What is parsed of each block of whole lines, in their order, a few blocks at a time by several threads."""
    waiting: deque[tuple[Future[tuple[Floats, int]], bytes]] = deque()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="board-text") as pool:
        try:
            for text in _blocks(file):
                waiting.append((pool.submit(textnumbers.parse, text, separator, columns), text))
                if len(waiting) > WORKERS:
                    future, begun = waiting.popleft()
                    yield *future.result(), begun
            for future, begun in waiting:
                yield *future.result(), begun
        finally:
            for future, _ in waiting:
                future.cancel()


def _blocks(file: BufferedReader) -> Iterator[bytes]:
    rest = b""
    while data := file.read(SLICE // 2):
        whole, newline, after = data.rpartition(b"\n")
        if newline:
            yield rest + whole + newline
            rest = after
        else:
            rest += data
            if len(rest) > 4 * SLICE:
                raise Flaw(f"has a line of more than {4 * SLICE >> 20} MB, so it is no table of vectors.")
    if rest:
        yield rest


def _complaint(line: bytes, number: int, separator: int, columns: int) -> str:
    cells = textnumbers.cells(line, separator)
    for place, cell in enumerate(cells[: columns + 1], 1):
        if not _is_number(cell):
            shown = cell[:40].decode(errors="replace")
            return f"has in line {number:,}, column {place:,} {shown!r}, which is no number."
    return f"has lines of different lengths: {columns:,} in the first, {len(cells):,} in line {number:,}."


def _is_number(cell: bytes) -> bool:
    try:
        textnumbers.number(cell)
    except ValueError:
        return False
    return True
