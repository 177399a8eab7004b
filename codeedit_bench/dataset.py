"""Where version 0.1 had data sets. Import from `codeedit_bench.tasks.dataset`; this name goes with 0.3."""

from codeedit_bench.tasks.dataset import Dataset, open_dataset, write_dataset

__all__ = ["Dataset", "open_dataset", "write_dataset"]
