"""Hyper-parameters are those that torch writes, but for booleans, which stay booleans as with the other peers."""

from __future__ import annotations

import importlib
import math
import warnings
from typing import Any

import numpy as np
import pytest

from summary.proto.hparams import DATA_TYPE_BOOL, DATA_TYPE_FLOAT64, STATUS_FAILURE, HParamsPluginData
from summary.values import hparams

METRICS = {"hparam/accuracy": 0.5, "hparam/loss": math.nan}


@pytest.fixture(scope="module")
def torch() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("torch")


@pytest.fixture(scope="module")
def torchs(torch: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("torch.utils.tensorboard.summary").hparams


@pytest.fixture(scope="module")
def tensorboardxs() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("tensorboardX.summary").hparams


@pytest.fixture(scope="module")
def tensorboards() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("tensorflow")
        return importlib.import_module("tensorboard.plugins.hparams.summary")


def facts(value: Any) -> tuple[str, str, HParamsPluginData]:
    plugin = value.metadata.plugin_data
    return value.tag, plugin.plugin_name, HParamsPluginData.FromString(plugin.content)


def all_facts(summaries: Any) -> list[tuple[str, str, HParamsPluginData]]:
    return [facts(value) for summary in summaries for value in summary.value]


def data(value: Any) -> HParamsPluginData:
    return facts(value)[2]


@pytest.mark.parametrize(
    ("chosen", "domains"),
    [
        ({}, None),
        ({"lr": 0.1, "layers": 3, "optimizer": "adam", "none": None, "": "", "größe": "ß"}, None),
        ({"lr": 0.1, "optimizer": "adam"}, {"lr": [0.1, 0.2], "optimizer": ["adam", "sgd"]}),
        ({"layers": 3, "huge": 1e300, "double": np.float64(0.1)}, {"layers": [1, 2, 3], "huge": []}),
        ({"nan": math.nan, "infinite": -math.inf}, None),
    ],
)
def test_values_are_torchs(chosen: dict[str, Any], domains: Any, torchs: Any) -> None:
    ours = [facts(value) for value in hparams.values(chosen, METRICS, domains)]
    theirs = all_facts(torchs(chosen, METRICS, domains))
    # NaN is not equal to itself: the text is.
    assert str(ours) == str(theirs)


def test_values_are_tensorboardxs(tensorboardxs: Any) -> None:
    chosen = {"lr": 0.1, "layers": 3, "optimizer": "adam", "nesterov": True, "none": None}
    assert [facts(value) for value in hparams.values(chosen, {"a": 1})] == all_facts(tensorboardxs(chosen, {"a": 1}))


def test_booleans_are_booleans(torchs: Any) -> None:
    """Where torch makes numbers of them: it asks for numbers first, and True is one."""
    experiment, start, _ = hparams.values({"nesterov": True}, {}, {"nesterov": [True, False]})
    info = data(experiment).experiment.hparam_infos[0]
    assert info.type == DATA_TYPE_BOOL
    assert [value.bool_value for value in info.domain_discrete.values] == [True, False]
    assert data(start).session_start_info.hparams["nesterov"].bool_value is True
    theirs = all_facts(torchs({"nesterov": True}, {}))
    assert theirs[0][2].experiment.hparam_infos[0].type == DATA_TYPE_FLOAT64


def test_one_number_of_any_make(torch: Any, torchs: Any) -> None:
    chosen = {"single": torch.tensor([0.5]), "integer": torch.tensor([3])}
    assert [facts(value) for value in hparams.values(chosen, {})] == all_facts(torchs(chosen, {}))
    # What torch refuses.
    for value in (np.float32(0.5), np.array(0.5), np.array([[0.5]]), torch.tensor(0.5), torch.ones(1).bfloat16() / 2):
        assert data(hparams.session_start({"a": value})).session_start_info.hparams["a"].number_value == 0.5
    for value in (np.True_, np.array([True]), torch.tensor(True)):
        assert data(hparams.session_start({"a": value})).session_start_info.hparams["a"].bool_value is True
    assert data(hparams.session_start({"a": np.str_("b")})).session_start_info.hparams["a"].string_value == "b"


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ([0.5], r"\[0\.5\]"),
        ((1, 2), r"\(1, 2\)"),
        ({}, r"{}"),
        (b"x", "b'x'"),
        (1j, "1j"),
        (np.complex64(1), "1"),
        (np.array([1j]), "array.*1.*j"),
        (np.zeros(2), r"shape \(2,\)"),
        (np.zeros(0), r"shape \(0,\)"),
        (np.array("a"), "ndarray of <U1"),
        (10**400, "an integer beyond float64"),
        (object, "class"),
    ],
    ids=str,
)
def test_anything_else_is_an_error_that_names_the_key(value: Any, got: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"hparam 'lr': expected a.*, got .*{got}"):
        hparams.values({"lr": value}, {})


@pytest.mark.parametrize("wrong", [None, [("a", 1)], "a"])
def test_what_is_no_dict_is_an_error(wrong: Any, torchs: Any) -> None:
    for chosen, metrics, name in ((wrong, {}, "hparam_dict"), ({}, wrong, "metric_dict")):
        with pytest.raises(TypeError, match=f"{name}: expected a dict, got {type(wrong).__name__}"):
            hparams.values(chosen, metrics)
        with pytest.raises(TypeError):
            torchs(chosen, metrics)
    with pytest.raises(TypeError, match="metric_dict: expected names that are str, got 3"):
        hparams.values({}, {3: 1})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("domains", "got"),
    [
        ({"batch": [1]}, "'batch' is not in hparam_dict"),
        ({"none": [1]}, "'none' is not in hparam_dict, or is None there"),
        ({"lr": 0.1}, r"\['lr'\]: expected a list, got 0.1"),
        ({"lr": [0.1, "a"]}, r"\['lr'\]: expected a list of float, as in hparam_dict, got \[0.1, 'a'\]"),
        ({"lr": [0.1, None]}, r"\['lr'\]: expected a list of float"),
        ({"optimizer": [True]}, r"\['optimizer'\]: expected a list of str"),
    ],
)
def test_a_domain_that_does_not_fit_is_an_error(domains: Any, got: str, torchs: Any) -> None:
    chosen = {"lr": 0.1, "optimizer": "adam", "none": None}
    with pytest.raises(TypeError, match=f"hparam_domain_discrete.*{got}"):
        hparams.values(chosen, {}, domains)
    with pytest.raises(TypeError):
        torchs(chosen, {}, domains)


def test_numbers_of_a_domain_need_not_be_of_one_type() -> None:
    made = hparams.experiment({"lr": 0.1}, {}, {"lr": (0.1, 1, np.float32(0.5))})
    domain = data(made).experiment.hparam_infos[0].domain_discrete
    assert [value.number_value for value in domain.values] == [0.1, 1, 0.5]


def test_sessions_are_tensorboards(tensorboards: Any) -> None:
    chosen = {"lr": 0.1, "nesterov": True, "optimizer": "adam"}
    start = tensorboards.session_start_pb(chosen, group_name="group", start_time_secs=1.5)
    assert facts(hparams.session_start(chosen, group_name="group", start_time_secs=1.5)) == all_facts([start])[0]
    end = tensorboards.session_end_pb(STATUS_FAILURE, end_time_secs=2.5)
    for status in ("failure", "STATUS_FAILURE", STATUS_FAILURE):
        assert facts(hparams.session_end(status, end_time_secs=2.5)) == all_facts([end])[0]
    with pytest.raises(ValueError, match="expected a status of UNKNOWN, SUCCESS, FAILURE, RUNNING, got 'done'"):
        hparams.session_end("done")
