"""The distributions: what is in them, and that they work wherever they may be installed (`make packages`)."""
