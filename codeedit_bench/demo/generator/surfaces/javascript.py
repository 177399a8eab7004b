"""JavaScript: ES modules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import kebab
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class JavaScript(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "",
        "wide": "",
        "long": "",
        "text": "",
        "flag": "",
        "none": "",
    }
    indent = "  "
    extension = "js"
    trailing_comma = True

    def text(self, value: str) -> str:
        return f"'{value}'"

    def let(self, statement: p.Let) -> str:
        word = "let" if statement.variable in self.assigned else "const"
        return f"{word} {self.variable_name(statement.variable)}{self.annotation(statement.variable.type)} = "

    def annotation(self, kind: p.Type) -> str:
        """What TypeScript adds."""
        return ""

    def loop(self, statement: p.ForEach) -> list[str]:
        name = self.variable_name(statement.variable)
        return [f"for (const {name} of {self.expression(statement.args[0])}) {{"]

    def show(self, subject: str) -> str:
        return f"console.log({subject}.describe());"

    def printing(self, mark: str) -> list[str]:
        return [f"console.log('{mark}' + text);"]

    def parameter(self, variable: p.Variable) -> list[str]:
        return [self.variable_name(variable) + self.annotation(variable.type)]

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"/** {text} */"] if text else []

    def heading(self, function: p.Function, depth: int) -> list[str]:
        closing = f"){self.annotation(function.returns)} {{"
        opening = f"export function {self.function_name(function)}("
        return self.fitted(opening, self.parameters(function), closing, depth)

    def declarations(self, record: p.Record) -> list[str]:
        return []

    def record(self, record: p.Record) -> list[str]:
        names = [self.field_name(item) for item in record.fields]
        params = [name + self.annotation(item.type) for name, item in zip(names, record.fields, strict=True)]
        return [
            *("", f"export class {self.record_name(record)} {{"),
            *self.declarations(record),
            *self.fitted("  constructor(", params, ") {", 1),
            *(f"    this.{name} = {name};" for name in names),
            *("  }", "", f"  describe(){self.annotation('text')} {{", "    const parts = ["),
            *(
                f"      this.{name}," if item.type == "text" else f"      String(this.{name}),"
                for name, item in zip(names, record.fields, strict=True)
            ),
            *("    ];", "    return parts.join(', ');", "  }", "}"),
        ]

    def imports(self) -> list[str]:
        return [
            line
            for other, parts in self.used().items()
            for line in self.fitted(
                "import { ", sorted(map(self.part_name, parts)), f" }} from './{kebab(other.name)}.js';", 0
            )
        ]

    def spread(self, opening: str, items: Sequence[str], closing: str, depth: int) -> list[str]:
        return super().spread(opening.rstrip(), items, closing.lstrip(), depth)

    def write(self, module: p.Module) -> dict[str, str]:
        lines = [f"// {module.about}", "", *self.imports()]
        if module.constants:
            lines.append("")
            lines.extend(f"export const {self.constant_name(item)} = {item.value};" for item in module.constants)
        if module.record:
            lines.extend(self.record(module.record))
        lines.extend(self.functions())
        return {f"src/{kebab(module.name)}.{self.extension}": text_of(lines)}

    def manifest(self) -> dict[str, str]:
        content = {
            "name": kebab(self.program.name),
            "version": f"0.{self.program.version}.0",
            "type": "module",
            "license": "MIT",
        }
        return {"package.json": json.dumps(content, indent=2) + "\n"}
