"""Go: one package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import pascal, snake
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class Go(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "int32",
        "wide": "int64",
        "long": "int64",
        "text": "string",
        "flag": "bool",
        "none": "",
    }
    indent = "\t"
    end = ""
    trailing_comma = True

    def function_name(self, function: p.Function) -> str:
        return pascal(function.name)

    def field_name(self, item: p.Field) -> str:
        return pascal(item.name)

    def constant_name(self, constant: p.Constant) -> str:
        return pascal(constant.name)

    def type_name(self, kind: p.Type) -> str:
        return f"*{self.record_name(kind)}" if isinstance(kind, p.Record) else super().type_name(kind)

    def list_type(self, kind: p.ListOf) -> str:
        return f"[]*{self.record_name(kind.record)}"

    def new(self, record: p.Record, args: Sequence[str]) -> tuple[str, Sequence[str], str]:
        return f"New{self.record_name(record)}(", args, ")"

    def let(self, statement: p.Let) -> str:
        name = self.variable_name(statement.variable)
        kind = f" {self.type_name(statement.variable.type)}"
        return f"var {name}{kind} = " if isinstance(statement.args[0], p.Literal) else f"{name} := "

    def condition(self, text: str) -> str:
        return f"if {text} {{"

    def loop(self, statement: p.ForEach) -> list[str]:
        return [
            f"for _, {self.variable_name(statement.variable)} := range {self.expression(statement.args[0])} {{"
        ]

    def show(self, subject: str) -> str:
        return f"fmt.Println({subject}.Describe())"

    def printing(self, mark: str) -> list[str]:
        return [f'fmt.Println("{mark}" + text)']

    def parameter(self, variable: p.Variable) -> list[str]:
        return [f"{self.variable_name(variable)} {self.type_name(variable.type)}"]

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"// {text}"] if text else []

    def heading(self, function: p.Function, depth: int) -> list[str]:
        result = self.type_name(function.returns)
        closing = f") {result} {{" if result else ") {"
        return self.fitted(f"func {self.function_name(function)}(", self.parameters(function), closing, depth)

    def record(self, record: p.Record) -> list[str]:
        kind = self.record_name(record)
        widest = max(len(self.field_name(item)) for item in record.fields)
        fields = [(self.field_name(item), self.types[item.type]) for item in record.fields]
        params = [f"{self.lower(name)} {type_}" for name, type_ in fields]
        inner = max(len(name) for name, _ in fields) + 1
        return [
            *("", f"// {kind} is one {' '.join(record.name)}.", f"type {kind} struct {{"),
            *(f"\t{name:<{widest}} {type_}" for name, type_ in fields),
            *("}", "", f"// New{kind} makes one."),
            *self.fitted(f"func New{kind}(", params, f") *{kind} {{", 0),
            f"\treturn &{kind}{{",
            *(f"\t\t{name + ':':<{inner}} {self.lower(name)}," for name, _ in fields),
            *("\t}", "}", "", "// Describe writes every value on one line."),
            *(f"func (r *{kind}) Describe() string {{", "\tparts := []string{"),
            *(f"\t\tfmt.Sprint(r.{name})," for name, _ in fields),
            *("\t}", '\treturn strings.Join(parts, ", ")', "}"),
        ]

    def lower(self, name: str) -> str:
        return name[0].lower() + name[1:]

    def write(self, module: p.Module) -> dict[str, str]:
        body: list[str] = []
        if module.constants:
            widest = max(len(self.constant_name(item)) for item in module.constants)
            body += ["", "const ("]
            body += [
                f"\t{self.constant_name(item):<{widest}} {self.types[item.type]} = {item.value}"
                for item in module.constants
            ]
            body += [")"]
        if module.record:
            body += self.record(module.record)
        body += self.functions()
        libraries = [name for name in ("fmt", "strings") if any(f"{name}." in line for line in body)]
        imports = ["import (", *(f'\t"{name}"' for name in libraries), ")"]
        if len(libraries) == 1:
            imports = [f'import "{libraries[0]}"']
        above = ["", *imports] if libraries else []
        lines = [f"// {module.about}", "", f"package {self.package()}", *above, *body]
        return {f"{snake(module.name)}.go": text_of(lines)}

    def manifest(self) -> dict[str, str]:
        name = self.package()
        return {
            "go.mod": f"module example.org/{name}\n\ngo 1.22\n",
            "version.go": f"package {name}\n\n// Version of this package.\n"
            f'const Version = "0.{self.program.version}.0"\n',
        }
