"""Name a number, or compare otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.names import spoken
from codeedit_bench.demo.generator.program import (
    Assign,
    Call,
    Expression,
    Literal,
    Module,
    New,
    Op,
    Program,
    expressions,
    rewrite,
    use,
    walk,
)


def _numbers(module: Module) -> dict[int, list[Literal]]:
    """The wide numbers of a module's functions by their value; a small one may not take a wide constant."""
    found: dict[int, list[Literal]] = {}
    for function in module.functions:
        for statement in walk(function.body):
            if isinstance(statement, Assign):
                _collect(found, statement.args[1:])
        for expression in expressions(function.body):
            match expression:
                case Op():
                    _collect(found, expression.args)
                case Call():
                    kinds = [parameter.type for parameter in expression.function.params]
                    _collect(found, [a for a, kind in zip(expression.args, kinds, strict=True) if kind == "long"])
                case New():
                    stored = [item.type for item in expression.record.fields]
                    _collect(found, [a for a, kind in zip(expression.args, stored, strict=True) if kind == "long"])
    return found


def _collect(found: dict[int, list[Literal]], args: Sequence[Expression]) -> None:
    for argument in args:
        if isinstance(argument, Literal) and type(argument.value) is int and argument.value > 1:
            found.setdefault(argument.value, []).append(argument)


def replace_literal(author: Author, program: Program) -> str | None:
    """A number that stands in several places gets a name."""
    places = [
        (module, value, numbers)
        for module in program.modules
        for value, numbers in _numbers(module).items()
        if len(numbers) >= 2
    ]
    if not places:
        return None
    module, value, numbers = author.random.choice(places)
    constant = author.constant()
    constant.value = value
    module.constants.append(constant)

    def named(expression: Expression) -> Expression:
        return use(constant) if expression in numbers else expression

    for function in module.functions:
        rewrite(function.body, named)
    return author.random.choice((f"Give the number {value} a name", f"Replace {value} by {spoken(constant.name)}"))


def change_comparison(author: Author, program: Program) -> str | None:
    """Limits become inclusive, or exclusive, throughout a module."""
    old, new = author.random.choice(((">", ">="), (">=", ">")))
    chosen = []
    for module in program.modules:
        found = [
            expression
            for function in module.functions
            for expression in expressions(function.body)
            if isinstance(expression, Op) and expression.sign == old and not isinstance(expression.args[0], Call)
        ]
        if len(found) >= 3:
            chosen.append((module, found))
    if not chosen:
        return None
    module, found = author.random.choice(chosen)
    for expression in found:
        expression.sign = new
    return f"Treat every limit of the {spoken(module.name)} as {'inclusive' if new == '>=' else 'exclusive'}"
