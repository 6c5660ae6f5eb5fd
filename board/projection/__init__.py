"""Embeddings: vectors with labels, and their projections.

import board

layout = board.projection.pca(vectors, components=3)  # layout.positions is [rows, 3], layout.facts["variance"] their shares
layout = board.projection.tsne(vectors, perplexity=30)  # in 2 dimensions; by openTSNE where it is installed
layout = board.projection.umap(vectors, dimensions=3)  # with `pip install summary-board[projector]`
layout = board.projection.axes(vectors, labels, x=("bad", "good"))
rows, distances = board.projection.neighbours(vectors, row=0, count=10, metric="cosine")
positions = board.projection.aligned(layout.positions, earlier.positions)

Vectors are any array [rows, columns]. Rows with a NaN or an infinity are left out: their positions are NaN, and
`layout.notes` tells of them. What makes no sense is a ProjectionError.
"""

from __future__ import annotations

from board.projection.directions import axes
from board.projection.layout import Layout, ProjectionError, Step
from board.projection.manifold import umap
from board.projection.nearest import Neighbours, neighbours
from board.projection.principal import pca
from board.projection.procrustes import aligned
from board.projection.sphere import sphereized
from board.projection.stochastic import tsne

__all__ = [
    "Layout",
    "Neighbours",
    "ProjectionError",
    "Step",
    "aligned",
    "axes",
    "neighbours",
    "pca",
    "sphereized",
    "tsne",
    "umap",
]
