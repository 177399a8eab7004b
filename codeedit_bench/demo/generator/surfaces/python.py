"""Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import pascal, snake
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class Python(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "int",
        "wide": "float",
        "long": "int",
        "text": "str",
        "flag": "bool",
        "none": "None",
    }
    end = ""
    line_comment = "#"
    trailing_comma = True
    both = "and"
    true, false = "True", "False"

    def function_name(self, function: p.Function) -> str:
        return snake(function.name)

    def variable_name(self, variable: p.Variable) -> str:
        return snake(variable.name)

    def field_name(self, item: p.Field) -> str:
        return snake(item.name)

    def list_type(self, kind: p.ListOf) -> str:
        return f"list[{pascal(kind.record.name)}]"

    def new(self, record: p.Record, args: Sequence[str]) -> tuple[str, Sequence[str], str]:
        return f"{self.record_name(record)}(", args, ")"

    def let(self, statement: p.Let) -> str:
        return f"{self.variable_name(statement.variable)} = "

    def condition(self, text: str) -> str:
        return f"if {text}:"

    def loop(self, statement: p.ForEach) -> list[str]:
        return [f"for {self.variable_name(statement.variable)} in {self.expression(statement.args[0])}:"]

    def show(self, subject: str) -> str:
        return f"print({subject}.describe())"

    def printing(self, mark: str) -> list[str]:
        return [f'print("{mark}" + text)']

    def closing(self, pad: str) -> list[str]:
        return []

    def parameter(self, variable: p.Variable) -> list[str]:
        return [f"{self.variable_name(variable)}: {self.type_name(variable.type)}"]

    def heading(self, function: p.Function, depth: int) -> list[str]:
        opening = f"{self.indent * depth}def {self.function_name(function)}("
        lines = self.fitted(opening, self.parameters(function), f") -> {self.type_name(function.returns)}:", depth)
        return [*lines, f'{self.indent * (depth + 1)}"""{function.doc}"""'] if function.doc else lines

    def doc(self, text: str, depth: int) -> list[str]:
        return []

    def record(self, record: p.Record) -> list[str]:
        fields = [f"{self.field_name(item)}: {self.types[item.type]}" for item in record.fields]
        shown = [
            f"self.{self.field_name(item)}," if item.type == "text" else f"str(self.{self.field_name(item)}),"
            for item in record.fields
        ]
        return [
            *("", "", f"class {self.record_name(record)}:"),
            *self.fitted("    def __init__(", ["self", *fields], ") -> None:", 1),
            *(f"        self.{self.field_name(item)} = {self.field_name(item)}" for item in record.fields),
            *("", "    def describe(self) -> str:"),
            *('        """One line with every value."""', "        parts = ["),
            *(f"            {line}" for line in shown),
            *("        ]", '        return ", ".join(parts)'),
        ]

    def functions(self, depth: int = 0) -> list[str]:
        return [line for function in self.module.functions for line in ["", "", *self.function(function, depth)]]

    def write(self, module: p.Module) -> dict[str, str]:
        imports = [
            line
            for other, parts in self.used().items()
            for line in self.fitted(
                f"from {self.package()}.{snake(other.name)} import ",
                sorted(map(self.part_name, parts), key=lambda name: (name.lower() == name, name)),
                "",
                0,
            )
        ]
        lines = [f'"""{module.about}"""', "", "from __future__ import annotations", "", *imports]
        if module.constants:
            lines.append("")
            lines.extend(f"{self.constant_name(item)} = {item.value}" for item in module.constants)
        if module.record:
            lines.extend(self.record(module.record))
        lines.extend(self.functions())
        return {f"{self.package()}/{snake(module.name)}.py": text_of(lines)}

    def fitted(self, opening: str, items: Sequence[str], closing: str, depth: int) -> list[str]:
        lines = super().fitted(opening, items, closing, depth)
        if len(lines) > 1 and opening.endswith("import "):
            return [f"{lines[0]}(", *lines[1:-1], ")"]
        return lines

    def manifest(self) -> dict[str, str]:
        name = self.package()
        return {
            f"{name}/__init__.py": f'"""The {name} project."""\n',
            "pyproject.toml": f'[project]\nname = "{name}"\nversion = "0.{self.program.version}.0"\n',
        }
