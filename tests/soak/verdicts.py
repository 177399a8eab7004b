"""What must hold after every trial: a documented ending, a sentence, nothing half-written, nothing different."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.soak import prints
from tests.soak.launching import Ended
from tests.soak.troubles.trouble import Trial

NOT_RIGHT, DONE_IN_PART, UNANSWERED = 1, 3, 4
BEFORE_WE_BEGAN = "Fatal Python error: init_"
"""Python's own words for a signal that came while it started, when nothing of ours ran yet."""
_ENDINGS = (".", "?", ")", "'", "!")


def wrong_ending(ended: Ended, statuses: Sequence[int], *, silent: bool = False) -> list[str]:
    """What is wrong with how a command ended. `silent` where it had no chance to say anything."""
    if ended.said.startswith(BEFORE_WE_BEGAN) and not ended.late and not ended.left:
        return []
    found = []
    if ended.late:
        found.append(f"it had not ended after {ended.seconds:.0f} s")
    elif ended.status not in statuses:
        found.append(f"status {ended.status}")
    for name, text in (("stderr", ended.said), ("stdout", ended.printed)):
        if "Traceback (most recent call last)" in text:
            found.append(f"a traceback on {name}")
    if ended.left:
        found.append(f"{len(ended.left)} processes were left")
    if ended.status == NOT_RIGHT and not silent and not ended.printed.strip():
        found.append("nothing on stdout tells what is not right")
    if ended.status not in (0, NOT_RIGHT) and not silent and not ended.late:
        last = (ended.said.strip().splitlines() or [""])[-1]
        if not last.startswith("codeedit: ") or not last.endswith(_ENDINGS):
            found.append(f"no sentence at its end: {last[-200:]!r}")
    return found


def half_written(trial: Trial, ended: Ended) -> list[str]:
    """What stands there as finished must be whole: the new result, or still the earlier one.

    A data set of which a repository is missing says so by its status. A run in which requests failed does, too:
    there each answer must be that of the reference, and only failed requests may be otherwise.
    """
    step = trial.step
    if ended.status == DONE_IN_PART:
        return []
    if ended.status == UNANSWERED:
        return wrong_answers(trial.world.made(step.name), trial.made)
    if not (trial.made / step.finished if step.finished else trial.made).exists():
        return []
    known = [trial.world.prints[name] for name in (step.name, step.earlier) if name]
    try:
        found = step.printed(trial.made)
    except Exception as error:  # whatever cannot be read was not whole
        return [f"half-written: {type(error).__name__}: {error}"]
    if any(all(found[name] == prints[name] for name in found if name != "files") for prints in known):
        return []
    return [f"half-written: {', '.join(name for name in found if found[name] != known[0].get(name))} differ"]


def wrong_answers(reference: Path, run: Path) -> list[str]:
    """The answers of an unfinished run that are not those of the reference."""
    wanted = {prints.answer_key(row): row for row in prints.answers(reference)}
    answered = [row for row in prints.answers(run) if row["finish_reason"] != "error"]
    wrong = [prints.answer_key(row) for row in answered if row != wanted.get(prints.answer_key(row))]
    return [f"{len(wrong)} of {len(answered)} answers are other ones: {wrong[:3]}"] if wrong else []


def differences(trial: Trial) -> list[str]:
    """What the finished step gave in another way than without trouble."""
    wanted = trial.world.prints[trial.step.name]
    try:
        found = trial.step.printed(trial.made)
    except Exception as error:
        return [f"the result cannot be read: {type(error).__name__}: {error}"]
    wrong = [name for name in sorted({*wanted, *found}) if wanted.get(name) != found.get(name)]
    left = [path.name for path in (trial.folder / ".tmp").iterdir() if path.name.startswith("codeedit-fault")]
    stray = [path.name for path in trial.folder.rglob("*.partial")]
    return [
        *(f"{name} differs" for name in wrong[:8]),
        *(f"a fault: {name}" for name in left),
        *(f"unfinished work is left: {name}" for name in stray),
    ]
