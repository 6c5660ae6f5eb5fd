"""Zip files as they are sent, and the names of files to keep."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.bundle import Member, zipped
from board.filenames import attachment, safe


def test_a_zip_file_is_made_piece_by_piece() -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        for taken in range(1, 101):  # noqa: B007
            yield bytes(1000)

    stream = zipped([Member("a/b.bin", 1e9, pieces())])
    assert len(next(stream)) < 2000 and taken == 1
    data = b"".join([next(stream), *stream])
    assert taken == 100 and len(data) > 99_000


@pytest.mark.parametrize(
    ("wall_time", "year"),
    [
        (1e9, 2001),
        (0, 1980),
        (-1e30, 1980),
        (1e300, 1980),
        (math.nan, 1980),
        (math.inf, 1980),
        (4e9, 2096),
        (5e9, 1980),
    ],
)
def test_any_wall_time_has_a_date(wall_time: float, year: int) -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped([Member("a.txt", wall_time, [b"x"])])))) as archive:
        assert archive.infolist()[0].date_time[0] == year and archive.read("a.txt") == b"x"


def test_equal_names_are_told_apart() -> None:
    members = [
        Member(name, 1e9, [bytes([number])]) for number, name in enumerate(["a.png", "A.png", "a-2.png", "a.png"])
    ]
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped(members)))) as archive:
        assert len({name.lower() for name in archive.namelist()}) == 4
        assert [archive.read(name) for name in archive.namelist()] == [b"\0", b"\1", b"\2", b"\3"]


@given(st.text())
def test_no_text_makes_a_name_that_harms(text: str) -> None:
    name = safe(text, "x")
    assert 0 < len(name) <= 90 and not name.startswith((".", "-.")) and not set(name) & set('/\\:*?"<>|\0\n\r')
    header = attachment(text, "x", "png")
    header.encode("latin-1")
    assert "\n" not in header and "\r" not in header and header.count('"') == 2


@pytest.mark.parametrize("device", ["con", "NUL", "aux.txt", "COM1", "lpt9.tar"])
def test_windows_devices_are_no_names(device: str) -> None:
    assert safe(device, "tag") == f"tag_{device}"
    assert safe(f"x{device}", "tag") == f"x{device}"
