"""Many people who look at many runs while they are written: `make load`."""
