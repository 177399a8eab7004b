"""Give a part a new name, wherever it is used."""

from __future__ import annotations

from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.names import pascal, spoken
from codeedit_bench.demo.generator.program import (
    Call,
    Get,
    ListOf,
    Program,
    Ref,
    Use,
    Variable,
    expressions,
    walk,
)


def rename_field(author: Author, program: Program) -> str | None:
    records = [module.record for module in program.modules if module.record]
    record = author.random.choice(records)
    used = [e.field for f in program.functions() for e in expressions(f.body) if isinstance(e, Get)]
    fields = [item for item in record.fields if item in used]
    if not fields:
        return None
    item = author.random.choice(fields)
    old, item.name = item.name, author.names.attribute()
    for function in program.functions():
        for parameter in function.params:
            if parameter.name == old:
                parameter.name = item.name
    return author.random.choice(
        (
            f"Rename {spoken(old)} to {spoken(item.name)} in {pascal(record.name)}",
            f"Call the {spoken(old)} of a {spoken(record.name)} its {spoken(item.name)}",
            f"{pascal(record.name)}: {spoken(old)} is now {spoken(item.name)}",
        )
    )


def rename_function(author: Author, program: Program) -> str | None:
    called = [e.function for f in program.functions() for e in expressions(f.body) if isinstance(e, Call)]
    chosen = [function for function in program.functions() if called.count(function) >= 2]
    if not chosen:
        return None
    function = author.random.choice(chosen)
    old, function.name = function.name, author.names.action(author.names.attribute())
    return f"Rename {spoken(old)} to {spoken(function.name)}"


def rename_constant(author: Author, program: Program) -> str | None:
    used = [e.constant for f in program.functions() for e in expressions(f.body) if isinstance(e, Use)]
    chosen = [item for module in program.modules for item in module.constants if used.count(item) >= 2]
    if not chosen:
        return None
    constant = author.random.choice(chosen)
    old, constant.name = constant.name, author.constant().name
    return f"Give the constant {spoken(old)} the name {spoken(constant.name)}"


def rename_record(author: Author, program: Program) -> str | None:
    """The type alone: variables and functions that carry the old word keep it."""
    modules = [module for module in program.modules if module.record]
    if len(modules) < 3:
        return None
    record = author.random.choice(modules).subject
    old, record.name = record.name, (*record.name, author.random.choice(("entry", "sheet", "data", "info")))
    if len(record.name) > 2:
        record.name = old
        return None
    return f"Rename {pascal(old)} to {pascal(record.name)}"


def rename_parameter(author: Author, program: Program) -> str | None:
    candidates: list[Variable] = []
    for function in program.functions():
        uses = [e.variable for e in expressions(function.body) if isinstance(e, Ref)]
        candidates += [item for item in function.params if isinstance(item.type, str) and uses.count(item) >= 1]
    if not candidates:
        return None
    old = author.random.choice(candidates).name
    new = author.names.attribute()
    fields = [item.name for module in program.modules if module.record for item in module.record.fields]
    if old in fields or old == ("value",):
        return None
    for function in program.functions():
        variables = [*function.params, *(getattr(s, "variable", None) for s in walk(function.body))]
        for variable in variables:
            if variable is not None and variable.name == old and not isinstance(variable.type, ListOf):
                variable.name = new
    return f"Say {spoken(new)} instead of {spoken(old)}"
