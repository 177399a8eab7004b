"""C++: a header and a source file for each module, in one namespace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import kebab, pascal, snake, upper
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class Cpp(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "int",
        "wide": "long",
        "long": "long",
        "text": "std::string",
        "flag": "bool",
        "none": "void",
    }
    indent = "  "

    def function_name(self, function: p.Function) -> str:
        return pascal(function.name)

    def variable_name(self, variable: p.Variable) -> str:
        return snake(variable.name)

    def field_name(self, item: p.Field) -> str:
        return snake(item.name)

    def constant_name(self, constant: p.Constant) -> str:
        return f"k{pascal(constant.name)}"

    def list_type(self, kind: p.ListOf) -> str:
        return f"std::vector<{self.record_name(kind.record)}>"

    def new(self, record: p.Record, args: Sequence[str]) -> tuple[str, Sequence[str], str]:
        return f"{self.record_name(record)}(", args, ")"

    def loop(self, statement: p.ForEach) -> list[str]:
        variable = statement.variable
        const = "" if variable in self.mutated else "const "
        kind, name = self.type_name(variable.type), self.variable_name(variable)
        return [f"for ({const}{kind} &{name} : {self.expression(statement.args[0])}) {{"]

    def show(self, subject: str) -> str:
        return f"{subject}.Describe(std::cout);"

    def printing(self, mark: str) -> list[str]:
        return [f"std::cout << \"{mark}\" << text << '\\n';"]

    def parameter(self, variable: p.Variable) -> list[str]:
        kind, name = self.type_name(variable.type), self.variable_name(variable)
        if variable.type in ("int", "long", "flag"):
            return [f"{kind} {name}"]
        return [f"{'' if variable in self.mutated else 'const '}{kind} &{name}"]

    def signature(self, function: p.Function, end: str) -> list[str]:
        opening = f"{self.type_name(function.returns)} {self.function_name(function)}("
        return self.fitted(opening, self.parameters(function), end, 0)

    def heading(self, function: p.Function, depth: int) -> list[str]:
        return self.signature(function, ") {")

    def struct(self, record: p.Record) -> list[str]:
        fields = [f"{self.types[item.type]} {self.field_name(item)}" for item in record.fields]
        return [
            *("", f"struct {self.record_name(record)} {{"),
            *self.fitted(f"  {self.record_name(record)}(", fields, ");", 1),
            *("", "  void Describe(std::ostream &out) const;", ""),
            *(f"  {field};" for field in fields),
            "};",
        ]

    def record(self, record: p.Record) -> list[str]:
        kind = self.record_name(record)
        fields = [f"{self.types[item.type]} {self.field_name(item)}" for item in record.fields]
        names = [self.field_name(item) for item in record.fields]
        setting = [f"      {name}({name})" for name in names]
        setting[0] = f"    : {names[0]}({names[0]})"
        return [
            *("", *self.fitted(f"{kind}::{kind}(", fields, ")", 0)),
            *(line + ("," if i + 1 < len(setting) else " {}") for i, line in enumerate(setting)),
            *("", f"void {kind}::Describe(std::ostream &out) const {{"),
            *(f"  out << {name} << '\\n';" for name in names),
            "}",
        ]

    def header(self, module: p.Module) -> str:
        guard = f"{upper(self.program.name)}_{upper(module.name)}_HPP"
        space = self.package()
        homes = [other for other in self.used() if other.record]
        lines = [f"// {module.about}", f"#ifndef {guard}", f"#define {guard}", ""]
        lines += ["#include <iostream>", "#include <string>", "#include <vector>"]
        lines += ["", *(f'#include "{snake(other.name)}.hpp"' for other in homes)] if homes else []
        lines += ["", f"namespace {space} {{"]
        lines += [""] if module.constants else []
        lines += [
            f"constexpr {self.types[item.type]} {self.constant_name(item)} = {item.value};"
            for item in module.constants
        ]
        lines += self.struct(module.record) if module.record else []
        for function in module.functions:
            lines += ["", *self.doc(function.doc, 0), *self.signature(function, ");")]
        return text_of([*lines, "", f"}}  // namespace {space}", "", "#endif"])

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"// {text}"] if text and not self.in_source else []

    in_source = False
    """Documentation stands in the header."""

    def write(self, module: p.Module) -> dict[str, str]:
        name, space = snake(module.name), self.package()
        others = [f'#include "{snake(other.name)}.hpp"' for other in self.used() if not other.record]
        lines = [f'#include "{name}.hpp"', *(["", *others] if others else []), "", f"namespace {space} {{"]
        lines += self.record(module.record) if module.record else []
        self.in_source = True
        lines += self.functions()
        self.in_source = False
        lines += ["", f"}}  // namespace {space}"]
        return {f"include/{name}.hpp": self.header(module), f"src/{name}.cpp": text_of(lines)}

    def manifest(self) -> dict[str, str]:
        sources = " ".join(f"src/{snake(module.name)}.cpp" for module in self.program.modules)
        name = kebab(self.program.name)
        return {
            "CMakeLists.txt": f"cmake_minimum_required(VERSION 3.20)\n"
            f"project({name} VERSION 0.{self.program.version}.0 LANGUAGES CXX)\nset(CMAKE_CXX_STANDARD 17)\n"
            f"add_library({name} {sources})\ntarget_include_directories({name} PUBLIC include)\n"
        }
