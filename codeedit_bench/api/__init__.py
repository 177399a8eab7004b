"""The Python API: what each command does, as a function. `import codeedit_bench as ceb` gives all of its names."""
