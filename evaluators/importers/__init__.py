"""Other people's edit sets as tasks, one file each: `codeedit import NAME PATH`. Their data stays yours."""

from __future__ import annotations

from codeedit_bench.registry import Registry
from evaluators.importers.importer import Importer

IMPORTERS: Registry[Importer] = Registry(
    "importer",
    {
        "next-edit-prediction": "evaluators.importers.next_edit_prediction:IMPORTER",
        "humaneval-fix": "evaluators.importers.humaneval_fix:IMPORTER",
        "zed-evals": "evaluators.importers.zed_evals:IMPORTER",
        "copilot-sessions": "evaluators.importers.copilot_sessions:IMPORTER",
        "code-refinement": "evaluators.importers.code_refinement:IMPORTER",
        "zeta": "evaluators.importers.zeta:IMPORTER",
        "canitedit": "evaluators.importers.canitedit:IMPORTER",
        "commitpackft": "evaluators.importers.commitpackft:IMPORTER",
        "editpackft": "evaluators.importers.commitpackft:EDITPACKFT",
        "instinct": "evaluators.importers.instinct:IMPORTER",
        "apeval": "evaluators.importers.apeval:IMPORTER",
        "edit-bench": "evaluators.importers.edit_bench:IMPORTER",
    },
    group="codeedit_bench.importers",
    expects="evaluators.importers.importer:Importer",
)
