"""A stretch of a file, beside the same bytes in memory."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.answers import Gone, Unreadable
from board.values import stretch

DATA = os.urandom(100_000)
STEPS = st.tuples(
    st.sampled_from(["read", "seek from start", "seek from here", "seek from end"]), st.integers(-90_000, 90_000)
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("stretch") / "file"
    path.write_bytes(DATA)
    return str(path)


@given(st.integers(0, 50_000), st.integers(0, 50_000), st.lists(STEPS, max_size=12))
def test_it_reads_as_the_same_bytes_alone(path: str, offset: int, size: int, steps: list[tuple[str, int]]) -> None:
    other = io.BytesIO(DATA[offset : offset + size])
    with stretch.opened(path, offset, size) as file:
        for what, amount in steps:
            if what == "read":
                count = amount if amount >= 0 else None
                assert file.read(count) == other.read(count)
            elif what == "seek from start":
                assert file.seek(abs(amount)) == other.seek(abs(amount))
            elif what == "seek from end":
                assert file.seek(-min(abs(amount), size), 2) == other.seek(-min(abs(amount), size), 2)
            else:
                whence = max(amount, -other.tell())
                assert file.seek(whence, 1) == other.seek(whence, 1)
            assert file.tell() == other.tell()


def test_raw_reads_end_where_it_ends(path: str) -> None:
    with stretch.Stretch(io.FileIO(path), 10, 5) as file:
        assert (file.read(100), file.read(1)) == (DATA[10:15], b"")


def test_what_is_not_all_there_is_gone(path: str, tmp_path: Path) -> None:
    for place in ((path, 99_999, 2), (path, 200_000, 0), (str(tmp_path / "none"), 0, 1)):
        with pytest.raises(Gone):
            stretch.opened(*place)
    with pytest.raises(Unreadable, match=r"^The file cannot be read now: Is a directory\.$"):
        stretch.opened(str(tmp_path), 0, 0)
