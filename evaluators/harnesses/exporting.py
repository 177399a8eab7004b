"""Write the folder that a harness runs: the questions, and the few lines of glue in the harness's own language."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from codeedit_bench import __version__
from codeedit_bench.errors import UsageError
from codeedit_bench.files import atomic_directory, write_json, write_text
from codeedit_bench.tasks.dataset import Dataset
from evaluators.harnesses.questions import METRICS, QUESTIONS, question_line
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget
from evaluators.runs.selection import select_tasks

EXPORT = "export.json"
"""Where the questions come from; marks a folder as ours to replace."""
_INSPECT = '''\
"""Run it: inspect eval {folder}/task.py --model MODEL"""

from pathlib import Path

from inspect_ai import Task, task

from evaluators.harnesses.inspect_task import edit_task


@task
def {name}() -> Task:
    return edit_task(Path(__file__).parent, max_tokens={max_tokens})
'''
_LM_EVAL_CODE = """\
from evaluators.harnesses.lm_eval_task import process_results, prompt  # noqa: F401 - the YAML file names them
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is exported: which tasks, in which prompt format, how long prompts and answers may be."""

    prompt_format: str = "chat"
    split: str = "test"
    limit: int = 0
    max_tokens: int = 1024
    max_prompt_tokens: int = 4096


@dataclass(frozen=True, slots=True)
class Exported:
    folder: Path
    questions: int
    left_alone: int
    """Tasks whose right answer is the unchanged text; they stand outside exact match and are left out."""
    name: str
    """Of the harness's task."""


def export_task(dataset: Dataset, out: Path, harness: str, asked: Asked) -> Exported:
    """Write a folder for `harness`, a row of `HARNESSES`. `UsageError` where no task asks for an edit."""
    write = _HARNESSES[harness]
    prompt_format = FORMATS.load(asked.prompt_format)
    tasks = select_tasks(dataset, split=asked.split, limit=asked.limit)
    edits = [task for task in tasks if not task.asks_for_no_edit]
    if not edits:
        raise UsageError(f"No task of the split {asked.split!r} asks for an edit, so there is nothing to export.")
    prompts = [prompt_format.render(task, Budget(asked.max_prompt_tokens)) for task in edits]
    stops = Counter(stop for prompt in prompts for stop in prompt.stop)
    name = "codeedit_" + (re.sub(r"[^a-z0-9]+", "_", dataset.name.lower()).strip("_") or "tasks")
    with atomic_directory(out, replaces=EXPORT) as folder:
        lines = [
            question_line(task, asked.prompt_format, prompt) for task, prompt in zip(edits, prompts, strict=True)
        ]
        write_text(folder / QUESTIONS, "".join(lines))
        write_json(
            folder / EXPORT,
            {
                "codeedit_bench": __version__,
                "dataset": dataset.name,
                "dataset_hash": dataset.content_hash,
                "split": asked.split,
                "limit": asked.limit,
                "prompt_format": asked.prompt_format,
                "prompt_format_version": prompt_format.version,
                "questions": len(edits),
                "left_alone": len(tasks) - len(edits),
            },
        )
        write(folder, out, name, asked, tuple(stop for stop, _ in stops.most_common(4)))
    return Exported(out, len(edits), len(tasks) - len(edits), name)


def _write_inspect(
    folder: Path,
    out: Path,
    name: str,
    asked: Asked,
    stops: tuple[str, ...],  # noqa: ARG001 - the signature that all harnesses share; each question has its own
) -> None:
    write_text(folder / "task.py", _INSPECT.format(folder=out.name, name=name, max_tokens=asked.max_tokens))


def _write_lm_eval(folder: Path, out: Path, name: str, asked: Asked, stops: tuple[str, ...]) -> None:
    """A YAML file. Texts in it are JSON's, which YAML reads too: a stop string needs no other escapes."""
    until = json.dumps(list(stops), ensure_ascii=True)
    metrics = "".join(
        f"  - metric: {metric}\n    aggregation: mean\n    higher_is_better: true\n" for metric in METRICS
    )
    write_text(folder / "glue.py", _LM_EVAL_CODE)
    write_text(
        folder / f"{name}.yaml",
        f"# Run it: lm_eval --include_path {out.name} --tasks {name} --model hf --model_args pretrained=MODEL\n"
        f"task: {name}\n"
        "dataset_path: json\n"
        f"dataset_kwargs:\n  data_files:\n    test: {json.dumps(str((out / QUESTIONS).absolute()))}\n"
        "test_split: test\n"
        "output_type: generate_until\n"
        "doc_to_text: !function glue.prompt\n"
        'doc_to_target: ""\n'
        "process_results: !function glue.process_results\n"
        f"generation_kwargs:\n  until: {until}\n  max_gen_toks: {asked.max_tokens}\n  do_sample: false\n"
        "  temperature: 0.0\n"
        f"metric_list:\n{metrics}"
        f"metadata:\n  version: {FORMATS.load(asked.prompt_format).version}\n",
    )


_HARNESSES: Mapping[str, Callable[[Path, Path, str, Asked, tuple[str, ...]], None]] = {
    "inspect": _write_inspect,
    "lm-eval": _write_lm_eval,
}
HARNESSES = tuple(_HARNESSES)
