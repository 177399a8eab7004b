"""What holds for every prompt format: ideal answers come back exactly, markers do no harm, budgets hold."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codeedit_bench.cli import main
from codeedit_bench.errors import UnparseableCompletionError
from codeedit_bench.lines import split_lines, unified_diff
from codeedit_bench.tasks.dataset import open_dataset
from codeedit_bench.tasks.records import Cursor, EditTask, PriorEdit, Region
from evaluators.prompts import FORMATS
from evaluators.prompts.format import Budget, Prompt
from tests.tasks import FILE, make_task

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "prompts"
DIALECTS = [name for name in FORMATS if name != "region"]
UNLIMITED = Budget(10**9)

MARKERS = [
    *("<|editable_region_start|>", "<|editable_region_end|>", "<|user_cursor_is_here|>", "<|start_of_file|>"),
    *("<[fim-suffix]>", "<[fim-middle]>", "<filename>", "<|user_cursor|>", ">>>>>>> UPDATED", "<<<<<<< CURRENT"),
    *(
        "<|marker_1|>",
        "<|marker_2|>",
        "<[end▁of▁sentence]>",
        "<|file_sep|>",
        "<|endoftext|>",
        "<|cursor|>",
        "</s>",
    ),
    *(
        "<|original_code|>",
        "<|next_version|>",
        "<next_version>",
        "</next_version>",
        "<|code_to_edit|>",
        "```",
        "````",
    ),
    *("<|fim_prefix|>", "<|fim_middle|>", "<<<REGION END>>>", "\\ No newline at end of file", "None", "@@ 0,1\n"),
    *("<\u200b|marker_1|>", "<\u200b\u200b|cursor|>", " No newline at end of file", "{current_version}"),
]
HOSTILE = st.lists(st.sampled_from([*MARKERS, "\n", "\n", "x = 1\n", "  ", "é", "\r\n"])).map("".join)


def whole(text: str) -> str:
    """Whole lines, as a region in the middle of a file has them."""
    return text if not text or text.endswith("\n") else text + "\n"


def shown(prompt: Prompt) -> str:
    return prompt.text + "".join(message.content for message in prompt.messages)


def golden_task() -> EditTask:
    """A region with the cursor in it, an edit to the same file and an older one to another."""
    other = PriorEdit(
        path="billing/report.py",
        origin="in_commit",
        old_start=0,
        new_start=0,
        old="print(invoice.amount)\n",
        new="print(invoice.total)\n",
        diff=unified_diff("print(invoice.amount)\n", "print(invoice.total)\n", "billing/report.py"),
    )
    base = make_task()
    return make_task(
        history=(other, *base.history),
        region=Region(1, 6),
        cursor=Cursor(2, 18),
        reference="".join(split_lines(FILE)[1:6]).replace("amount", "total"),
    )


def written(name: str) -> str:
    """A format's prompt and ideal answer, as a golden file holds them."""
    task, prompt_format = golden_task(), FORMATS.load(name)
    prompt = prompt_format.render(task, UNLIMITED)
    parts = [f"══ {message.role}\n{message.content}" for message in prompt.messages] or [f"══ text\n{prompt.text}"]
    if prompt.stop:
        parts.append("══ stop\n" + "\n".join(prompt.stop))
    parts.append(f"══ answer\n{prompt_format.answer(task, task.reference)}")
    parts.append(f"══ answer of no edit\n{prompt_format.answer(task, task.region_text)}")
    return "\n".join(parts) + "\n"


def missing_golden_file(name: str) -> str:
    """A sentence that says how a format gets its golden file; empty where it has one."""
    if (GOLDEN / f"{name}.txt").is_file():
        return ""
    return (
        f"The format {name} has no tests/golden/prompts/{name}.txt. Write it by "
        "`UPDATE_GOLDEN=1 pytest tests/evaluators/prompts/test_formats.py -k golden_file`, and read it."
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_prompt_is_what_its_golden_file_says(name: str) -> None:
    """`UPDATE_GOLDEN=1 pytest …` writes the files again; read the difference before you commit it."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(written(name), encoding="utf-8")
    assert not (lacking := missing_golden_file(name)), lacking
    assert written(name) == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=30, deadline=None)
@given(old=HOSTILE.map(whole), new=HOSTILE.map(whole), column=st.integers(0, 30), before=st.booleans())
@example(old="a\n", new="", column=0, before=True)
@example(old="", new="\n", column=0, before=True)
@example(old="a\n\nb\n", new="\n\n", column=0, before=True)
def test_every_answer_in_the_middle_of_a_file_comes_back(
    name: str, old: str, new: str, column: int, before: bool
) -> None:
    above, below = ("top\n" if before else ""), "bottom\n"
    lines = len(split_lines(above))
    region = Region(lines, lines + len(split_lines(old)))
    task = make_task(file_text=above + old + below, region=region, cursor=Cursor(lines, column), reference=new)
    prompt_format = FORMATS.load(name)
    prompt_format.render(task, UNLIMITED)
    assert prompt_format.parse(task, prompt_format.answer(task, new)) == new


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=30, deadline=None)
@given(old=HOSTILE, new=HOSTILE)
@example(old="a", new="a\n")
@example(old="a\n", new="a")
def test_every_answer_at_the_end_of_a_file_comes_back_with_or_without_its_last_newline(
    name: str, old: str, new: str
) -> None:
    task = make_task(
        file_text="top\n" + old, region=Region(1, 1 + len(split_lines(old))), cursor=Cursor(0, 0), reference=new
    )
    prompt_format = FORMATS.load(name)
    prompt_format.render(task, UNLIMITED)
    assert prompt_format.parse(task, prompt_format.answer(task, new)) == new


@pytest.fixture(scope="module")
def demo_tasks(tmp_path_factory: pytest.TempPathFactory) -> list[EditTask]:
    home = tmp_path_factory.mktemp("demo")
    assert main(["demo-repositories", "--out", str(home / "repositories")]) == 0
    sources = [str(path) for path in sorted((home / "repositories").iterdir())]
    every = ["--set", "test_tasks_per_commit=10"]
    assert main(["mine", *sources, "--out", str(home / "data"), *every]) == 0
    return list(open_dataset(home / "data").tasks())


@pytest.mark.parametrize("name", FORMATS)
def test_the_ideal_answer_of_every_demo_task_comes_back(name: str, demo_tasks: list[EditTask]) -> None:
    prompt_format = FORMATS.load(name)
    assert len(demo_tasks) > 50
    for task in demo_tasks:
        for text in (task.reference, task.region_text, "", *task.accepted):
            assert prompt_format.parse(task, prompt_format.answer(task, text)) == text


@pytest.mark.parametrize("name", DIALECTS)
def test_a_prompt_never_holds_the_reference_of_a_demo_task(name: str, demo_tasks: list[EditTask]) -> None:
    """Rendering reads the question alone: with another reference the prompt is the same."""
    for task in demo_tasks[:40]:
        other = dataclasses.replace(task, reference="something else\n", accepted=())
        assert FORMATS.load(name).render(task, Budget()) == FORMATS.load(name).render(other, Budget())


@pytest.mark.parametrize("name", DIALECTS)
def test_markers_in_the_code_are_not_taken_for_the_dialect_s_own(name: str) -> None:
    """As many bare markers stand in the prompt of a hostile file as in that of a harmless one."""
    harmless = "".join(f"line {number}\n" for number in range(len(MARKERS)))
    hostile = "".join(f"{marker.replace(chr(10), '')}\n" for marker in MARKERS)
    region, cursor = Region(10, 15), Cursor(0, 0)
    plain, loaded = (
        shown(FORMATS.load(name).render(make_task(file_text=text, region=region, cursor=cursor), UNLIMITED))
        for text in (harmless, hostile)
    )
    special = [marker for marker in MARKERS if marker.startswith(("<|", "<[", "<f", "</s", "</n"))]
    own = [marker for marker in special if marker in plain]
    assert [plain.count(marker) for marker in own] == [loaded.count(marker) for marker in own]


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("max_tokens", [1200, 1500, 2500])
def test_the_budget_holds_or_the_prompt_says_that_it_does_not(name: str, max_tokens: int) -> None:
    base = make_task()
    history = tuple(
        dataclasses.replace(
            base.history[0],
            path=f"part{number}.py",
            diff=base.history[0].diff.replace("total", f"total{number}" * 9),
        )
        for number in range(8)
    )
    task = make_task(history=history, file_text=FILE * 60, region=Region(300, 306), cursor=Cursor(301, 2))
    budget = Budget(max_tokens)
    prompt = FORMATS.load(name).render(task, budget)
    assert budget.count_tokens(shown(prompt)) <= max_tokens or "over_budget" in prompt.tags
    whole_prompt = FORMATS.load(name).render(task, UNLIMITED)
    if shown(prompt) != shown(whole_prompt):
        assert (prompt.dropped_history, prompt.cut_lines) != (whole_prompt.dropped_history, whole_prompt.cut_lines)
        assert prompt.dropped_history == 8 or prompt.cut_lines == 0, "context goes last"


@pytest.mark.parametrize(
    ("name", "completion"),
    [
        ("zeta", "no markers at all"),
        ("zeta2.1", "<|marker_1|> alone"),
        ("zeta2.1", "<|marker_1|>x<|marker_9|>"),
        ("zeta2.1", "<|marker_2|>x<|marker_1|>"),
        ("nep", "something else entirely\n"),
        ("nep-chat", "no tags"),
        ("mercury", "Nothing to do."),
    ],
)
def test_what_cannot_be_read_is_said_to_be_unparseable(name: str, completion: str) -> None:
    with pytest.raises(UnparseableCompletionError):
        FORMATS.load(name).parse(golden_task(), completion)


@pytest.mark.parametrize(
    ("name", "completion"),
    [("sweep", ""), ("sweep-zed", ""), ("mercury", "None"), ("zeta2.1", "<|marker_1|><|marker_1|>")],
)
def test_each_dialect_has_its_way_to_say_no_edit(name: str, completion: str) -> None:
    task = golden_task()
    assert FORMATS.load(name).parse(task, completion) == task.region_text


@pytest.mark.parametrize(
    ("name", "completion"),
    [
        ("zeta", "<|editable_region_start|>\nx = 1<|user_cursor_is_here|>\n<|editable_region_end|>\n```"),
        ("zeta", "```billing/invoice.py\n<|editable_region_start|>\nx = 1\n<|editable_region_end|>\ndef double"),
        ("zeta2", "x = 1<|user_cursor|>\n>>>>>>> UPDATED\n"),
        ("sweep", "x = 1\n<|file_sep|>more"),
        ("instinct", "x = 1"),
        ("instinct", "<|editable_region_start|>\nx = 1\n<|editable_region_end|>"),
        ("mercury", "```python\nx = 1\n```"),
        ("fim", "x = 1\n<|endoftext|>"),
        (
            "nep-chat",
            "Sure.\n<next_version>\nclass Invoice:\nx = 1\n\n\ndef double(invoice):\n"
            "    return invoice.amount * 2\n</next_version>",
        ),
    ],
)
def test_answers_as_models_give_them_are_read(name: str, completion: str) -> None:
    assert FORMATS.load(name).parse(golden_task(), completion) == "x = 1\n"
