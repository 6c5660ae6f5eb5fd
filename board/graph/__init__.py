"""Graphs of models: what logs and files say of them (one canonical form), and what the page is told of that."""
