"""Benchmarks: this project and its peers do the same work in turn, on one machine, in one run. Nothing here asserts a time."""
