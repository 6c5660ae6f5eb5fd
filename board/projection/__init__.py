"""Embeddings: vectors with labels, and their projections."""
