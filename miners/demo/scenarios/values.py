"""Name a number, or compare otherwise."""

from __future__ import annotations

from collections import Counter

from miners.demo.author import Author
from miners.demo.names import spoken
from miners.demo.program import Call, Expression, Literal, Module, Op, Program, expressions, rewrite, use


def _numbers(module: Module) -> Counter[int]:
    return Counter(
        expression.value
        for function in module.functions
        for expression in expressions(function.body)
        if isinstance(expression, Literal) and type(expression.value) is int and expression.value > 1
    )


def replace_literal(author: Author, program: Program) -> str | None:
    """A number that stands in several places gets a name."""
    places = [
        (module, value) for module in program.modules for value, count in _numbers(module).items() if count >= 2
    ]
    if not places:
        return None
    module, value = author.random.choice(places)
    constant = author.constant()
    constant.value = value
    module.constants.append(constant)

    def named(expression: Expression) -> Expression:
        if isinstance(expression, Literal) and type(expression.value) is int and expression.value == value:
            return use(constant)
        return expression

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
