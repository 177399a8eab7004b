"""The samples of a run that somebody wants to see, each with all that is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from codeedit_bench.errors import RunError, UnknownNameError, UsageError
from codeedit_bench.tasks.dataset import Dataset
from codeedit_bench.tasks.records import EditTask, Prediction, Score
from evaluators.runs.prompt_texts import PromptText, read_prompt_texts
from evaluators.runs.run import Run
from evaluators.runs.selection import tasks_of_run
from evaluators.statistics.groups import in_groups, no_such_group
from evaluators.statistics.metrics import BESIDE, HEADLINE

RIGHT, WRONG = "right", "wrong"
VERDICTS = (RIGHT, WRONG, "unparseable", "truncated", "refused", "failed")
"""By exact match at the headline's level; what was not scored has its outcome as its verdict."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which samples to see. What is empty chooses everything."""

    tasks: tuple[str, ...] = ()
    """How the ids start."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """By the name of a grouping, such as `language`: the group."""
    verdicts: tuple[str, ...] = ()
    limit: int = 0
    """The first so many; 0 means all."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sample of one task."""

    task: EditTask
    prediction: Prediction
    score: Score
    verdict: str
    prompt: PromptText | None

    @property
    def shown_verdict(self) -> str:
        """The verdict, and whether nothing but style makes a wrong answer wrong."""
        alike = self.verdict == WRONG and self.score.values.get(BESIDE) == 1.0
        return f"{self.verdict}, equal at level style" if alike else self.verdict


@dataclass(frozen=True, slots=True)
class View:
    """The chosen samples of a run, in the order of its tasks."""

    run: Run
    examples: tuple[Example, ...]
    chosen: int
    """How many samples the choice fits; `examples` holds the first of them where it has a limit."""
    verdicts: Mapping[str, int]
    """Verdict → how many of the chosen samples have it."""
    missing_prompts: str
    """Why there are no prompts, in one sentence; empty where there are."""


def view(run: Run, dataset: Dataset, choice: Choice) -> View:
    """Join a run with its tasks.

    `UsageError` where nothing fits the choice, `RunError` where the run is not scored.
    """
    _check(choice)
    tasks = [task for task in tasks_of_run(dataset, run.manifest) if _fits(task, choice)]
    by_id = {task.task_id: task for task in tasks}
    answers = {(answer.task_id, answer.sample): answer for answer in run.predictions() if answer.task_id in by_id}
    found = []
    for score in run.scores():
        if score.task_id not in by_id:
            continue
        verdict = verdict_of(score)
        if choice.verdicts and verdict not in choice.verdicts:
            continue
        if (score.task_id, score.sample) not in answers:
            raise RunError(
                f"The scores of {run.path} do not fit its answers. Score it again with `codeedit score`."
            )
        found.append((score, verdict))
    if not found:
        raise UsageError(_nothing_fits(run, dataset, choice))
    shown = found[: choice.limit] if choice.limit else found
    prompts, missing = _prompts(run, {score.task_id for score, _ in shown})
    return View(
        run,
        tuple(
            Example(
                by_id[score.task_id],
                answers[score.task_id, score.sample],
                score,
                verdict,
                prompts.get(score.task_id),
            )
            for score, verdict in shown
        ),
        len(found),
        {name: count for name in VERDICTS if (count := Counter(verdict for _, verdict in found)[name])},
        missing,
    )


def verdict_of(score: Score) -> str:
    """Whether an answer is right by the headline; its outcome where it could not be scored."""
    if score.outcome != "scored":
        return score.outcome
    return RIGHT if score.values.get(HEADLINE, 0.0) == 1.0 else WRONG


def _prompts(run: Run, wanted: Collection[str]) -> tuple[Mapping[str, PromptText], str]:
    try:
        return read_prompt_texts(run.path, wanted), ""
    except RunError as error:
        return {}, str(error)


def _fits(task: EditTask, choice: Choice) -> bool:
    named = not choice.tasks or any(task.task_id.startswith(start) for start in choice.tasks)
    return named and in_groups(task, choice.groups)


def _check(choice: Choice) -> None:
    for verdict in choice.verdicts:
        if verdict not in VERDICTS:
            raise UnknownNameError("verdict", verdict, VERDICTS)


def _nothing_fits(run: Run, dataset: Dataset, choice: Choice) -> str:
    return no_such_group(tasks_of_run(dataset, run.manifest), choice.groups, str(run.path))
