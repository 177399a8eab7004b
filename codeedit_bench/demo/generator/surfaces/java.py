"""Java: a class for each record, a class of static functions for each module."""

from __future__ import annotations

from typing import ClassVar

from codeedit_bench.demo.generator import program as p
from codeedit_bench.demo.generator.names import pascal
from codeedit_bench.demo.generator.surfaces.base import Surface, text_of


class Java(Surface):
    types: ClassVar[dict[str, str]] = {
        "int": "int",
        "wide": "long",
        "long": "long",
        "text": "String",
        "flag": "boolean",
        "none": "void",
    }

    def list_type(self, kind: p.ListOf) -> str:
        return f"List<{self.record_name(kind.record)}>"

    def qualify(self, part: p.Function | p.Constant, name: str) -> str:
        home = self.program.home(part)
        return name if home is self.module else f"{self.holder(home)}.{name}"

    def access(self, subject: str, item: p.Field) -> str:
        return f"{subject}.get{pascal(item.name)}()"

    def assign(self, target: p.Expression, value: p.Expression, depth: int) -> list[str]:
        if not isinstance(target, p.Get):
            return super().assign(target, value, depth)
        subject = self.expression(target.args[0])
        setter = f"{subject}.set{pascal(target.field.name)}({self.expression(value)});"
        return [self.indent * depth + setter]

    def loop(self, statement: p.ForEach) -> list[str]:
        variable = statement.variable
        kind, name = self.type_name(variable.type), self.variable_name(variable)
        return [f"for ({kind} {name} : {self.expression(statement.args[0])}) {{"]

    def show(self, subject: str) -> str:
        return f"System.out.println({subject}.describe());"

    def printing(self, mark: str) -> list[str]:
        return [f'System.out.println("{mark}" + text);']

    def doc(self, text: str, depth: int) -> list[str]:
        return [f"{self.indent * depth}/** {text} */"] if text else []

    def heading(self, function: p.Function, depth: int) -> list[str]:
        opening = f"    public static {self.type_name(function.returns)} {self.function_name(function)}("
        return self.fitted(opening, self.parameters(function), ") {", depth)

    def record(self, module: p.Module, record: p.Record) -> str:
        fields = [(self.types[item.type], self.field_name(item), pascal(item.name)) for item in record.fields]
        lines = [f"package org.example.{self.package()};", "", f"/** {module.about} */"]
        lines += [f"public final class {self.record_name(record)} {{"]
        lines += [f"    private {kind} {name};" for kind, name, _ in fields]
        lines += [""]
        params = [f"{kind} {name}" for kind, name, _ in fields]
        lines += self.fitted(f"    public {self.record_name(record)}(", params, ") {", 1)
        lines += [*(f"        this.{name} = {name};" for _, name, _ in fields), "    }", ""]
        for kind, name, title in fields:
            lines += [f"    public {kind} get{title}() {{", f"        return {name};", "    }", ""]
            lines += [
                f"    public void set{title}({kind} {name}) {{",
                f"        this.{name} = {name};",
                "    }",
                "",
            ]
        lines += ["    public String describe() {", "        StringBuilder text = new StringBuilder();"]
        lines += [f"        text.append({name}).append(' ');" for _, name, _ in fields]
        lines += ["        return text.toString();", "    }", "}"]
        return text_of(lines)

    def write(self, module: p.Module) -> dict[str, str]:
        folder = f"src/main/java/org/example/{self.package()}"
        files = {}
        if module.record:
            files[f"{folder}/{self.record_name(module.record)}.java"] = self.record(module, module.record)
        body = self.functions(1)
        constants = [
            f"    public static final {self.types[item.type]} {self.constant_name(item)} = {item.value};"
            for item in module.constants
        ]
        lines = [f"package org.example.{self.package()};", ""]
        if any("List<" in line for line in body):
            lines += ["import java.util.List;", ""]
        lines += [f"/** {module.about} */", f"public final class {self.holder(module)} {{"]
        lines += [
            *constants,
            *([""] if constants else []),
            f"    private {self.holder(module)}() {{}}",
            *body,
            "}",
        ]
        files[f"{folder}/{self.holder(module)}.java"] = text_of(lines)
        return files

    def manifest(self) -> dict[str, str]:
        return {"gradle.properties": f"group=org.example\nversion=0.{self.program.version}.0\n"}
