"""UMAP: layouts of a graph of nearest neighbours (McInnes, Healy and Melville, 2018), by umap-learn."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from board.projection.beginning import begun, coded
from board.projection.layout import Layout, ProjectionError, Step, Watch
from board.projection.rebound import rebound

METRICS = ("euclidean", "cosine", "manhattan", "chebyshev", "correlation")
MANY, FEW_EPOCHS, MORE_EPOCHS = 10_000, 200, 500  # points above which there are few epochs, as umap-learn has it
MISSING = (
    "UMAP needs the package umap-learn: pip install 'summary-board[projector]' on the machine that serves this page."
)


def umap(
    vectors: ArrayLike,
    dimensions: int = 2,
    *,
    neighbours: int = 15,
    min_dist: float = 0.1,
    metric: str = "euclidean",
    labels: Sequence[Any] | None = None,
    weight: float = 0.5,
    sphereize: bool = False,
    seed: int = 0,
    watch: Watch | None = None,
) -> Layout:
    """The vectors in 2 or 3 dimensions, such that neighbours stay together and groups apart.

    It begins with the principal components and is the same for the same seed.

    Args:
        vectors: numbers [rows, columns], at least 4 rows.
        dimensions: 2 or 3.
        neighbours: of each point; all others where there are fewer.
        min_dist: how near points may come in the layout, from 0 to 0.99.
        metric: "euclidean", "cosine", "manhattan", "chebyshev" or "correlation".
        labels: of a supervised run, one for each row; None and "" are none.
        weight: how much these count, from 0 (not at all) to 1 (more than the vectors).
        sphereize: whether the vectors are centred and made of length 1 before.
        watch: called with every step.

    Raises:
        ProjectionError: an argument makes no sense, or umap-learn is not installed.
    """
    if neighbours < 2 or not 0 <= min_dist < 1 or metric not in METRICS or not 0 <= weight <= 1:
        raise ProjectionError(
            "UMAP takes at least 2 neighbours, a min_dist from 0 to 0.99, a weight from 0 to 1, and the metric "
            f"{', '.join(METRICS[:-1])} or {METRICS[-1]}."
        )
    if find_spec("umap") is None:
        raise ProjectionError(MISSING)
    epochs = FEW_EPOCHS if len(np.asanyarray(vectors)) > MANY else MORE_EPOCHS
    points = begun("UMAP", vectors, dimensions, sphereize, seed, epochs, watch)
    if isinstance(points, Layout):
        return points
    notes, most = points.notes, len(points.values) - 1
    if neighbours > most:
        notes = (*notes, f"{neighbours} neighbours are more than the {most} other points; these were taken.")
    codes = None if labels is None or not weight else coded(labels, points.found)

    def told(positions: Any, epoch: int) -> None:
        if watch and epoch:
            watch(Step(points.found.whole(positions), epoch, epochs, {}, notes))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = _watched(told)(
            n_components=dimensions,
            n_neighbors=min(neighbours, most),
            min_dist=min_dist,
            metric=metric,
            n_epochs=epochs,
            init=points.start,
            random_state=seed,
            n_jobs=1,
            target_weight=weight,
        )
        positions = model.fit_transform(points.values, codes)
    return Layout(points.found.whole(positions), {}, notes)


def _watched(told: Callable[[Any, int], None]) -> Any:
    """umap-learn's class, whose epochs are seen where it counts them for a progress bar."""
    from umap import UMAP
    from umap.layouts import optimize_layout_euclidean
    from umap.umap_ import simplicial_set_embedding

    def optimize(positions: Any, *arguments: Any, **settings: Any) -> Any:
        def counted(epochs: Iterable[int], **_: Any) -> Iterator[int]:
            for epoch in epochs:
                told(positions, epoch)
                yield epoch

        return rebound(optimize_layout_euclidean, tqdm=counted)(positions, *arguments, **settings)

    class Watched(UMAP):  # type: ignore[misc]
        _fit_embed_data = rebound(
            UMAP._fit_embed_data,
            simplicial_set_embedding=rebound(simplicial_set_embedding, optimize_layout_euclidean=optimize),
        )

    return Watched
