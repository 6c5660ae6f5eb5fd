"""Projections from Python, against scikit-learn and SciPy; what cannot be projected."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import procrustes
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

import board
from board.projection import Layout, ProjectionError, Step, stochastic

RANDOM = np.random.default_rng(0)
DIGITS, NUMBERS = load_digits(return_X_y=True)
DIGITS, NUMBERS = DIGITS[:300], NUMBERS[:300]
ENGINES = ("openTSNE", "scikit-learn")
LAYOUTS: dict[str, Callable[..., Layout]] = {
    "pca": board.projection.pca,
    "tsne": board.projection.tsne,
    "umap": board.projection.umap,
}
needs_umap = pytest.mark.skipif(importlib.util.find_spec("umap") is None, reason="umap-learn is not installed")
METHODS = ["pca", "tsne", pytest.param("umap", marks=needs_umap)]


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One thread, for those that wait for each other at every step take minutes where other tests run; and no TensorFlow,
    which umap-learn imports for what is not used."""
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with threadpool_limits(1):
        yield


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Has t-SNE done by this package."""
    if request.param == "scikit-learn":
        monkeypatch.setattr(stochastic, "find_spec", lambda _: None)
    else:
        pytest.importorskip("openTSNE")
    return str(request.param)


def sphere(vectors: NDArray[Any]) -> NDArray[Any]:
    centred = vectors - vectors.mean(axis=0)
    return centred / np.linalg.norm(centred, axis=1)[:, None]


@pytest.mark.parametrize("shape", [(400, 30), (30, 400), (40, 40), (2100, 2060)])
@pytest.mark.parametrize("offset", [0, 1000])
def test_principal_components_are_scikit_learns(shape: tuple[int, int], offset: float) -> None:
    scale = 100 / np.arange(1, shape[1] + 1)
    vectors = (RANDOM.normal(size=shape) * scale + offset).astype(np.float32)
    wanted = PCA(5, svd_solver="full" if max(shape) < 2000 else "arpack").fit(vectors.astype(np.float64))
    found = board.projection.pca(vectors, components=5)
    positions = wanted.transform(vectors.astype(np.float64))
    np.testing.assert_allclose(found.positions, positions, atol=1e-3 * np.abs(positions).max())
    np.testing.assert_allclose(found.facts["variance"], wanted.explained_variance_ratio_, rtol=1e-3)
    assert found.facts["total"] == pytest.approx(wanted.explained_variance_ratio_.sum(), rel=1e-3)


def test_principal_components_of_the_sphere() -> None:
    wanted = PCA(3).fit_transform(sphere(DIGITS))
    np.testing.assert_allclose(board.projection.pca(DIGITS, sphereize=True).positions, wanted, atol=1e-4)
    np.testing.assert_allclose(board.projection.sphereized(DIGITS), sphere(DIGITS), atol=1e-6)


def test_t_sne_by_scikit_learn_is_watched_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own result, to the last bit, from the same start."""
    monkeypatch.setattr(stochastic, "find_spec", lambda _: None)
    steps: list[Step] = []
    starts: list[NDArray[np.float32]] = []
    fit = TSNE.fit_transform

    def remembered(self: Any, vectors: Any) -> Any:
        starts.append(self.init.copy())
        return fit(self, vectors)

    monkeypatch.setattr(TSNE, "fit_transform", remembered)
    found = board.projection.tsne(DIGITS[:200], watch=steps.append)
    monkeypatch.undo()
    plain = TSNE(init=starts[0], random_state=0)
    np.testing.assert_array_equal(found.positions, plain.fit_transform(DIGITS[:200].astype(np.float32)))
    assert found.facts == {"kl": float(plain.kl_divergence_), "engine": "scikit-learn"}
    assert [step.iteration for step in steps[:3]] == [0, 1, 2] and 900 <= steps[-1].iteration < 1000


@pytest.mark.parametrize("dimensions", [2, 3])
def test_t_sne_keeps_neighbours_as_scikit_learn_does(engine: str, dimensions: int) -> None:
    steps: list[Step] = []
    found = board.projection.tsne(DIGITS, dimensions, iterations=500, watch=steps.append)
    peer = TSNE(dimensions, init="pca", random_state=0, max_iter=500)
    theirs = trustworthiness(DIGITS, peer.fit_transform(DIGITS), n_neighbors=12)
    assert found.facts["engine"] == engine
    assert trustworthiness(DIGITS, found.positions, n_neighbors=12) > theirs - 0.01
    assert found.facts["kl"] < 1.15 * peer.kl_divergence_
    start = PCA(dimensions).fit_transform(DIGITS)
    np.testing.assert_allclose(steps[0].positions, start, atol=1e-3)
    assert (steps[0].iteration, steps[0].iterations) == (0, 500)
    told = [step.facts["kl"] for step in steps if "kl" in step.facts]
    assert told[0] > told[-1] and abs(told[-1] - found.facts["kl"]) < 0.05


@needs_umap
@pytest.mark.parametrize("dimensions", [2, 3])
def test_umap_keeps_neighbours_as_umap_learn_does(dimensions: int) -> None:
    steps: list[Step] = []
    found = board.projection.umap(DIGITS, dimensions, watch=steps.append)
    from umap import UMAP  # after it was imported without a warning on TensorFlow

    theirs = UMAP(n_components=dimensions, random_state=0, n_jobs=1).fit_transform(DIGITS)
    assert trustworthiness(DIGITS, found.positions) > trustworthiness(DIGITS, theirs) - 0.01
    assert [step.iteration for step in steps] == list(range(500))
    np.testing.assert_array_equal(board.projection.umap(DIGITS, dimensions).positions, found.positions)


def apart(positions: NDArray[Any], labels: NDArray[Any]) -> float:
    """How much farther points of another label are than those of the same, on average."""
    distance = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    same = labels[:, None] == labels[None]
    return float(distance[~same].mean() / distance[same].mean())


@pytest.mark.parametrize("method", ["tsne", pytest.param("umap", marks=needs_umap)])
def test_labels_part_what_vectors_do_not(method: str) -> None:
    vectors, labels = RANDOM.normal(size=(300, 5)), np.arange(300) % 3
    told = [None if place % 50 == 0 else label for place, label in enumerate(labels)]
    free = LAYOUTS[method](vectors)
    led = LAYOUTS[method](vectors, labels=told, weight=0.9)
    assert apart(led.positions, labels) > 1.2 > 1.1 > apart(free.positions, labels)
    np.testing.assert_array_equal(LAYOUTS[method](vectors, labels=told, weight=0).positions, free.positions)


@pytest.mark.parametrize("sphereize", [False, True])
@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
@pytest.mark.parametrize("scale", [1, 1e-25, 1e25])
def test_neighbours_are_exact(metric: str, sphereize: bool, scale: float) -> None:
    """Of vectors far from the origin and of unlike lengths, which is where cosines of sphereized ones differ most."""
    vectors = ((RANDOM.normal(size=(3000, 12)) * RANDOM.uniform(0.1, 9, (3000, 1)) + 3) * scale).astype(np.float32)
    vectors[[9, 11]] = vectors[5]
    reference = vectors.astype(np.float64) / scale
    reference = sphere(reference) if sphereize else reference
    found = board.projection.neighbours(vectors, 5, 50, metric, sphereize=sphereize)
    if metric == "dot":
        distances = -(reference @ reference[5])
    else:
        peer = NearestNeighbors(n_neighbors=3000, metric=metric, algorithm="brute").fit(reference)
        sizes, rows = peer.kneighbors(reference[5:6])
        distances = np.empty(3000)
        distances[rows[0]] = sizes[0]
    unit = 1 if sphereize or metric == "cosine" else scale * scale if metric == "dot" else scale
    order = [row for row in np.lexsort((np.arange(3000), distances.round(9))) if row != 5][:50]
    assert found.rows.tolist() == order
    signed = -distances if metric == "dot" else distances
    np.testing.assert_allclose(found.distances, signed[order] * unit, rtol=1e-5, atol=1e-7 * unit)
    if metric != "dot":
        assert found.rows[:2].tolist() == [9, 11] and found.distances[:2].tolist() == [0, 0]


def test_neighbours_leave_out_what_is_no_number_and_find_all_there_are() -> None:
    vectors = np.array([[0, 1], [np.nan, 1], [0, 3], [2, 2], [0, 0]])
    found = board.projection.neighbours(vectors, 0, 10)
    assert found.rows.tolist() == [2, 3, 4] and found.distances.tolist() == pytest.approx([0, 1 - 0.5**0.5, 1])
    for row, words in ((1, "NaN"), (4, "all zeros"), (5, "no row 5"), (-1, "no row -1")):
        with pytest.raises(ProjectionError, match=words):
            board.projection.neighbours(vectors, row)
    with pytest.raises(ProjectionError, match="at the centre of all"):
        board.projection.neighbours([[1, 1], [2, 2], [3, 3]], 1, sphereize=True)
    same = board.projection.neighbours(np.ones((2000, 3)), 7, 3, "euclidean")
    assert same.rows.tolist() == [0, 1, 2] and same.distances.tolist() == [0, 0, 0]


def test_aligning_is_a_rigid_motion_and_the_best_one() -> None:
    like = RANDOM.normal(size=(100, 3))
    turn = np.linalg.qr(RANDOM.normal(size=(3, 3)))[0]
    np.testing.assert_allclose(board.projection.aligned(like @ turn + 5, like), like, atol=1e-5)
    other = RANDOM.normal(size=(100, 3))
    found = board.projection.aligned(other, like).astype(np.float64)
    np.testing.assert_allclose(
        np.linalg.norm(found[:50] - found[50:], axis=1), np.linalg.norm(other[:50] - other[50:], axis=1), rtol=1e-4
    )
    ours, theirs = (one - one.mean(axis=0) for one in (found, like))
    # SciPy also scales, and makes both of norm 1.
    scaled, turned, _ = procrustes(like, other)
    np.testing.assert_allclose(ours / np.linalg.norm(ours), turned / np.linalg.norm(turned), atol=1e-5)
    np.testing.assert_allclose(theirs / np.linalg.norm(theirs), scaled, atol=1e-6)
    holed = other.copy()
    holed[3] = np.nan
    assert np.isnan(board.projection.aligned(holed, like)[3]).all()
    with pytest.raises(ProjectionError):
        board.projection.aligned(other[:, :2], like)


def test_axes_run_from_centre_to_centre() -> None:
    labels = [f"Number {number}" for number in NUMBERS]
    found = board.projection.axes(DIGITS, labels, x=("number 0", "1"), y=("[2-4]$", ".*"), regex=True)
    for column, (low, high) in enumerate([(NUMBERS == 0, NUMBERS == 1), (np.isin(NUMBERS, [2, 3, 4]), NUMBERS >= 0)]):
        ends = DIGITS[low].mean(axis=0), DIGITS[high].mean(axis=0)
        way = ends[1] - ends[0]
        wanted = (DIGITS - sum(ends) / 2) @ way / np.linalg.norm(way)
        np.testing.assert_allclose(found.positions[:, column], wanted, atol=1e-3)
    assert found.facts["found"][1] == [int(np.isin(NUMBERS, [2, 3, 4]).sum()), 300]
    for search, words in (
        ("(", "no regular expression"),
        ("x", "has 'x' in it"),
        ("(a*)*$|(1+)+b", "one centre|too long|in it"),
    ):
        with pytest.raises(ProjectionError, match=words):
            board.projection.axes(DIGITS, labels, x=(search, search), regex=True)
    with pytest.raises(ProjectionError, match="one centre"):
        board.projection.axes(DIGITS, labels, x=("1", "1"))
    assert board.projection.axes(DIGITS[:4], ["a.b", "ab", "a.c", "d"], x=("a.", "d")).facts["found"] == [[2, 1]]


@pytest.mark.parametrize("method", METHODS)
def test_awkward_vectors(method: str) -> None:
    layout = LAYOUTS[method]
    with_holes = DIGITS[:60].copy()
    with_holes[[3, 40], [0, 9]] = np.nan, -np.inf
    found = layout(with_holes)
    assert np.flatnonzero(np.isnan(found.positions).any(axis=1)).tolist() == [3, 40]
    assert "2 vectors hold a NaN or an infinity and are left out of 60." in found.notes
    same = layout(np.full((30, 4), 7.0))
    assert not same.positions.any() and same.notes == ("All points are equal, so they are shown at one place.",)
    for vectors in (
        np.repeat(DIGITS[:15], 4, axis=0),  # each four times
        np.arange(40.0)[:, None],  # one column
        DIGITS[:40] * 1e30,
        DIGITS[:40] * 1e-30,
        DIGITS[:4],
        (DIGITS[:40] > 7),
    ):
        positions = layout(vectors).positions
        assert positions.shape[0] == len(vectors) and np.isfinite(positions).all() and positions.any()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "vectors",
    [np.full((5, 2), np.nan), np.ones(5), np.ones((0, 4)), np.ones((4, 0)), np.array([["a"]]), [[1j]], [[None]]],
)
def test_what_is_no_matrix_of_numbers(method: str, vectors: Any) -> None:
    with pytest.raises(ProjectionError, match=r"matrix of numbers|Every vector"):
        LAYOUTS[method](vectors)


def test_few_points() -> None:
    one = board.projection.pca([[1.0, 2, 3]])
    assert not one.positions.any() and one.notes == ("There is only 1 point, so it is shown at the origin.",)
    two = board.projection.pca([[0.0, 0], [3, 4]])
    np.testing.assert_allclose(two.positions, [[-2.5, 0, 0], [2.5, 0, 0]], atol=1e-6)
    assert two.facts["variance"] == [1, 0, 0]


@pytest.mark.parametrize("method", ["tsne", pytest.param("umap", marks=needs_umap)])
def test_too_few_points_to_have_neighbours_are_told(method: str) -> None:
    with pytest.raises(ProjectionError, match=r"needs at least 4 points, and there are 3; PCA shows them"):
        LAYOUTS[method](np.eye(3))


def test_parameters_that_do_not_fit_the_data_are_told() -> None:
    found = board.projection.tsne(DIGITS[:31], perplexity=50, iterations=250)
    assert found.notes == ("The perplexity 50 is too large for 31 points; 10 was taken.",)
    if importlib.util.find_spec("umap"):
        assert board.projection.umap(DIGITS[:9]).notes == (
            "15 neighbours are more than the 8 other points; these were taken.",
        )
    for wrong in ({"perplexity": 0}, {"iterations": 100}, {"dimensions": 4}, {"weight": 2}, {"labels": ["a"]}):
        with pytest.raises(ProjectionError):
            board.projection.tsne(DIGITS[:31], **wrong)  # type: ignore[arg-type]
    for count in (0, 11):
        with pytest.raises(ProjectionError, match="1 to 10 components"):
            board.projection.pca(DIGITS, components=count)


def test_a_layout_that_grows_beyond_what_a_grid_can_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openTSNE")
    monkeypatch.setattr(stochastic, "INTERPOLATED", 0)
    monkeypatch.setattr(stochastic, "WIDEST", 1.0)
    with pytest.raises(ProjectionError, match="has diverged"):
        board.projection.tsne(DIGITS)


def test_umap_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from board.projection import manifold

    monkeypatch.setattr(manifold, "find_spec", lambda _: None)
    with pytest.raises(ProjectionError, match="pip install"):
        board.projection.umap(DIGITS)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    source = "import sys, board.projection.worker, board.dashboards.projections; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert not {"sklearn", "scipy", "openTSNE", "umap", "numba"} & set(done.stdout.split())
