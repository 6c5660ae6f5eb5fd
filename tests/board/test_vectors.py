"""Files of vectors in every form, against NumPy and Python's own reading of numbers; and what is said of broken ones."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from board import textnumbers
from board.answers import Unreadable
from board.projection import arrays, limits, table, vectors
from summary import tsv

Floats = np.ndarray[Any, np.dtype[np.float32]]


def numbers(*shape: int, dtype: Any = np.float32) -> np.ndarray[Any, Any]:
    return (np.random.default_rng(sum(shape)).normal(size=shape) * 10).astype(dtype)


def wanted(text: str, separator: str | None = "\t") -> Floats:
    """What Python makes of every cell, rounded to float32."""
    rows = [line.strip(" \r").rstrip(separator).split(separator) for line in text.split("\n") if line.strip()]
    with np.errstate(over="ignore"):
        return np.array([[float(cell) for cell in row] for row in rows]).astype(np.float32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tensors.tsv"


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("1\t2\n3\t4\n", "\t"),
        ("1\t2\r\n3\t4", "\t"),
        ("\n1\t2\n\n \n3\t4\n\n", "\t"),
        ("1\t2\t\n3\t4\t\n", "\t"),
        ("1, 2 ,3\n4,5,6\n", ","),
        ("1;2\n3;4\n", ";"),
        ("1 2   3\n 4\t5 6 \n", None),
        ("7\n8\n9\n", "\t"),
        ("-0\t+1e5\n.5\t5.\nnan\tinf\n-Infinity\tNaN\n1E-3\t-1e+2\n", "\t"),
        (
            "16777217\t0.1\n1e39\t1e-46\n1e400\t-1e-400\n123456789012345678901234567890\t0.000000000000000000000000000001\n",
            "\t",
        ),
        ("1.00000005960464477539\t1.0000000596046448\n0.333333333333333314829616256247\t9007199254740993\n", "\t"),
    ],
)
def test_text_is_what_python_makes_of_it(
    text: str, separator: str, compiled: bool, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(textnumbers, "COMPILED", compiled and textnumbers.COMPILED)
    file.write_text(text, newline="")
    found = vectors.read(file)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, wanted(text, separator))


@given(
    st.lists(
        st.floats(width=64)
        | st.integers(-(10**25), 10**25)
        | st.from_regex(r"-?[0-9]{1,25}(\.[0-9]{0,25})?(e-?[0-9]{1,2})?", fullmatch=True)
    )
)
def test_any_number_is_what_python_makes_of_it(cells: list[object]) -> None:
    text = "".join(f"{cell}\n" for cell in cells)
    found, ending = textnumbers.parse(text.encode(), ord("\t"), 1)
    assert ending == textnumbers.FITS
    with np.errstate(over="ignore"):
        expected = np.array([float(cell) for cell in text.split()]).astype(np.float32)
    np.testing.assert_array_equal(found.ravel(), expected)


@given(
    st.binary(max_size=60) | st.text("0123456789.-+eE \t\n,naif_", max_size=60).map(str.encode),
    st.sampled_from(b"\t, "),
    st.integers(1, 3),
)
def test_any_bytes_are_parsed_alike_compiled_or_not(text: bytes, separator: int, columns: int) -> None:
    found, ending = textnumbers.parse(text, separator, columns)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textnumbers, "COMPILED", False)
        other, other_ending = textnumbers.parse(text, separator, columns)
    assert ending == other_ending
    np.testing.assert_array_equal(found, other)


@pytest.mark.parametrize(
    "cell", ["1e", "1e-", "1e+", "--1", "+-1", "+", "-", ".", "e5", "1..2", "1e5.", "1e5e", "0x1", "1,5", "١"]
)
@pytest.mark.parametrize("compiled", [True, False])
def test_what_is_no_number_is_none(cell: str, compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textnumbers, "COMPILED", compiled and textnumbers.COMPILED)
    found, ending = textnumbers.parse(f"1\n{cell}\n2\n".encode(), ord("\t"), 1)
    assert (found.ravel().tolist(), ending) == ([1], 2)


def test_numbers_between_two_floats_are_rounded_as_python_does() -> None:
    floats = np.random.default_rng(0).normal(size=3000).astype(np.float32)
    between = [(Decimal(float(one)) + Decimal(float(np.nextafter(one, np.float32(9))))) / 2 for one in floats]
    texts = [f"{number:.{digits}f}" for number in between for digits in (16, 17, 18, 19, 21, 26)]
    found, _ = textnumbers.parse("\n".join(texts).encode(), ord("\t"), 1)
    np.testing.assert_array_equal(found.ravel(), np.array([float(text) for text in texts]).astype(np.float32))


def test_long_text_is_read_in_blocks(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = numbers(3000, 7)
    file.write_bytes(b"".join(tsv.lines(matrix)))
    monkeypatch.setattr(table, "SLICE", 1000)
    np.testing.assert_array_equal(vectors.read(file), matrix)
    file.write_bytes(file.read_bytes() + b"1\t2\n")
    with pytest.raises(
        Unreadable, match=r"^tensors\.tsv has lines of different lengths: 7 in the first, 2 in line 3,001\.$"
    ):
        vectors.read(file)


def test_many_columns_and_empty_lines_take_no_more_memory_than_the_text(file: Path) -> None:
    file.write_text("\t".join(["1"] * 100_000) + "\n" * 1_000_000)
    assert vectors.read(file).shape == (1, 100_000)


def test_a_header_is_passed_over(file: Path) -> None:
    file.write_text("\ufeffx\ty\n1\t2\n", encoding="utf-8")
    np.testing.assert_array_equal(vectors.read(file), [[1, 2]])
    file.write_text("\ufeff1\t2\n3\t4\n", encoding="utf-8")
    np.testing.assert_array_equal(vectors.read(file), [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "tensors.tsv is empty."),
        ("\n \n", "tensors.tsv has no numbers."),
        ("a\tb\n", "tensors.tsv has no numbers."),
        ("1\t2\n3\tx1\n", "tensors.tsv has in line 2, column 2 'x1', which is no number."),
        ("cat\t1\n", "tensors.tsv has in line 1, column 1 'cat', which is no number."),
        ("x\ty\n\n1\t2\n3\t\n", "tensors.tsv has lines of different lengths: 2 in the first, 1 in line 4."),
        ("1\t2\n3\t4\t5\n", "tensors.tsv has lines of different lengths: 2 in the first, 3 in line 2."),
        ("1\t\t2\n", "tensors.tsv has in line 1, column 2 '', which is no number."),
        ("1_000\t2\n", "tensors.tsv has in line 1, column 1 '1_000', which is no number."),
        ("1 2\t3\n", "tensors.tsv has in line 1, column 1 '1 2', which is no number."),
    ],
)
def test_what_is_wrong_with_text_is_told(text: str, sentence: str, file: Path) -> None:
    file.write_text(text)
    with pytest.raises(Unreadable) as told:
        vectors.read(file)
    assert str(told.value) == sentence


@pytest.mark.parametrize("dtype", ["f2", "<f4", ">f4", "f8", "i1", "u8", "?", ">i4"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_numpys_files(dtype: str, order: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "SLICE", 64)
    matrix = np.asarray(np.abs(numbers(9, 7)).astype(dtype), order=order)
    np.save(tmp_path / "m.npy", matrix)
    np.savez(tmp_path / "m.npz", a=matrix, b=np.zeros(3))
    np.savez_compressed(tmp_path / "c.npz", a=matrix)
    for name in ("m.npy", "m.npz", "c.npz"):
        found = vectors.read(tmp_path / name)
        assert found.dtype == np.float32 and found.flags.c_contiguous
        np.testing.assert_array_equal(found, matrix.astype(np.float32))
        assert vectors.size(tmp_path / name) == (9, 7)


def test_bare_numbers(file: Path) -> None:
    matrix = numbers(40, 3)
    file.write_bytes(matrix.tobytes())
    np.testing.assert_array_equal(vectors.read(file, (40, 3)), matrix)
    assert vectors.size(file, (40, 3)) == (40, 3)
    with pytest.raises(Unreadable, match="must give their tensor_shape"):
        vectors.read(file)
    with pytest.raises(Unreadable, match=r"has 480 bytes, which are not the 41 × 3 float32 of its tensor_shape"):
        vectors.size(file, (41, 3))
    with pytest.raises(Unreadable, match=r"no more than 4 GB are read"):
        vectors.read(file, (1 << 30, 1 << 30))


def npy(shape: str, descr: str = "'<f4'", data: bytes = b"") -> bytes:
    """A .npy file that says what it likes of itself."""
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    header = header.ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (npy("(2, 3)", data=bytes(20)), r"m\.npy says that its shape is \(2, 3\), but ends before that"),
        (npy("(1000000000, 3)"), r"m\.npy has 1,000,000,000 rows of 3 numbers; no more than 4 GB are read"),
        (npy("(10000000, 3)"), r"m\.npy says that its shape is \(10000000, 3\), but ends before that"),
        (npy("(-2, 3)"), "more than|does not begin|no more"),
        (npy("(0, 3)"), r"m\.npy has no vectors"),
        (npy("(4,)", data=bytes(16)), r"m\.npy has the shape \(4,\); vectors are a matrix of rows and columns"),
        (npy("(2, 2)", "'<c8'", bytes(32)), r"m\.npy is of the type complex64; vectors are real numbers"),
        (npy("(2, 2)", "'<U4'", bytes(64)), r"m\.npy is of the type <U4; vectors are real numbers"),
        (npy("(2, 2)", "'|O'", pickle.dumps([1] * 4)), r"m\.npy holds Python objects"),
        (npy("__import__('os')"), r"m\.npy does not begin as NumPy's files do, or its header is damaged"),
        (npy("(((((((((((((((((((1" * 9), "does not begin as NumPy's files do"),
        (b"\x93NUMPY", "does not begin as NumPy's files do"),
        (b"\x93NUMPY\x07\x00\x05\x00abcde", "does not begin as NumPy's files do"),
    ],
)
def test_what_is_wrong_with_numpys_file_is_told(data: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "m.npy"
    path.write_bytes(data)
    for look in (vectors.read, vectors.size):
        try:
            look(path)
        except Unreadable as error:
            told = str(error)
    with pytest.raises(Unreadable, match=sentence):
        raise Unreadable(told)


def archive(path: Path, members: dict[str, bytes], **options: Any) -> Path:
    with zipfile.ZipFile(path, "w", **options) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def test_what_is_wrong_with_an_archive_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "m.npz", {"a.npy": npy("(2, 2)", data=bytes(16)), "b.npy": npy("(2, 2)", data=bytes(16))})
    with pytest.raises(Unreadable, match=r"m\.npz has 2 matrices, where one is wanted"):
        vectors.read(path)
    with pytest.raises(Unreadable, match=r"m\.npz has no array 'c'"):
        arrays.read_npz(path, "c")
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(Unreadable, match=r"m\.npz is damaged, or no \.npz file"):
        vectors.read(path)
    archive(path, {"a.npy": npy("(2, 2)", "'|O'", pickle.dumps([1] * 4))})
    with pytest.raises(Unreadable, match="holds Python objects"):
        arrays.read_npz(path, "a")
    archive(path, {"a.npy": npy("(2, 2)", data=bytes(12))})
    with pytest.raises(Unreadable, match="but ends before that"):
        arrays.read_npz(path, "a")


def test_an_archive_that_unpacks_without_measure_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "PACKED_FREELY", 1 << 20)
    zeros = npy("(500000, 1)", data=bytes(2_000_000))
    path = archive(tmp_path / "m.npz", {"a.npy": zeros}, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(
        Unreadable, match=r"would unpack its array 'a' from [\d,]+ bytes to 2,000,129, so it is not read"
    ):
        vectors.read(path)


def test_an_archive_whose_list_is_without_measure_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "LARGEST_READ", 5000)
    path = archive(tmp_path / "m.npz", {f"{n}.npy": b"" for n in range(200)})
    with pytest.raises(Unreadable, match=r"m\.npz is damaged, or no \.npz file"):
        vectors.read(path)


def test_an_archive_cut_or_changed_anywhere_is_told_or_the_same(tmp_path: Path) -> None:
    matrix = numbers(3, 2)
    out = io.BytesIO()
    np.savez_compressed(out, a=matrix)
    whole, path = out.getvalue(), tmp_path / "m.npz"
    for place in range(len(whole)):
        for data in (whole[:place], whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]):
            path.write_bytes(data)
            try:
                found = vectors.read(path)
            except Unreadable:
                continue
            np.testing.assert_array_equal(found, matrix)


def test_text_larger_than_is_read_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"".join(tsv.lines(numbers(100, 5))))
    monkeypatch.setattr(table, "LARGEST", 1000)
    monkeypatch.setattr(limits, "LARGEST", 1000)
    with pytest.raises(Unreadable, match=r"tensors\.tsv has 100 rows of 5 numbers; no more than"):
        vectors.read(file)
