"""What the page is told of embeddings: the listing, labels, pictures, bookmarks, rows; of the logdir and of opened files."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from summary import SummaryWriter

from .test_embeddings import configure, numbers

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"


def columns(body: bytes) -> dict[str, Any]:
    """The reply of labels as the page decodes it, with arrays in the places of columns."""
    (length,) = struct.unpack_from("<I", body)
    header: dict[str, Any] = json.loads(body[4 : 4 + length])
    for column in header["columns"]:
        for name in {"codes", "numbers"} & column.keys():
            offset, dtype = column[name]
            column[name] = np.frombuffer(body, f"<{dtype}", header["rows"], 4 + length + offset)
    return header


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    with SummaryWriter(tmp_path / "run") as log:
        log.add_scalar("x", 1, 0)
        images = np.random.default_rng(0).random((3, 3, 4, 5))
        log.add_embedding(
            [[1, 2], [np.nan, np.inf], [5, 6]], [("a", 1), ("b", 2), ("a", 3)], images, 7, "e", ["w", "n"]
        )
    return tmp_path


def test_the_listing(logdir: Path, serve: Serve) -> None:
    found = serve(logdir).get("/api/projector").json
    (one,) = found["embeddings"]
    assert len(one.pop("version")) == 16
    assert one == {
        "id": "run|e:00007",
        "run": "run",
        "name": "e:00007",
        "group": "run|e",
        "step": 7,
        "rows": 3,
        "columns": 2,
        "source": "config",
        "labels": True,
        "sprite": {"width": 5, "height": 4},
        "bookmarks": False,
    }
    assert found["problems"] == []


def test_an_error_is_told_in_the_listing_and_where_the_numbers_are_asked_for(tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "e.tsv").touch()
    configure(tmp_path, tensor_path="e.tsv", metadata_path="../m.tsv")
    client = serve(tmp_path)
    found = client.get("/api/projector").json
    assert found["embeddings"][0]["error"] == "e.tsv is empty."
    assert found["problems"] == [
        "projector_config.pbtxt: metadata_path: The path '../m.tsv' leads out of the logdir, so it is not read."
    ]
    for route in ("vector", "labels"):
        reply = client.get(f"/api/projector/{route}?id=.|e.tsv")
        assert (reply.status_code, reply.json) == (422, {"error": "e.tsv is empty."})


def test_labels_are_columns(logdir: Path, serve: Serve) -> None:
    found = columns(serve(logdir).get("/api/projector/labels?id=run|e:00007").data)
    word, number = found["columns"]
    assert found["rows"] == 3 and "error" not in found
    assert (word["name"], word["kind"], word["distinct"], word["values"]) == ("w", "category", 2, ["a", "b"])
    assert word["codes"].tolist() == [0, 1, 0] and "numbers" not in word
    assert number["numbers"].tolist() == [1, 2, 3]


def test_labels_of_another_number_of_rows_say_so(logdir: Path, serve: Serve) -> None:
    (logdir / "run/00007/e/metadata.tsv").write_text("w\tn\na\t1\n")
    found = columns(serve(logdir).get("/api/projector/labels?id=run|e:00007").data)
    assert found["error"] == "metadata.tsv has labels for only 1 rows, where there are 3."
    assert found["columns"][0]["codes"].tolist() == [1, 0, 0]


def test_a_row_and_its_mistakes(logdir: Path, serve: Serve) -> None:
    client = serve(logdir)
    path = "/api/projector/vector?id=run|e:00007"
    assert client.get(f"{path}&row=2").json == [5, 6]
    assert client.get(f"{path}&row=1").json == ["NaN", "Infinity"]
    assert client.get(f"{path}&row=3").json == {"error": "There is no row 3; there are 3, counted from 0."}
    assert client.get(f"{path}&row=x").status_code == 400
    assert client.get("/api/projector/vector?row=1").json == {"error": "The field id or the field file must be given."}
    assert client.get("/api/projector/vector?id=x").json == {"error": "There is no embedding 'x'."}


def test_pictures(logdir: Path, serve: Serve) -> None:
    reply = serve(logdir).get("/api/projector/sprite?id=run|e:00007", buffered=True)
    assert reply.data == (logdir / "run/00007/e/sprite.png").read_bytes()
    assert reply.mimetype == "image/png" and "sandbox" in reply.headers["Content-Security-Policy"]
    (logdir / "run/00007/e/sprite.png").unlink()
    reply = serve(logdir).get("/api/projector/sprite?id=run|e:00007")
    assert (reply.status_code, reply.json) == (404, {"error": "This embedding has no pictures."})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('[{"label": "ä"}]', [{"label": "ä"}]),
        ("{}", {"error": "b.json is no list of bookmarks."}),
        ("[NaN]", {"error": "b.json is no JSON, so it has no bookmarks."}),
        ("[" * 100_000, {"error": "b.json is no JSON, so it has no bookmarks."}),
        ("<svg/>", {"error": "b.json is no JSON, so it has no bookmarks."}),
    ],
)
def test_bookmarks(text: str, wanted: Any, tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "e.tsv").write_text("1\t2\n")
    (tmp_path / "b.json").write_text(text)
    configure(tmp_path, tensor_path="e.tsv", bookmarks_path="b.json")
    reply = serve(tmp_path).get("/api/projector/bookmarks?id=.|e.tsv")
    assert reply.json == wanted
    assert reply.mimetype == "application/json"


def opened(client: FlaskClient, name: str, data: bytes) -> str:
    reply = client.post(f"/api/open?name={name}", data=data)
    return str(reply.json["file"])


def test_opened_files(logdir: Path, serve: Serve) -> None:
    client = serve(logdir)
    file, labels = opened(client, "my.tsv", b"1,2\n3,4\n"), opened(client, "my labels.tsv", b"x\ny\n")
    query = {"file": file, "labels": labels}
    (one,) = client.get("/api/projector", query_string=query).json["embeddings"]
    assert (one["id"], one["name"], one["source"], one["rows"], one["columns"], one["labels"]) == (
        *(file, "my.tsv", "opened"),
        *(2, 2, True),
    )
    assert client.get("/api/projector/vector", query_string={**query, "row": 1}).json == [3, 4]
    found = columns(client.get("/api/projector/labels", query_string=query).data)
    assert found["columns"][0]["values"] == ["x", "y"] and "error" not in found
    query["labels"] = opened(client, "my others.tsv", b"x\n")
    found = columns(client.get("/api/projector/labels", query_string=query).data)
    assert found["error"] == "my others.tsv has labels for only 1 rows, where there are 2."


def test_matrices_of_an_opened_archive(logdir: Path, serve: Serve) -> None:
    client, out = serve(logdir), io.BytesIO()
    np.savez(out, a=numbers(2, 3), b=numbers(4, 2))
    file = opened(client, "z.npz", out.getvalue())
    entries = client.get("/api/projector", query_string={"file": file}).json["embeddings"]
    assert [one["id"] for one in entries] == [f"{file}|a", f"{file}|b"]
    row = client.get("/api/projector/vector", query_string={"file": file, "id": f"{file}|b", "row": 3}).json
    np.testing.assert_array_equal(np.float32(row), numbers(4, 2)[3])


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("my.tsv", b"1,2\n3,x\n", "my.tsv has in line 2, column 2 'x', which is no number."),
        ("my.npy", b"\x93NUMPY", "my.npy does not begin as NumPy's files do, or its header is damaged."),
        ("my.bytes", bytes(40), "my.bytes is no text; where it is bare float32 numbers"),
    ],
)
def test_what_is_wrong_with_an_opened_file_is_told(
    name: str, data: bytes, sentence: str, logdir: Path, serve: Serve
) -> None:
    client = serve(logdir)
    reply = client.get("/api/projector/vector", query_string={"file": opened(client, name, data), "row": 0})
    assert reply.status_code == 422
    assert reply.json["error"].startswith(sentence)


def test_a_file_of_the_logdir_by_its_path(logdir: Path, serve: Serve) -> None:
    client = serve(logdir)
    query = {"file": "run/00007/e/tensors.tsv", "labels": "run/00007/e/metadata.tsv"}
    assert client.get("/api/projector/vector", query_string={**query, "row": 0}).json == [1, 2]
    assert columns(client.get("/api/projector/labels", query_string=query).data)["columns"][0]["name"] == "w"
    for field in ("file", "labels"):
        reply = client.get("/api/projector/labels", query_string={**query, field: "../../etc/passwd"})
        assert reply.status_code in (404, 422) and "error" in reply.json
