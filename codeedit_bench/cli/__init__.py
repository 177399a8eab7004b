"""The command line: each command turns its arguments into one call of the Python API and prints the result."""

from codeedit_bench.cli.main import main

__all__ = ["main"]
