"""Writes new parts of a program: records with their functions, services over lists of them, helpers."""

from __future__ import annotations

from random import Random

from codeedit_bench.demo.generator.names import NameSupply, plural, spoken
from codeedit_bench.demo.generator.program import (
    Assign,
    Call,
    Constant,
    Do,
    Expression,
    Field,
    ForEach,
    Function,
    If,
    Let,
    ListOf,
    Module,
    New,
    Program,
    Record,
    Return,
    Show,
    Statement,
    Variable,
    call,
    changes,
    get,
    literal,
    op,
    ref,
    use,
)

_DOCS = (
    "Compute the {0} of one {1}.",
    "The {0} that a {1} is billed for.",
    "Tell what the {0} of a {1} comes to.",
    "Work out the {0} of the given {1}.",
)


class Author:
    """Writes for one program, with its own supply of names."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names = NameSupply(random)

    # ---- small parts ----

    def field(self, kind: str = "") -> Field:
        kind = kind or self.random.choices(("long", "int", "text", "flag"), (5, 3, 3, 1))[0]
        return Field(self.names.attribute(), kind)

    def constant(self, kind: str = "long") -> Constant:
        return Constant(
            (self.random.choice(("max", "min", "default", "usual")), *self.names.attribute()),
            kind,
            self.random.choice((5, 8, 12, 15, 20, 24, 30, 40, 48, 60, 75, 90, 120, 144, 250, 365, 400, 500)),
        )

    def number(self) -> int:
        return self.random.choice((2, 3, 4, 6, 7, 9, 10, 14, 16, 18, 25, 32, 45, 50, 64, 80, 100, 128, 150, 200))

    def numeric(self, record: Record) -> Field:
        return self.random.choice([item for item in record.fields if item.type == "long"])

    # ---- helpers that every program has ----

    def support(self) -> Module:
        value, factor, low, high = (Variable((word,), "long") for word in ("value", "factor", "bottom", "ceiling"))
        text = Variable(("text",), "text")
        scale = Function(
            (self._verb("scale", "weigh", "stretch"), "value"),
            [value, factor],
            "long",
            [Return([op(ref(value), "*", ref(factor))])],
            "Multiply a value by a factor.",
        )
        clamp = Function(
            (self._verb("clamp", "bound", "trim"), "value"),
            [value, low, high],
            "long",
            [
                If([op(ref(value), "<", ref(low))], [Return([ref(low)])]),
                If([op(ref(value), ">", ref(high))], [Return([ref(high)])]),
                Return([ref(value)]),
            ],
            "Keep a value between two bounds.",
        )
        even = Function(
            (self._verb("settle", "level", "smooth"), "value"),
            [value],
            "long",
            [If([op(ref(value), "<", literal(0))], [Return([literal(0)])]), Return([ref(value)])],
            "A value that is never negative.",
        )
        note = Function(
            (self._verb("note", "report", "announce"), self.random.choice(("step", "event", "stage"))),
            [text],
            "none",
            [],
            "Print one line about what is going on.",
            prints=self.random.choice(("- ", "* ", "> ")),
        )
        name = self.random.choice(("helpers", "common", "support", "basics"))
        return Module(
            (name,), "support", "Small helpers that every part uses.", [], None, [scale, clamp, even, note]
        )

    def _verb(self, *choices: str) -> str:
        return self.random.choice(choices)

    # ---- a record and its functions ----

    def record_module(self, program: Program) -> Module:
        name = self.names.entity()
        kinds = ["long", "long", "long", "int", "int", "text", "flag"]
        self.random.shuffle(kinds)
        record = Record(name, [self.field(kind) for kind in kinds[: self.random.randint(6, 7)]])
        while sum(item.type == "long" for item in record.fields) < 2:
            record.fields.append(self.field("long"))
        module = Module(
            name, "record", f"What the {spoken(program.name)} project knows of its {spoken(plural(name))}."
        )
        module.record = record
        module.constants = [self.constant("long"), self.constant("long"), self.constant("int")]
        for write in (self.measure, self.adjust, self.measure, self.check, self.adjust, self.relabel):
            module.functions.append(write(program, module))
        return module

    def _subject(self, record: Record) -> Variable:
        return Variable(record.name, record)

    def measure(self, program: Program, module: Module) -> Function:
        """A number worked out from two fields."""
        subject, total = self._subject(module.subject), Variable(("total",), "long")
        wide = [item for item in module.subject.fields if item.type == "long"]
        first, second = (get(subject, item) for item in self.random.sample(wide, 2))
        params = [subject]
        amount: Expression = op(first, self.random.choice("*+"), second)
        if self.random.random() < 0.5:
            params.append(Variable(self.names.attribute(), "long"))
            amount = op(amount, self.random.choice("+-"), ref(params[-1]))
        body: list[Statement] = [Let([amount], variable=total)]
        body.extend(self._middle(program, module, subject, total))
        body.append(Return([self._finish(program, module, total)]))
        noun = self.names.attribute()
        doc = self.random.choice(_DOCS).format(spoken(noun), spoken(module.subject.name))
        return Function(self.names.action(noun), params, "long", body, doc if self.random.random() < 0.6 else "")

    def _limit(self, module: Module) -> Expression:
        wide = [constant for constant in module.constants if constant.type == "long"]
        return use(self.random.choice(wide)) if wide and self.random.random() < 0.6 else literal(self.number())

    def _middle(self, program: Program, module: Module, subject: Variable, total: Variable) -> list[Statement]:
        chosen = self.random.random()
        if chosen < 0.35:
            limit = self._limit(module)
            again = use(limit.constant) if hasattr(limit, "constant") else literal(getattr(limit, "value", 0))
            return [If([op(ref(total), ">", limit)], [Assign([ref(total), again])])]
        if chosen < 0.65:
            extra = get(subject, self.numeric(module.subject))
            flags = [item for item in module.subject.fields if item.type == "flag"]
            if flags:
                return [
                    If(
                        [get(subject, self.random.choice(flags))],
                        [Assign([ref(total), op(ref(total), "+", extra)])],
                    )
                ]
        if chosen < 0.8:
            return [Assign([ref(total), op(ref(total), self.random.choice("+*"), literal(self.number()))])]
        return []

    def _finish(self, program: Program, module: Module, total: Variable) -> Expression:
        scale, clamp, even = (
            next(f for f in program.modules[0].functions if len(f.params) == size and f.returns == "long")
            for size in (2, 3, 1)
        )
        chosen = self.random.random()
        if chosen < 0.3:
            return call(scale, ref(total), self._limit(module))
        if chosen < 0.5:
            return call(clamp, ref(total), literal(0), self._limit(module))
        if chosen < 0.65:
            return call(even, ref(total))
        return ref(total)

    def adjust(self, program: Program, module: Module) -> Function:
        """Change one field by a step and keep it in bounds."""
        subject, step = self._subject(module.subject), Variable(self.names.attribute(), "long")
        item = self.numeric(module.subject)
        body: list[Statement] = []
        if self.random.random() < 0.5:
            body.append(self.trace(program, item.name))
        body.append(Assign([get(subject, item), op(get(subject, item), self.random.choice("+-"), ref(step))]))
        if self.random.random() < 0.5:
            limit = self._limit(module)
            again = use(limit.constant) if hasattr(limit, "constant") else literal(getattr(limit, "value", 0))
            body.append(If([op(get(subject, item), ">", limit)], [Assign([get(subject, item), again])]))
        body.append(Return([get(subject, item)]))
        return Function(self.names.action(self.names.attribute()), [subject, step], "long", body)

    def trace(self, program: Program, about: tuple[str, ...]) -> Statement:
        note = next(function for function in program.modules[0].functions if function.prints)
        return Do(
            [call(note, literal(f"{self.random.choice(('changing', 'reading', 'checking'))} {spoken(about)}"))]
        )

    def check(self, program: Program, module: Module) -> Function:
        """Whether the subject is within a limit."""
        subject = self._subject(module.subject)
        small = [item for item in module.subject.fields if item.type == "int"]
        narrow = [constant for constant in module.constants if constant.type == "int"]
        if small and narrow and self.random.random() < 0.5:
            condition = op(get(subject, self.random.choice(small)), ">=", use(self.random.choice(narrow)))
        else:
            condition = op(get(subject, self.numeric(module.subject)), ">", self._limit(module))
        flags = [item for item in module.subject.fields if item.type == "flag"]
        if flags and self.random.random() < 0.4:
            condition = op(condition, "and", get(subject, self.random.choice(flags)))
        name = ("is", *self.names.attribute())
        return Function(name, [subject], "flag", [Return([condition])])

    def relabel(self, program: Program, module: Module) -> Function:
        """Store a text or a small number."""
        subject = self._subject(module.subject)
        plain = [item for item in module.subject.fields if item.type in ("text", "int")]
        body: list[Statement] = []
        params = [subject]
        for item in self.random.sample(plain, min(2, len(plain))):
            params.append(Variable(item.name, item.type))
            body.append(Assign([get(subject, item), ref(params[-1])]))
        if self.random.random() < 0.4:
            body.append(self.trace(program, module.subject.name))
        return Function(self.names.action(module.subject.name), params, "none", body)

    # ---- services ----

    def service_module(self, program: Program, module: Module) -> Module:
        name = self.names.service(module.subject.name)
        service = Module(name, "service", f"The {spoken(name)} of the {spoken(program.name)} project.")
        service.constants = [self.constant("long")]
        for write in (self.sum_up, self.tally, self.process, self.best, self.build, self.sum_up):
            service.functions.append(write(program, module))
        return service

    def arguments(
        self, function: Function, known: list[Variable], subject: Variable, record: Record
    ) -> list[Expression]:
        """Something to pass for each parameter: what is in scope, a field, or a plain value.

        A function that changes its subject gets no field of it, so that Rust can borrow.
        """
        passed: list[Expression] = []
        for parameter in function.params:
            if isinstance(parameter.type, Record):
                passed.append(ref(subject))
                continue
            wide = parameter.type == "long"
            same = [v for v in known if v.type == parameter.type and (wide or v.name == parameter.name)]
            fields = [item for item in record.fields if wide and item.type == "long" and not changes(function)]
            plain: int | bool | str = self.number()
            if parameter.type in ("text", "flag"):
                plain = "plain" if parameter.type == "text" else True
            if same and self.random.random() < 0.6:
                passed.append(ref(self.random.choice(same)))
            elif fields:
                passed.append(get(subject, self.random.choice(fields)))
            else:
                passed.append(literal(plain))
        return passed

    def _of(self, module: Module, returns: str) -> Function:
        fitting = [function for function in module.functions if function.returns == returns]
        return self.random.choice(fitting or module.functions)

    def _loop(self, module: Module) -> tuple[Variable, Variable]:
        return Variable(plural(module.subject.name), ListOf(module.subject)), Variable(
            module.subject.name, module.subject
        )

    def sum_up(self, program: Program, module: Module) -> Function:
        items, item = self._loop(module)
        total = Variable(("total",), "long")
        params = [items]
        if self.random.random() < 0.6:
            params.append(Variable(self.names.attribute(), "long"))
        measure = self._of(module, "long")
        value = Call(self.arguments(measure, params[1:], item, module.subject), measure)
        body: list[Statement] = [
            Let([literal(0)], variable=total),
            ForEach([ref(items)], [Assign([ref(total), op(ref(total), "+", value)])], variable=item),
            Return([ref(total)]),
        ]
        return Function(self.names.action(items.name), params, "long", body)

    def tally(self, program: Program, module: Module) -> Function:
        items, item = self._loop(module)
        count = Variable(("count",), "long")
        check = self._of(module, "flag")
        body: list[Statement] = [
            Let([literal(0)], variable=count),
            ForEach(
                [ref(items)],
                [
                    If(
                        [Call(self.arguments(check, [], item, module.subject), check)],
                        [Assign([ref(count), op(ref(count), "+", literal(1))])],
                    )
                ],
                variable=item,
            ),
            Return([ref(count)]),
        ]
        return Function(("count", *self.names.attribute()), [items], "long", body)

    def best(self, program: Program, module: Module) -> Function:
        items, item = self._loop(module)
        best, value = Variable(("best",), "long"), Variable(("value",), "long")
        measure = self._of(module, "long")
        body: list[Statement] = [
            Let([literal(0)], variable=best),
            ForEach(
                [ref(items)],
                [
                    Let([Call(self.arguments(measure, [], item, module.subject), measure)], variable=value),
                    If([op(ref(value), ">", ref(best))], [Assign([ref(best), ref(value)])]),
                ],
                variable=item,
            ),
            Return([ref(best)]),
        ]
        return Function(("highest", *self.names.attribute()), [items], "long", body)

    def process(self, program: Program, module: Module) -> Function:
        subject, result = self._subject(module.subject), Variable(("result",), "long")
        extra = Variable(self.names.attribute(), "long")
        measure, adjust = self._of(module, "long"), self._of(module, "long")
        body: list[Statement] = [
            Let([Call(self.arguments(measure, [extra], subject, module.subject), measure)], variable=result)
        ]
        if self.random.random() < 0.5:
            body.insert(0, self.trace(program, module.subject.name))
        relabel = self._of(module, "none")
        if relabel.returns == "none":
            body.append(Do([Call(self.arguments(relabel, [], subject, module.subject), relabel)]))
        addition = op(ref(result), "+", Call(self.arguments(adjust, [extra], subject, module.subject), adjust))
        body.append(Assign([ref(result), addition]))
        body.append(Show([ref(subject)]))
        body.append(Return([ref(result)]))
        return Function(self.names.action(module.subject.name), [subject, extra], "long", body)

    def build(self, program: Program, module: Module) -> Function:
        record = module.subject
        draft = Variable(("draft",), record)
        chosen = [item for item in record.fields if item.type in ("text", "long")][:3]
        params = [Variable(item.name, item.type) for item in chosen]
        values: list[Expression] = [
            ref(params[chosen.index(item)])
            if item in chosen
            else literal("plain" if item.type == "text" else True if item.type == "flag" else self.number())
            for item in record.fields
        ]
        body: list[Statement] = [Let([New(values, record)], variable=draft)]
        adjust = self._of(module, "none")
        if adjust.returns == "none":
            body.append(Do([Call(self.arguments(adjust, params, draft, module.subject), adjust)]))
        body.append(Return([ref(draft)]))
        return Function(self.names.action(("new", *record.name)), params, record, body)

    def program(self, name: tuple[str, ...]) -> Program:
        program = Program(name, [])
        program.modules.append(self.support())
        for _ in range(2):
            self.add_entity(program)
        return program

    def add_entity(self, program: Program) -> Module:
        """A record module and a service over it."""
        module = self.record_module(program)
        program.modules.append(module)
        program.modules.append(self.service_module(program, module))
        return module
