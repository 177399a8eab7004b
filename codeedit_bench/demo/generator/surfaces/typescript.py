"""TypeScript, with a TSX component for each record."""

from __future__ import annotations

from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import kebab
from codeedit_bench.demo.generator.surfaces.base import text_of
from codeedit_bench.demo.generator.surfaces.javascript import JavaScript


class TypeScript(JavaScript):
    types: ClassVar[dict[str, str]] = {
        "int": "number",
        "wide": "bigint",
        "long": "number",
        "text": "string",
        "flag": "boolean",
        "none": "void",
    }
    extension = "ts"

    def annotation(self, kind: p.Type) -> str:
        return f": {self.type_name(kind)}"

    def let(self, statement: p.Let) -> str:
        word = "let" if statement.variable in self.assigned else "const"
        return f"{word} {self.variable_name(statement.variable)} = "

    def declarations(self, record: p.Record) -> list[str]:
        return [*(f"  {self.field_name(item)}{self.annotation(item.type)};" for item in record.fields), ""]

    def write(self, module: p.Module) -> dict[str, str]:
        files = super().write(module)
        if module.record:
            files[f"src/components/{self.record_name(module.record)}Card.tsx"] = self.component(
                module, module.record
            )
        return files

    def component(self, module: p.Module, record: p.Record) -> str:
        """The record's fields as a list and as a row of a table."""
        kind = self.record_name(record)
        name = self.variable_name(p.Variable(record.name, record))
        shown = [
            f"String({name}.{self.field_name(item)})" if item.type == "flag" else f"{name}.{self.field_name(item)}"
            for item in record.fields
        ]
        return text_of(
            [
                "import * as React from 'react';",
                f"import {{ {kind} }} from '../{kebab(module.name)}.js';",
                "",
                f"export interface {kind}CardProps {{",
                f"  {name}: {kind};",
                *("  open: boolean;", "}", ""),
                f"export function {kind}Card({{ {name}, open }}: {kind}CardProps) {{",
                *("  if (!open) {", "    return null;", "  }", "  return (", "    <ul>"),
                *(f"      <li>{{{text}}}</li>" for text in shown),
                *("    </ul>", "  );", "}", ""),
                f"export function {kind}Row({{ {name} }}: {{ {name}: {kind} }}) {{",
                *("  return (", "    <tr>"),
                *(f"      <td>{{{text}}}</td>" for text in shown),
                *("    </tr>", "  );", "}"),
            ]
        )
