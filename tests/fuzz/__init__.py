"""Hostile input: every parser of board is fed damaged copies of real files, in a process that may be killed for it."""
