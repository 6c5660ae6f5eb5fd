"""Of which element type an operation's outputs are, as far as its attributes tell.

Without TensorFlow's registry of operations (https://www.tensorflow.org/api_docs/python/tf/raw_ops) this is told by rule:
most operations name the type T or dtype; those that do otherwise are listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

STRING, BOOL, INT32, INT64, FLOAT, RESOURCE = 7, 10, 3, 9, 1, 20

Rule = tuple[str | int, ...]

# An operation's outputs' types, each an attribute's name or a type; the last stands for all that follow → the operations.
_RULES: dict[Rule, str] = {
    (BOOL,): (
        "All Any ApproximateEqual Equal Greater GreaterEqual InTopK InTopKV2 IsFinite IsInf IsNan IsVariableInitialized Less "
        "LessEqual LogicalAnd LogicalNot LogicalOr LoopCond NotEqual VarIsInitializedOp"
    ),
    (INT32,): "ConcatOffset Rank TensorArraySizeV3",
    (INT64,): "Where",
    (STRING,): (
        "AsString AudioSummary AudioSummaryV2 EncodeJpeg EncodePng HistogramSummary ImageSummary MergeSummary ReadFile "
        "ScalarSummary ShardedFilename StringJoin TensorSummary TensorSummaryV2"
    ),
    (RESOURCE,): "HashTableV2 IteratorV2 MutableHashTableV2 SummaryWriter VarHandleOp",
    (RESOURCE, FLOAT): "TensorArrayV3",
    ("out_type",): "Shape ShapeN Size VariableShape",
    ("output_type",): "ArgMax ArgMin",
    ("output_dtype",): "Multinomial",
    ("DstT",): "Cast",
    ("Tidx",): "Range",
    ("Tparams",): "Gather GatherV2",
    ("type",): "Bitcast",
    ("T", "U"): "FusedBatchNormGradV2 FusedBatchNormGradV3 FusedBatchNormV2 FusedBatchNormV3",
    ("T", "out_idx"): "Unique UniqueV2 UniqueWithCounts",
    ("T", "index_type"): "TopKV2",
    ("T", "Targmax"): "MaxPoolWithArgmax",
    ("T", INT32): "Merge RefMerge TopK",
}
RULES = {op: rule for rule, ops in _RULES.items() for op in ops.split()}
USUAL = ("output_types", "component_types", "Tout", "dtypes", "dtype", "T")
USED = frozenset(USUAL) | {one for rule in RULES.values() for one in rule if isinstance(one, str)}
ABSENT = {"output_type": INT64, "out_type": INT32, "index_type": INT32, "out_idx": INT32, "output_dtype": INT64}


def outputs(op: str, types: Mapping[str, Sequence[int]], count: int) -> list[int]:
    """The types of an operation's `count` outputs, by its attributes that are types or lists of types; 0 where not known."""
    rule = RULES.get(op)
    if rule is not None:
        told = [_type(one, types) for one in rule]
    else:
        told = list(next((types[name] for name in USUAL if name in types), ()))
    return (told + [told[-1] if told else 0] * count)[:count]


def _type(one: str | int, types: Mapping[str, Sequence[int]]) -> int:
    if isinstance(one, int):
        return one
    found = types.get(one, ())
    # Exports leave out what is usual.
    return found[0] if found else ABSENT.get(one, 0)
