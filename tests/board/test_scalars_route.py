"""The page's data: /api/scalars."""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from board.smoothing import ema

from .conftest import Write, decode

Serve = Callable[..., FlaskClient]
START = 1.7e9


def ramp(n: int, tag: str = "loss", start: float = START) -> list[tuple[str, float, int, float]]:
    return [(tag, math.sin(i / 40) * i, i, start + i / 4) for i in range(n)]


def fetch(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    response = client.post("/api/scalars", data={"tag": "loss", "run": "a", **fields})
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/octet-stream"
    return decode(response.data)


def one(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    (series,) = fetch(client, **fields)["series"]
    return dict(series)


def test_few_points_come_as_they_are(write: Write, serve: Serve) -> None:
    series = one(serve(write(ramp(50))))
    columns = series.pop("columns")
    assert series == {
        "run": "a", "tag": "loss", "start": START, "extent": [0, 49], "total": 50, "points": 50, "rows": 50, "thinned": False,
        "latest": float(np.float32(math.sin(49 / 40) * 49)), "nonfinite": 0, "infinite": 0, "superseded": 0, "description": "",
    }  # fmt: skip
    assert columns["step"].tolist() == list(range(50))
    assert columns["wall"].tolist() == [START + i / 4 for i in range(50)]
    assert columns["value"].dtype == "<f4"
    assert columns["value"].tolist() == [float(np.float32(math.sin(i / 40) * i)) for i in range(50)]


def test_many_points_come_as_pixel_columns_with_every_extreme(write: Write, serve: Serve) -> None:
    events = ramp(5000)
    events[1234] = ("loss", 1e9, 1234, START + 1234 / 4)
    events[2345] = ("loss", math.nan, 2345, START + 2345 / 4)
    series = one(serve(write(events)), width=100)
    columns = series["columns"]
    values = np.array([value for _, value, _, _ in events], np.float32)
    assert (series["thinned"], series["points"], series["nonfinite"]) == (True, 5000, 1)
    assert columns["count"].dtype == "<u4"
    assert columns["count"].sum() == 5000
    assert 100 <= series["rows"] <= 202
    for row, (end, n) in enumerate(zip(np.cumsum(columns["count"]), columns["count"], strict=True)):
        inside = values[end - n : end]
        assert columns["step"][row] == end - 1
        assert columns["wall"][row] == START + (end - 1) / 4
        np.testing.assert_equal([columns["first"][row], columns["last"][row]], [inside[0], inside[-1]])
        assert (columns["min"][row], columns["max"][row]) == (np.nanmin(inside), np.nanmax(inside))
        assert columns["nonfinite"][row] == np.isnan(inside).sum()


def test_a_range_brings_the_detail_back_and_reaches_past_both_edges(write: Write, serve: Serve) -> None:
    client = serve(write(ramp(5000)))
    series = one(client, width=100, **{"from": 1000, "to": 1099})
    assert (series["thinned"], series["points"], series["extent"]) == (False, 100, [0, 4999])
    assert series["columns"]["step"].tolist() == list(range(999, 1101))
    thinned = one(client, width=20, **{"from": 1000, "to": 1999})
    assert thinned["thinned"]
    assert thinned["points"] == 1000
    assert thinned["columns"]["step"][0] < 1000
    assert thinned["columns"]["step"][-1] > 1999


@pytest.mark.parametrize(("low", "high", "steps"), [(100, 200, [9]), (-9, -1, [0]), (3, 3, [2, 3, 4])])
def test_a_range_beside_the_data_has_its_nearest_point(
    write: Write, serve: Serve, low: int, high: int, steps: list[int]
) -> None:
    series = one(serve(write(ramp(10))), **{"from": low, "to": high})
    assert series["columns"]["step"].tolist() == steps


def test_one_bound_is_enough(write: Write, serve: Serve) -> None:
    client = serve(write(ramp(10)))
    assert one(client, **{"from": 7.5})["columns"]["step"].tolist() == [6, 7, 8, 9]
    assert one(client, to=1)["columns"]["step"].tolist() == [0, 1, 2]
    assert one(client, **{"from": 70})["points"] == 0


def test_relative_and_wall_time_are_seconds(write: Write, serve: Serve) -> None:
    client = serve(write(ramp(10)))
    assert one(client, x="relative", **{"from": 1, "to": 1.5})["columns"]["step"].tolist() == [3, 4, 5, 6, 7]
    relative, wall = one(client, x="relative"), one(client, x="wall")
    assert relative["extent"] == [0, 2.25]
    assert wall["extent"] == [START, START + 2.25]


def test_points_without_a_place_on_the_axis_are_left_out_of_it_only(write: Write, serve: Serve) -> None:
    events = [("loss", 1.0, 0, math.nan), ("loss", 2.0, 1, 50.0), ("loss", 3.0, 2, math.inf), ("loss", 4.0, 3, 60.0)]
    client = serve(write(events))
    relative = one(client, x="relative")
    assert (relative["start"], relative["total"], relative["points"]) == (50.0, 4, 2)
    assert relative["columns"]["value"].tolist() == [2.0, 4.0]
    assert one(client)["points"] == 4


def test_a_series_without_any_wall_time_is_no_error(write: Write, serve: Serve) -> None:
    series = one(serve(write([("loss", 1.0, 0, math.nan)])), x="relative", smoothing=0.5)
    assert (series["start"], series["extent"], series["rows"]) == (None, None, 0)


def test_steps_out_of_order_are_drawn_in_order(write: Write, serve: Serve) -> None:
    events = [("loss", float(i), step, START + i) for i, step in enumerate([5, 1, 5, 3])]
    columns = one(serve(write(events)))["columns"]
    assert columns["step"].tolist() == [1, 3, 5, 5]
    assert columns["value"].tolist() == [1.0, 3.0, 0.0, 2.0]


@pytest.mark.parametrize("fields", [{}, {"width": 50}, {"from": 900, "to": 1000}, {"width": 5, "from": 900}])
def test_smoothing_runs_over_every_point_whatever_is_shown(write: Write, serve: Serve, fields: dict[str, Any]) -> None:
    events = ramp(2000)
    whole = ema(np.array([value for _, value, _, _ in events], np.float32), 0.9)
    columns = one(serve(write(events)), smoothing=0.9, **fields)["columns"]
    assert columns["smoothed"].dtype == "<f4"
    assert columns["smoothed"].tolist() == whole[columns["step"].astype(int)].tolist()


@pytest.mark.parametrize("unit", ["points", "steps"])
@pytest.mark.parametrize("kind", ["mean", "median"])
@pytest.mark.parametrize("fields", [{}, {"width": 50}, {"from": 900, "to": 1000}])
def test_running_means_and_medians_run_over_every_point(
    write: Write, serve: Serve, kind: str, unit: str, fields: dict[str, Any]
) -> None:
    events = [(tag, value, 3 * step, wall) for tag, value, step, wall in ramp(2000)]
    pandas = pytest.importorskip("pandas")
    rolling = pandas.Series([value for _, value, _, _ in events]).rolling(11, center=True, min_periods=1)
    window = 11 if unit == "points" else 30  # 15 steps to each side: 5 points
    columns = one(serve(write(events)), smoother=kind, window=window, unit=unit, smoothing=0.5, **fields)["columns"]
    assert columns["smoothed"].dtype == "<f4"
    expected = getattr(rolling, kind)().to_numpy()[columns["step"].astype(int) // 3]
    np.testing.assert_allclose(columns["smoothed"], expected, rtol=1e-6, atol=1e-5)


def test_replaced_points_follow_their_run_when_asked_for(write: Write, serve: Serve) -> None:
    write([("loss", float(i), i, START + i) for i in range(10)], "a", 1)
    write([("loss", 100.0 + i, i, START + 50 + i) for i in range(6, 12)], "a", 2)
    client = serve(write(ramp(5), "b"))
    assert [series["run"] for series in fetch(client, run=["a", "b"])["series"]] == ["a", "b"]
    a, replaced, b = fetch(client, run=["a", "b"], superseded=1, smoothing=0.5)["series"]
    assert (a["run"], a["superseded"], a["points"]) == ("a", 4, 12)
    assert "superseded_points" not in a and "superseded_points" not in b
    assert a["columns"]["value"].tolist() == [*range(6), *range(106, 112)]
    columns = replaced.pop("columns")
    assert replaced == {
        "run": "a", "tag": "loss", "superseded_points": True, "start": START, "extent": [6, 9], "total": 4, "points": 4,
        "rows": 4, "thinned": False, "latest": 9.0, "nonfinite": 0, "infinite": 0, "superseded": 0, "description": "",
    }  # fmt: skip
    assert set(columns) == {"step", "wall", "value"}
    assert columns["value"].tolist() == [6, 7, 8, 9]


def test_replaced_points_count_from_the_start_of_those_that_stand(write: Write, serve: Serve) -> None:
    write([("loss", 1.0, i, START + i) for i in range(3)], "a", 1)
    client = serve(write([("loss", 2.0, i, START + 50 + i) for i in range(3)], "a", 2))
    stands, replaced = fetch(client, x="relative", superseded=1)["series"]
    assert (stands["start"], stands["extent"]) == (START + 50, [0, 2])
    assert (replaced["start"], replaced["extent"]) == (START + 50, [-50, -48])


def test_runs_share_equal_columns_and_absent_ones_are_named(write: Write, serve: Serve) -> None:
    write(ramp(50), "a")
    client = serve(write(ramp(50, start=START + 9), "b"))
    body = client.post("/api/scalars", data={"tag": "loss", "run": ["b", "a", "nope", "a"]}).data
    answer = decode(body)
    assert [series["run"] for series in answer["series"]] == ["b", "a"]
    assert answer["missing"] == ["nope"]
    shared = {name: {series["columns"][name].__array_interface__["data"][0] for series in answer["series"]}
              for name in ("step", "value", "wall")}  # fmt: skip
    assert {name: len(places) for name, places in shared.items()} == {"step": 1, "value": 1, "wall": 2}


def test_several_tags_come_in_one_reply_each_as_if_it_were_alone(write: Write, serve: Serve) -> None:
    for run in ("a", "b"):
        write([*ramp(5000), *ramp(40, "acc")], run)
    client = serve(write(ramp(7, "other"), "c"))
    answer = fetch(client, tag=["acc", "loss", "nope"], run=["b", "c", "a"], smoothing=0.5, width=100)
    assert [(series["tag"], series["run"]) for series in answer["series"]] == [
        ("acc", "b"), ("acc", "a"), ("loss", "b"), ("loss", "a"),
    ]  # fmt: skip
    assert answer["missing"] == ["c"]
    for series in answer["series"]:
        np.testing.assert_equal(series, one(client, tag=series["tag"], run=series["run"], smoothing=0.5, width=100))


def test_packed_columns_are_the_same_in_fewer_bytes(write: Write, serve: Serve) -> None:
    noise = np.random.default_rng(0).normal(size=4000)
    client = serve(write([("loss", value, i, START + i) for i, value in enumerate(noise)]))
    fields = {"tag": "loss", "run": "a", "smoothing": "0.5", "width": "1000"}
    plain = client.post("/api/scalars", data=fields)
    packed = client.post("/api/scalars", data={**fields, "packed": "1"}, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < 0.8 * len(plain.data)
    answer = decode(gzip.decompress(packed.data))
    assert answer["planar"]
    np.testing.assert_equal({**answer, "planar": False}, decode(plain.data))
    unzipped = client.post("/api/scalars", data={**fields, "packed": "1"})
    assert "Content-Encoding" not in unzipped.headers
    assert unzipped.data == gzip.decompress(packed.data)


def test_extremes_are_less_of_a_bucket_unless_some_value_is_not_finite(write: Write, serve: Serve) -> None:
    write([("loss", math.nan if i == 70 else i, i, START + i) for i in range(5000)], "b")
    client = serve(write(ramp(5000)))
    whole, other = (one(client, run=run, width=100) for run in "ab")
    few = one(client, width=100, columns="step,extremes")
    assert set(few["columns"]) == {"step", "min", "max", "nonfinite", "count"}
    np.testing.assert_equal(few["columns"], {name: whole["columns"][name] for name in few["columns"]})
    every = one(client, run="b", width=100, columns="step,extremes")["columns"]
    np.testing.assert_equal(every, {name: column for name, column in other["columns"].items() if name != "wall"})
    assert set(one(client, width=5000, columns="extremes")["columns"]) == {"value"}


def test_how_many_points_a_pixel_come_as_they_are_can_be_said(write: Write, serve: Serve) -> None:
    client = serve(write(ramp(1000)))
    assert [one(client, width=300, **fields)["thinned"] for fields in ({}, {"raw": 3}, {"raw": 4})] == [
        False,
        True,
        False,
    ]
    thinned = one(client, width=300, raw=1)
    assert 300 <= thinned["rows"] < 600
    assert thinned["columns"]["step"].dtype == "<u4"


def test_the_latest_value_in_the_range_is_told(write: Write, serve: Serve) -> None:
    client = serve(write([("loss", math.inf if i == 9 else i, i, START + i) for i in range(10)]))
    ranges: list[dict[str, Any]] = [{}, {"to": 4}, {"from": 20}, {"to": -1}, {"x": "relative", "to": 2.5}]
    assert [one(client, **{"columns": "step", **fields})["latest"] for fields in ranges] == [
        "Infinity",
        4,
        "Infinity",
        None,
        2,
    ]


def test_steps_are_told_apart_beyond_the_exact_doubles(write: Write, serve: Serve) -> None:
    big = 2**62
    series = one(
        serve(write([("loss", float(i), big + i, START) for i in range(4)])), **{"from": big + 1, "to": big + 2}
    )
    assert (series["points"], series["extent"]) == (2, [big, big + 3])


def test_doubles_stay_doubles(tmp_path: Path, serve: Serve) -> None:
    golden = Path(__file__).parents[1] / "golden" / "hard" / "double_and_int"
    client = serve(golden)
    tags = client.get("/api/runs").json["tagsets"][0]["scalars"]
    dtypes = {tag: one(client, run=".", tag=tag)["columns"]["value"].dtype.str for tag in tags}
    assert "<f8" in dtypes.values()


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"width": "0"}, 400, "The field width must be a whole number of pixels from 1 to 32768, not '0'."),
        ({"width": "many"}, 400, "not 'many'"),
        ({"x": "epoch"}, 400, "The field x must be step, relative, wall or tag, not 'epoch'."),
        ({"from": "nan"}, 400, "The field from must be a finite number, not 'nan'."),
        ({"to": "1e999"}, 400, "The field to must be a finite number"),
        ({"x": "wall", "to": "9" * 400}, 400, "The field to must be a finite number"),
        ({"smoothing": "1.5"}, 400, "The field smoothing must be a number from 0 to 1, not '1.5'."),
        ({"smoothing": "nan"}, 400, "The field smoothing must be"),
        ({"smoother": "best"}, 400, "The field smoother must be exponential, mean or median, not 'best'."),
        ({"smoother": "mean"}, 400, "The smoother mean needs the field window: how many points it spans."),
        ({"smoother": "mean", "unit": "steps"}, 400, "how many steps it spans."),
        ({"smoother": "mean", "window": "0"}, 400, "The field window must be a number greater than 0, not '0'."),
        ({"smoother": "mean", "window": "inf"}, 400, "The field window must be a number greater than 0, not 'inf'."),
        ({"smoother": "mean", "window": "9" * 400}, 400, "The field window must be a number greater than 0"),
        ({"window": "3", "unit": "seconds"}, 400, "The field unit must be points or steps, not 'seconds'."),
        ({"superseded": "yes"}, 400, "The field superseded must be 0 or 1, not 'yes'."),
        (
            {"from": "5", "to": "4"},
            400,
            "The field from must not be greater than the field to, but 5 is greater than 4.",
        ),
        ({"tag": []}, 400, "The field tag must be given at least once."),
        ({"tag": ["no", "pe"]}, 404, "The run 'a' has no scalars with the tag 'no' or 'pe'."),
        ({"raw": "5"}, 400, "The field raw must be a whole number from 1 to 4, not '5'."),
        ({"columns": "step,extreme"}, 400, "The field columns must be some of step,wall,value,smoothed,extremes"),
        ({"packed": "yes"}, 400, "The field packed must be 0 or 1, not 'yes'."),
        ({"run": []}, 400, "The field run must be given at least once."),
        ({"run": "nope"}, 404, "The run 'nope' has no scalars with the tag 'loss'."),
        ({"run": ["nope", "no"]}, 404, "None of the 2 runs asked for has scalars with the tag 'loss'."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    write: Write, serve: Serve, fields: dict[str, Any], status: int, words: str
) -> None:
    response = serve(write(ramp(5))).post("/api/scalars", data={"tag": "loss", "run": "a", **fields})
    assert response.status_code == status
    assert words in response.json["error"]
