"""Labels of embeddings: columns of texts, categories and numbers, and files that do not fit their embedding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.answers import Unreadable
from board.projection import metadata
from board.projection.metadata import Labels


def read(folder: Path, text: str | bytes, rows: int) -> Labels:
    path = folder / "metadata.tsv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return metadata.read(path, rows)


def texts(labels: Labels) -> dict[str, list[str]]:
    return {column.name: [column.values[code] for code in column.codes] for column in labels.columns}


@pytest.mark.parametrize(
    ("text", "rows", "wanted"),
    [
        ("a\nb\na\n", 3, {"label": ["a", "b", "a"]}),
        ("a\r\nb\r\n", 2, {"label": ["a", "b"]}),
        ("a\nb", 2, {"label": ["a", "b"]}),
        ("a\n\nb\n", 3, {"label": ["a", "", "b"]}),  # a label may be empty
        ("a\n\nb\n\n", 2, {"label": ["a", "b"]}),  # and a line may be none
        ("word\na\nb\n", 2, {"word": ["a", "b"]}),
        ("word\tn\na\t1\nb\t2\n", 2, {"word": ["a", "b"], "n": ["1", "2"]}),
        ("word\tn\na\nb\t2\t3\n", 2, {"word": ["a", "b"], "n": ["", "2"]}),
        ("x\tx\t\na\tb\tc\n", 1, {"x": ["a"], "x'": ["b"], "column 3": ["c"]}),
        ("\ufeffa\u2028b\n\x0bc\n", 2, {"label": ["a\u2028b", "\x0bc"]}),
        (b"\xff\nb\n", 2, {"label": ["\ufffd", "b"]}),
    ],
)
def test_columns(text: str | bytes, rows: int, wanted: dict[str, list[str]], tmp_path: Path) -> None:
    found = read(tmp_path, text, rows)
    assert texts(found) == wanted
    assert (found.rows, found.error) == (rows, "")


@pytest.mark.parametrize(
    ("text", "rows", "count", "wanted"),
    [
        ("a\nb\n", 3, 2, ["a", "b", ""]),
        ("a\nb\nc\nd\n", 2, 4, ["a", "b"]),
        ("w\tn\na\t1\n", 2, 1, ["a", ""]),
        ("a\t1\nb\t2\n", 2, 1, ["b", ""]),  # a first line with a tab is a header, as TensorBoard has it
        ("w\tn\na\t1\nb\t2\nc\t3\n", 2, 3, ["a", "b"]),
    ],
)
def test_a_wrong_number_of_rows_is_told(text: str, rows: int, count: int, wanted: list[str], tmp_path: Path) -> None:
    found = read(tmp_path, text, rows)
    only = "only " if count < rows else ""
    assert found.error == f"metadata.tsv has labels for {only}{count} rows, where there are {rows}."
    assert next(iter(texts(found).values())) == wanted


def test_kinds(tmp_path: Path) -> None:
    rows = [f"{n % 3}\t{n / 4}\tw{n}\t{n if n % 2 else ''}\t{n % 3 and 'x'}" for n in range(60)]
    labels = read(tmp_path, "\n".join(["digit\tsize\tword\tgaps\tmixed", *rows]), 60)
    digit, size, word, gaps, mixed = labels.columns
    assert [column.kind for column in labels.columns] == ["category", "number", "text", "category", "category"]
    assert digit.numbers is not None and size.numbers is not None and gaps.numbers is not None
    assert word.numbers is mixed.numbers is None
    np.testing.assert_array_equal(digit.numbers, [n % 3 for n in range(60)])
    np.testing.assert_array_equal(size.numbers, [n / 4 for n in range(60)])
    np.testing.assert_array_equal(gaps.numbers, [n if n % 2 else np.nan for n in range(60)])


def test_frequent_texts_come_first_and_equals_in_their_order(tmp_path: Path) -> None:
    (column,) = read(tmp_path, "b\nc\na\nc\nb\nd\n", 6).columns
    assert column.values == ["b", "c", "a", "d"]
    assert column.codes.dtype == np.uint32


LABEL = st.text(st.characters(codec="utf-8", exclude_characters="\t\r\n\ufeff"))


@given(st.lists(st.lists(LABEL, min_size=2, max_size=2), min_size=1))
def test_any_labels_are_read_as_written(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    text = "".join("\t".join(row) + "\n" for row in [["one", "two"], *rows])
    found = texts(read(tmp_path_factory.getbasetemp(), text, len(rows)))
    assert [list(row) for row in zip(found["one"], found["two"], strict=True)] == rows


def test_what_is_no_table_of_labels_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable, match=r"^metadata\.tsv is empty, so there are no labels\.$"):
        read(tmp_path, "", 2)
    with pytest.raises(Unreadable, match="has 1,001 columns for 2 rows, which are more than are read"):
        read(tmp_path, "\t" * 1000 + "\na\nb\n", 2)
    monkeypatch.setattr(metadata, "MOST_CELLS", 10)
    with pytest.raises(Unreadable, match="has 3 columns for 4 rows, which are more than are read"):
        read(tmp_path, "a\tb\tc\nd\n", 4)
    monkeypatch.setattr(metadata, "MOST_ROWS", 3)
    for text, rows in (("a\n" * 4, 2), ("a\n", 4)):
        with pytest.raises(Unreadable, match="is not read, for no more than 3 rows may have labels"):
            read(tmp_path, text, rows)
    monkeypatch.setattr(metadata, "LARGEST", 10)
    with pytest.raises(Unreadable, match="so it is not read"):
        read(tmp_path, "x" * 11, 2)
