"""PHP: a class for each record, a class of static functions for each module."""

from __future__ import annotations

import json
from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import camel, kebab, pascal
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class Php(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "int",
        "wide": "float",
        "long": "int",
        "text": "string",
        "flag": "bool",
        "none": "void",
    }
    trailing_comma = True

    def text(self, value: str) -> str:
        return f"'{value}'"

    def variable_name(self, variable: p.Variable) -> str:
        return f"${camel(variable.name)}"

    def list_type(self, kind: p.ListOf) -> str:
        return "array"

    def qualify(self, part: p.Function | p.Constant, name: str) -> str:
        home = self.program.home(part)
        return f"self::{name}" if home is self.module else f"{self.holder(home)}::{name}"

    def access(self, subject: str, item: p.Field) -> str:
        return f"{subject}->{self.field_name(item)}"

    def let(self, statement: p.Let) -> str:
        return f"{self.variable_name(statement.variable)} = "

    def loop(self, statement: p.ForEach) -> list[str]:
        name = self.variable_name(statement.variable)
        return [f"foreach ({self.expression(statement.args[0])} as {name}) {{"]

    def show(self, subject: str) -> str:
        return f"echo {subject}->describe(), PHP_EOL;"

    def printing(self, mark: str) -> list[str]:
        return [f"echo '{mark}', $text, PHP_EOL;"]

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"{self.indent * depth}/** {text} */"] if text else []

    def heading(self, function: p.Function, depth: int) -> list[str]:
        opening = f"    public static function {self.function_name(function)}("
        closing = f"): {self.type_name(function.returns)}"
        lines = self.fitted(opening, self.parameters(function), closing, depth)
        return [*lines, "    {"] if len(lines) == 1 else [*lines[:-1], lines[-1] + " {"]

    def opening(self) -> list[str]:
        return [
            "<?php",
            "",
            "declare(strict_types=1);",
            "",
            f"namespace Example\\{pascal(self.program.name)};",
            "",
        ]

    def record(self, module: p.Module, record: p.Record) -> str:
        fields = [(self.types[item.type], self.field_name(item)) for item in record.fields]
        lines = [*self.opening(), f"/** {module.about} */", f"final class {self.record_name(record)}", "{"]
        lines += ["    public function __construct("]
        lines += [f"        public {kind} ${name}," for kind, name in fields]
        lines += [
            "    ) {",
            "    }",
            "",
            "    public function describe(): string",
            "    {",
            "        $parts = [];",
        ]
        lines += [
            f"        $parts[] = $this->{name};"
            if kind == "string"
            else f"        $parts[] = (string) $this->{name};"
            for kind, name in fields
        ]
        lines += ["", "        return implode(', ', $parts);", "    }", "}"]
        return text_of(lines)

    def write(self, module: p.Module) -> dict[str, str]:
        files = {}
        if module.record:
            files[f"src/{self.record_name(module.record)}.php"] = self.record(module, module.record)
        constants = [f"    public const {self.constant_name(item)} = {item.value};" for item in module.constants]
        body = self.functions(1)
        lines = [*self.opening(), f"/** {module.about} */", f"final class {self.holder(module)}", "{"]
        lines += [*constants, *(body if constants else body[1:]), "}"]
        files[f"src/{self.holder(module)}.php"] = text_of(lines)
        return files

    def manifest(self) -> dict[str, str]:
        content = {
            "name": f"example/{kebab(self.program.name)}",
            "version": f"0.{self.program.version}.0",
            "license": "MIT",
            "autoload": {"psr-4": {f"Example\\{pascal(self.program.name)}\\": "src/"}},
        }
        return {"composer.json": json.dumps(content, indent=2) + "\n"}
