"""The embeddings of a logdir: which are found, and their numbers, against NumPy, TensorFlow and the writers that made them."""

from __future__ import annotations

import re
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import board
from board.answers import NotFound, Unreadable
from board.cache import Cache
from board.projection import sources
from board.roots import roots_of
from summary import SummaryWriter
from summary.proto.projector import ProjectorConfig

from .conftest import loaded
from .pictures import encoded, noise

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"


def listed(logdir: Path) -> sources.Listed:
    return sources.listed(loaded(logdir), roots_of(logdir))


def vectors(logdir: Path, name: str) -> np.ndarray[Any, Any]:
    return sources.load(loaded(logdir), roots_of(logdir), name).vectors


def configure(folder: Path, checkpoint: str = "", **fields: Any) -> Path:
    """A folder with a configuration of one embedding."""
    folder.mkdir(parents=True, exist_ok=True)
    config = ProjectorConfig(model_checkpoint_path=checkpoint)
    if fields:
        config.embeddings.add(**fields)
    (folder / "projector_config.pbtxt").write_text(str(config))
    return folder


def numbers(*shape: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("writer", ["torch", "tensorboardX"])
def test_embeddings_of_real_writers(writer: str) -> None:
    found = listed(GOLDEN / writer)
    first, second = found.entries
    assert not found.problems
    assert (first.id, first.name, first.group, first.step, first.rows, first.columns) == (
        *("all|emb:00007", "emb:00007", "all|emb"),
        *(7, 60, 12),
    )
    assert (first.sprite and (first.sprite.width, first.sprite.height), second.sprite) == ((10, 10), None)
    assert (second.step, second.rows, second.columns) == (9, 40, 5)
    for entry in found.entries:
        folder = GOLDEN / writer / "all" / f"{entry.step:05}" / entry.name.partition(":")[0]
        wanted = np.array([line.split("\t") for line in (folder / "tensors.tsv").read_text().splitlines()], np.float64)
        np.testing.assert_array_equal(sources.read(entry).vectors, wanted.astype(np.float32))
        assert entry.labels == folder / "metadata.tsv"


def test_what_a_writer_adds_at_several_steps_is_one_group(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "run") as log:
        for step in (100, 20, 0):
            log.add_embedding(numbers(6, 3), [*"abcdef"], None, step, "hidden/2")
        log.add_embedding(numbers(5, 2))
    found = listed(tmp_path)
    assert not found.problems
    assert {(entry.group, entry.step) for entry in found.entries} == {
        *(("run|hidden/2", step) for step in (0, 20, 100)),
        ("run|default", 0),
    }
    for entry in found.entries:
        np.testing.assert_array_equal(sources.read(entry).vectors, numbers(entry.rows, entry.columns))


def test_the_plugins_folder_is_the_runs(tmp_path: Path) -> None:
    assets = configure(
        tmp_path / "a/b/plugins/org_tensorflow_tensorboard_projector", tensor_path="e.npy", metadata_path="m.tsv"
    )
    np.save(assets / "e.npy", numbers(4, 3))
    (tmp_path / "a/b/m.tsv").write_text("w\nx\ny\nz\n")
    (entry,) = listed(tmp_path).entries
    assert (entry.run, entry.name, entry.rows) == ("a/b", "e.npy", 4)
    assert entry.labels == tmp_path / "a/b/m.tsv"
    assert entry.source == "config"


def test_arrays_beside_are_embeddings_if_they_are_matrices(tmp_path: Path) -> None:
    (tmp_path / "events.out.tfevents.1.h").touch()
    np.save(tmp_path / "m.npy", numbers(4, 3))
    np.save(tmp_path / "v.npy", numbers(4))
    np.save(tmp_path / "words.npy", np.array([["a"]]))
    np.savez(tmp_path / "z.npz", a=numbers(2, 2), b=numbers(5), c=numbers(3, 1))
    found = listed(tmp_path)
    assert [(entry.id, entry.name, entry.source) for entry in found.entries] == [
        ("m.npy", "m.npy", "vectors"),
        ("z.npz|a", "z.npz: a", "vectors"),
        ("z.npz|c", "z.npz: c", "vectors"),
    ]
    np.testing.assert_array_equal(vectors(tmp_path, "z.npz|c"), numbers(3, 1))
    np.save(tmp_path / "o.npy", np.array([[{}]]), allow_pickle=True)
    assert listed(tmp_path).problems == (
        "o.npy: o.npy holds Python objects, which could run a program as they are read, so they are not.",
    )


def test_versions_tell_of_changes(tmp_path: Path) -> None:
    folder = configure(tmp_path, tensor_path="e.tsv", metadata_path="m.tsv")
    (folder / "e.tsv").write_text("1\t2\n")
    (folder / "m.tsv").write_text("a\n")
    versions = [listed(tmp_path).entries[0].version for _ in range(2)]
    (folder / "m.tsv").write_text("bb\n")
    versions.append(listed(tmp_path).entries[0].version)
    (folder / "e.tsv").write_text("1\t2\n3\t4\n")
    assert len(vectors(tmp_path, ".|e.tsv")) == 2
    versions.append(listed(tmp_path).entries[0].version)
    assert versions[0] == versions[1] and len(set(versions)) == 3


@pytest.mark.parametrize("way", ["up", "absolute", "link", "directory"])
@pytest.mark.parametrize(
    "field", ["model_checkpoint_path", "tensor_path", "metadata_path", "bookmarks_path", "image_path"]
)
def test_no_path_leads_out_of_the_logdir(field: str, way: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    ending = ".index" if field == "model_checkpoint_path" else ""
    (secret / f"s{ending}").write_text("1\t2\n3\t4\n")
    run = tmp_path / "logs" / "run"
    run.mkdir(parents=True)
    (run / "e.tsv").write_text("1\t2\n3\t4\n")
    if way == "link":
        (run / f"l{ending}").symlink_to(secret / f"s{ending}")
    elif way == "directory":
        (run / "d").symlink_to(secret)
    path = {"up": "../../secret/s", "absolute": f"{secret}/s", "link": "l", "directory": "d/s"}[way]
    fields: dict[str, Any] = {"tensor_name": "e", "tensor_path": "e.tsv"}
    if field == "image_path":
        fields["sprite"] = {"image_path": path, "single_image_dim": [1, 1]}
    elif field != "model_checkpoint_path":
        fields[field] = path
    configure(run, path if field == "model_checkpoint_path" else "", **fields)

    found = listed(tmp_path / "logs")
    (entry,) = (entry for entry in found.entries if entry.source == "config")
    told = [*found.problems, entry.error]
    assert any(field in said and "leads out of the logdir, so it is not read." in said for said in told), told
    assert entry.labels is entry.sprite is entry.bookmarks is None
    if field == "tensor_path":
        assert not entry.files
        with pytest.raises(Unreadable, match="leads out of the logdir"):
            sources.read(entry)


def test_files_that_nobody_names_are_not_followed_out_either(tmp_path: Path) -> None:
    secret, logdir = tmp_path / "secret", tmp_path / "logs"
    for folder in (secret, logdir):
        folder.mkdir()
    (logdir / "events.out.tfevents.1.h").touch()
    np.save(secret / "s.npy", numbers(2, 2))
    (secret / "c.index").write_bytes(b"x")
    (secret / "config").write_text("root:x:0")
    (logdir / "l.npy").symlink_to(secret / "s.npy")
    (logdir / "c.index").symlink_to(secret / "c.index")
    (logdir / "projector_config.pbtxt").symlink_to(secret / "config")
    found = listed(logdir)
    assert not found.entries
    assert len(found.problems) == 3
    assert all("leads out of the logdir" in said for said in found.problems)


def test_a_run_may_be_a_link_that_its_owner_put_there(tmp_path: Path) -> None:
    run = configure(tmp_path / "elsewhere" / "run", tensor_path="e.tsv")
    (run / "e.tsv").write_text("1\t2\n")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "run").symlink_to(run)
    np.testing.assert_array_equal(vectors(tmp_path / "logs", "run|e.tsv"), [[1, 2]])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"embeddings {", 'It is no configuration of the projector: 1:12 : Expected "}".'),
        (b"\xff\xfe", "It is no text in UTF-8."),
        (b"tensor: 1", "It is no configuration of the projector: 1:1 : Message type"),
        (b"embeddings { tensor_shape: -1 }", "It is no configuration of the projector"),
        (b"#" * (4 << 20) + b"#", "It is longer than 4 MB, so it is not read."),
    ],
)
def test_a_broken_configuration_is_told(text: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "projector_config.pbtxt").write_bytes(text)
    found = listed(tmp_path)
    assert not found.entries
    (said,) = found.problems
    assert said.startswith(f"projector_config.pbtxt: {sentence}")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"tensor_path": "none.tsv"}, "tensor_path: There is no file 'none.tsv'."),
        ({"tensor_path": "."}, "tensor_path: There is no file '.'."),
        ({"tensor_path": "x" * 5000}, "tensor_path: "),
        ({"tensor_path": "empty.tsv"}, "empty.tsv is empty."),
        ({"tensor_name": "x"}, "No checkpoint of the run '.' has a matrix 'x'."),
    ],
)
def test_an_embedding_that_cannot_be_read_says_why(fields: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    (tmp_path / "empty.tsv").touch()
    configure(tmp_path, **fields)
    (entry,) = listed(tmp_path).entries
    assert entry.error.startswith(sentence)
    with pytest.raises(Unreadable, match="^" + re.escape(sentence)):
        sources.read(entry)
    with pytest.raises(NotFound, match="There is no embedding 'y'"):
        vectors(tmp_path, "y")


@pytest.mark.parametrize(
    ("size", "dim", "sentence"),
    [
        ((10, 10), [5, 5], ""),
        ((10, 10), [5, 6], "s.png has room for 2 pictures of 5 × 6 pixels; there are 3 rows."),
        ((10, 10), [], "s.png is a sheet of pictures whose size the configuration must give"),
        ((10, 10), [0, 5], "s.png is a sheet of pictures whose size the configuration must give"),
        (None, [5, 5], "s.png is no picture that can be shown"),
    ],
)
def test_a_sheet_of_pictures_must_have_room(size: Any, dim: list[int], sentence: str, tmp_path: Path) -> None:
    np.save(tmp_path / "e.npy", numbers(3, 2))
    data = encoded(noise(*size, 3)) if size else b"<svg/>"
    (tmp_path / "s.png").write_bytes(data)
    configure(tmp_path, tensor_path="e.npy", sprite={"image_path": "s.png", "single_image_dim": dim})
    found = listed(tmp_path)
    assert (found.entries[0].sprite is None) == bool(sentence)
    assert [said.startswith(f"projector_config.pbtxt: {sentence}") for said in found.problems] == [True] * bool(
        sentence
    )


def test_a_gif_is_no_sheet_of_pictures(tmp_path: Path) -> None:
    (tmp_path / "s.gif").write_bytes(encoded(noise(4, 4), "GIF"))
    (tmp_path / "e.tsv").write_text("1\n")
    configure(tmp_path, tensor_path="e.tsv", sprite={"image_path": "s.gif", "single_image_dim": [4, 4]})
    assert listed(tmp_path).problems == ("projector_config.pbtxt: s.gif is neither a PNG nor a JPEG.",)


@pytest.fixture(scope="module")
def tf() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("tensorflow")


def save(tf: Any, prefix: Path, **arrays: Any) -> None:
    prefix.parent.mkdir(parents=True, exist_ok=True)
    names = list(arrays)
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=names,
        shape_and_slices=[""] * len(names),
        tensors=[tf.constant(arrays[name]) for name in names],
    )


def test_the_variables_of_a_real_checkpoint_are_tensorflows(tf: Any) -> None:
    found = listed(GOLDEN / "tf1")
    theirs = tf.train.load_checkpoint(str(GOLDEN / "tf1" / "train" / "model.ckpt-60"))
    matrices = {name: shape for name, shape in theirs.get_variable_to_shape_map().items() if len(shape) == 2}
    assert {entry.name: [entry.rows, entry.columns] for entry in found.entries} == matrices
    for entry in found.entries:
        assert (entry.run, entry.step, entry.source) == ("train", 60, "checkpoint")
        np.testing.assert_array_equal(sources.read(entry).vectors, theirs.get_tensor(entry.name))
    assert {entry.name: entry.labels for entry in found.entries if entry.labels} == {
        "embedding": GOLDEN / "tf1" / "train" / "metadata.tsv"
    }


def test_every_checkpoint_of_a_run_is_a_step(tf: Any, tmp_path: Path) -> None:
    run = configure(tmp_path / "run", "saved/model-20", tensor_name="emb:0", metadata_path="labels.tsv")
    (run / "labels.tsv").write_text("a\nb\nc\n")
    for step in (5, 20):
        save(tf, run / "saved" / f"model-{step}", emb=numbers(3, 2) + step, bias=numbers(3), text=[["a"]])
    save(tf, tmp_path / "other" / "best", emb=numbers(4, 2))
    found = listed(tmp_path)
    assert not found.problems
    assert [(one.run, one.name, one.group, one.step, one.labels) for one in found.entries] == [
        ("other", "emb", "other|other/best|emb", None, None),
        *(("run", "emb", "run|run/saved/model|emb", step, run / "labels.tsv") for step in (20, 5)),
    ]
    np.testing.assert_array_equal(sources.read(found.entries[2]).vectors, numbers(3, 2) + 5)


def test_a_checkpoint_above_the_run_is_its_own_where_it_has_none(tf: Any, tmp_path: Path) -> None:
    configure(tmp_path / "run", tensor_name="emb")
    save(tf, tmp_path / "model-1", emb=numbers(3, 2))
    assert [(entry.run, entry.name) for entry in listed(tmp_path).entries] == [("run", "emb")]


def test_a_nameless_embedding_describes_all_variables(tf: Any, tmp_path: Path) -> None:
    configure(tmp_path, metadata_path="labels.tsv")
    (tmp_path / "labels.tsv").write_text("a\nb\nc\n")
    save(tf, tmp_path / "model-1", a=numbers(3, 2), b=numbers(3, 3))
    assert {entry.labels for entry in listed(tmp_path).entries} == {tmp_path / "labels.tsv"}


def test_checkpoints_of_objects(tf: Any, tmp_path: Path) -> None:
    configure(tmp_path, "ckpt-1", tensor_name="emb/.ATTRIBUTES/VARIABLE_VALUE", metadata_path="labels.tsv")
    (tmp_path / "labels.tsv").write_text("a\nb\nc\n")
    checkpoint = tf.train.Checkpoint(emb=tf.Variable(numbers(3, 2)), z=tf.Variable(tf.cast(numbers(2, 2), tf.bfloat16)))
    checkpoint.save(str(tmp_path / "ckpt"))
    first, second = listed(tmp_path).entries
    assert (first.name, first.labels, second.name) == ("emb", tmp_path / "labels.tsv", "z")
    found = sources.read(second).vectors
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, tf.cast(tf.cast(numbers(2, 2), tf.bfloat16), tf.float32))


def test_a_checkpoint_that_is_damaged_is_told(tf: Any, tmp_path: Path) -> None:
    save(tf, tmp_path / "model-1", emb=numbers(300, 2))
    index, data = tmp_path / "model-1.index", tmp_path / "model-1.data-00000-of-00001"
    whole = data.read_bytes()
    data.write_bytes(whole[:-4])
    with pytest.raises(Unreadable, match=r"model-1\.data-00000-of-00001 ends before the variable 'emb' does"):
        vectors(tmp_path, ".|model-1|emb")
    data.unlink()
    with pytest.raises(Unreadable, match=r"model-1\.data-00000-of-00001 cannot be read: No such file"):
        vectors(tmp_path, ".|model-1|emb")
    data.symlink_to(tmp_path.parent / "elsewhere")
    with pytest.raises(Unreadable, match="leads out of the logdir"):
        vectors(tmp_path, ".|model-1|emb")
    index.write_bytes(index.read_bytes()[:-9])
    assert listed(tmp_path).problems == (
        "model-1: The index of the checkpoint model-1 cannot be read: it does not end as such a file does; it may be cut short.",
    )
    configure(tmp_path, "model-2", tensor_name="emb")
    assert (
        "projector_config.pbtxt: model_checkpoint_path: There is no file 'model-2.index'." in listed(tmp_path).problems
    )


def test_the_library_gives_series_of_embeddings(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "run") as log:
        for step in (10, 0):
            log.add_embedding(numbers(3, 2) + step, [("a", 1), ("b", 2.5), ("a", 3)], None, step, "e", ["word", "n"])
    np.save(tmp_path / "run" / "m.npy", numbers(4, 3))
    (tmp_path / "run" / "events.out.tfevents.1.h").touch()
    logs = board.load(tmp_path)
    assert logs.embeddings("run") == {"e": (0, 10), "m.npy": (0,)}
    assert logs.embeddings("none") == {}
    step, wall_time, value = logs.embedding("run", "e")
    assert step.tolist() == [0, 10] and step.dtype == np.int64
    changed = [(tmp_path / "run" / folder / "e" / "tensors.tsv").stat().st_mtime for folder in ("00000", "00010")]
    assert wall_time.tolist() == changed
    np.testing.assert_array_equal(value[-1].vectors, numbers(3, 2) + 10)
    assert value[-1].labels["word"].tolist() == ["a", "b", "a"]
    assert value[-1].labels["n"].tolist() == [1, 2.5, 3]
    assert len(value[:1]) == 1 and value[:1][0].error == ""
    with pytest.raises(NotFound, match="Run 'run' has no embedding 'x'"):
        logs.embedding("run", "x")


def test_the_library_gives_vectors_whatever_is_wrong_with_their_labels(tmp_path: Path) -> None:
    configure(tmp_path, tensor_path="e.tsv", metadata_path="m.tsv")
    (tmp_path / "e.tsv").write_text("1\t2\n3\t4\n")
    (tmp_path / "m.tsv").write_text("7\n")
    logs = board.load(tmp_path)
    found = logs.embedding(".", "e.tsv").value[0]
    assert found.vectors.tolist() == [[1, 2], [3, 4]]
    assert found.error == "m.tsv has labels for only 1 rows, where there are 2."
    (tmp_path / "m.tsv").write_text("")
    found = logs.embedding(".", "e.tsv").value[0]
    assert (found.labels, found.error) == ({}, "m.tsv is empty, so there are no labels.")


@pytest.mark.parametrize(("kind", "most"), [("float32", 1.1), ("bfloat16", 1.6), ("float64", 3.1)])
def test_a_large_variable_takes_little_more_memory_than_its_numbers(
    tf: Any, kind: str, most: float, tmp_path: Path
) -> None:
    save(tf, tmp_path / "model-1", x=tf.cast(numbers(5000, 1000), kind))
    (entry,) = listed(tmp_path).entries
    tracemalloc.start()
    try:
        found = sources.read(entry).vectors
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most * found.nbytes


def test_more_embeddings_than_are_listed_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_LISTED", 2)
    (tmp_path / "e.tsv").write_text("1\t2\n")
    config = ProjectorConfig()
    for name in "abc":
        config.embeddings.add(tensor_name=name, tensor_path="e.tsv")
    (tmp_path / "projector_config.pbtxt").write_text(str(config))
    found = listed(tmp_path)
    assert [entry.name for entry in found.entries] == ["a", "b"]
    assert found.problems == ("There are more than 2 embeddings; only so many are listed.",)
    np.testing.assert_array_equal(vectors(tmp_path, ".|c"), [[1, 2]])


def test_numbers_are_read_once_and_one_that_is_larger_than_what_is_kept_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "CACHED", 100)
    monkeypatch.setattr(sources, "_vectors", Cache(100, sources._weight, "vectors"))
    configure(tmp_path, tensor_path="e.npy")
    np.save(tmp_path / "e.npy", numbers(100, 3))
    first, second = (vectors(tmp_path, ".|e.npy") for _ in range(2))
    assert first is second
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1
