"""New code that nobody could foresee: the program grows, and a miner has something to reject."""

from __future__ import annotations

from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.names import plural, spoken
from codeedit_bench.demo.generator.program import Program


def add_entity(author: Author, program: Program) -> str | None:
    if len(program.modules) > 9:
        return None
    module = author.add_entity(program)
    return f"Add {spoken(plural(module.name))}"


def add_function(author: Author, program: Program) -> str | None:
    module = author.random.choice([module for module in program.modules if module.kind == "record"])
    service = next(
        (
            other
            for other in program.modules[program.modules.index(module) :]
            if other.kind == "service" and other.name[: len(module.name)] == module.name
        ),
        None,
    )
    if len(module.functions) > 9:
        return None
    if service and len(service.functions) < 10 and author.random.random() < 0.6:
        write = author.random.choice((author.sum_up, author.best, author.process))
        service.functions.append(write(program, module))
        return f"Let the {spoken(service.name)} {spoken(service.functions[-1].name)}"
    write = author.random.choice((author.measure, author.adjust, author.check))
    module.functions.append(write(program, module))
    return f"Add {spoken(module.functions[-1].name)}"


def change_limit(author: Author, program: Program) -> str | None:
    constants = [constant for module in program.modules for constant in module.constants]
    if not constants:
        return None
    constant = author.random.choice(constants)
    constant.value = author.number()
    return f"Set {spoken(constant.name)} to {constant.value}"
