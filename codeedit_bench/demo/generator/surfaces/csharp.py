"""C#: a class for each record, a static class for each module's functions."""

from __future__ import annotations

from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import camel, pascal
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class CSharp(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "int",
        "wide": "long",
        "long": "long",
        "text": "string",
        "flag": "bool",
        "none": "void",
    }

    def function_name(self, function: p.Function) -> str:
        return pascal(function.name)

    def field_name(self, item: p.Field) -> str:
        return pascal(item.name)

    def constant_name(self, constant: p.Constant) -> str:
        return pascal(constant.name)

    def list_type(self, kind: p.ListOf) -> str:
        return f"IReadOnlyList<{self.record_name(kind.record)}>"

    def qualify(self, part: p.Function | p.Constant, name: str) -> str:
        home = self.program.home(part)
        return name if home is self.module else f"{self.holder(home)}.{name}"

    def condition(self, text: str) -> str:
        return f"if ({text})"

    def statement(self, statement: p.Statement, depth: int) -> list[str]:
        lines = super().statement(statement, depth)
        if isinstance(statement, (p.If, p.ForEach)):
            lines.insert(1, self.indent * depth + "{")
        return lines

    def loop(self, statement: p.ForEach) -> list[str]:
        variable = statement.variable
        kind, name = self.type_name(variable.type), self.variable_name(variable)
        return [f"foreach ({kind} {name} in {self.expression(statement.args[0])})"]

    def show(self, subject: str) -> str:
        return f"Console.WriteLine({subject}.Describe());"

    def printing(self, mark: str) -> list[str]:
        return [f'Console.WriteLine("{mark}" + text);']

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"{self.indent * depth}/// <summary>{text}</summary>"] if text else []

    def heading(self, function: p.Function, depth: int) -> list[str]:
        opening = f"    public static {self.type_name(function.returns)} {self.function_name(function)}("
        return [*self.fitted(opening, self.parameters(function), ")", depth), "    {"]

    def record(self, module: p.Module, record: p.Record) -> str:
        fields = [(self.types[item.type], self.field_name(item), camel(item.name)) for item in record.fields]
        lines = ["using System.Collections.Generic;", "", f"namespace Example.{pascal(self.program.name)};", ""]
        lines += [f"/// <summary>{module.about}</summary>", f"public sealed class {self.record_name(record)}", "{"]
        params = [f"{kind} {small}" for kind, _, small in fields]
        lines += [*self.fitted(f"    public {self.record_name(record)}(", params, ")", 1), "    {"]
        lines += [*(f"        {name} = {small};" for _, name, small in fields), "    }", ""]
        for kind, name, _ in fields:
            lines += [f"    public {kind} {name} {{ get; set; }}", ""]
        lines += ["    public string Describe()", "    {", "        var parts = new List<string>();"]
        lines += [
            f"        parts.Add({name});" if kind == "string" else f"        parts.Add({name}.ToString());"
            for kind, name, _ in fields
        ]
        lines += ['        return string.Join(", ", parts);', "    }", "}"]
        return text_of(lines)

    def write(self, module: p.Module) -> dict[str, str]:
        files = {}
        if module.record:
            files[f"src/{self.record_name(module.record)}.cs"] = self.record(module, module.record)
        body = self.functions(1)
        constants = [
            f"    public const {self.types[item.type]} {self.constant_name(item)} = {item.value};"
            for item in module.constants
        ]
        lines = ["using System;", "using System.Collections.Generic;", ""]
        lines += [f"namespace Example.{pascal(self.program.name)};", "", f"/// <summary>{module.about}</summary>"]
        lines += [f"public static class {self.holder(module)}", "{", *constants]
        lines += [*(body if constants else body[1:]), "}"]
        files[f"src/{self.holder(module)}.cs"] = text_of(lines)
        return files

    def manifest(self) -> dict[str, str]:
        return {
            "Directory.Build.props": "<Project>\n  <PropertyGroup>\n"
            f"    <Version>0.{self.program.version}.0</Version>\n  </PropertyGroup>\n</Project>\n"
        }
