"""Call something else, from somewhere else, or in one more place."""

from __future__ import annotations

from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.names import spoken
from codeedit_bench.demo.generator.program import (
    Call,
    Do,
    Expression,
    ForEach,
    Function,
    If,
    Module,
    Program,
    Return,
    Use,
    Variable,
    call,
    calls_of,
    expressions,
    literal,
    op,
    ref,
    rewrite,
    walk,
)


def _helper(program: Program, size: int) -> Function | None:
    """The helper that takes `size` numbers."""
    fitting = [f for f in program.modules[0].functions if len(f.params) == size and f.returns == "long"]
    return fitting[-1] if fitting else None


def wrap_results(author: Author, program: Program) -> str | None:
    """Every call of a function passes through a helper first."""
    helper = _helper(program, 1)
    wrapped = {
        argument.function
        for f in program.functions()
        for e in expressions(f.body)
        if isinstance(e, Call) and e.function is helper
        for argument in e.args
        if isinstance(argument, Call)
    }
    chosen = [
        function
        for function in program.functions()
        if function.returns == "long"
        and function not in wrapped
        and function not in program.modules[0].functions
        and len(calls_of(program, function)) >= 2
    ]
    if not chosen or not helper:
        return None
    function = author.random.choice(chosen)

    def wrap(expression: Expression) -> Expression:
        if isinstance(expression, Call) and expression.function is function:
            return call(helper, expression)
        return expression

    for caller in program.functions():
        rewrite(caller.body, wrap)
    return author.random.choice(
        (
            f"Pass what {spoken(function.name)} gives through {spoken(helper.name)}",
            f"Use {spoken(helper.name)} on every {spoken(function.name)}",
        )
    )


def replace_call(author: Author, program: Program) -> str | None:
    """A helper gives way to another one of the same shape."""
    helpers = [f for f in program.modules[0].functions if not f.prints and len(calls_of(program, f)) >= 2]
    if not helpers:
        return None
    old = author.random.choice(helpers)
    params = [Variable(parameter.name, parameter.type) for parameter in old.params]
    name = author.names.action(old.name[-1:])
    fresh = Function(name, params, "long", [Return([op(ref(params[0]), "*", literal(author.number()))])])
    if len(params) > 1:
        fresh.body = [Return([op(ref(params[0]), "*", ref(params[-1]))])]
    fresh.doc = f"As {spoken(old.name)}, for large values."
    program.modules[0].functions.append(fresh)
    for caller, expression in calls_of(program, old):
        if caller is not fresh:
            expression.function = fresh
    program.modules[0].functions.remove(old)
    return f"Use {spoken(fresh.name)} instead of {spoken(old.name)}"


def move_function(author: Author, program: Program) -> str | None:
    """A function leaves its record's module for one that is shared; whoever uses it takes it from there."""
    places = [
        (module, function)
        for module in program.modules
        if module.kind == "record"
        for function in module.functions
        if len(calls_of(program, function)) >= 2
        and sum(other.returns == function.returns for other in module.functions) >= 2
        and not any(isinstance(e, Use) for e in expressions(function.body))
    ]
    if not places:
        return None
    module, function = author.random.choice(places)
    target = next((other for other in program.modules if other.kind == "shared"), None)
    if not target:
        name = author.names.attribute()
        target = Module(name, "shared", f"What several parts share about the {spoken(name)}.")
        program.modules.append(target)
    module.functions.remove(function)
    target.functions.append(function)
    return f"Move {spoken(function.name)} to the {spoken(target.name)} module"


def add_guards(author: Author, program: Program) -> str | None:
    """Functions with the same kind of number return early when it is not positive."""
    name_of: dict[Module, list[tuple[Function, Variable]]] = {}
    for module in program.modules[1:]:
        for function in module.functions:
            for parameter in function.params[1:]:
                if parameter.type == "long" and function.returns == "long":
                    name_of.setdefault(module, []).append((function, parameter))
    chosen = [pairs for pairs in name_of.values() if len({f for f, _ in pairs}) >= 3]
    if not chosen:
        return None
    done: set[Function] = set()
    for function, parameter in author.random.choice(chosen):
        first = function.body[0]
        if function in done or (isinstance(first, If) and isinstance(first.body[0], Return)):
            continue
        done.add(function)
        function.body.insert(0, If([op(ref(parameter), "<", literal(0))], [Return([literal(0)])]))
    return "Return zero early for negative numbers" if len(done) >= 2 else None


def remove_traces(author: Author, program: Program) -> str | None:
    """The lines that print what is going on go away, in one module."""
    note = next((f for f in program.functions() if f.prints), None)
    found = []
    for module in program.modules[1:]:
        lines = [
            (body, statement)
            for function in module.functions
            for body in [function.body, *(s.body for s in walk(function.body))]
            for statement in body
            if isinstance(statement, Do)
            and isinstance(statement.args[0], Call)
            and statement.args[0].function is note
        ]
        if len(lines) >= 2:
            found.append((module, lines))
    if not found:
        return None
    module, lines = author.random.choice(found)
    for body, statement in lines:
        body.remove(statement)
    return f"Stop printing from the {spoken(module.name)}"


def trace_calls(author: Author, program: Program) -> str | None:
    """Every loop of a service says that it has begun, in the same words."""
    note = next((f for f in program.functions() if f.prints), None)
    services = [
        (module, loops)
        for module in program.modules
        if module.kind == "service"
        for loops in [[f for f in module.functions if any(isinstance(s, ForEach) for s in f.body)]]
        if len(loops) >= 2
    ]
    if not services or not note:
        return None
    module, loops = author.random.choice(services)
    message = f"starting {spoken(author.names.attribute())}"
    for function in loops:
        place = next(i for i, s in enumerate(function.body) if isinstance(s, ForEach))
        function.body.insert(place, Do([call(note, literal(message))]))
    return f"Say when the {spoken(module.name)} starts"
