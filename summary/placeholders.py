"""Placeholders: values that a run is given later, of a dtype and shape that are said now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summary.default_graph import default_graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

REQUIRED: Any = object()


@dataclass(frozen=True, eq=False, repr=False)
class Placeholder:
    """A value to be fed: `dtype` and `shape` are None where any will do, as is a length in `shape`."""

    op_name: str
    dtype: np.dtype[Any] | None
    shape: tuple[int | None, ...] | None
    default: Any = REQUIRED

    def __repr__(self) -> str:
        return f"<Placeholder {self.name!r} shape={self.shape} dtype={self._dtype_name}>"

    @property
    def name(self) -> str:
        """With the number of its output, as a tensor of TensorFlow has it: ``x:0``."""
        return f"{self.op_name}:0"

    def fed(self, what: str, feed_dict: Mapping[Any, Any]) -> Any:
        """Its value in `feed_dict`, which may have its name as key, checked and as an array of its dtype.

        Without dtype and shape it is the value itself. `what` is the summary it is for, which errors name.
        """
        value = feed_dict.get(self, REQUIRED)
        if value is REQUIRED:
            value = feed_dict.get(self.name, self.default)
        if value is REQUIRED:
            raise ValueError(
                f"{what}: You must feed a value for placeholder tensor {self.op_name!r} "
                f"with dtype {self._dtype_name} and shape {self.shape}"
            )
        if self.dtype is None and self.shape is None:
            return value
        return self.checked(f"{what}: placeholder {self.op_name!r}", value)

    def checked(self, what: str, value: Any) -> Any:
        value = value if self.dtype is None else _cast(what, value, self.dtype)
        if self.shape is not None and not _fits(shape := _shape(value), self.shape):
            raise ValueError(f"{what}: expected shape {self.shape}, got {shape}")
        return value

    @property
    def _dtype_name(self) -> str:
        return "any" if self.dtype is None else "string" if self.dtype.kind == "O" else self.dtype.name


def placeholder(dtype: Any = None, shape: Sequence[int | None] | None = None, name: str | None = None) -> Placeholder:
    """A value that `run` is given in its `feed_dict`, as ``tf.placeholder`` makes it.

    `dtype` is one of NumPy's, TensorFlow's or torch's, or a name such as "float32" or "string"; None takes any value.
    What is fed is cast to it, unless that made another number of it: 1.5 is no int32. `shape` may have None for a
    length, or be None for any.
    """
    return _added(name or "Placeholder", _numpy_dtype(dtype), _static_shape(shape), REQUIRED)


def placeholder_with_default(
    input: Any,  # noqa: A002
    shape: Sequence[int | None] | None = None,
    name: str | None = None,
) -> Placeholder:
    """A placeholder of numbers that need not be fed: it is `input` then, whose dtype other values must fit."""
    from summary.arrays import taken

    what = f"placeholder {name or 'PlaceholderWithDefault'!r}"
    array = taken(what, input)
    shape = _static_shape(shape)
    if shape is not None and not _fits(array.shape, shape):
        raise ValueError(f"{what}: expected shape {shape}, got {array.shape}")
    return _added(name or "PlaceholderWithDefault", array.dtype, shape, array)


def _added(name: str, dtype: np.dtype[Any] | None, shape: tuple[int | None, ...] | None, default: Any) -> Placeholder:
    graph = default_graph()
    made = Placeholder(graph.unique(name), dtype, shape, default)
    graph.add(made.op_name, made)
    return made


def _static_shape(shape: Any) -> tuple[int | None, ...] | None:
    """A TensorShape of unknown rank has no length."""
    if shape is None or getattr(shape, "rank", 0) is None:
        return None
    return tuple(None if length is None else int(length) for length in shape)


def _numpy_dtype(dtype: Any) -> np.dtype[Any] | None:
    """A dtype of NumPy, TensorFlow, torch or JAX, or its name; that of objects stands for strings.

    bfloat16 and float8 are float32, as they are to `summary.arrays`.
    """
    import numpy as np

    if dtype is None:
        return None
    dtype = getattr(dtype, "as_numpy_dtype", dtype)
    if dtype in (str, bytes, object, "string", "str"):
        return np.dtype(object)
    name = str(dtype).removeprefix("torch.")
    try:
        found = np.dtype(name if name != str(dtype) else dtype)
    except TypeError as error:
        if not name.startswith(("bfloat16", "float8")):
            raise TypeError(f"placeholder: expected a dtype, got {dtype!r}") from error
        return np.dtype(np.float32)
    return np.dtype(np.float32) if found.kind == "V" else np.dtype(object) if found.kind in "SU" else found


def _cast(what: str, value: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    import numpy as np

    from summary.arrays import as_array, strings

    if dtype.kind == "O":
        return strings(what, value)
    array = as_array(what, value)
    if array.dtype == dtype:
        return array
    with np.errstate(all="ignore"):
        if np.can_cast(array.dtype, dtype, "same_kind" if dtype.kind in "fc" else "safe"):
            return array.astype(dtype)
        if dtype.kind in "biu" and array.dtype.kind != "c" and np.array_equal(cast := array.astype(dtype), array):
            return cast
    raise TypeError(f"{what}: expected {dtype.name}, got {array.dtype.name} that is none: {_short(array)}")


def _shape(value: Any) -> tuple[int, ...]:
    import numpy as np

    return tuple(value.shape) if hasattr(value, "shape") else np.shape(value)


def _fits(shape: tuple[int, ...], static: tuple[int | None, ...]) -> bool:
    return len(shape) == len(static) and all(want in (None, got) for got, want in zip(shape, static, strict=True))


def _short(array: NDArray[Any]) -> str:
    text = " ".join(str(array).split())
    return text if len(text) <= 40 else f"{text[:40]}…"
