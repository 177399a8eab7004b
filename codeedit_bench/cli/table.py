"""The table of commands: a name of one word or two, the function that runs it, and one line of help."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A row of the table."""

    place: str
    """`module:function`; the function takes the arguments after the name and returns the exit status."""
    summary: str
    after_interrupt: str = ""
    """What is true after Ctrl-C, in a sentence; empty where there is nothing to go on with."""


COMMANDS: dict[str, Command] = {
    "demo": Command(
        "codeedit_bench.cli.demo:main",
        "run the whole loop on ten small repositories, offline",
        "The same command starts the demo again from the beginning.",
    ),
    "demo-repositories": Command(
        "codeedit_bench.cli.data.demo_repositories:main",
        "write the demo's small git repositories",
    ),
    "mine": Command(
        "codeedit_bench.cli.data.mine:main",
        "turn git repositories into a data set of edit tasks",
        "The same command goes on with the chunks that were not finished.",
    ),
    "repos pin": Command(
        "codeedit_bench.cli.data.repos_pin:main",
        "fill in the commits that a list leaves open",
    ),
    "pick": Command(
        "codeedit_bench.cli.data.pick:main", "write a balanced part of a split as a data set of its own"
    ),
    "index": Command(
        "codeedit_bench.cli.data.index:main", "write what rebuilds a data set, without other people's code"
    ),
    "rebuild": Command(
        "codeedit_bench.cli.data.rebuild:main",
        "make a data set again from its index",
        "The same command goes on with the repositories that were not finished.",
    ),
    "publish": Command("codeedit_bench.cli.data.publish:main", "write a data set's card, or push it to a hub"),
    "validate": Command(
        "codeedit_bench.cli.data.validate:main",
        "check a data set: schema, hash, references score 1",
    ),
    "stats": Command(
        "codeedit_bench.cli.data.stats:main", "count a data set's tasks by language, split and signal"
    ),
    "show": Command("codeedit_bench.cli.data.show:main", "print one task as a person wants to read it"),
    "read": Command("codeedit_bench.cli.data.read:main", "read tasks blind: answer first, then see the reference"),
    "diff-score": Command(
        "codeedit_bench.cli.evaluation.diff_score:main", "explain at which level two texts are equal"
    ),
    "evaluate": Command(
        "codeedit_bench.cli.evaluation.evaluate:main",
        "run a model or a baseline on a data set",
        "The same command goes on with the answers that are missing.",
    ),
    "score": Command(
        "codeedit_bench.cli.evaluation.score:main", "score a run's raw completions again, without a model"
    ),
    "verify": Command(
        "codeedit_bench.cli.evaluation.verify:main", "score a run again and compare with what it states"
    ),
    "view": Command(
        "codeedit_bench.cli.evaluation.view:main", "show prompts, answers and verdicts of a run side by side"
    ),
    "merge": Command("codeedit_bench.cli.evaluation.merge:main", "merge the shards of a run"),
    "compare": Command("codeedit_bench.cli.evaluation.compare:main", "compare runs: is the difference real?"),
    "format-tax": Command(
        "codeedit_bench.cli.evaluation.format_tax:main",
        "what another prompt format costs a model",
        "The same command goes on with the answers that are missing.",
    ),
    "import": Command(
        "codeedit_bench.cli.data.import_set:main", "turn another project's edit set into a data set"
    ),
    "formats": Command("codeedit_bench.cli.evaluation.formats:main", "list the prompt formats"),
    "backends": Command(
        "codeedit_bench.cli.evaluation.backends:main",
        "list the back ends and their options",
    ),
    "train": Command(
        "codeedit_bench.cli.training.train:main",
        "train a model by a recipe: sft, grpo, gapo, …",
        "Add --resume to go on from the last checkpoint; without one, remove the folder and start again.",
    ),
    "training report": Command("codeedit_bench.cli.training.report:main", "draw training runs into one HTML page"),
    "training compare": Command(
        "codeedit_bench.cli.training.compare:main",
        "recipes against each other: paired seeds, controls, tests",
        "The same command goes on with the seeds that were not finished.",
    ),
    "export": Command(
        "codeedit_bench.cli.training.export:main", "write a data set for another trainer or harness"
    ),
    "leaderboard build": Command("codeedit_bench.cli.board.build:main", "build the static site from runs"),
    "leaderboard add": Command("codeedit_bench.cli.board.add:main", "check a submission by scoring it again"),
    "leaderboard serve": Command("codeedit_bench.cli.board.serve:main", "show a built site on this machine"),
    "submit": Command("codeedit_bench.cli.board.submit:main", "pack a run for a leaderboard"),
    "completion": Command(
        "codeedit_bench.cli.completion:main", "print a script that lets your shell complete commands and options"
    ),
}

GROUPS = {
    "repos": "lists of repositories to mine",
    "training": "reports on training runs and comparisons of recipes",
    "leaderboard": "build, keep and show a leaderboard",
}
"""The first words of the commands of two words, and what each group is for."""
