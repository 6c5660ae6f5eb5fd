"""Layouts of custom scalars: those that logs carry, and those that pages send."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import board
from board import layouts
from board.layouts import Band, Category, Chart, LayoutError
from summary.values import custom_scalars

from .conftest import Write
from .logged import log

Serve = Callable[..., FlaskClient]
GOLDEN = Path(__file__).parents[1] / "golden"

LINES = Chart("lines", ("loss/.*", "acc"), None)
BANDS = Chart("band", None, (Band("m", "lo", "hi"), Band("m2", "lo2", "hi2")))
CATEGORIES = [Category("first", False, (LINES, BANDS)), Category("second", True, ()), Category("", False, (LINES,))]
AS_JSON = [
    {
        "title": "first",
        "closed": False,
        "charts": [
            {"title": "lines", "multiline": ["loss/.*", "acc"]},
            {
                "title": "band",
                "margin": [
                    {"value": "m", "lower": "lo", "upper": "hi"},
                    {"value": "m2", "lower": "lo2", "upper": "hi2"},
                ],
            },
        ],
    },
    {"title": "second", "closed": True, "charts": []},
    {"title": "", "closed": False, "charts": [{"title": "lines", "multiline": ["loss/.*", "acc"]}]},
]


def of_tensorboard(data: bytes) -> Any:
    layout_pb2 = pytest.importorskip("tensorboard.plugins.custom_scalar.layout_pb2")
    return layout_pb2.Layout.FromString(data)


@pytest.mark.parametrize("writer", ["torch", "tensorboardX"])
def test_the_layout_of_a_log_is_served(serve: Serve, writer: str) -> None:
    charts = [{"title": "multi", "multiline": ["train/loss", "grouped.*"]}]
    categories = [{"title": "default", "closed": False, "charts": charts}]
    found = serve(GOLDEN / writer).get("/api/layouts").json
    assert found == {"layouts": [{"run": "all", "categories": categories}], "merged": categories}


def test_what_a_page_sends_is_the_message_that_a_log_carries(serve: Serve, tmp_path: Path) -> None:
    client = serve(tmp_path)
    response = client.post("/api/layout", json={"categories": AS_JSON})
    assert response.mimetype == "application/octet-stream"
    theirs = of_tensorboard(response.data)
    assert [(c.title, c.closed, [chart.title for chart in c.chart]) for c in theirs.category] == [
        ("first", False, ["lines", "band"]),
        ("second", True, []),
        ("", False, ["lines"]),
    ]
    lines, band = theirs.category[0].chart
    assert list(lines.multiline.tag) == ["loss/.*", "acc"]
    assert [(s.value, s.lower, s.upper) for s in band.margin.series] == [("m", "lo", "hi"), ("m2", "lo2", "hi2")]
    log(tmp_path, "a", [custom_scalars.value(response.data)])
    assert serve(tmp_path).get("/api/layouts").json["layouts"] == [{"run": "a", "categories": AS_JSON}]
    assert client.post("/api/layout/read", data=response.data).json == {"categories": AS_JSON}


def test_what_is_no_message_is_told(serve: Serve, tmp_path: Path) -> None:
    response = serve(tmp_path).post("/api/layout/read", data=b"\xff\xff\xff")
    assert response.status_code == 400
    assert response.json == {"error": "This file holds no layout: its bytes are no layout."}


def test_all_layouts_as_one_are_those_of_tensorboards_route(serve: Serve, tmp_path: Path) -> None:
    one, two = (["Multiline", [tag]] for tag in ("a", "b"))
    log(tmp_path, "z", [custom_scalars.value({"c": {"one": one}, "d": {"one": one}})], wall_time=1.0)
    log(tmp_path, "y", [custom_scalars.value({"d": {"one": one, "two": two}})], wall_time=2.0)
    client = serve(tmp_path)
    merged = client.get("/api/layouts").json["merged"]
    theirs = client.get("/data/plugin/custom_scalars/layout").json["category"]
    assert [(category["title"], [chart["title"] for chart in category["charts"]]) for category in merged] == [
        ("d", ["one", "two"]),
        ("c", ["one"]),
    ]
    assert [(category["title"], [chart["title"] for chart in category["chart"]]) for category in theirs] == [
        ("d", ["one", "two"]),
        ("c", ["one"]),
    ]


def test_a_chart_of_no_tags_stays_the_chart_that_it_was() -> None:
    categories = (Category("c", False, (Chart("lines", (), None), Chart("bands", None, ()))),)
    assert layouts.parse(layouts.serialize(categories)) == categories


def test_the_layout_written_last_stands(serve: Serve, tmp_path: Path) -> None:
    log(tmp_path, "a", [custom_scalars.value({"old": {}})], wall_time=1.0)
    log(tmp_path, "a", [custom_scalars.value({"new": {}})], number=2, wall_time=2.0)
    (found,) = serve(tmp_path).get("/api/layouts").json["layouts"]
    assert [category["title"] for category in found["categories"]] == ["new"]


def test_runs_are_served_oldest_first_and_those_without_a_layout_are_not(write: Write, serve: Serve) -> None:
    logdir = write([("loss", 1.0, 0, 1.0)], "plain")
    log(logdir, "a", [custom_scalars.value({"young": {}})], wall_time=20.0)
    log(logdir, "b", [custom_scalars.value({"old": {}})], wall_time=10.0)
    assert [one["run"] for one in serve(logdir).get("/api/layouts").json["layouts"]] == ["b", "a"]


def damaged(data: list[bytes]) -> Any:
    value = custom_scalars.value({})
    value.tensor.string_val[:] = data
    return value


@pytest.mark.parametrize("data", [[b"\xff\xff\xff"], [], [b"", b""]])
def test_a_damaged_layout_is_told_in_a_sentence(serve: Serve, tmp_path: Path, data: list[bytes]) -> None:
    log(tmp_path, "a", [damaged(data)])
    (found,) = serve(tmp_path).get("/api/layouts").json["layouts"]
    assert (found["run"], found["categories"]) == ("a", [])
    assert found["problem"].startswith("The layout of the run 'a' ") and found["problem"].endswith(".")


def test_a_layout_beyond_all_measure_is_not_read(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log(tmp_path, "a", [custom_scalars.value({"category": {}})])
    monkeypatch.setattr(layouts, "LARGEST", 10)
    (found,) = serve(tmp_path).get("/api/layouts").json["layouts"]
    assert found["problem"]


@pytest.mark.parametrize(
    ("categories", "told"),
    [
        (None, "categories must be a list"),
        ({}, "categories must be a list"),
        ([1], "categories must be a list"),
        ([{}], "A category must have a text as its title"),
        ([{"title": 1}], "A category must have a text"),
        ([{"title": "c"}], "charts must be a list"),
        ([{"title": "c", "charts": [{}]}], "A chart must have a text"),
        ([{"title": "c", "charts": [{"title": "t"}]}], "'t' must have either"),
        ([{"title": "c", "charts": [{"title": "t", "multiline": [], "margin": []}]}], "'t' must have either"),
        ([{"title": "c", "charts": [{"title": "t", "multiline": "a"}]}], "'t' must have a list of texts"),
        ([{"title": "c", "charts": [{"title": "t", "multiline": [1]}]}], "'t' must have a list of texts"),
        ([{"title": "c", "charts": [{"title": "t", "multiline": ["\ud800"]}]}], "'t' must have a list of texts"),
        ([{"title": "c", "charts": [{"title": "t", "margin": [{"value": "v", "lower": "l"}]}]}], "as its upper"),
        ([{"title": "\udfff", "charts": []}], "A category must have a text"),
    ],
)
def test_mistakes_of_a_page_are_told(serve: Serve, tmp_path: Path, categories: Any, told: str) -> None:
    response = serve(tmp_path).post("/api/layout", json={"categories": categories})
    assert response.status_code == 400
    assert told in response.json["error"] and response.json["error"].endswith(".")
    with pytest.raises(LayoutError):
        layouts.from_json(categories)


def test_categories_of_one_title_become_one() -> None:
    other = Chart("other", ("x",), None)
    merged = layouts.merge(
        [CATEGORIES, [Category("first", True, (LINES, other))], [Category("third", False, (other,))]]
    )
    assert merged == [
        Category("first", False, (LINES, BANDS, other)),
        *CATEGORIES[1:],
        Category("third", False, (other,)),
    ]


def test_the_library_has_them() -> None:
    chart = Chart("multi", ("train/loss", "grouped.*"), None)
    assert board.load(GOLDEN / "torch").layouts() == {"all": (Category("default", False, (chart,)),)}
