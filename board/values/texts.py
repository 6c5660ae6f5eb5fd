"""Texts: tensors of strings, of any rank (tensorflow/core/framework/tensor.proto). Only as much is read as is shown."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.answers import Gone, Span, Unreadable
from board.values import dtypes, stretch, wire
from board.values.wire import Field, Number

LARGEST = 256 << 20  # bytes of one value that are read when all of it is asked for
SEARCHED = 1 << 20  # bytes of one value that are read to search it
MOST_TEXTS = wire.MOST  # elements of one tensor, however few bytes it is written in
MOST_DIMENSIONS = 32  # as many as any NumPy has
LARGEST_SHAPE = 1 << 12  # bytes of what says a tensor's shape
MOST_CELLS = 1000  # of a table that is shown
SHOWN = 50_000  # characters of one value that are shown
LONGEST_CHARACTER = 4  # bytes of UTF-8

# Field numbers of Summary.Value and TensorProto; the DataType of strings.
TENSOR = 8
DTYPE, SHAPE, STRINGS = 1, 2, 8
DT_STRING = 7

NOTHING = Field(STRINGS, 0, 0)


class Texts(NamedTuple):
    """A series of texts: columns of one length.

    Attributes:
        step: int64, exact.
        wall_time: float64, Unix seconds.
        value: objects: a str, or an array of them in the tensor's shape, or None for what cannot be read.
    """

    step: NDArray[np.int64]
    wall_time: NDArray[np.float64]
    value: NDArray[Any]


class Excerpt(NamedTuple):
    """What is shown of a value.

    Attributes:
        shape: of all of it.
        rows: its texts as a table; one of one cell where it is a single text.
        whole: whether that is all of it, as it was logged.
        notes: a sentence each on what is not shown or not as it was logged.
    """

    shape: tuple[int, ...]
    rows: list[list[str]]
    whole: bool
    notes: list[str]

    @property
    def is_single(self) -> bool:
        """Whether it is one text, which needs no table: PyTorch writes it of rank 1."""
        return self.shape in ((), (1,))


class Outline(NamedTuple):
    """A tensor's shape, and where each of its strings stands in the value's bytes."""

    shape: tuple[int, ...]
    strings: list[Field]

    def string(self, place: int) -> Field:
        """That of an element: the last stands for all that follow."""
        return self.strings[min(place, len(self.strings) - 1)] if self.strings else NOTHING


def text(span: Span) -> str | NDArray[Any]:
    """All of a value: a str, or an array of dtype object of them, in its shape. What is no UTF-8 becomes U+FFFD.

    Gone if it is no longer there. Unreadable if it is no tensor of strings, or too large.
    """
    if span.size > LARGEST:
        raise Unreadable(f"This text is {span.size:,} bytes long; no more than {LARGEST:,} are read.")
    with _opened(span) as file:
        outline = _outline(file, span.size)
        elements = math.prod(outline.shape)
        found = [_decoded(_bytes(file, field, field.size)) for field in outline.strings[:elements]]
    filled: NDArray[Any] = np.empty(elements, object)
    filled.fill(found[-1] if found else "")  # np.full would copy it for each element
    filled[: len(found)] = found
    return filled.reshape(outline.shape) if outline.shape else str(filled[0])


def column(spans: Iterable[Span]) -> NDArray[Any]:
    """All of some values, as `Texts.value`."""
    found: list[Any] = []
    for span in spans:
        try:
            found.append(text(span))
        except (Gone, Unreadable):
            found.append(None)
    filled: NDArray[Any] = np.empty(len(found), object)
    for place, one in enumerate(found):
        filled[place] = one
    return filled


def beginning(span: Span) -> list[str]:
    """The texts of a value, in as much of it as is searched."""
    found, left = [], SEARCHED
    with _opened(span) as file:
        outline = _outline(file, span.size)
        for field in outline.strings[: math.prod(outline.shape)]:
            found.append(_decoded(_bytes(file, field, left)))
            left -= field.size
            if left <= 0:
                break
    return found


def excerpt(span: Span, shown: int = SHOWN) -> Excerpt:
    """What is shown of a value: `shown` characters of its first table. Gone or Unreadable as for `text`."""
    with _opened(span) as file:
        outline = _outline(file, span.size)
        height, width = _table(outline.shape)
        columns = min(width, MOST_CELLS)
        lines = min(height, MOST_CELLS // max(columns, 1))
        rows: list[list[str]] = []
        left, replaced, cut = shown, False, False
        for place in (line * width + column for line in range(lines) for column in range(columns)):
            text, is_cut, lossy = _text(file, outline.string(place), left)
            cut, replaced, left = is_cut, replaced or lossy, left - len(text)
            if not rows or len(rows[-1]) == columns:
                rows.append([])
            rows[-1].append(text)
            if cut:
                break
    notes = _slice_notes(outline.shape)
    if cut:
        notes.append(f"This text is {span.size:,} bytes long; its first {shown - left:,} characters are shown.")
    elif lines < height or columns < width:
        notes.append(f"This table has {height:,} rows and {width:,} columns; shown are {lines:,} and {columns:,}.")
    if replaced:
        notes.append("Bytes that are not UTF-8 are shown as \ufffd.")
    return Excerpt(outline.shape, rows, not notes, notes)


def single(span: Span) -> tuple[int, int] | None:
    """Offset in its file and size of a value's only text; None if it has another number of them."""
    with _opened(span) as file:
        outline = _outline(file, span.size)
    if math.prod(outline.shape) != 1:
        return None
    field = outline.string(0)
    return span.offset + field.offset, field.size


def _opened(span: Span) -> BinaryIO:
    return stretch.opened(span.path, span.offset, span.size)


def _outline(file: BinaryIO, size: int) -> Outline:
    """Of the Summary.Value that the file holds."""
    kind, shape, strings = 0, list[int](), list[Field]()
    for tensor in wire.fields(file, 0, size):
        if tensor.number != TENSOR:
            continue
        for part in wire.parts(file, tensor.offset, tensor.size):
            if isinstance(part, Number):
                kind = part.value if part.number == DTYPE else kind
            elif part.number == SHAPE:
                shape += _sizes(file, part)
            elif part.number == STRINGS:
                strings.append(part)
    if kind != DT_STRING:
        raise Unreadable("This text is no tensor of strings.")
    if len(shape) > MOST_DIMENSIONS:
        raise Unreadable(f"This tensor has more than {MOST_DIMENSIONS} dimensions; they are not read.")
    if math.prod(shape) > MOST_TEXTS:
        raise Unreadable(f"This tensor has {math.prod(shape):,} texts; no more than {MOST_TEXTS:,} are read.")
    if not dtypes.possible(shape):
        raise Unreadable("This tensor's dimensions are too large, though one of them is 0.")
    return Outline(tuple(shape), strings)


def _sizes(file: BinaryIO, shape: Field) -> list[int]:
    from google.protobuf.message import DecodeError

    from summary.proto.tensor import TensorShapeProto

    if shape.size > LARGEST_SHAPE:
        raise Unreadable(f"This tensor has more than {MOST_DIMENSIONS} dimensions; they are not read.")
    try:
        message = TensorShapeProto.FromString(_bytes(file, shape, shape.size))
    except DecodeError as error:
        raise Unreadable("This tensor's shape is not known.") from error
    sizes = [dim.size for dim in message.dim]
    if message.unknown_rank or min(sizes, default=0) < 0:
        raise Unreadable("This tensor's shape is not known.")
    return sizes


def _table(shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and columns of what is shown: beyond rank 2 the first of the tables, as TensorBoard shows it."""
    if 0 in shape:
        return 0, 0
    if len(shape) < 2:
        return math.prod(shape), 1
    return shape[-2], shape[-1]


def _slice_notes(shape: tuple[int, ...]) -> list[str]:
    sizes = " × ".join(f"{size:,}" for size in shape)
    if 0 in shape:
        return [f"This tensor of {sizes} texts has none."]
    if len(shape) <= 2:
        return []
    place = ", ".join(["0"] * (len(shape) - 2) + [":", ":"])
    return [f"This is a tensor of rank {len(shape)}, {sizes} texts; its part [{place}] is shown."]


def _text(file: BinaryIO, field: Field, most: int) -> tuple[str, bool, bool]:
    """At most so many characters of a string, whether that is not all, and whether some stand for what is no UTF-8."""
    data = _bytes(file, field, (most + 1) * LONGEST_CHARACTER)
    text = _decoded(data)
    is_cut = len(data) < field.size or len(text) > most
    text = text[:most]
    return text, is_cut, text.count("\ufffd") > data.count("\ufffd".encode())


def _bytes(file: BinaryIO, field: Field, most: int) -> bytes:
    file.seek(field.offset)
    return file.read(min(field.size, most))


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")
