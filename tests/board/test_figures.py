"""Plotly figures: their traces against what the library reads, and their colours against the page's."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

import board
from board import charts, figures, palette
from board.smoothing import ema

from .conftest import Write

pytest.importorskip("plotly")
ROOT = Path(__file__).parents[2]
START = 1.7e9


@pytest.fixture
def logs(write: Write) -> board.Logs:
    for number, run in enumerate(("a", "b", "c")):
        start = START + 1000 * number
        events = [("loss", math.sin(i) + number, 2 * i, start + i) for i in range(30)]
        write([*events, *(("lr", 1.0 / (1 + i), 2 * i, start + i) for i in range(0, 30, 3))], run)
    return board.load(write([("acc", 1.0, 0, START + 5000)], "d"))


def drawn(figure: Any) -> list[dict[str, Any]]:
    """The traces, as Plotly itself has read them, and as JSON holds them without loss."""
    json.loads(figure.to_json())
    return [trace.to_plotly_json() for trace in figure.data]


def test_a_line_has_every_point_of_its_run(logs: board.Logs) -> None:
    figure = figures.scalars(logs, "loss")
    lines = drawn(figure)
    assert [line["name"] for line in lines] == ["a", "b", "c"]
    for line in lines:
        points = logs.scalars(line["name"], "loss")
        assert line["x"].tolist() == points.step.tolist()
        assert line["y"].tolist() == points.value.tolist()
        assert (line["type"], line["mode"]) == ("scatter", "lines")
    assert (figure.layout.title.text, figure.layout.xaxis.title.text) == ("loss", "step")


def test_x_is_what_is_asked_for(logs: board.Logs) -> None:
    points = logs.scalars("b", "loss")
    (relative,) = drawn(figures.scalars(logs, "loss", ["b"], "relative"))
    assert relative["x"].tolist() == (points.wall_time - points.wall_time[0]).tolist()
    (wall,) = drawn(figures.scalars(logs, "loss", ["b"], "wall"))
    assert wall["x"].astype("datetime64[us]").astype(np.int64).tolist() == (points.wall_time * 1e6).astype(int).tolist()
    (path,) = drawn(figures.scalars(logs, "loss", ["b"], "lr"))
    rate = logs.scalars("b", "lr")
    assert path["x"].tolist() == rate.value.tolist()
    assert path["y"].tolist() == points.value[::3].tolist()


def test_a_smoothed_line_lies_over_the_faint_one(logs: board.Logs) -> None:
    raw, smooth = drawn(figures.scalars(logs, "loss", ["a"], smoothing=0.9))
    points = logs.scalars("a", "loss")
    assert raw["y"].tolist() == points.value.tolist()
    assert smooth["y"].tolist() == ema(points.value, 0.9).tolist()
    assert raw["opacity"] < 1 and not raw["showlegend"] and "opacity" not in smooth
    (_, median) = drawn(figures.scalars(logs, "loss", ["a"], smoother="median", window=4, unit="steps"))
    assert median["y"][5] == np.median(points.value[4:7])


@pytest.mark.parametrize("band", ["std", "quartiles", "none"])
def test_a_group_is_a_line_over_its_band(logs: board.Logs, band: str) -> None:
    *edges, line = drawn(
        figures.scalars(logs, "loss", groups={"all": ["a", "b", "c", "d"]}, center="median", band=band)
    )
    values = np.array([logs.scalars(run, "loss").value for run in "abc"], np.float64)
    assert line["name"] == "all"
    assert line["x"].tolist() == list(range(0, 60, 2))
    np.testing.assert_allclose(line["y"], np.median(values, axis=0))
    assert set(line["customdata"].tolist()) == {3}
    expected = {
        "std": np.median(values, axis=0) + [[-1], [1]] * values.std(axis=0, ddof=1),
        "quartiles": np.quantile(values, [0.25, 0.75], axis=0),
        "none": np.empty((0, 30)),
    }[band]
    np.testing.assert_allclose([edge["y"] for edge in edges], expected) if len(edges) else None
    assert len(edges) == len(expected)
    assert [edge.get("fill") for edge in edges] == [None, "tonexty"][: len(edges)]


def test_members_lie_behind_their_group(logs: board.Logs) -> None:
    groups = {"one": ["a"], "two": ["b", "c"]}
    traces = drawn(figures.scalars(logs, "loss", groups=groups, band="none", members=True, smoothing=0.5, x="wall"))
    assert [trace["name"] for trace in traces] == ["one", "one", "two", "two", "two"]
    assert traces[2]["y"].tolist() == logs.scalars("b", "loss").value.tolist()
    assert traces[2]["line"]["color"] == traces[4]["line"]["color"] != traces[0]["line"]["color"]
    assert "opacity" in traces[0] and "opacity" not in traces[1]


@pytest.mark.parametrize("x", ["step", "relative", "wall", "lr"])
def test_replaced_points_are_there_when_asked_for(write: Write, x: str) -> None:
    events = [(tag, float(i), i, START + i) for i in range(6) for tag in ("loss", "lr")]
    write(events, number=1)
    logs = board.load(write([(tag, 9.0, i, START + 50 + i) for i in range(4, 8) for tag in ("loss", "lr")], number=2))
    assert len(drawn(figures.scalars(logs, "loss", x=x))) == 1
    replaced, line = drawn(figures.scalars(logs, "loss", x=x, superseded=True, smoothing=0))
    assert replaced["y"].tolist() == [4.0, 5.0] and len(line["y"]) == 8
    assert replaced["opacity"] < 1
    if x == "relative":
        assert replaced["x"].tolist() == [4.0, 5.0]


def test_odd_numbers_and_times_are_no_error(write: Write) -> None:
    odd = [math.nan, math.inf, -1.0, 1e300]
    logs = board.load(
        write([("loss", value, i, time) for i, (value, time) in enumerate(zip(odd, odd[::-1], strict=True))])
    )
    for x in ("step", "relative", "wall"):
        (line,) = drawn(figures.scalars(logs, "loss", x=x, log_x=True, log_y=True, dark=True))
        assert len(line["y"]) == (4 if x == "step" else 2)
    none = board.load(write([("loss", 1.0, 0, math.nan)], "other"))
    assert len(drawn(figures.scalars(none, "loss", ["other"], x="relative"))[0]["y"]) == 0


def test_axes_are_logarithmic_and_dark_where_asked_for(logs: board.Logs) -> None:
    layout = figures.scalars(logs, "loss", log_y=True, dark=True).layout
    assert (layout.xaxis.type, layout.yaxis.type, layout.paper_bgcolor) == (None, "log", "#181b1e")


def test_very_many_points_are_drawn_by_webgl(logs: board.Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "MANY", 50)
    kinds = [trace["type"] for trace in drawn(figures.scalars(logs, "loss", groups={"g": "abc"}, members=True))]
    assert kinds == ["scattergl", "scattergl", "scattergl", "scattergl", "scatter", "scattergl"]


def test_colours_are_by_place_among_all_runs(logs: board.Logs) -> None:
    every = {line["name"]: line["line"] for line in drawn(figures.scalars(logs, "loss"))}
    assert [line["color"] for line in every.values()] == palette.LIGHT[:3]
    (alone,) = drawn(figures.scalars(logs, "loss", ["c"]))
    assert alone["line"] == every["c"]
    (own,) = drawn(figures.scalars(logs, "loss", ["c"], colours={"c": "#abcdef", "gone": "#000000"}))
    assert own["line"]["color"] == "#abcdef"
    assert [palette.ink(place).line(1)["dash"] for place in (0, 36, 72, 144)] == [
        "solid",
        "7px,3px",
        "2px,2.5px",
        "solid",
    ]


def test_the_colours_are_the_pages(tmp_path: Path) -> None:
    node, bundler = shutil.which("node"), ROOT / "frontend" / "node_modules" / ".bin" / "rolldown"
    if node is None or not bundler.exists():
        pytest.skip("the page's tools are not installed")
    bundle, script = tmp_path / "palette.mjs", tmp_path / "print.mjs"
    source = ROOT / "frontend" / "src" / "plot" / "palette.ts"
    subprocess.run([bundler, source, "--format", "esm", "-o", bundle], check=True, capture_output=True, cwd=tmp_path)
    script.write_text(
        'import { inkAt } from "./palette.mjs";\n'
        "const inks = [false, true].map((dark) => Array.from({ length: 150 }, (_, i) => inkAt(i, dark)));\n"
        "console.log(JSON.stringify(inks.map((row) => row.map(({ colour, dash }) => [colour, dash]))));\n"
    )
    printed = subprocess.run([node, script], check=True, capture_output=True, text=True).stdout
    ours = [[palette.ink(place, dark) for place in range(150)] for dark in (False, True)]
    assert json.loads(printed) == [[[colour, list(dashes)] for colour, dashes in row] for row in ours]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"center": "mode"}, "center must be mean or median, not 'mode'"),
        ({"band": "95"}, "band must be std, sem, ci95, quartiles, minmax or none, not '95'"),
        ({"smoothing": 1.5}, "smoothing must be from 0 to 1, not 1.5"),
        ({"smoother": "best"}, "smoother must be exponential, mean or median, not 'best'"),
        ({"smoother": "mean"}, "the smoother mean needs a window greater than 0, not None"),
        ({"smoother": "mean", "window": math.nan}, "greater than 0, not nan"),
        ({"unit": "seconds"}, "unit must be points or steps, not 'seconds'"),
        ({"groups": {"g": ["a"]}, "runs": ["a"]}, "groups go without runs"),
        ({"groups": {"g": ["a"]}, "x": "lr"}, "groups go without runs, and with x as step, relative or wall"),
        ({"colours": {"a": "red"}}, "the colour of 'a' must be like #3553d1, not 'red'"),
    ],
)
def test_what_makes_no_sense_is_said(logs: board.Logs, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        figures.scalars(logs, "loss", **arguments)


def test_one_run_needs_no_list(logs: board.Logs) -> None:
    alone = figures.scalars(logs, "loss", "a")
    assert alone == figures.scalars(logs, "loss", ["a"]) != figures.scalars(logs, "loss")


@pytest.mark.parametrize(
    "arguments",
    [
        {"tag": "nope"},
        {"runs": ["nope"]},
        {"runs": "nope"},
        {"runs": ["d"]},
        {"x": "nope"},
        {"groups": {"g": ["d"]}},
        {"groups": {}},
    ],
)
def test_what_is_not_there_is_said(logs: board.Logs, arguments: dict[str, Any]) -> None:
    with pytest.raises(board.NotFound):
        figures.scalars(logs, **{"tag": "loss", **arguments})


def test_several_tags_have_one_colour_a_run_and_a_dash_a_tag(logs: board.Logs) -> None:
    figure = figures.scalars(logs, ["loss", "lr"], ["a", "c"], right=["lr"], log_y=True)
    lines = drawn(figure)
    assert [line["name"] for line in lines] == ["a · loss", "c · loss", "a · lr", "c · lr"]
    assert [line["line"]["color"] for line in lines] == [palette.LIGHT[place] for place in (0, 2, 0, 2)]
    assert [line["line"]["dash"] for line in lines] == ["solid"] * 2 + ["7px,3px"] * 2
    assert [line.get("yaxis") for line in lines] == [None, None, "y2", "y2"]
    assert lines[3]["y"].tolist() == logs.scalars("c", "lr").value.tolist()
    layout = figure.layout
    assert (layout.title.text, layout.yaxis2.side, layout.yaxis2.type) == ("loss · lr", "right", "log")
    (alone,) = drawn(figures.scalars(logs, ["loss", "acc"], ["d"]))
    assert (alone["name"], len(alone["y"])) == ("d · acc", 1)
    with pytest.raises(board.NotFound):
        figures.scalars(logs, ["loss", "lr"], ["d"])


def test_plotly_is_imported_for_a_figure_only() -> None:
    code = "import sys, board; board.figures.scalars; sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


# The route.


@pytest.fixture
def ask(logs: board.Logs, tmp_path: Path, serve: Callable[..., FlaskClient]) -> Callable[..., Any]:
    client = serve(tmp_path / "logs")
    return lambda **fields: client.post("/api/figure", json={"tag": "loss", **fields})


@pytest.mark.parametrize(
    ("fields", "arguments"),
    [
        ({}, {}),
        ({"runs": ["c", "a", "d", "nope"], "x": "relative"}, {"runs": ["c", "a"], "x": "relative"}),
        ({"x": "tag", "xtag": "lr", "smoothing": 0.5, "log_x": True}, {"x": "lr", "smoothing": 0.5, "log_x": True}),
        (
            {"groups": [{"name": "g", "runs": ["a", "b"]}], "band": "ci95", "members": True, "dark": True},
            {"groups": {"g": ["a", "b"]}, "band": "ci95", "members": True, "dark": True},
        ),
        (
            {"smoother": "median", "window": 5, "unit": "steps", "colours": {"a": "#ABCDEF"}, "log_y": True},
            {"smoother": "median", "window": 5, "unit": "steps", "colours": {"a": "#ABCDEF"}, "log_y": True},
        ),
    ],
)
def test_the_page_gets_what_a_notebook_gets(
    logs: board.Logs, ask: Callable[..., Any], fields: dict[str, Any], arguments: dict[str, Any]
) -> None:
    response = ask(**fields)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Disposition"] == 'attachment; filename="figure.json"'
    assert response.json == json.loads(figures.scalars(logs, "loss", **arguments).to_json())


def test_a_margin_chart_is_lines_over_their_bands(write: Write, serve: Callable[..., FlaskClient]) -> None:
    events = [
        (tag, base + step, step, 1.0 + step) for step in range(9) for tag, base in {"v": 10, "lo": 8, "hi": 13}.items()
    ]
    write([event for event in events if event[0] != "lo" or event[2] != 4])
    logdir = write([("v", 1.0, 0, 1.0)], run="b")
    bands = [{"value": "v", "lower": "lo", "upper": "hi"}]
    reply = serve(logdir).post("/api/figure", json={"tags": ["v"], "margins": bands, "smoothing": 0.9})
    lower, upper, line, *other = reply.json["data"]
    low, high, middle = (np.frombuffer(b64decode(one["y"]["bdata"]), one["y"]["dtype"]) for one in (lower, upper, line))
    np.testing.assert_array_equal(low, [8, 9, 10, 11, np.nan, 13, 14, 15, 16])
    assert high.tolist() == [13 + step for step in range(9)] and upper["fill"] == "tonexty"
    assert middle.tolist() == [10 + step for step in range(9)] and line["name"] == "a"
    assert [trace["name"] for trace in other] == ["b lower", "b upper", "b"]
    for wrong in ([{"value": "v"}], "x", [{"value": 1, "lower": "lo", "upper": "hi"}], [{**bands[0], "value": "w"}]):
        refused = serve(logdir).post("/api/figure", json={"tags": ["v"], "margins": wrong})
        assert refused.status_code == 400 and "field margins" in refused.json["error"]


def test_the_page_tells_how_its_card_looks(ask: Callable[..., Any]) -> None:
    figure = ask(
        tags=["loss", "lr"],
        right=["lr"],
        title="Both",
        runs=["a", "b"],
        names={"a": "the first"},
        dashes={"b": [5, 1]},
        x_range=[2, 20.5],
        y_range=[0.1, None],
        right_range=[None, 100],
        log_y=True,
    ).json
    layout, lines = figure["layout"], figure["data"]
    assert layout["title"]["text"] == "Both"
    assert [line["name"] for line in lines] == ["the first · loss", "b · loss", "the first · lr", "b · lr"]
    assert layout["xaxis"]["range"] == [2, 20.5]
    assert (layout["yaxis"]["range"], layout["yaxis2"]["range"]) == ([-1, None], [None, 2])
    (line,) = ask(runs=["b"], dashes={"b": [5, 1]}, names={}, x="wall", x_range=[START, START + 0.5]).json["data"]
    assert line["line"]["dash"] == "5px,1px"
    wall = ask(x="wall", x_range=[START, START + 0.5], y_range=[0, 2]).json["layout"]
    assert wall["xaxis"]["range"] == ["2023-11-14T22:13:20.000000", "2023-11-14T22:13:20.500000"]
    assert "range" not in ask(y_range=[None, None], log_x=True, x_range=[0, None]).json["layout"]["yaxis"]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"tags": ["loss", 1]}, 400, "The field tags must be a list of texts."),
        ({"tags": ["no", "pe"]}, 404, "No run asked for has scalars with the tag 'no' or 'pe'."),
        ({"title": 1}, 400, "The field title must be a text."),
        ({"names": {"a": 1}}, 400, "The field names must be an object such as"),
        ({"dashes": {"a": [0]}}, 400, "The field dashes must be an object such as"),
        ({"x_range": [1]}, 400, "The field x_range must be a list of two numbers, each of which may be null."),
        ({"y_range": [1, math.inf]}, 400, "The field y_range must be a list of two numbers"),
        ({"y_range": [1, 10**400]}, 400, "The field y_range must be a list of two numbers"),
        ({"tag": None}, 400, "The field tag must be a text."),
        ({"x": "tag"}, 400, "The field xtag must be a text."),
        ({"runs": "a"}, 400, "The field runs must be a list of texts."),
        ({"groups": []}, 400, "The field groups must be a list"),
        ({"groups": [{"name": "g", "runs": ["a"]}], "x": "tag"}, 400, "The field x must be step, relative or wall"),
        ({"log_x": 1}, 400, "The field log_x must be false or true, not '1'."),
        ({"colours": ["a"]}, 400, "The field colours must be an object"),
        ({"colours": {"a": "red"}}, 400, "There is no such figure: the colour of 'a' must be like #3553d1, not 'red'."),
        ({"tag": "nope"}, 404, "No run asked for has scalars with the tag 'nope'."),
        ({"runs": ["d"]}, 404, "No run asked for has scalars with the tag 'loss'."),
    ],
)
def test_what_the_route_refuses_is_said_in_a_sentence(
    ask: Callable[..., Any], fields: dict[str, Any], status: int, words: str
) -> None:
    response = ask(**fields)
    assert response.status_code == status
    assert words in response.json["error"]
