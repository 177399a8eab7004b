"""A small program as data: what every language can say. Names are on the parts, references are by identity,
so that renaming a part renames it wherever it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from codeedit_bench.demo.generator.names import Name

# ---- types -------------------------------------------------------------------------------------------------

Scalar = str
"""`int` (a small number that is stored and compared), `long` (one that is computed with), `text`, `flag`,
and `none` for a function that returns nothing."""


@dataclass(eq=False)
class Field:
    name: Name
    type: Scalar


@dataclass(eq=False)
class Record:
    name: Name
    fields: list[Field]


@dataclass(eq=False)
class ListOf:
    record: Record


Type = Scalar | Record | ListOf


@dataclass(eq=False)
class Variable:
    name: Name
    type: Type


@dataclass(eq=False)
class Constant:
    name: Name
    type: Scalar
    value: int


# ---- expressions -------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Expression:
    args: list[Expression]


@dataclass(eq=False)
class Ref(Expression):
    variable: Variable


@dataclass(eq=False)
class Get(Expression):
    """A field of the record that the one argument gives."""

    field: Field


@dataclass(eq=False)
class Literal(Expression):
    value: int | bool | str


@dataclass(eq=False)
class Use(Expression):
    constant: Constant


@dataclass(eq=False)
class Call(Expression):
    function: Function


@dataclass(eq=False)
class New(Expression):
    record: Record


@dataclass(eq=False)
class Op(Expression):
    """`+ - * > < >= <=` on numbers, `and` on flags, of the two arguments."""

    sign: str


def ref(variable: Variable) -> Ref:
    return Ref([], variable)


def get(variable: Variable, item: Field) -> Get:
    return Get([ref(variable)], item)


def literal(value: int | bool | str) -> Literal:
    return Literal([], value)


def use(constant: Constant) -> Use:
    return Use([], constant)


def call(function: Function, *args: Expression) -> Call:
    return Call(list(args), function)


def op(left: Expression, sign: str, right: Expression) -> Op:
    return Op([left, right], sign)


# ---- statements --------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Statement:
    args: list[Expression]
    body: list[Statement] = field(default_factory=list)


@dataclass(eq=False)
class Let(Statement):
    variable: Variable = field(kw_only=True)


class Assign(Statement):
    """`args[0] = args[1]`."""


class Return(Statement):
    """Of one value, or of none."""


class If(Statement):
    pass


@dataclass(eq=False)
class ForEach(Statement):
    """Over the list in `args[0]`."""

    variable: Variable = field(kw_only=True)


class Do(Statement):
    """A call for its effect."""


class Show(Statement):
    """Print the description of the record in `args[0]`."""


# ---- program -----------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Function:
    name: Name
    params: list[Variable]
    returns: Scalar | Record
    body: list[Statement]
    doc: str = ""
    prints: str = ""
    """For the one kind of function that writes a line: what it writes before its text."""


@dataclass(eq=False)
class Module:
    """A file, or the few files that a language spreads it over."""

    name: Name
    kind: str
    """`record`, `service` or `support`."""
    about: str
    constants: list[Constant] = field(default_factory=list)
    record: Record | None = None
    functions: list[Function] = field(default_factory=list)
    airy: bool = False
    """Formatting alone: blank lines after the opening of each function."""

    @property
    def subject(self) -> Record:
        """The record of a module that has one."""
        if self.record is None:
            raise LookupError(f"the module {self.name} has no record")
        return self.record


@dataclass(eq=False)
class Program:
    name: Name
    modules: list[Module]
    version: int = 1
    notes: list[str] = field(default_factory=list)
    """Paragraphs of the README."""

    def functions(self) -> list[Function]:
        return [function for module in self.modules for function in module.functions]

    def home(self, part: Function | Constant | Record) -> Module:
        for module in self.modules:
            if part is module.record or part in module.functions or part in module.constants:
                return module
        raise LookupError(part)


def walk(body: list[Statement]) -> Iterator[Statement]:
    """Every statement, in the order of the text."""
    for statement in body:
        yield statement
        yield from walk(statement.body)


def expressions(body: list[Statement]) -> Iterator[Expression]:
    """Every expression of the statements, outermost first."""
    stack = [expression for statement in walk(body) for expression in statement.args][::-1]
    while stack:
        expression = stack.pop()
        yield expression
        stack.extend(expression.args[::-1])


def rewrite(body: list[Statement], change: Callable[[Expression], Expression]) -> None:
    """Replace each expression by what `change` makes of it, innermost first."""

    def visit(expression: Expression) -> Expression:
        expression.args = [visit(argument) for argument in expression.args]
        return change(expression)

    for statement in walk(body):
        statement.args = [visit(expression) for expression in statement.args]


def calls_of(program: Program, function: Function) -> list[tuple[Function, Call]]:
    """Each call of `function` with the function that it stands in."""
    return [
        (caller, expression)
        for caller in program.functions()
        for expression in expressions(caller.body)
        if isinstance(expression, Call) and expression.function is function
    ]


def creations_of(program: Program, record: Record) -> list[tuple[Function, New]]:
    return [
        (caller, expression)
        for caller in program.functions()
        for expression in expressions(caller.body)
        if isinstance(expression, New) and expression.record is record
    ]


def mutated(program: Program) -> set[Variable]:
    """Parameters and locals that hold a record (or a list of them) which the function changes, or has changed."""
    changed: set[Variable] = set()
    loops: list[tuple[Variable, Variable]] = []
    passed: list[tuple[Variable, Variable]] = []
    for function in program.functions():
        for statement in walk(function.body):
            target = statement.args[0] if isinstance(statement, Assign) else None
            if isinstance(target, Get) and isinstance(target.args[0], Ref):
                changed.add(target.args[0].variable)
            if isinstance(statement, ForEach) and isinstance(statement.args[0], Ref):
                loops.append((statement.variable, statement.args[0].variable))
        for expression in expressions(function.body):
            if isinstance(expression, Call):
                passed.extend(
                    (parameter, argument.variable)
                    for parameter, argument in zip(expression.function.params, expression.args, strict=True)
                    if isinstance(argument, Ref) and not isinstance(parameter.type, str)
                )
    while grown := {outer for inner, outer in [*loops, *passed] if inner in changed} - changed:
        changed |= grown
    return changed


def assigned(function: Function) -> set[Variable]:
    """Locals that are given a value again."""
    return {
        statement.args[0].variable
        for statement in walk(function.body)
        if isinstance(statement, Assign) and isinstance(statement.args[0], Ref)
    }


def changes(function: Function) -> bool:
    """Whether it assigns to a field of its first parameter."""
    return any(
        isinstance(target, Get)
        and isinstance(target.args[0], Ref)
        and target.args[0].variable in function.params[:1]
        for statement in walk(function.body)
        if isinstance(statement, Assign)
        for target in statement.args[:1]
    )
