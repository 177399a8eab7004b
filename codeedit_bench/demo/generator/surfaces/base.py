"""What the languages share: statements with braces, precedence, long calls over several lines, imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import camel, pascal, snake, upper

_RANK = {"and": 1, ">": 2, "<": 2, ">=": 2, "<=": 2, "+": 3, "-": 3, "*": 4}
WIDTH = 96


class Surface:
    """Writes one program. A language overrides what differs."""

    types: ClassVar[dict[str, str]]
    indent = "    "
    end = ";"
    line_comment = "//"
    trailing_comma = False
    """After the last of several arguments that stand on lines of their own."""
    both = "&&"
    true, false = "true", "false"

    def __init__(self, program: p.Program) -> None:
        self.program = program
        self.mutated = p.mutated(program)
        self.module = program.modules[0]
        self.assigned: set[p.Variable] = set()

    # ---- for a language to say ----

    def write(self, module: p.Module) -> dict[str, str]:
        """The files of one module: path → text."""
        raise NotImplementedError

    def manifest(self) -> dict[str, str]:
        """The files that a project in this language has besides its code."""
        return {}

    # ---- names ----

    def function_name(self, function: p.Function) -> str:
        return camel(function.name)

    def variable_name(self, variable: p.Variable) -> str:
        return camel(variable.name)

    def field_name(self, item: p.Field) -> str:
        return camel(item.name)

    def constant_name(self, constant: p.Constant) -> str:
        return upper(constant.name)

    def record_name(self, record: p.Record) -> str:
        return pascal(record.name)

    def type_name(self, kind: p.Type) -> str:
        if isinstance(kind, p.Record):
            return self.record_name(kind)
        if isinstance(kind, p.ListOf):
            return self.list_type(kind)
        return self.types[kind]

    def list_type(self, kind: p.ListOf) -> str:
        return f"{self.record_name(kind.record)}[]"

    def holder(self, module: p.Module) -> str:
        """The class or namespace that holds a module's functions, where the language needs one."""
        return pascal(module.name) + ("Rules" if module.kind == "record" else "")

    def package(self) -> str:
        return snake(self.program.name)

    # ---- expressions ----

    def qualify(self, part: p.Function | p.Constant, name: str) -> str:
        """`name`, as this module calls it."""
        return name

    def value(self, value: int | bool | str) -> str:
        if isinstance(value, bool):
            return self.true if value else self.false
        return self.text(value) if isinstance(value, str) else str(value)

    def text(self, value: str) -> str:
        return f'"{value}"'

    def access(self, subject: str, item: p.Field) -> str:
        return f"{subject}.{self.field_name(item)}"

    def new(self, record: p.Record, args: Sequence[str]) -> tuple[str, Sequence[str], str]:
        return f"new {self.record_name(record)}(", args, ")"

    def argument(self, parameter: p.Variable, expression: p.Expression) -> list[str]:
        """An argument as it is passed; a language may pass a list as two."""
        return [self.expression(expression)]

    def stored(self, item: p.Field, expression: p.Expression) -> str:
        """A value as it is given to a record's field."""
        return self.expression(expression)

    def pieces(self, expression: p.Call | p.New) -> tuple[str, Sequence[str], str]:
        """A call as its opening, its arguments and its closing."""
        if isinstance(expression, p.Call):
            function = expression.function
            pairs = zip(function.params, expression.args, strict=True)
            arguments = [text for parameter, argument in pairs for text in self.argument(parameter, argument)]
            return f"{self.qualify(function, self.function_name(function))}(", arguments, ")"
        pairs_of_fields = zip(expression.record.fields, expression.args, strict=True)
        return self.new(expression.record, [self.stored(item, value) for item, value in pairs_of_fields])

    def expression(self, expression: p.Expression) -> str:
        match expression:
            case p.Ref():
                return self.variable_name(expression.variable)
            case p.Get():
                return self.access(self.expression(expression.args[0]), expression.field)
            case p.Literal():
                return self.value(expression.value)
            case p.Use():
                return self.qualify(expression.constant, self.constant_name(expression.constant))
            case p.Op():
                left, right = (self.operand(expression, index) for index in (0, 1))
                return f"{left} {self.both if expression.sign == 'and' else expression.sign} {right}"
            case p.Call() | p.New():
                opening, arguments, closing = self.pieces(expression)
                return f"{opening}{', '.join(arguments)}{closing}"
        raise TypeError(expression)

    def operand(self, expression: p.Op, index: int) -> str:
        inner = expression.args[index]
        text = self.expression(inner)
        if isinstance(inner, p.Op) and _RANK[inner.sign] < _RANK[expression.sign] + index:
            return f"({text})"
        return text

    # ---- statements ----

    def let(self, statement: p.Let) -> str:
        """What stands before the value of a new variable."""
        variable = statement.variable
        return f"{self.type_name(variable.type)} {self.variable_name(variable)} = "

    def condition(self, text: str) -> str:
        return f"if ({text}) {{"

    def loop(self, statement: p.ForEach) -> list[str]:
        raise NotImplementedError

    def show(self, subject: str) -> str:
        raise NotImplementedError

    def printing(self, mark: str) -> list[str]:
        """The body of the function that prints its parameter `text` after a mark."""
        raise NotImplementedError

    def statements(self, body: list[p.Statement], depth: int) -> list[str]:
        return [line for statement in body for line in self.statement(statement, depth)]

    def statement(self, statement: p.Statement, depth: int) -> list[str]:
        pad = self.indent * depth
        match statement:
            case p.Let():
                return self.long(self.let(statement), statement.args[0], depth)
            case p.Assign():
                target, value = statement.args
                return self.assign(target, value, depth)
            case p.Return():
                return (
                    self.long("return ", statement.args[0], depth)
                    if statement.args
                    else [f"{pad}return{self.end}"]
                )
            case p.Do():
                return self.long("", statement.args[0], depth)
            case p.Show():
                return [pad + self.show(self.expression(statement.args[0]))]
            case p.If():
                opening = [pad + self.condition(self.expression(statement.args[0]))]
            case p.ForEach():
                opening = [pad + line for line in self.loop(statement)]
            case _:
                raise TypeError(statement)
        return [*opening, *self.statements(statement.body, depth + 1), *self.closing(pad)]

    def closing(self, pad: str) -> list[str]:
        return [pad + "}"]

    def assign(self, target: p.Expression, value: p.Expression, depth: int) -> list[str]:
        same = isinstance(value, p.Op) and value.sign in "+-*" and self.expression(value.args[0])
        name = self.expression(target)
        if same == name and isinstance(value, p.Op):
            return self.long(f"{name} {value.sign}= ", value.args[1], depth)
        return self.long(f"{name} = ", value, depth)

    def long(self, before: str, value: p.Expression, depth: int) -> list[str]:
        """A statement; over several lines where one would be too long."""
        pad = self.indent * depth
        line = f"{pad}{before}{self.expression(value)}{self.end}"
        if len(line) <= WIDTH or not isinstance(value, (p.Call, p.New)):
            return [line]
        opening, arguments, closing = self.pieces(value)
        return self.spread(f"{pad}{before}{opening}", arguments, f"{closing}{self.end}", depth)

    def spread(self, opening: str, items: Sequence[str], closing: str, depth: int) -> list[str]:
        """Items on lines of their own."""
        pad = self.indent * depth
        last = "," if self.trailing_comma else ""
        inner = [f"{pad}{self.indent}{item}{',' if i + 1 < len(items) else last}" for i, item in enumerate(items)]
        return [opening, *inner, pad + closing]

    def fitted(self, opening: str, items: Sequence[str], closing: str, depth: int) -> list[str]:
        """Items on one line if they fit."""
        line = f"{opening}{', '.join(items)}{closing}"
        return [line] if len(line) <= WIDTH else self.spread(opening, items, closing, depth)

    # ---- functions ----

    def parameter(self, variable: p.Variable) -> list[str]:
        return [f"{self.type_name(variable.type)} {self.variable_name(variable)}"]

    def parameters(self, function: p.Function) -> list[str]:
        return [text for variable in function.params for text in self.parameter(variable)]

    def heading(self, function: p.Function, depth: int) -> list[str]:
        """The lines up to the opening brace."""
        raise NotImplementedError

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"{self.indent * depth}{self.line_comment} {text}"] if text else []

    def function(self, function: p.Function, depth: int = 0) -> list[str]:
        self.assigned = p.assigned(function)
        inner = (
            [self.indent * (depth + 1) + line for line in self.printing(function.prints)]
            if function.prints
            else []
        )
        return [
            *self.doc(function.doc, depth),
            *self.heading(function, depth),
            *([""] if self.module.airy else []),
            *(inner or self.statements(function.body, depth + 1)),
            *self.closing(self.indent * depth),
        ]

    def functions(self, depth: int = 0) -> list[str]:
        """All functions of the module, with a blank line before each."""
        return [line for function in self.module.functions for line in ["", *self.function(function, depth)]]

    # ---- files ----

    def used(self) -> dict[p.Module, list[p.Function | p.Constant | p.Record]]:
        """What this module takes from others, in the order of the program."""
        seen: set[p.Function | p.Constant | p.Record] = set()
        for function in self.module.functions:
            for kind in (function.returns, *(variable.type for variable in function.params)):
                record = kind.record if isinstance(kind, p.ListOf) else kind
                if isinstance(record, p.Record):
                    seen.add(record)
            for expression in p.expressions(function.body):
                match expression:
                    case p.Call():
                        seen.add(expression.function)
                    case p.Use():
                        seen.add(expression.constant)
                    case p.New():
                        seen.add(expression.record)
        taken: dict[p.Module, list[p.Function | p.Constant | p.Record]] = {}
        for module in self.program.modules:
            parts = [*([module.record] if module.record else []), *module.constants, *module.functions]
            if module is not self.module and (chosen := [part for part in parts if part in seen]):
                taken[module] = chosen
        return taken

    def part_name(self, part: p.Function | p.Constant | p.Record) -> str:
        match part:
            case p.Function():
                return self.function_name(part)
            case p.Constant():
                return self.constant_name(part)
        return self.record_name(part)

    def files(self) -> dict[str, str]:
        """Every file of the program."""
        files = self.manifest()
        for module in self.program.modules:
            self.module = module
            files.update(self.write(module))
        return files


def text_of(lines: Sequence[str]) -> str:
    """Lines as a file, with no two blank lines at its start or end."""
    return "\n".join(lines).strip("\n") + "\n"
