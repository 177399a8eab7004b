"""The table of commands: a name of one word or two, the function that runs it, and one line of help."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("codeedit_bench.cli.demo:main", "run the whole loop on ten small repositories, offline"),
    "demo-repositories": (
        "codeedit_bench.cli.data.demo_repositories:main",
        "write the demo's small git repositories",
    ),
    "mine": ("codeedit_bench.cli.data.mine:main", "turn git repositories into a data set of edit tasks"),
    "repos pin": (
        "codeedit_bench.cli.data.repos_pin:main",
        "fill in the commits that a list leaves open",
    ),
    "publish": ("codeedit_bench.cli.data.publish:main", "write a data set's card, or push it to a hub"),
    "validate": (
        "codeedit_bench.cli.data.validate:main",
        "check a data set: schema, hash, references score 1",
    ),
    "stats": ("codeedit_bench.cli.data.stats:main", "count a data set's tasks by language, split and signal"),
    "show": ("codeedit_bench.cli.data.show:main", "print one task as a person wants to read it"),
    "diff-score": ("codeedit_bench.cli.evaluation.diff_score:main", "explain at which level two texts are equal"),
    "evaluate": ("codeedit_bench.cli.evaluation.evaluate:main", "run a model or a baseline on a data set"),
    "score": ("codeedit_bench.cli.evaluation.score:main", "score a run's raw completions again, without a model"),
    "verify": ("codeedit_bench.cli.evaluation.verify:main", "score a run again and compare with what it states"),
    "merge": ("codeedit_bench.cli.evaluation.merge:main", "merge the shards of a run"),
    "compare": ("codeedit_bench.cli.evaluation.compare:main", "compare runs: is the difference real?"),
    "format-tax": ("codeedit_bench.cli.evaluation.format_tax:main", "what another prompt format costs a model"),
    "import": ("codeedit_bench.cli.data.import_set:main", "turn another project's edit set into a data set"),
    "formats": ("codeedit_bench.cli.evaluation.formats:main", "list the prompt formats"),
    "backends": (
        "codeedit_bench.cli.evaluation.backends:main",
        "list the back ends and their options",
    ),
    "train": (
        "codeedit_bench.cli.training.train:main",
        "train a model by a recipe: sft, grpo, gapo, …",
    ),
    "training report": ("codeedit_bench.cli.training.report:main", "draw training runs into one HTML page"),
    "training compare": (
        "codeedit_bench.cli.training.compare:main",
        "recipes against each other: paired seeds, controls, tests",
    ),
    "export": ("codeedit_bench.cli.training.export:main", "write a data set for another trainer: verl"),
    "leaderboard build": ("codeedit_bench.cli.board.build:main", "build the static site from runs"),
    "leaderboard add": ("codeedit_bench.cli.board.add:main", "check a submission by scoring it again"),
    "leaderboard serve": ("codeedit_bench.cli.board.serve:main", "show a built site on this machine"),
    "submit": ("codeedit_bench.cli.board.submit:main", "pack a run for a leaderboard"),
}
