"""Checkpoints read without TensorFlow, against TensorFlow's reading of them; and what happens to damaged ones."""

from __future__ import annotations

import hashlib
import json
import struct
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.checkpoints import table
from board.checkpoints.checkpoint import Checkpoint, CheckpointError
from board.checkpoints.snappy import SnappyError, decompress
from summary.checksum import masked_crc32c

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def tf() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("tensorflow")


def assert_equal(tf: Any, prefix: Path) -> int:
    theirs = tf.train.load_checkpoint(str(prefix))
    ours = Checkpoint(prefix)
    shapes = theirs.get_variable_to_shape_map()
    assert {name: list(one.shape) for name, one in ours.variables.items()} == shapes
    compared = 0
    for name in shapes:
        wanted = np.asarray(theirs.get_tensor(name))
        found = ours.read(name)
        if wanted.dtype.name.startswith(("bfloat16", "float8")):
            wanted = wanted.astype(np.float32)
        assert found.dtype == wanted.dtype
        np.testing.assert_array_equal(found, wanted)
        compared += 1
    return compared


def test_the_checkpoint_of_a_real_training_without_tensorflow() -> None:
    checkpoint = Checkpoint(GOLDEN / "tf1" / "train" / "model.ckpt-60")
    expected = json.loads((GOLDEN / "tf1" / "variables.json").read_text())
    found = {}
    for name in checkpoint.variables:
        array = checkpoint.read(name)
        digest = hashlib.sha256(array.tobytes()).hexdigest()
        found[name] = {"dtype": array.dtype.name, "shape": list(array.shape), "sha256": digest}
    assert found == expected


def test_the_checkpoint_of_a_real_training(tf: Any) -> None:
    assert assert_equal(tf, GOLDEN / "tf1" / "train" / "model.ckpt-60") >= 4


def save(tf: Any, prefix: Path, arrays: dict[str, Any], shards: int = 1) -> Path:
    """As TensorFlow's own saver writes them; each shard has a part of the variables."""
    names = list(arrays)
    parts = []
    for shard in range(shards):
        mine = names[shard::shards]
        part = f"{prefix}_part{shard}"
        tf.raw_ops.SaveV2(
            prefix=part, tensor_names=mine, shape_and_slices=[""] * len(mine), tensors=[arrays[name] for name in mine]
        )
        parts.append(part)
    tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=parts, destination_prefix=str(prefix), delete_old_dirs=False)
    return prefix


@pytest.mark.parametrize("shards", [1, 3])
def test_every_type_in_one_file_or_several(tf: Any, tmp_path: Path, shards: int) -> None:
    numbers = np.random.default_rng(0).normal(size=(7, 5)) * 10
    kinds = [
        *["half", "bfloat16", "float32", "float64", "complex64", "bool"],
        *(f"{u}int{n}" for u in ("", "u") for n in (8, 16, 32, 64)),
    ]
    arrays = {f"a/{kind}": tf.cast(numbers, getattr(tf, kind)) for kind in kinds}
    for number in range(24, 29):
        dtype = tf.as_dtype(number)
        arrays[f"b/{dtype.name}"] = tf.constant(numbers.astype(dtype.as_numpy_dtype))
    arrays["scalar"] = tf.constant(3.5)
    arrays["none"] = tf.zeros([0, 4])
    assert assert_equal(tf, save(tf, tmp_path / "model", arrays, shards)) == len(arrays)


def test_many_names_take_many_blocks(tf: Any, tmp_path: Path) -> None:
    arrays = {f"layer_{i:05}/{'very_' * 20}long/weights": tf.constant(float(i)) for i in range(3000)}
    assert assert_equal(tf, save(tf, tmp_path / "model", arrays)) == 3000


@pytest.fixture
def saved(tf: Any, tmp_path: Path) -> Path:
    return save(tf, tmp_path / "model", {"x": tf.range(100, dtype=tf.float32), "y": tf.constant(["a", "b"])})


def test_what_is_missing_is_told(saved: Path) -> None:
    with pytest.raises(CheckpointError, match=r"There is no checkpoint absent: No such file"):
        Checkpoint(saved.with_name("absent"))
    with pytest.raises(CheckpointError, match="has no variable 'z'"):
        Checkpoint(saved).read("z")
    with pytest.raises(CheckpointError, match="of the type string, which is not read"):
        Checkpoint(saved).read("y")
    saved.with_name("model.data-00000-of-00001").unlink()
    with pytest.raises(CheckpointError, match=r"model\.data-00000-of-00001 cannot be read: No such file"):
        Checkpoint(saved).read("x")


def test_data_that_is_cut_short_or_changed_is_told(saved: Path) -> None:
    data = saved.with_name("model.data-00000-of-00001")
    whole = data.read_bytes()
    data.write_bytes(whole[:-1] if whole[-1:] else whole)
    changed = bytearray(whole)
    changed[17] ^= 1
    data.write_bytes(changed)
    with pytest.raises(CheckpointError, match="checksum of the variable 'x' does not fit"):
        Checkpoint(saved).read("x")
    data.write_bytes(whole[:100])
    with pytest.raises(CheckpointError, match="ends before the variable 'x' does"):
        Checkpoint(saved).read("x")


def test_an_index_that_is_cut_anywhere_is_told(saved: Path) -> None:
    index = saved.with_name("model.index")
    whole = index.read_bytes()
    for size in range(len(whole)):
        index.write_bytes(whole[:size])
        with pytest.raises(CheckpointError, match="cannot be read"):
            Checkpoint(saved)


def test_an_index_that_is_changed_anywhere_is_told_or_the_same(saved: Path) -> None:
    index = saved.with_name("model.index")
    whole = index.read_bytes()
    known = Checkpoint(saved).variables
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        index.write_bytes(changed)
        with suppress(CheckpointError):
            assert Checkpoint(saved).variables == known


def block(entries: list[tuple[bytes, bytes]], compress: Any = None) -> bytes:
    body = b"".join(bytes([0, len(key), len(value)]) + key + value for key, value in entries)
    body += struct.pack("<II", 0, 1)
    data = (compress(body) if compress else body) + bytes([1 if compress else 0])
    return data + struct.pack("<I", masked_crc32c(data))


def literals(data: bytes) -> bytes:
    """Snappy's format with nothing compressed."""
    pieces = [data[at : at + 60] for at in range(0, len(data), 60)]
    return bytes([len(data)]) + b"".join(bytes([(len(piece) - 1) << 2]) + piece for piece in pieces)


def test_a_compressed_table(tmp_path: Path) -> None:
    entries = [(b"a", b"1"), (b"b", b"22")]
    data = block(entries, literals)
    handle = bytes([0, len(data) - 5])
    index = block([(b"b", handle)])
    footer = bytes([0, 0, len(data), len(index) - 5]).ljust(40, b"\0") + struct.pack("<Q", table.MAGIC)
    path = tmp_path / "t"
    path.write_bytes(data + index + footer)
    with path.open("rb") as file:
        assert list(table.entries(file)) == entries


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"\x00", b""),
        (b"\x05\x10abcde", b"abcde"),
        (b"\x08\x04ab\x09\x02", b"abababab"[:2] + b"abab" + b"ab"),
        (b"\x0a\x00a\x22\x01\x00", b"a" * 10),
        (b"\x0a\x00a\x23\x01\x00\x00\x00", b"a" * 10),
    ],
)
def test_snappy_by_hand(data: bytes, wanted: bytes) -> None:
    assert decompress(data, 100) == wanted


@given(st.binary(max_size=300))
def test_snappy_takes_any_bytes(data: bytes) -> None:
    with suppress(SnappyError):
        assert len(decompress(data, 1000)) <= 1000


def save_sliced(tf: Any, prefix: Path, name: str, array: Any, cuts: list[str]) -> Path:
    """A variable in slices, each written as TensorFlow says it: "4,6:0,5", start and length in each dimension, or "-"."""
    shape = " ".join(map(str, array.shape))
    parts = []
    for cut in cuts:
        place = []
        for one in cut.split(":"):
            start, _, length = one.partition(",")
            place.append(slice(None) if one == "-" else slice(int(start), int(start) + int(length)))
        parts.append(tf.constant(array[tuple(place)]))
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=[name] * len(cuts),
        shape_and_slices=[f"{shape} {cut}" for cut in cuts],
        tensors=parts,
    )
    return prefix


@pytest.mark.parametrize(
    ("shape", "cuts"),
    [
        ((10, 4), ["0,3:-", "3,7:-"]),
        ((70_000, 2), ["0,63:-", "63,1:-", "64,8127:-", "8191,1:-", "8192,61808:-"]),
        ((6, 9), ["0,6:0,4", "-:4,5"]),
        ((5, 3, 4), ["0,2:-:0,1", "2,3:-:0,1", "-:-:1,3"]),
    ],
)
def test_a_variable_in_slices(tf: Any, tmp_path: Path, shape: tuple[int, ...], cuts: list[str]) -> None:
    array = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    prefix = save_sliced(tf, tmp_path / "model", "a/weights", array, cuts)
    np.testing.assert_array_equal(Checkpoint(prefix).read("a/weights"), array)
    assert_equal(tf, prefix)


def test_a_variable_with_a_slice_missing_is_told(tf: Any, tmp_path: Path) -> None:
    prefix = save_sliced(tf, tmp_path / "model", "x", np.zeros((10, 4), np.float32), ["0,3:-", "3,6:-"])
    with pytest.raises(CheckpointError, match="The slices of the variable 'x' do not fill its shape"):
        Checkpoint(prefix).read("x")
