"""What this program costs, measured beside its rivals: `python -m benchmarks` prints a table and writes JSON."""
