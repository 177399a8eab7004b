"""A view as one HTML file that needs nothing else: no script, no address, every text of strangers escaped."""

from __future__ import annotations

import html
from collections.abc import Iterator

from codeedit_bench.markup.page import lone_page
from codeedit_bench.terminal import printable
from evaluators.costs import cost_rows
from evaluators.report import summary_lines
from evaluators.statistics.groups import GROUPINGS
from evaluators.viewing.examples import RIGHT, Example, View
from evaluators.viewing.lines import side_by_side

_STYLE = """
:root { --right: #1a7f37; --wrong: #b42318; --added: #2ea04333; --gone: #f8514933; }
body { margin: 0 auto; max-width: 110rem; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 0; display: inline; }
article { border: 1px solid #8886; border-radius: .4rem; margin: 1rem 0; padding: .6rem .8rem; }
pre, td { font: 13px/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
pre { border: 1px solid #8884; border-radius: .3rem; margin: .3rem 0; padding: .5rem;
  max-height: 32rem; overflow: auto; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
table.facts { width: auto; table-layout: auto; }
th { text-align: left; font-weight: 600; } td { vertical-align: top; padding: 0 .4rem; }
table.facts td, table.facts th { padding: .1rem 1rem .1rem 0; }
td.differs:first-child { background: var(--gone); } td.differs:last-child { background: var(--added); }
.right { color: var(--right); } .wrong { color: var(--wrong); } .quiet { opacity: .75; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr)); gap: .8rem; }
summary { cursor: pointer; }
"""


def page(view: View) -> str:
    """The whole file. Characters that could hide or turn text are shown as escapes, as on a terminal."""
    summary = view.run.summary()
    title = f"{view.run.manifest.system} on {view.run.manifest.dataset_name or view.run.manifest.split}"
    body = (
        f"<h1>{_text(title, '')}</h1>\n"
        f"<pre>{_text(summary_lines(summary))}</pre>\n"
        f"{_facts(cost_rows(summary.get('cost', {})))}"
        f"<p>{_text(counted(view))}</p>\n"
        + (f"<p>{_text(view.missing_prompts)}</p>\n" if view.missing_prompts else "")
        + "".join(_article(example) for example in view.examples)
    )
    return lone_page(printable(title, keep=""), body, style=_STYLE)


def counted(view: View) -> str:
    """How many samples are shown, and what they came to."""
    counts = ", ".join(f"{count:,} {name}" for name, count in view.verdicts.items())
    return f"{len(view.examples):,} of {view.chosen:,} samples; {counts}"


def facts_of(example: Example) -> Iterator[tuple[str, str]]:
    """What is known of a sample beside its texts, as names and texts."""
    task, answer = example.task, example.prediction
    yield "file", f"{task.path}, lines {task.region.start_line + 1} to {task.region.end_line}"
    yield "from", f"{task.provenance.repository} at {task.provenance.commit[:12]}"
    yield "groups", ", ".join(f"{name} {place(task)}" for name, place in GROUPINGS.items())
    yield "scores", ", ".join(f"{name} {value:.3g}" for name, value in example.score.values.items())
    ended = f"{answer.finish_reason}, {answer.prompt_tokens:,} tokens in, {answer.completion_tokens:,} out"
    yield "answer", f"{ended}, {answer.seconds:.2f} s" + (", from the cache" if answer.cached else "")
    if answer.error:
        yield "error", answer.error


def heading(example: Example) -> str:
    sample = f", sample {example.prediction.sample}" if example.prediction.sample else ""
    return f"task {example.task.task_id}{sample}"


def _article(example: Example) -> str:
    colour = "right" if example.verdict == RIGHT else "wrong"
    verdict = _text(example.shown_verdict, "")
    return (
        f'<article id="{_text(example.task.task_id, "")}-{example.prediction.sample}">\n'
        f'<h2>{_text(heading(example), "")}: <span class="{colour}">{verdict}</span></h2>\n'
        f"{_facts(list(facts_of(example)))}{_prompt(example)}"
        f'<div class="sides">\n'
        f"<section><b>completion</b><pre>{_text(example.prediction.completion)}</pre></section>\n"
        f"<section><b>region before</b><pre>{_text(example.task.region_text)}</pre></section>\n</div>\n"
        f"{_sides(example)}</article>\n"
    )


def _prompt(example: Example) -> str:
    if example.prompt is None:
        return ""
    parts = "".join(
        f'<p class="quiet">{_text(role, "")}</p><pre>{_text(content)}</pre>\n'
        for role, content in example.prompt.messages
    )
    return f"<details><summary>prompt</summary>{parts}</details>\n"


def _sides(example: Example) -> str:
    if example.prediction.text is None:
        rows = "".join(
            f"<tr><td></td><td>{_text(pair.right or '', chr(9))}</td></tr>\n"
            for pair in side_by_side("", example.task.reference)
        )
    else:
        rows = "".join(
            f"<tr><td{_class(pair.same)}>{_text(pair.left or '', chr(9))}</td>"
            f"<td{_class(pair.same)}>{_text(pair.right or '', chr(9))}</td></tr>\n"
            for pair in side_by_side(example.prediction.text, example.task.reference)
        )
    more = len(example.task.accepted)
    also = f" ({more} other answers are accepted too)" if more else ""
    return f"<table><tr><th>answer</th><th>reference{also}</th></tr>\n{rows}</table>\n"


def _class(same: bool) -> str:
    return "" if same else ' class="differs"'


def _facts(rows: list[tuple[str, str]]) -> str:
    body = "".join(f"<tr><th>{_text(name, '')}</th><td>{_text(text, '')}</td></tr>\n" for name, text in rows)
    return f'<table class="facts">{body}</table>\n' if rows else ""


def _text(text: str, keep: str = "\n\t") -> str:
    return html.escape(printable(text, keep=keep))
