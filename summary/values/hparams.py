"""Hyper-parameters: with which values a session ran, and by which metrics to judge it."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from summary.arrays import as_array
from summary.proto.hparams import (
    DATA_TYPE_BOOL,
    DATA_TYPE_FLOAT64,
    DATA_TYPE_STRING,
    STATUS_SUCCESS,
    HParamsPluginData,
    Status,
)
from summary.proto.summary import Summary

# A session's values have these tags (tensorboard/plugins/hparams/metadata.py), no data but their metadata's content.
EXPERIMENT = "_hparams_/experiment"
SESSION_START = "_hparams_/session_start_info"
SESSION_END = "_hparams_/session_end_info"

# A Python type → the data type, and the field of a google.protobuf.Value.
KINDS: dict[type, tuple[Any, str]] = {
    bool: (DATA_TYPE_BOOL, "bool_value"),
    float: (DATA_TYPE_FLOAT64, "number_value"),
    str: (DATA_TYPE_STRING, "string_value"),
}


class Values(NamedTuple):
    """What a session writes into its run, each a value of its own tag."""

    experiment: Summary.Value
    session_start: Summary.Value
    session_end: Summary.Value


def values(
    hparam_dict: Mapping[str, Any],
    metric_dict: Mapping[str, Any],
    hparam_domain_discrete: Mapping[str, Any] | None = None,
) -> Values:
    """The three values of a session that is over, as PyTorch's ``add_hparams`` writes them.

    A hyper-parameter is a bool, a number, a str, or an array or tensor of one element; one that is None is left out. Of
    the metrics only the names count: their values are scalars of the same run. `hparam_domain_discrete` lists all values
    that a hyper-parameter may have, of the type it has. Anything else is a TypeError or ValueError that names the key.

    Booleans stay booleans, as tensorboardX and TensorBoard's own plugin have them; PyTorch makes them numbers.
    """
    return Values(
        experiment(hparam_dict, metric_dict, hparam_domain_discrete), session_start(hparam_dict), session_end()
    )


def experiment(
    hparam_dict: Mapping[str, Any],
    metric_dict: Mapping[str, Any],
    hparam_domain_discrete: Mapping[str, Any] | None = None,
) -> Summary.Value:
    """Which hyper-parameters and metrics there are."""
    found = _plain("hparam_dict", hparam_dict)
    domains = _domains(found, {} if hparam_domain_discrete is None else hparam_domain_discrete)
    data = HParamsPluginData()
    data.experiment.SetInParent()
    for name, value in found.items():
        kind, field = KINDS[type(value)]
        info = data.experiment.hparam_infos.add(name=name, type=kind)
        if name in domains:
            info.domain_discrete.SetInParent()
        for one in domains.get(name, ()):
            setattr(info.domain_discrete.values.add(), field, one)
    for name in _checked("metric_dict", metric_dict):
        data.experiment.metric_infos.add().name.tag = name
    return _value(EXPERIMENT, data)


def session_start(
    hparam_dict: Mapping[str, Any], group_name: str = "", start_time_secs: float | None = None
) -> Summary.Value:
    """The hyper-parameters' values. Sessions of one `group_name` repeat one choice of them; times are since 1970."""
    data = HParamsPluginData()
    data.session_start_info.SetInParent()
    data.session_start_info.group_name = group_name
    if start_time_secs is not None:
        data.session_start_info.start_time_secs = start_time_secs
    for name, value in _plain("hparam_dict", hparam_dict).items():
        setattr(data.session_start_info.hparams[name], KINDS[type(value)][1], value)
    return _value(SESSION_START, data)


def session_end(status: str | int = STATUS_SUCCESS, end_time_secs: float | None = None) -> Summary.Value:
    """How the session ended: a number of the enum Status, or its name, such as ``"FAILURE"``."""
    data = HParamsPluginData()
    data.session_end_info.status = _status(status)
    if end_time_secs is not None:
        data.session_end_info.end_time_secs = end_time_secs
    return _value(SESSION_END, data)


def _status(status: str | int) -> Any:
    if status in Status.values():
        return status
    names = [name.removeprefix("STATUS_") for name, _ in Status.items()]
    if isinstance(status, str) and status.upper().removeprefix("STATUS_") in names:
        return Status.Value(f"STATUS_{status.upper().removeprefix('STATUS_')}")
    raise ValueError(f"hparams: expected a status of {', '.join(names)}, got {status!r}")


def _plain(what: str, hparams: Mapping[str, Any]) -> dict[str, bool | float | str]:
    """The hyper-parameters that are not None, each as Python's own bool, float or str."""
    plain = {name: _of_python(name, value) for name, value in _checked(what, hparams).items()}
    return {name: value for name, value in plain.items() if value is not None}


def _of_python(name: str, value: Any) -> bool | float | str | None:
    if value is None or isinstance(value, (bool, np.bool_)):
        return value if value is None else bool(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (numbers.Real, np.number)) and not isinstance(value, np.complexfloating):
        return _number(name, value)
    if not hasattr(value, "shape"):
        raise TypeError(_complaint(name, repr(value)))
    array = as_array(_subject(name), value)
    if array.size != 1:
        raise ValueError(_complaint(name, f"shape {array.shape}"))
    if array.dtype.kind == "c":
        raise TypeError(_complaint(name, repr(value)))
    return bool(array.item()) if array.dtype.kind == "b" else _number(name, array.item())


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError(_complaint(name, "an integer beyond float64")) from error


def _domains(hparams: Mapping[str, Any], domains: Mapping[str, Any]) -> dict[str, list[bool | float | str]]:
    found = {}
    for name, domain in _checked("hparam_domain_discrete", domains).items():
        if name not in hparams:
            raise TypeError(f"hparam_domain_discrete: {name!r} is not in hparam_dict, or is None there")
        if not isinstance(domain, (list, tuple)):
            raise TypeError(f"hparam_domain_discrete[{name!r}]: expected a list, got {domain!r}")
        found[name] = [one for value in domain if (one := _of_python(name, value)) is not None]
        wanted = type(hparams[name])
        if len(found[name]) < len(domain) or any(type(one) is not wanted for one in found[name]):
            raise TypeError(
                f"hparam_domain_discrete[{name!r}]: expected a list of {wanted.__name__}, as in hparam_dict, got {domain!r}"
            )
    return found


def _checked(what: str, found: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise TypeError(f"{what}: expected a dict, got {type(found).__name__}")
    for name in found:
        if not isinstance(name, str):
            raise TypeError(f"{what}: expected names that are str, got {name!r}")
    return found


def _value(tag: str, data: HParamsPluginData) -> Summary.Value:
    made = Summary.Value(tag=tag)
    made.metadata.plugin_data.plugin_name = "hparams"
    made.metadata.plugin_data.content = data.SerializeToString()
    return made


def _subject(name: str) -> str:
    return f"hparam {name!r}"


def _complaint(name: str, got: str) -> str:
    return f"{_subject(name)}: expected a bool, a number, a str, or an array of one element, got {got}"
