"""C: a header and a source file for each module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import snake, upper
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class C(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "int",
        "wide": "long",
        "long": "long",
        "text": "const char *",
        "flag": "bool",
        "none": "void",
    }

    def function_name(self, function: p.Function) -> str:
        return snake(function.name)

    def variable_name(self, variable: p.Variable) -> str:
        return snake(variable.name)

    def field_name(self, item: p.Field) -> str:
        return snake(item.name)

    def type_name(self, kind: p.Type) -> str:
        return f"{self.record_name(kind)} *" if isinstance(kind, p.Record) else super().type_name(kind)

    def declared(self, kind: p.Type, name: str) -> str:
        """A type and a name, with the star where C writes it."""
        text = self.type_name(kind)
        return text + name if text.endswith("*") else f"{text} {name}"

    def access(self, subject: str, item: p.Field) -> str:
        return f"{subject}->{self.field_name(item)}"

    def new(self, record: p.Record, args: Sequence[str]) -> tuple[str, Sequence[str], str]:
        return f"new_{snake(record.name)}(", args, ")"

    def argument(self, parameter: p.Variable, expression: p.Expression) -> list[str]:
        text = self.expression(expression)
        return [text, "length"] if isinstance(parameter.type, p.ListOf) else [text]

    def let(self, statement: p.Let) -> str:
        return f"{self.declared(statement.variable.type, self.variable_name(statement.variable))} = "

    def loop(self, statement: p.ForEach) -> list[str]:
        variable = statement.variable
        start = self.declared(variable.type, self.variable_name(variable))
        items = self.expression(statement.args[0])
        return ["for (size_t i = 0; i < length; i++) {", f"{self.indent}{start} = &{items}[i];"]

    def statement(self, statement: p.Statement, depth: int) -> list[str]:
        shown = statement.args[0] if isinstance(statement, p.Show) else None
        if isinstance(shown, p.Ref) and isinstance(record := shown.variable.type, p.Record):
            name = self.variable_name(shown.variable)
            return [f"{self.indent * depth}print_{snake(record.name)}({name}, stdout);"]
        return super().statement(statement, depth)

    def printing(self, mark: str) -> list[str]:
        return [f'printf("{mark}%s\\n", text);']

    def parameter(self, variable: p.Variable) -> list[str]:
        name = self.variable_name(variable)
        if isinstance(variable.type, p.ListOf):
            return [f"{self.record_name(variable.type.record)} *{name}", "size_t length"]
        return [self.declared(variable.type, name)]

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"/* {text} */"] if text and not self.in_source else []

    in_source = False
    """Documentation stands in the header."""

    def signature(self, function: p.Function, end: str) -> list[str]:
        opening = self.declared(function.returns, f"{self.function_name(function)}(")
        return self.fitted(opening, self.parameters(function), end, 0)

    def heading(self, function: p.Function, depth: int) -> list[str]:
        return self.signature(function, ") {")

    def maker(self, record: p.Record, end: str) -> list[str]:
        fields = [self.declared(item.type, self.field_name(item)) for item in record.fields]
        return self.fitted(f"{self.record_name(record)} *new_{snake(record.name)}(", fields, end, 0)

    def printer(self, record: p.Record, end: str) -> str:
        name = snake(record.name)
        return f"void print_{name}(const {self.record_name(record)} *{name}, FILE *out){end}"

    def struct(self, record: p.Record) -> list[str]:
        fields = [f"    {self.declared(item.type, self.field_name(item))};" for item in record.fields]
        return [
            *("", "typedef struct {", *fields, f"}} {self.record_name(record)};", ""),
            *self.maker(record, ");"),
            *("", self.printer(record, ";")),
        ]

    def record(self, record: p.Record) -> list[str]:
        name, kind = snake(record.name), self.record_name(record)
        lines = ["", *self.maker(record, ") {"), f"    {kind} *{name} = malloc(sizeof(*{name}));"]
        lines += [f"    {name}->{self.field_name(item)} = {self.field_name(item)};" for item in record.fields]
        lines += [f"    return {name};", "}", "", self.printer(record, " {")]
        for item in record.fields:
            place = f"{name}->{self.field_name(item)}"
            if item.type == "text":
                lines.append(f'    fprintf(out, "%s\\n", {place});')
            else:
                lines.append(f'    fprintf(out, "%ld\\n", (long)({place}));')
        return [*lines, "}"]

    def header(self, module: p.Module) -> str:
        guard = f"{upper(self.program.name)}_{upper(module.name)}_H"
        records = {
            kind.record if isinstance(kind, p.ListOf) else kind
            for function in module.functions
            for kind in (function.returns, *(variable.type for variable in function.params))
            if not isinstance(kind, str)
        }
        homes = [other for other in self.program.modules if other.record in records and other is not module]
        lines = [f"/* {module.about} */", f"#ifndef {guard}", f"#define {guard}", ""]
        lines += ["#include <stdbool.h>", "#include <stddef.h>", "#include <stdio.h>"]
        lines += ["", *(f'#include "{snake(other.name)}.h"' for other in homes)] if homes else []
        lines += [""] if module.constants else []
        lines += [f"#define {self.constant_name(item)} {item.value}" for item in module.constants]
        lines += self.struct(module.record) if module.record else []
        for function in module.functions:
            lines += ["", *self.doc(function.doc, 0), *self.signature(function, ");")]
        return text_of([*lines, "", "#endif"])

    def write(self, module: p.Module) -> dict[str, str]:
        name = snake(module.name)
        others = [f'#include "{snake(other.name)}.h"' for other in self.used()]
        lines = [f'#include "{name}.h"', "", "#include <stdlib.h>"]
        lines += ["", *others] if others else []
        lines += self.record(module.record) if module.record else []
        self.in_source = True
        lines += self.functions()
        self.in_source = False
        return {f"include/{name}.h": self.header(module), f"src/{name}.c": text_of(lines)}

    def manifest(self) -> dict[str, str]:
        objects = " ".join(f"src/{snake(module.name)}.o" for module in self.program.modules)
        return {
            "Makefile": f"VERSION = 0.{self.program.version}.0\nCFLAGS = -std=c11 -Wall -Iinclude\n\n"
            f"lib{self.package()}.a: {objects}\n\tar rcs $@ $^\n"
        }
