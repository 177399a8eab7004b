"""Commits that change no behaviour: the README, comments, white space."""

from __future__ import annotations

from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.names import spoken
from codeedit_bench.demo.generator.program import Program


def write_docs(author: Author, program: Program) -> str | None:
    module = author.random.choice(program.modules)
    program.notes.append(f"The {spoken(module.name)} module: {module.about}")
    return f"Describe the {spoken(module.name)} module in the README"


def write_comments(author: Author, program: Program) -> str | None:
    module = author.random.choice(program.modules)
    for function in module.functions:
        if not function.doc:
            function.doc = f"See the README about the {spoken(function.name)}."
    return f"Comment the {spoken(module.name)} module"


def reformat(author: Author, program: Program) -> str | None:
    module = author.random.choice(program.modules)
    module.airy = not module.airy
    return f"Format the {spoken(module.name)} module"
