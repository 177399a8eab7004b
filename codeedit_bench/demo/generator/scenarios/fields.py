"""Add a field to a record, take one away, change a type."""

from __future__ import annotations

from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.names import pascal, spoken
from codeedit_bench.demo.generator.program import (
    Field,
    Get,
    Op,
    Program,
    Record,
    Use,
    Variable,
    creations_of,
    expressions,
    ref,
)


def _record(author: Author, program: Program) -> Record:
    return author.random.choice([module.record for module in program.modules if module.record])


def add_field(author: Author, program: Program) -> str | None:
    """The field, its place in the constructor and in the description, and what the makers of records pass."""
    record = _record(author, program)
    if len(record.fields) > 9:
        return None
    item = Field(author.names.attribute(), author.random.choice(("long", "int", "text", "flag")))
    place = author.random.randint(1, len(record.fields))
    for caller, creation in creations_of(program, record):
        parameter = Variable(item.name, item.type)
        caller.params.append(parameter)
        creation.args.insert(place, ref(parameter))
    record.fields.insert(place, item)
    return author.random.choice(
        (
            f"Add a {spoken(item.name)} to {pascal(record.name)}",
            f"Remember the {spoken(item.name)} of each {spoken(record.name)}",
            f"{pascal(record.name)} has a {spoken(item.name)} now",
        )
    )


def remove_field(author: Author, program: Program) -> str | None:
    """A field that no function reads."""
    record = _record(author, program)
    read = {e.field for f in program.functions() for e in expressions(f.body) if isinstance(e, Get)}
    unread = [item for item in record.fields if item not in read]
    if not unread or len(record.fields) < 5:
        return None
    item = author.random.choice(unread)
    place = record.fields.index(item)
    del record.fields[place]
    for caller, creation in creations_of(program, record):
        gone = creation.args.pop(place)
        variable = getattr(gone, "variable", None)
        if variable in caller.params and not any(
            getattr(e, "variable", None) is variable for e in expressions(caller.body)
        ):
            caller.params.remove(variable)
    return f"Remove the unused {spoken(item.name)} from {pascal(record.name)}"


def change_type(author: Author, program: Program) -> str | None:
    """A small number becomes a wide one, also where functions take it, and every constant beside it."""
    record = _record(author, program)
    small = [item for item in record.fields if item.type == "int"]
    if not small:
        return None
    item = author.random.choice(small)
    compared = [
        (left.field, right.constant)
        for function in program.functions()
        for left, right in (e.args for e in expressions(function.body) if isinstance(e, Op))
        if isinstance(left, Get) and isinstance(right, Use)
    ]
    limits = {constant for limited, constant in compared if limited is item}
    if any(constant in limits for limited, constant in compared if limited is not item):
        return None
    for constant in limits:
        constant.type = "wide"
    item.type = "wide"
    for function in program.functions():
        for parameter in function.params:
            if parameter.type == "int" and parameter.name == item.name:
                parameter.type = "wide"
    return author.random.choice(
        (
            f"Widen the {spoken(item.name)} of {pascal(record.name)}",
            f"Store the {spoken(item.name)} of a {spoken(record.name)} as a larger number",
        )
    )
