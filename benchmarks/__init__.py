"""Benchmarks: ours and a peer's in the same run, as ratios. `make bench`, or `python -m benchmarks start`."""
