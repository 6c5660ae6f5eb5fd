"""Timelines: traces of what ran when, by any profiler, read into columns and shown at any zoom."""
