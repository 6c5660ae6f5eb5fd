"""Embeddings' files hold what torch's and tensorboardX's do, and a run's configuration names them all."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format
from numpy.typing import NDArray
from PIL import Image

from summary import projector, projector_config
from summary.projector import Projector

tensorboards = importlib.import_module("tensorboard.plugins.projector.projector_config_pb2")
LABELS = ["a", "größe", "", "d e", "5"]
ROWS = [["a", 1], ["b", 2.5], ["c", None], ["d", True], ["e", "f"]]
MATRIX = np.random.default_rng(0).standard_normal((5, 3)).astype(np.float32)
NAMES = ("tensors.tsv", "metadata.tsv", "sprite.png")


@pytest.fixture(scope="module")
def torch() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("torch")


@pytest.fixture(scope="module", params=["torch.utils.tensorboard", "tensorboardX"])
def peer(request: pytest.FixtureRequest, torch: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(request.param).SummaryWriter


def config(logdir: Path) -> Any:
    """As TensorBoard reads it."""
    return text_format.Parse((logdir / "projector_config.pbtxt").read_text(), tensorboards.ProjectorConfig())


def matrix(path: Path) -> NDArray[np.float32]:
    lines = path.read_text().splitlines()
    return np.array([[np.float32(number) for number in line.split("\t")] for line in lines])


def pixels(path: Path) -> NDArray[np.uint8]:
    return np.asarray(Image.open(path))


def images(shape: tuple[int, ...]) -> NDArray[np.float32]:
    return np.random.default_rng(1).random(shape, np.float32) * 1.4 - 0.2


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"metadata": LABELS, "tag": "a/b%c", "global_step": 7},
        {"metadata": ROWS, "metadata_header": ["name", "number"], "global_step": 123456},
        {"label_img": images((5, 3, 4, 4)), "metadata": LABELS},
        {"label_img": images((5, 1, 6, 6)), "tag": "größe"},
    ],
    ids=["plain", "labels", "rows", "images", "grey images"],
)
def test_files_are_the_peers(options: dict[str, Any], peer: Any, torch: Any, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    Projector(ours).write_embedding(MATRIX, **options)
    given = dict(options, label_img=torch.from_numpy(options["label_img"])) if "label_img" in options else options
    # tensorboardX leaves the last places of its picture as memory happens to be, which may be no numbers.
    with np.errstate(invalid="ignore"), peer(str(theirs)) as writer:
        writer.add_embedding(torch.from_numpy(MATRIX), **given)
    assert config(ours) == config(theirs)
    files = {path.relative_to(theirs) for path in theirs.rglob("*") if path.name in NAMES}
    assert {path.relative_to(ours) for path in ours.rglob("*") if path.is_file()} == {
        *files,
        Path(projector_config.CONFIG),
    }
    for file in files:
        if file.name == "tensors.tsv":
            np.testing.assert_array_equal(matrix(ours / file), matrix(theirs / file))
            np.testing.assert_array_equal(matrix(ours / file), MATRIX)
        elif file.name == "sprite.png":
            assert_same_pictures(pixels(ours / file), pixels(theirs / file), options["label_img"].shape)
        else:
            assert (ours / file).read_bytes() == (theirs / file).read_bytes()


def assert_same_pictures(ours: NDArray[np.uint8], theirs: NDArray[np.uint8], shape: tuple[int, ...]) -> None:
    """tensorboardX leaves below the last row of pictures what was in memory."""
    used = -(-shape[0] // (theirs.shape[1] // shape[3])) * shape[2]
    assert ours.shape == theirs.shape
    np.testing.assert_array_equal(ours[:used], theirs[:used])
    assert not ours[used:].any()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 9, 10])
@pytest.mark.parametrize("size", [(3, 4, 4), (1, 2, 5)], ids=str)
def test_sprites_are_torchs(count: int, size: tuple[int, int, int], torch: Any, tmp_path: Path) -> None:
    given = images((count, *size))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importlib.import_module("torch.utils.tensorboard._embedding").make_sprite(
            torch.from_numpy(given), str(tmp_path)
        )
    np.testing.assert_array_equal(projector.sprite(given), pixels(tmp_path / "sprite.png"))


def test_sprites_of_what_torch_cannot_take() -> None:
    """Whole numbers are 0..255 (torch multiplies them by 255), high pictures fit, and transparency stays."""
    whole = np.arange(5 * 3 * 4 * 2, dtype=np.uint8).reshape(5, 3, 4, 2)
    sheet = projector.sprite(whole)
    assert sheet.shape == (8, 6, 3)
    np.testing.assert_array_equal(sheet[:4, 2:4], whole[1].transpose(1, 2, 0))
    np.testing.assert_array_equal(sheet[4:, :2], whole[3].transpose(1, 2, 0))
    np.testing.assert_array_equal(
        projector.sprite(whole.astype(np.int64) * 9), projector.sprite((whole * 9.0 + 0.1) / 255)
    )
    assert projector.sprite(np.full((1, 1, 1, 1), True)).tolist() == [[[255, 255, 255]]]
    assert projector.sprite(np.full((1, 4, 1, 1), 0.5)).tolist() == [[[127] * 4]]
    assert projector.sprite(np.array([np.nan, -np.inf, np.inf]).reshape(1, 3, 1, 1)).tolist() == [[[0, 0, 255]]]


@pytest.mark.parametrize(
    "given",
    [
        *(MATRIX.tolist(), MATRIX.astype(np.float64), (MATRIX * 100).astype(np.int64), MATRIX > 0),
        *(np.asfortranarray(MATRIX), MATRIX[::-1]),
    ],
    ids=["list", "float64", "int64", "bool", "fortran", "view"],
)
def test_matrices_of_any_make(given: Any, tmp_path: Path) -> None:
    Projector(tmp_path).write_embedding(given)
    np.testing.assert_array_equal(matrix(tmp_path / "00000/default/tensors.tsv"), np.asarray(given, np.float32))


def test_what_a_file_cannot_hold(torch: Any, tmp_path: Path) -> None:
    given = torch.tensor([[1.5, 2.0], [float("nan"), float("-inf")]], dtype=torch.bfloat16, requires_grad=True)
    Projector(tmp_path).write_embedding(given, tag="bfloat16")
    assert (tmp_path / "00000/bfloat16/tensors.tsv").read_text() == "1.5\t2\nnan\t-inf\n"
    Projector(tmp_path).write_embedding([[1e300]], tag="double")
    assert (tmp_path / "00000/double/tensors.tsv").read_text() == "inf\n"


def labels_of(tmp_path: Path, metadata: Any, header: Any = None) -> list[str]:
    Projector(tmp_path).write_embedding(np.ones((len(metadata), 2)), metadata, metadata_header=header)
    return (tmp_path / "00000/default/metadata.tsv").read_text().split("\n")


def test_labels_stay_on_their_lines(tmp_path: Path) -> None:
    assert labels_of(tmp_path, ["a\tb", "c\nd\r\ne", "\ud800"]) == ["a b", "c d  e", "?", ""]
    assert labels_of(tmp_path, [["a\tb", 1]], ["x\ty", "z"]) == ["x y\tz", "a b\t1", ""]


def test_labels_of_any_make(torch: Any, tmp_path: Path) -> None:
    assert labels_of(tmp_path, torch.tensor([3, 4])) == ["3", "4", ""]
    assert labels_of(tmp_path, [torch.tensor(3), np.float32(0.1), None]) == ["3", "0.1", "None", ""]
    assert labels_of(tmp_path, np.array(["a", "b"])) == ["a", "b", ""]
    assert labels_of(tmp_path, np.array([[1, 2]]), ["x", "y"]) == ["x\ty", "1\t2", ""]
    assert labels_of(tmp_path, ("a", b"b")) == ["a", "b'b'", ""]


def test_a_header_of_one_column_is_left_out(tmp_path: Path) -> None:
    """Readers take a first line for a header only if it has a tab; with torch's there is a label too many."""
    assert labels_of(tmp_path, [["a"], ["b"]], ["x"]) == ["a", "b", ""]
    assert labels_of(tmp_path, ["ab", "b"], ["x"]) == ["ab", "b", ""]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"mat": [1, 2]}, r"expected a matrix of real numbers \[points, dimensions\], got shape \(2,\)"),
        ({"mat": np.zeros((0, 3))}, r"got shape \(0, 3\)"),
        ({"mat": np.zeros((3, 0))}, r"got shape \(3, 0\)"),
        ({"mat": [[1j]]}, "got complex numbers"),
        ({"mat": "text"}, "expected an array of numbers, got str"),
        ({"metadata": ["a"]}, "expected a label for each of 5 points, got 1"),
        ({"metadata": "abcde"}, "expected metadata as a list of labels, got 'abcde'"),
        ({"metadata": 5}, "expected metadata as a list of labels, got 5"),
        ({"metadata": LABELS, "metadata_header": ["x", "y"]}, r"expected 2 labels \(x, y\) in row 0, got 1"),
        ({"metadata": [*ROWS[:4], "e"], "metadata_header": ["x", "y"]}, r"expected 2 labels \(x, y\) in row 4, got 1"),
        ({"label_img": images((4, 3, 2, 2))}, "expected an image for each of 5 points, got 4"),
        ({"label_img": images((5, 2, 2))}, r"expected label_img \[points, .*, got shape \(5, 2, 2\)"),
        ({"label_img": images((5, 2, 2, 2))}, r"got shape \(5, 2, 2, 2\)"),
    ],
)
def test_what_does_not_fit_is_an_error_that_names_the_tag(options: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises((TypeError, ValueError), match=f"embedding 'words'.*{said}"):
        Projector(tmp_path).take(**{"mat": MATRIX, "tag": "words", **options})
    assert not list(tmp_path.iterdir())


def test_a_tag_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="tag: expected a str, got 3"):
        Projector(tmp_path).take(MATRIX, tag=3)  # type: ignore[arg-type]


def test_tags_become_names_as_torch_has_them(torch: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        encode = importlib.import_module("torch.utils.tensorboard").SummaryWriter._encode
    for tag in ("a/b", "50%", "a\\b", "größe x", "a.b:c*?"):
        info = Projector("logs").take(MATRIX, tag=tag).info()
        assert info.tensor_path == f"00000/{encode(tag)}/tensors.tsv"


@pytest.mark.parametrize("tag", ["..", ".", "../../x", "a\0b", "", "/etc/x"])
def test_no_tag_leads_out_of_its_step(tag: str, tmp_path: Path) -> None:
    Projector(tmp_path / "run").write_embedding(MATRIX, tag=tag)
    found = list(tmp_path.rglob("tensors.tsv"))
    assert len(found) == 1
    assert (tmp_path / "run" / "00000") in found[0].parents
    info = config(tmp_path / "run").embeddings[0]
    assert (tmp_path / "run" / info.tensor_path).exists()
    assert info.tensor_name == f"{tag}:00000"


def test_what_the_caller_changes_later_is_not_written(tmp_path: Path) -> None:
    given, labels, pictures = MATRIX.copy(), list(LABELS), np.zeros((5, 1, 2, 2))
    taken = Projector(tmp_path).take(given, labels, pictures)
    given[:], labels[0], pictures[:] = 0, "changed", 1
    taken.write()
    directory = tmp_path / "00000/default"
    np.testing.assert_array_equal(matrix(directory / "tensors.tsv"), MATRIX)
    assert (directory / "metadata.tsv").read_text().splitlines() == LABELS
    assert not pixels(directory / "sprite.png").any()


def test_writing_imports_nothing(tmp_path: Path) -> None:
    """It runs on the writer's thread, and a fork meanwhile would leave the child with a locked import."""
    source = """
import builtins, sys
import numpy as np
from summary.projector import Projector
for run in ("first", "again"):
    taken = Projector(sys.argv[1]).take(np.ones((3, 2)), ["a", "b", "c"], np.ones((3, 1, 2, 2)), tag=run)
    before = set(sys.modules)
    taken.write()
    assert set(sys.modules) == before, set(sys.modules) - before
"""
    subprocess.run([sys.executable, "-c", source, str(tmp_path)], timeout=60, check=True, cwd=Path(__file__).parents[2])
    assert len(config(tmp_path).embeddings) == 2


def test_a_configuration_is_continued(tmp_path: Path) -> None:
    """torch begins a new one with each writer."""
    (tmp_path / projector_config.CONFIG).write_text(
        'model_checkpoint_path: "model.ckpt"\nembeddings { tensor_name: "weights" metadata_path: "w.tsv" }\n'
    )
    Projector(tmp_path).write_embedding(MATRIX, global_step=1, tag="a")
    Projector(tmp_path).write_embedding(MATRIX, LABELS, global_step=1, tag="b")
    Projector(tmp_path).write_embedding(MATRIX * 2, LABELS, global_step=1, tag="a")
    found = config(tmp_path)
    assert found.model_checkpoint_path == "model.ckpt"
    assert [info.tensor_name for info in found.embeddings] == ["weights", "b:00001", "a:00001"]
    assert found.embeddings[2].metadata_path == "00001/a/metadata.tsv"
    np.testing.assert_array_equal(matrix(tmp_path / "00001/a/tensors.tsv"), MATRIX * 2)


def test_a_configuration_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / projector_config.CONFIG
    path.write_text("embeddings { tensor_nam")
    with pytest.raises(ValueError, match=f"{path}: expected a ProjectorConfig, got other text"):
        Projector(tmp_path).write_embedding(MATRIX)
    assert path.read_text() == "embeddings { tensor_nam"


def test_many_writers_lose_no_entry(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for one in [pool.submit(Projector(tmp_path).write_embedding, MATRIX, global_step=step) for step in range(40)]:
            one.result()
    assert sorted(info.tensor_name for info in config(tmp_path).embeddings) == [f"default:{n:05d}" for n in range(40)]


def test_readers_see_whole_files(tmp_path: Path) -> None:
    writer = Projector(tmp_path)
    writer.write_embedding(MATRIX)
    done = threading.Event()

    def write() -> None:
        for step in range(30):
            writer.write_embedding(MATRIX, global_step=step)
        done.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        seen = 0
        while not done.is_set() and not writing.done():
            number = len(config(tmp_path).embeddings)
            assert number >= max(seen, 1)
            seen = number
        writing.result()


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Projector(tmp_path)
    writer.write_embedding(MATRIX)
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        writer.write_embedding(MATRIX * 2)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files


def test_a_writer_that_was_stopped_does_not_stop_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projector_config, "PATIENCE", 0.05)
    with projector_config._alone(str(tmp_path)):
        Projector(tmp_path).write_embedding(MATRIX)
    assert len(config(tmp_path).embeddings) == 1


def test_the_directory_is_the_one_of_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    writer = Projector("run")
    monkeypatch.chdir("/")
    writer.write_embedding(MATRIX)
    assert (tmp_path / "run" / projector_config.CONFIG).exists()


def test_configurations_in_tensorflows_way(tmp_path: Path) -> None:
    plugin = importlib.import_module("tensorboard.plugins.projector")
    made = projector.ProjectorConfig(model_checkpoint_path="model.ckpt")
    info = made.embeddings.add(tensor_name="größe", metadata_path="metadata.tsv")
    info.sprite.single_image_dim.extend([28, 28])
    theirs = tensorboards.ProjectorConfig.FromString(made.SerializeToString())
    os.mkdir(tmp_path / "theirs")
    plugin.visualize_embeddings(str(tmp_path / "theirs"), theirs)
    for number, source in enumerate((made, theirs, made.SerializeToString())):
        logdir = tmp_path / str(number)
        projector.visualize_embeddings(logdir, source)
        assert config(logdir) == config(tmp_path / "theirs") == theirs
    with pytest.raises(TypeError, match="expected a ProjectorConfig, got 'text'"):
        projector.visualize_embeddings(tmp_path, "text")
