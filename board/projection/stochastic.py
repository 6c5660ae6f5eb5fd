"""t-SNE: layouts that keep neighbours together (van der Maaten and Hinton, 2008), by openTSNE or else by scikit-learn."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from board.projection.beginning import UNLABELLED, Beginning, begun, coded
from board.projection.cores import cores
from board.projection.layout import Layout, ProjectionError, Step, Watch
from board.projection.rebound import rebound

LEAST_ITERATIONS = 250
EARLY = 4  # in the first fourth of iterations attraction is exaggerated, but for 250 at most
TOLD = 50  # iterations between one divergence that is computed and the next
SPREAD = 1e-4  # the first component's deviation at the start
INTERPOLATED = 10_000  # points from which on repulsion is interpolated on a grid instead of summed up in a tree
THREADED = 1000  # points from which on more than one thread is worth it
# On a grid of twice the width an iteration takes a fourth of the time. What that is off, the last iterations mend.
COARSE, FINE = 2, 0.75
WIDEST = (
    1000.0  # a layout on a grid, whose memory grows with the square of that; none of millions of points becomes so wide
)
DIVERGED = "The layout has diverged; choose a smaller learning rate or exaggeration."
LEAST_RATE = 200.0  # which scikit-learn calls 50
LEAST_TIE = 1e-3  # of an attraction between unlike labels: points that nothing holds would drift away


class Wish(NamedTuple):
    """The parameters of one run."""

    perplexity: float
    learning_rate: float | str
    iterations: int
    exaggeration: float
    seed: int

    @property
    def early(self) -> int:
        """The iterations in which attraction is exaggerated."""
        return min(LEAST_ITERATIONS, self.iterations // EARLY)


class Ties(NamedTuple):
    """Labels by number, UNLABELLED for none, and how much weaker than others attractions between unlike ones are."""

    codes: NDArray[np.int64]
    weight: float


def tsne(
    vectors: ArrayLike,
    dimensions: int = 2,
    *,
    perplexity: float = 30.0,
    learning_rate: float | str = "auto",
    iterations: int = 1000,
    exaggeration: float = 12.0,
    labels: Sequence[Any] | None = None,
    weight: float = 0.5,
    sphereize: bool = False,
    seed: int = 0,
    watch: Watch | None = None,
) -> Layout:
    """The vectors in 2 or 3 dimensions, such that those that are near each other stay so.

    It begins with the principal components, by which far-off groups keep their places, and is the same for the same seed.

    Args:
        vectors: numbers [rows, columns], at least 4 rows.
        dimensions: 2 or 3.
        perplexity: how many neighbours a point has, softly; at most a third of the others, else that is taken.
        learning_rate: "auto", or as most programs count it (scikit-learn's are a quarter of that).
        iterations: all of them, at least 250.
        exaggeration: by how much attraction is exaggerated in the first fourth of them, 250 at most.
        labels: of a supervised run, one for each row; None and "" are none. Attraction between unlike ones is weakened
        weight: by so much, from 0 (not at all) to 1 (to a thousandth); 0.5 leaves an eighth.
        sphereize: whether the vectors are centred and made of length 1 before.
        watch: called with every step.

    Returns:
        facts: `kl`, the Kullback-Leibler divergence, and `engine`, "openTSNE" or "scikit-learn".

    Raises:
        ProjectionError: an argument makes no sense, or the layout has diverged.
    """
    if iterations < LEAST_ITERATIONS:
        raise ProjectionError(f"t-SNE takes at least {LEAST_ITERATIONS} iterations, not {iterations}.")
    if not perplexity > 0 or not exaggeration >= 1 or not 0 <= weight <= 1:
        raise ProjectionError("The perplexity must be above 0, the exaggeration at least 1, the weight from 0 to 1.")
    points = begun("t-SNE", vectors, dimensions, sphereize, seed, iterations, watch)
    if isinstance(points, Layout):
        return points
    most = (len(points.values) - 1) / 3
    notes = points.notes
    if perplexity > most:
        notes = (
            *notes,
            f"The perplexity {perplexity:g} is too large for {len(points.values):,} points; {most:.3g} was taken.",
        )
    wish = Wish(min(perplexity, most), learning_rate, iterations, exaggeration, seed)
    ties = None if labels is None or not weight else Ties(coded(labels, points.found), weight)
    engine = "openTSNE" if find_spec("openTSNE") else "scikit-learn"
    progress = _Progress(points, iterations, engine, notes, watch)
    positions, kl = (_by_open_tsne if engine == "openTSNE" else _by_scikit_learn)(points, wish, ties, progress)
    if not np.isfinite(positions).all() or not math.isfinite(kl):
        raise ProjectionError(DIVERGED)
    return Layout(points.found.whole(positions), {"kl": kl, "engine": engine}, notes)


class _Progress:
    """Counts iterations, and tells `watch` of each."""

    def __init__(
        self, points: Beginning, iterations: int, engine: str, notes: tuple[str, ...], watch: Watch | None
    ) -> None:
        self._found = points.found
        self._iterations = iterations
        self._facts: dict[str, Any] = {"engine": engine}
        self._notes = notes
        self._watch = watch
        self.iteration = 0

    def step(self, positions: NDArray[Any], kl: float | None) -> None:
        """An iteration goes on from these positions, whose divergence is `kl` if that was computed."""
        if kl is not None and math.isfinite(kl):
            self._facts = {**self._facts, "kl": float(kl)}
        if self._watch and self.iteration:
            step = Step(self._found.whole(positions), self.iteration, self._iterations, self._facts, self._notes)
            self._watch(step)
        self.iteration += 1


Found = tuple[NDArray[Any], float]


def _by_open_tsne(points: Beginning, wish: Wish, ties: Ties | None, progress: _Progress) -> Found:
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.tsne import kl_divergence_bh, kl_divergence_fft

    size, dimensions = points.start.shape
    sums = kl_divergence_fft if dimensions == 2 and size >= INTERPOLATED else kl_divergence_bh

    def objective(embedding: Any, attraction: Any, *, should_eval_error: bool, **settings: Any) -> Any:
        if should_eval_error:  # once, after the last iteration
            return sums(embedding, attraction, should_eval_error=True, **settings)
        tells = progress.iteration > wish.early and progress.iteration % TOLD == 0
        if progress.iteration < FINE * wish.iterations:
            settings["fft_params"] = {**settings["fft_params"], "ints_in_interval": COARSE}
        if sums is kl_divergence_fft and not np.ptp(embedding) < WIDEST:
            raise ProjectionError(DIVERGED)
        error, gradient = sums(embedding, attraction, should_eval_error=tells, **settings)
        progress.step(np.asarray(embedding), error if tells else None)
        return error, gradient

    threads = _threads(size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        near = PerplexityBasedNN(points.values, wish.perplexity, n_jobs=threads, random_state=wish.seed)
        if ties:
            _reweigh(near.P, ties)
        made = TSNEEmbedding(points.start * SPREAD, near, negative_gradient_method=objective, n_jobs=threads)
        early, late = _rates(size, wish)
        made.optimize(wish.early, exaggeration=wish.exaggeration, momentum=0.5, learning_rate=early, inplace=True)
        made.optimize(wish.iterations - wish.early, momentum=0.8, learning_rate=late, inplace=True)
    return np.asarray(made), float(made.kl_divergence)


def _rates(size: int, wish: Wish) -> tuple[float, float]:
    """openTSNE's own learning rates of the early iterations and of the others; few points need more, or they collapse."""
    if isinstance(wish.learning_rate, str):
        return max(size / wish.exaggeration, LEAST_RATE), max(size, LEAST_RATE)
    return wish.learning_rate, wish.learning_rate


def _by_scikit_learn(points: Beginning, wish: Wish, ties: Ties | None, progress: _Progress) -> Found:
    """One run of TSNE itself, whose iterations are seen where it asks for the divergence's gradient."""
    from sklearn.manifold import TSNE, _t_sne

    shape = points.start.shape

    def objective(positions: Any, *arguments: Any, **settings: Any) -> Any:
        error, gradient = _t_sne._kl_divergence_bh(positions, *arguments, **settings)
        tells = progress.iteration > wish.early and settings["compute_error"]
        progress.step(positions.reshape(shape), error if tells else None)
        return error, gradient

    class Watched(TSNE):  # type: ignore[misc]
        _EXPLORATION_MAX_ITER = wish.early

        def _tsne(self, attraction: Any, *arguments: Any, **settings: Any) -> Any:
            if ties:
                _reweigh(attraction, ties)
            descend = rebound(TSNE._tsne, _kl_divergence_bh=objective)
            return descend(self, attraction, *arguments, **settings)

    rate = wish.learning_rate
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = Watched(
            shape[1],
            perplexity=wish.perplexity,
            early_exaggeration=wish.exaggeration,
            learning_rate=rate if isinstance(rate, str) else rate / 4,
            max_iter=wish.iterations,
            init=(points.start * SPREAD).astype(np.float32),
            random_state=wish.seed,
            n_jobs=_threads(shape[0]),
        )
        positions = made.fit_transform(points.values)
    return positions, float(made.kl_divergence_)


def _reweigh(attraction: Any, ties: Ties) -> None:
    """Weakens what draws points of unlike labels together, in a CSR matrix whose sum stays 1."""
    codes = ties.codes
    one, other = np.repeat(codes, np.diff(attraction.indptr)), codes[attraction.indices]
    unlike = (one != other) & (one != UNLABELLED) & (other != UNLABELLED)
    attraction.data[unlike] *= max((1 - ties.weight) ** 3, LEAST_TIE)
    attraction.data /= attraction.data.sum()


def _threads(size: int) -> int:
    """For so many points: few are done before threads have met."""
    return cores() if size >= THREADED else 1
