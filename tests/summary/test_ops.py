"""Every function in graph style has TensorFlow's signature, and makes of a value what TensorFlow's makes of it."""

from __future__ import annotations

import importlib
import inspect
import io
import re
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import summary
from summary.proto.summary import Summary, SummaryMetadata
from tests.summary.graph_style import ours, tags, tensorflow, theirs, values

RANDOM = np.random.default_rng(0)
FLOATS = RANDOM.normal(size=(4, 5, 6, 3)).astype(np.float32)
LABELS = RANDOM.random(100) < 0.5
PREDICTIONS = RANDOM.random(100).astype(np.float32)
WEIGHTS = RANDOM.random(100).astype(np.float32)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    summary.reset_default_graph()
    yield
    summary.reset_default_graph()


@pytest.mark.parametrize(
    "name", ["scalar", "histogram", "image", "audio", "text", "tensor_summary", "merge", "merge_all"]
)
def test_signatures(name: str) -> None:
    assert parameters(getattr(summary, name)) == parameters(getattr(tensorflow().summary, name))


def test_signatures_elsewhere_in_tensorflow() -> None:
    tensorflow()
    plugin = importlib.import_module("tensorboard.plugins.pr_curve.summary")
    assert parameters(summary.pr_curve) == parameters(plugin.op)
    assert parameters(summary.name_scope) == parameters(tensorflow().name_scope)
    assert parameters(summary.get_collection) == parameters(tensorflow().get_collection)
    assert parameters(summary.add_to_collection) == parameters(tensorflow().add_to_collection)
    # A dtype or a shape may be left out where TensorFlow wants one.
    for function in ("placeholder", "placeholder_with_default"):
        names = [name for name, _ in parameters(getattr(tensorflow(), function))]
        assert [name for name, _ in parameters(getattr(summary, function))] == names


def parameters(function: Any) -> list[tuple[str, Any]]:
    return [(one.name, one.default) for one in inspect.signature(function).parameters.values()]


KINDS: dict[str, tuple[Callable[..., Any], list[Any]]] = {
    "scalar": (lambda api, x: api.scalar("n", x), [np.float32(0.1)]),
    "scalar of an integer": (lambda api, x: api.scalar("n", x), [np.int64(3)]),
    "histogram": (lambda api, x: api.histogram("n", x), [FLOATS]),
    "histogram of integers": (lambda api, x: api.histogram("n", x), [np.arange(-5, 50)]),
    "empty histogram": (lambda api, x: api.histogram("n", x), [np.float32([])]),
    "image": (lambda api, x: api.image("n", x), [FLOATS]),
    "positive image": (lambda api, x: api.image("n", x, 10), [abs(FLOATS[..., :1])]),
    "image of bytes": (
        lambda api, x: api.image("n", x, 1, family="f"),
        [RANDOM.integers(0, 256, (2, 4, 4, 4), np.uint8)],
    ),
    "no image": (lambda api, x: api.image("n", x), [np.zeros((0, 2, 2, 1), np.float32)]),
    "audio": (lambda api, x: api.audio("n", x, 8000), [RANDOM.uniform(-1.2, 1.2, (4, 50)).astype(np.float32)]),
    "no audio": (lambda api, x: api.audio("n", x, 8000), [np.zeros((0, 9), np.float32)]),
    "stereo": (lambda api, x, rate: api.audio("n", x, rate, 1), [FLOATS[0, :, :, :2] / 2, np.float32(11025)]),
    "text": (lambda api, x: api.text("n", x), [np.array("*hi*", object)]),
    "table": (lambda api, x: api.text("n", x), [np.array([["a", "ö"], ["c", "d"]], object)]),
    "tensor": (lambda api, x: api.tensor_summary("n", x, "why", None, None, "f", "shown"), [FLOATS.astype(np.float64)]),
    "tensor of strings": (lambda api, x: api.tensor_summary("n", x), [np.array([b"a", "b"], object)]),
    "PR curve": (lambda api, x, y: api.pr_curve("n", x, y), [LABELS, PREDICTIONS]),
    "weighted PR curve": (
        lambda api, x, y, w: api.pr_curve("n", x, y, 7, w, "shown", "why"),
        [LABELS.reshape(10, 10), PREDICTIONS.reshape(10, 10), WEIGHTS.reshape(10, 10)],
    ),
    "PR curve of any numbers": (lambda api, x, y: api.pr_curve("n", x, y, 11), [LABELS, 2 * PREDICTIONS - 0.5]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_summaries_are_those_of_a_session(kind: str) -> None:
    """From placeholders, callables and values given at once alike."""
    make, given = KINDS[kind]

    def script(api: Any) -> Any:
        feeds = {api.placeholder("string" if v.dtype == object else v.dtype, v.shape): v for v in given}
        return api.run(make(api, *feeds), feeds)

    expected = plain(theirs(script))
    assert plain(ours(script)) == expected
    summary.reset_default_graph()
    assert plain(summary.run(make(summary, *[lambda value=value: value for value in given]))) == expected
    assert plain(make(summary, *given)) == expected


def plain(found: Summary | bytes) -> list[Any]:
    """What a summary says, whichever field of a TensorProto its elements are in, and however its PNG is compressed."""
    return [
        plain_tensor(value) if value.HasField("tensor") else plain_image(value) if value.HasField("image") else value
        for value in values(found)
    ]


def plain_tensor(value: Summary.Value) -> tuple[Any, ...]:
    ndarray = importlib.import_module("tensorboard.util.tensor_util").make_ndarray
    proto = importlib.import_module("tensorboard.compat.proto.tensor_pb2").TensorProto
    array = ndarray(proto.FromString(value.tensor.SerializeToString()))
    # A sum of many float32 depends on their order.
    numbers = [float(f"{number:.5g}") for number in array.flat] if array.dtype == np.float32 else array.tolist()
    return value.tag, value.metadata, array.dtype, array.shape, numbers


def plain_image(value: Summary.Value) -> tuple[Any, ...]:
    image = importlib.import_module("PIL.Image").open(io.BytesIO(value.image.encoded_image_string))
    return value.tag, value.image.colorspace, value.image.width, value.image.height, image.mode, image.tobytes()


def test_metadata_may_be_a_message_of_anyones() -> None:
    for message in (SummaryMetadata, tensorflow().SummaryMetadata):
        metadata = message(plugin_data={"plugin_name": "own", "content": b"\1"}, display_name="before")
        made = summary.tensor("t", [1], "why", summary_metadata=metadata, display_name="shown").value[0]
        assert made.metadata.plugin_data.plugin_name == "own"
        assert (made.metadata.display_name, made.metadata.summary_description) == ("shown", "why")
        assert metadata.display_name == "before"


def test_a_layout_has_the_tag_that_pages_look_for() -> None:
    with summary.name_scope("a"):
        made = summary.custom_scalars({"charts": {"loss": ["Multiline", ["loss/.*"]]}})
    assert tags(made) == ["custom_scalars__config__"]
    assert made.value[0].metadata.plugin_data.plugin_name == "custom_scalars"
    assert summary.merge_all() is None


def test_other_names_of_the_same() -> None:
    assert summary.distribution is summary.histogram
    assert summary.tensor is summary.tensor_summary


def test_torch_tensors() -> None:
    torch = pytest.importorskip("torch")
    values = torch.tensor(FLOATS, requires_grad=True)
    assert summary.histogram("h", values) == summary.histogram("h", FLOATS)
    assert summary.image("i", values) == summary.image("i", FLOATS)
    x = summary.placeholder(torch.float32, values.shape)
    assert summary.run(summary.histogram("later", x), {x: values}).value[0].histo.num == FLOATS.size


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda x: summary.scalar("a", x), "scalar 'a': expected one real number, got "),
        (lambda x: summary.histogram("a", x), "histogram 'a': expected "),
        (lambda x: summary.image("a", x), "image 'a': expected "),
        (lambda x: summary.audio("a", x, 8000), "audio 'a': expected "),
        (lambda x: summary.text("a", [x]), "text 'a': expected "),
        (lambda x: summary.tensor("a", x), "tensor 'a': expected "),
        (lambda x: summary.pr_curve("a", x, [0.5]), "PR curve 'a/pr_curves', labels: expected "),
        (lambda x: summary.pr_curve("a", [True], x), "PR curve 'a/pr_curves', predictions: expected "),
        (lambda x: summary.pr_curve("a", [True], [0.5], weights=x), "PR curve 'a/pr_curves', weights: expected "),
        (lambda x: summary.audio("a", [[0.0]], x), "audio 'a', sample_rate: expected "),
        (
            lambda x: summary.audio("a", [[0.0]], [8000, 1]),
            "audio 'a', sample_rate: expected one number, got shape (2,)",
        ),
    ],
)
def test_what_is_no_value_is_an_error_that_names_the_tag(make: Callable[[Any], Any], complaint: str) -> None:
    with pytest.raises((TypeError, ValueError), match=re.escape(complaint)):
        make(object())


@pytest.mark.parametrize("kind", ["image", "audio"])
def test_max_outputs_is_at_least_one(kind: str) -> None:
    arguments = {"sample_rate": 8000} if kind == "audio" else {}
    with pytest.raises(ValueError, match=f"{kind} 'a': expected max_outputs of at least 1, got 0"):
        getattr(summary, kind)("a", FLOATS, max_outputs=0, **arguments)


def test_importing_is_light(script: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """The graph style comes when it is asked for; NumPy, protobuf and Pillow when a value needs them."""
    done = script("""
import sys
import summary
assert "summary.ops" not in sys.modules
assert set(summary.__all__) <= set(dir(summary))
assert summary.scalar("a", lambda: 1.0).tag == "a"
assert not {"numpy", "google.protobuf", "PIL", "tensorflow", "torch"} & set(sys.modules)
assert all(getattr(summary, name) is not None for name in summary.__all__)
assert "google.protobuf" in sys.modules
assert not hasattr(summary, "Nothing")
""")
    assert (done.returncode, done.stderr) == (0, "")
