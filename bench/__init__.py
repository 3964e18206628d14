"""Speeds as ratios: ours beside a named rival or a bound, measured in turns in one run. `make bench` prints the table."""
