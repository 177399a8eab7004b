"""What is not worth asking, or may not be asked: one file each. To add one: its file and its row here."""

from __future__ import annotations

from typing import Any

from codeedit_bench.registry import Registry
from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import Filter, Stage

__all__ = ["FILTERS", "Filter", "FilterSet", "Stage"]

FILTERS: Registry[Filter] = Registry(
    "filter",
    {
        name: f"miners.filters.{name}:FILTER"
        for name in (
            "merges",
            "bots",
            "reverts",
            "too_many_files",
            "vendored",
            "generated_path",
            "non_utf8",
            "too_large",
            "minified",
            "generated",
            "eol_only",
            "too_many_edits",
            "target_size",
            "no_history",
            "blank_only",
            "link",
            "known",
            "reversals",
            "mirrored",
            "predictability",
            "licence",
            "format_only",
            "secrets",
            "email",
        )
    },
    group="codeedit_bench.filters",
    expects="miners.filters.filter:Filter",
)


def chosen_filters(config: MinerConfig) -> tuple[str, ...]:
    """The filters that `config` names, in the table's order; all of ours where it names none.

    A plug-in's filter is chosen by name alone: what is installed must not change a data set. `UnknownNameError`
    for a name that is in no table.
    """
    asked = {*(config.filters or FILTERS.own), *config.more_filters}
    for name in asked:
        FILTERS.load(name)
    return tuple(name for name in FILTERS if name in asked)


class FilterSet:
    """The chosen filters, by stage, in the table's order: cheap ones come first."""

    def __init__(self, config: MinerConfig) -> None:
        self._config = config
        rows = [(name, FILTERS.load(name)) for name in chosen_filters(config)]
        self._stages: dict[Stage, list[tuple[str, Filter]]] = {}
        for name, row in rows:
            self._stages.setdefault(row.stage, []).append((name, row))

    def verdict(self, stage: Stage, subject: Any) -> Verdict:
        """Of the first filter that drops `subject`; its reason is the filter's name, with the detail it gave."""
        for name, row in self._stages.get(stage, ()):
            verdict = row.check(subject, self._config)
            if not verdict.keep:
                return Verdict(False, f"{name}:{verdict.reason}" if verdict.reason else name)
        return KEEP
