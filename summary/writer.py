"""The writer that takes values as training code has them, with the interface of PyTorch."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from summary.errors import forgiving
from summary.file_writer import INT64, int64_step
from summary.media_writer import MediaWriter
from summary.values import scalars

if TYPE_CHECKING:
    from summary.proto.summary import Summary


class SummaryWriter(MediaWriter):
    """Writes values to a new event file in `log_dir`, as ``torch.utils.tensorboard.SummaryWriter`` does.

    Without `log_dir` that is ``runs/<date>_<host><comment>``. With `purge_step`, points of earlier files in the
    directory at that step and later no longer stand. `max_queue`, `flush_secs` and `errors` are as `FileWriter` takes
    them. A closed writer goes on in a new file when it is used again.

    Tags are strings; `global_step` is an int64, 0 by default; `walltime` is in seconds since 1970, now by default.
    Arrays may be NumPy's, lists, or tensors of any framework and device. They are copied in the call, and encoded on
    the writing thread.
    """

    _traced = False

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """Adds one number: of Python, NumPy, or an array or tensor of one element.

        It is stored as float32; with `new_style` as a tensor, which `double_precision` makes a float64.
        """
        try:
            if new_style:
                self._add_value(scalars.tensor_value(tag, scalar_value, double_precision), global_step, walltime)
                return
            if type(scalar_value) is not float:
                scalar_value = scalars.number(tag, scalar_value)
            if type(global_step) is not int or not -INT64 <= global_step < INT64:
                global_step = int64_step(global_step)
            if not isinstance(tag, str):
                raise TypeError(f"tag: expected a str, got {tag!r}")
            if self._file.closed:
                self._get_file_writer()
            self._file.add_scalar(tag, scalar_value, global_step, time.time() if walltime is None else walltime)
        except Exception as error:
            self.complaints.tell("add_scalar", tag, error)

    @forgiving
    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: Any = None,
        walltime: float | None = None,
        *,
        same_run: bool = False,
    ) -> None:
        """Adds several numbers as PyTorch does: each as `main_tag` of a run of its own below this one.

        With `same_run` they stay in this run, as ``main_tag/key``.
        """
        walltime = time.time() if walltime is None else walltime
        if same_run:
            for key, value in tag_scalar_dict.items():
                self.add_scalar(f"{main_tag}/{key}", value, global_step, walltime)
            return
        step = int64_step(global_step)
        for key, value in tag_scalar_dict.items():
            number = scalars.number(f"{main_tag}/{key}", value)
            writer = self._writer_below(f"{main_tag.replace('/', '_')}_{key}")
            writer.event_file.add_scalar(main_tag, number, step, walltime)

    @forgiving
    def add_tensor(self, tag: str, tensor: Any, global_step: Any = None, walltime: float | None = None) -> None:
        """Adds a tensor of any shape, of numbers, booleans or strings, in the dtype that it has."""
        from summary.values import tensors

        array = tensors.take(tag, tensor)
        self._add(partial(tensors.value, tag, array), array.nbytes, global_step, walltime)

    @forgiving
    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: Any = None,
        bins: str | int | Sequence[float] = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """Adds a histogram of `values`, of any shape; NaN and infinities are left out, and that is told.

        `bins` is ``tensorflow`` (TensorFlow 1's buckets) or what ``numpy.histogram`` takes; where there are more than
        `max_bins`, neighbours are merged.
        """
        from summary.values import histograms

        array = histograms.take(tag, values)
        make = partial(histograms.torch_value, tag, array, bins, max_bins)
        self._add(make, array.nbytes, global_step, walltime)

    @forgiving
    def add_histogram_raw(
        self,
        tag: str,
        min: float,
        max: float,
        num: float,
        sum: float,
        sum_squares: float,
        bucket_limits: Any,
        bucket_counts: Any,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds a histogram that is made already: `bucket_limits` are right edges, one for each of `bucket_counts`."""
        from summary.values import histograms

        value = histograms.raw_value(tag, min, max, num, sum, sum_squares, bucket_limits, bucket_counts)
        self._add_value(value, global_step, walltime)

    @forgiving
    def add_text(self, tag: str, text_string: str, global_step: Any = None, walltime: float | None = None) -> None:
        """Adds a text, shown as Markdown, as ``<tag>/text_summary``."""
        from summary.values import texts

        self._add_value(texts.torch_value(tag, text_string), global_step, walltime)

    @forgiving
    def add_pr_curve(
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds a precision-recall curve of `predictions` (probabilities) against `labels` (0 or 1), of equal shapes.

        `weights` are of the same shape, or one for all.
        """
        from summary.values import pr_curves

        judged = pr_curves.take(tag, labels, predictions, weights)
        make = partial(pr_curves.value, tag, judged.labels, judged.predictions, num_thresholds, judged.weights)
        self._add(make, sum(array.nbytes for array in judged), global_step, walltime)

    @forgiving
    def add_pr_curve_raw(
        self,
        tag: str,
        true_positive_counts: Any,
        false_positive_counts: Any,
        true_negative_counts: Any,
        false_negative_counts: Any,
        precision: Any,
        recall: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds a precision-recall curve that is made already: six arrays, one element a threshold.

        `weights` have no effect, as in PyTorch.
        """
        from summary.values import pr_curves

        counts = (true_positive_counts, false_positive_counts, true_negative_counts, false_negative_counts)
        value = pr_curves.raw_value(tag, *counts, precision, recall, num_thresholds)
        self._add_value(value, global_step, walltime)

    @forgiving
    def add_custom_scalars(self, layout: Any) -> None:
        """Adds the layout of the custom scalars' page: which charts it has, of which tags.

        It is ``{category: {chart: ["Multiline", [tag, …]]}}``, or ``["Margin", [value, lower, upper]]``, or a message.
        """
        from summary.values import custom_scalars

        self._add_value(custom_scalars.value(layout), None, None)

    @forgiving
    def add_custom_scalars_multilinechart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Adds a layout of one chart that has all `tags`, which are regular expressions."""
        from summary.values import custom_scalars

        self.add_custom_scalars(custom_scalars.multilinechart(tags, category, title))

    @forgiving
    def add_custom_scalars_marginchart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Adds a layout of one chart with a line and a band around it; `tags` are value, lower and upper."""
        from summary.values import custom_scalars

        self.add_custom_scalars(custom_scalars.marginchart(tags, category, title))

    @forgiving
    def add_hparams(
        self,
        hparam_dict: dict[str, Any],
        metric_dict: dict[str, Any],
        hparam_domain_discrete: dict[str, list[Any]] | None = None,
        run_name: str | None = None,
        global_step: Any = None,
        *,
        same_run: bool = False,
    ) -> None:
        """Adds hyper-parameters and metrics as PyTorch does: to a run `run_name` (the time) below this one.

        With `same_run` they are of this run, where a metric may be a tag that is logged anyway.
        """
        from summary.values import hparams

        values = list(hparams.values(hparam_dict, metric_dict, hparam_domain_discrete))
        writer = self
        if not same_run:
            logdir = os.path.join(self.log_dir, run_name or str(time.time()))
            writer = SummaryWriter(logdir, errors=self.errors)
        for value in values:
            writer._add_value(value, global_step, None)
        for tag, number in metric_dict.items():
            writer.add_scalar(tag, number, global_step)
        if writer is not self:
            writer.close()

    @forgiving
    def add_graph(
        self, model: Any, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True
    ) -> None:
        """Adds a graph: of a torch module, traced with `input_to_model`, or a GraphDef.

        That is a message, bytes, a .pb, .pbtxt or .meta file, or anything with ``as_graph_def``.
        """
        if not (hasattr(model, "forward") and hasattr(model, "named_modules")):
            self._get_file_writer().add_graph(model)
            return
        from summary import torch_graph

        data = torch_graph.torch_graph(model, input_to_model, verbose, use_strict_trace)
        writer = self._get_file_writer()
        writer.add_graph(data)
        if not self._traced:
            writer.add_run_metadata(torch_graph.run_metadata(), "step1")
            self._traced = True

    @forgiving
    def add_onnx_graph(self, prototxt: str | os.PathLike[str]) -> None:
        """Adds the graph of an ONNX file; needs the ``onnx`` package."""
        from summary.onnx_graph import onnx_graph

        self._get_file_writer().add_graph(onnx_graph(prototxt))

    @forgiving
    def add_embedding(
        self,
        mat: Any,
        metadata: Sequence[Any] | None = None,
        label_img: Any = None,
        global_step: Any = None,
        tag: str = "default",
        metadata_header: Sequence[str] | None = None,
    ) -> None:
        """Adds an embedding for the projector: `mat` is [points, dimensions].

        `metadata` has a label for each point, or a list of them if `metadata_header` names the columns; `label_img`
        is [points, channels, height, width].
        """
        from summary.projector import Projector

        embedding = Projector(self.log_dir).take(mat, metadata, label_img, global_step, tag, metadata_header)
        self._get_file_writer().add_files(embedding.write, embedding.vectors.nbytes)

    def _add_value(self, value: Summary.Value, step: Any, walltime: float | None) -> None:
        self._add(lambda: value, value.ByteSize(), step, walltime)
