"""The place that version 0.1 gave filters. Import from `miners.filters.filter`; this name goes with 0.3."""

from miners.filters.filter import Filter

__all__ = ["Filter"]
