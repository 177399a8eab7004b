"""Commands: each module has `main(arguments)` and a row in `codeedit_bench.cli`."""
