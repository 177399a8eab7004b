"""Change what a function takes, and every call of it."""

from __future__ import annotations

from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.names import spoken
from codeedit_bench.demo.generator.program import (
    Assign,
    Function,
    Let,
    Op,
    Program,
    Record,
    Ref,
    Return,
    Variable,
    calls_of,
    changes,
    expressions,
    get,
    op,
    ref,
    use,
    walk,
)


def _called(author: Author, program: Program, least: int = 2) -> Function | None:
    """A function about one record that is called often enough."""
    chosen = [
        function
        for function in program.functions()
        if function.params
        and isinstance(function.params[0].type, Record)
        and len(calls_of(program, function)) >= least
    ]
    return author.random.choice(chosen) if chosen else None


def _fold_in(function: Function, parameter: Variable, sign: str) -> bool:
    """Let a number take part in what the function works out."""
    for statement in walk(function.body):
        if isinstance(statement, Let) and statement.variable.type == "long" and statement.args:
            statement.args[0] = op(statement.args[0], sign, ref(parameter))
            return True
        if isinstance(statement, Return) and function.returns == "long":
            statement.args[0] = op(statement.args[0], sign, ref(parameter))
            return True
    return False


def add_parameter(author: Author, program: Program) -> str | None:
    """Callers pass a field of that name, or a constant of that name."""
    function = _called(author, program)
    if not function or function.returns != "long":
        return None
    calls = calls_of(program, function)
    record = function.params[0].type
    taken = {parameter.name for parameter in function.params}
    fields = record.fields if isinstance(record, Record) else []
    free = [item for item in fields if item.type == "long" and item.name not in taken]
    if free and not changes(function) and author.random.random() < 0.6:
        item = author.random.choice(free)
        parameter = Variable(item.name, "long")
        subjects = [call.args[0].variable for _, call in calls if isinstance(call.args[0], Ref)]
        if len(subjects) < len(calls):
            return None
        for (_, call), subject in zip(calls, subjects, strict=True):
            call.args.append(get(subject, item))
    else:
        constant = author.constant()
        program.home(function).constants.append(constant)
        parameter = Variable(constant.name[1:], "long")
        for _, call in calls:
            call.args.append(use(constant))
    if not _fold_in(function, parameter, author.random.choice("+-")):
        return None
    function.params.append(parameter)
    return author.random.choice(
        (
            f"Take the {spoken(parameter.name)} into account in {spoken(function.name)}",
            f"Pass the {spoken(parameter.name)} to {spoken(function.name)}",
            f"Let callers of {spoken(function.name)} give the {spoken(parameter.name)}",
        )
    )


def carry_parameter(author: Author, program: Program) -> str | None:
    """The function and all its callers take a new parameter and hand it down."""
    function = _called(author, program)
    if not function or function.returns != "long":
        return None
    calls = calls_of(program, function)
    callers = {caller for caller, _ in calls}
    if function in callers or any(calls_of(program, caller) for caller in callers):
        return None
    name = author.names.attribute()
    parameter = Variable(name, "long")
    if not _fold_in(function, parameter, "+"):
        return None
    function.params.append(parameter)
    own: dict[Function, Variable] = {}
    for caller, call in calls:
        if caller not in own:
            own[caller] = Variable(name, "long")
            caller.params.append(own[caller])
        call.args.append(ref(own[caller]))
    return author.random.choice(
        (
            f"Carry the {spoken(name)} through to {spoken(function.name)}",
            f"Add a {spoken(name)} to {spoken(function.name)} and its callers",
        )
    )


def remove_parameter(author: Author, program: Program) -> str | None:
    """A parameter that the function can do without goes, at the calls too."""
    function = _called(author, program)
    if not function:
        return None
    places = [
        (index, parameter)
        for index, parameter in enumerate(function.params)
        if index and sum(isinstance(e, Ref) and e.variable is parameter for e in expressions(function.body)) <= 1
    ]
    if not places:
        return None
    index, parameter = places[-1]
    for statement in walk(function.body):
        for place, expression in enumerate(statement.args):
            if isinstance(expression, Op) and expression.sign in "+-":
                left, right = expression.args
                if isinstance(statement, Assign):
                    continue
                if isinstance(right, Ref) and right.variable is parameter and not isinstance(left, Ref):
                    statement.args[place] = left
    if any(isinstance(e, Ref) and e.variable is parameter for e in expressions(function.body)):
        return None
    del function.params[index]
    for _, call in calls_of(program, function):
        del call.args[index]
    return f"Drop the {spoken(parameter.name)} from {spoken(function.name)}"


def swap_parameters(author: Author, program: Program) -> str | None:
    """Two parameters change places, as do the arguments."""
    function = _called(author, program)
    if not function or len(function.params) < 2:
        function = next(
            (f for f in program.modules[0].functions if len(f.params) == 2 and len(calls_of(program, f)) > 2), None
        )
    if not function:
        return None
    function.params[-2:] = function.params[-1:-3:-1]
    for _, call in calls_of(program, function):
        call.args[-2:] = call.args[-1:-3:-1]
    return f"Swap the last two arguments of {spoken(function.name)}"
