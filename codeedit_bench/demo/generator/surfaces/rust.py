"""Rust: one crate, a module for each file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import kebab, snake
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class Rust(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "i32",
        "wide": "i64",
        "long": "i64",
        "text": "&str",
        "flag": "bool",
        "none": "",
    }
    trailing_comma = True

    def function_name(self, function: p.Function) -> str:
        return snake(function.name)

    def variable_name(self, variable: p.Variable) -> str:
        return snake(variable.name)

    def field_name(self, item: p.Field) -> str:
        return snake(item.name)

    def field_type(self, item: p.Field) -> str:
        return "String" if item.type == "text" else self.types[item.type]

    def list_type(self, kind: p.ListOf) -> str:
        return f"[{self.record_name(kind.record)}]"

    def new(self, record: p.Record, args: Sequence[str]) -> tuple[str, Sequence[str], str]:
        return f"{self.record_name(record)}::new(", args, ")"

    def passed(self, expression: p.Expression) -> str:
        text = self.expression(expression)
        if isinstance(expression, p.Get) and expression.field.type == "text":
            return f"&{text}.clone()"
        return text

    def argument(self, parameter: p.Variable, expression: p.Expression) -> list[str]:
        text = self.passed(expression)
        local = isinstance(expression, p.Ref) and expression.variable in self.owned
        if local and isinstance(parameter.type, p.Record):
            return [f"&mut {text}" if parameter in self.mutated else f"&{text}"]
        return [text]

    def stored(self, item: p.Field, expression: p.Expression) -> str:
        return self.passed(expression)

    def function(self, function: p.Function, depth: int = 0) -> list[str]:
        self.owned = {statement.variable for statement in p.walk(function.body) if isinstance(statement, p.Let)}
        lines = super().function(function, depth)
        if lines[-2].startswith("    return "):
            lines[-2] = "    " + lines[-2].removeprefix("    return ").removesuffix(";")
        return lines

    def let(self, statement: p.Let) -> str:
        variable = statement.variable
        changes = variable in self.assigned or variable in self.mutated
        kind = f": {self.type_name(variable.type)}" if isinstance(statement.args[0], p.Literal) else ""
        return f"let {'mut ' if changes else ''}{self.variable_name(variable)}{kind} = "

    def assign(self, target: p.Expression, value: p.Expression, depth: int) -> list[str]:
        if isinstance(target, p.Get) and target.field.type == "text":
            owned = ".to_string();" if not isinstance(value, p.Get) else ".clone();"
            return [f"{self.indent * depth}{self.expression(target)} = {self.expression(value)}{owned}"]
        return super().assign(target, value, depth)

    def condition(self, text: str) -> str:
        return f"if {text} {{"

    def loop(self, statement: p.ForEach) -> list[str]:
        variable, items = statement.variable, self.expression(statement.args[0])
        how = ".iter_mut()" if variable in self.mutated else ""
        return [f"for {self.variable_name(variable)} in {items}{how} {{"]

    def show(self, subject: str) -> str:
        return f'println!("{{}}", {subject}.describe());'

    def printing(self, mark: str) -> list[str]:
        return [f'println!("{mark}{{}}", text);']

    def parameter(self, variable: p.Variable) -> list[str]:
        mark = "" if isinstance(variable.type, str) else "&mut " if variable in self.mutated else "&"
        return [f"{self.variable_name(variable)}: {mark}{self.type_name(variable.type)}"]

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"/// {text}"] if text else []

    def heading(self, function: p.Function, depth: int) -> list[str]:
        result = self.type_name(function.returns)
        closing = f") -> {result} {{" if result else ") {"
        return self.fitted(f"pub fn {self.function_name(function)}(", self.parameters(function), closing, depth)

    def record(self, record: p.Record) -> list[str]:
        kind = self.record_name(record)
        fields = [(self.field_name(item), item) for item in record.fields]
        params = [f"{name}: {self.types[item.type]}" for name, item in fields]
        return [
            *("", "#[derive(Clone, Debug)]", f"pub struct {kind} {{"),
            *(f"    pub {name}: {self.field_type(item)}," for name, item in fields),
            *("}", "", f"impl {kind} {{"),
            *self.fitted("    pub fn new(", params, ") -> Self {", 1),
            f"        {kind} {{",
            *(
                f"            {name}: {name}.to_string()," if item.type == "text" else f"            {name},"
                for name, item in fields
            ),
            *("        }", "    }", "", "    pub fn describe(&self) -> String {", "        let parts = ["),
            *(f"            self.{name}.to_string()," for name, _ in fields),
            *("        ];", '        parts.join(", ")', "    }", "}"),
        ]

    def write(self, module: p.Module) -> dict[str, str]:
        lines = [f"//! {module.about}", ""]
        for other, parts in self.used().items():
            path = f"crate::{snake(other.name)}"
            lines += [f"use {path}::{name};" for name in sorted(map(self.part_name, parts))]
        if module.constants:
            lines.append("")
            lines.extend(
                f"pub const {self.constant_name(item)}: {self.types[item.type]} = {item.value};"
                for item in module.constants
            )
        if module.record:
            lines.extend(self.record(module.record))
        lines.extend(self.functions())
        return {f"src/{snake(module.name)}.rs": text_of(lines)}

    def manifest(self) -> dict[str, str]:
        about = f"//! The {' '.join(self.program.name)} project."
        return {
            "Cargo.toml": f'[package]\nname = "{kebab(self.program.name)}"\n'
            f'version = "0.{self.program.version}.0"\nedition = "2021"\n',
            "src/lib.rs": text_of(
                [about, "", *(f"pub mod {snake(module.name)};" for module in self.program.modules)]
            ),
        }
