"""Speed as ratios to a floor measured in the same run: `uv run python -m benchmarks [NAME…] [--json FILE]`."""
