"""A task of inspect_ai made from a folder that `codeedit export --to inspect` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeedit_bench.programs import require_packages
from evaluators.harnesses.questions import METRICS, Question, question_of, read_questions, score_answer

if TYPE_CHECKING:
    from inspect_ai import Task
    from inspect_ai.dataset import Sample
    from inspect_ai.scorer import Scorer
    from inspect_ai.solver import Solver


def edit_task(folder: Path, *, max_tokens: int) -> Task:
    """All questions of a folder, asked greedily, each with its own stop strings, and scored as here."""
    require_packages("inspect", "A task of inspect_ai", "inspect_ai")
    from inspect_ai import Task
    from inspect_ai.dataset import MemoryDataset
    from inspect_ai.model import GenerateConfig

    samples = [_sample(question) for question in read_questions(folder)]
    return Task(
        dataset=MemoryDataset(samples, name=folder.name),
        solver=_asked(),
        scorer=_scorer(),
        config=GenerateConfig(temperature=0.0, max_tokens=max_tokens),
    )


def _sample(question: Question) -> Sample:
    from inspect_ai.dataset import Sample
    from inspect_ai.model import ChatMessageAssistant, ChatMessageSystem, ChatMessageUser

    kinds: dict[str, Any] = {
        "system": ChatMessageSystem,
        "user": ChatMessageUser,
        "assistant": ChatMessageAssistant,
    }
    messages = question.messages or (("user", question.text),)
    return Sample(
        id=question.task.task_id,
        input=[kinds[role](content=content) for role, content in messages],
        target=question.task.reference,
        metadata={"question": question.row, "language": question.task.language},
    )


def _asked() -> Solver:
    from inspect_ai.solver import Generate, TaskState, solver

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        stop = list(question_of(state.metadata["question"]).stop)
        return await generate(state, stop_seqs=stop or None)

    made: Solver = solver(name="codeedit_question")(lambda: solve)()
    return made


def _scorer() -> Scorer:
    from inspect_ai.scorer import Score, Target, mean, scorer, stderr
    from inspect_ai.solver import TaskState

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001 - inspect_ai's signature
        found = score_answer(
            question_of(state.metadata["question"]),
            state.output.completion,
            cut_off=state.output.stop_reason in ("max_tokens", "model_length"),
        )
        return Score(value=dict(found.values), answer=state.output.completion, explanation=found.outcome)

    metrics = {name: [mean(), stderr()] for name in METRICS}
    made: Scorer = scorer(name="codeedit", metrics=metrics)(lambda: score)()
    return made
