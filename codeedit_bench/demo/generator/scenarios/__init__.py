"""The edits that the histories are made of: each changes the program and carries the change to every use.

A scenario takes the author and the program, changes the program and returns the commit's message. It returns None,
and changes nothing, if the program has no place for it.
"""

from __future__ import annotations

from collections.abc import Callable

from codeedit_bench.demo.generator.author import Author
from codeedit_bench.demo.generator.program import Program
from codeedit_bench.registry import Registry

Scenario = Callable[[Author, Program], str | None]

SCENARIOS: Registry[Scenario] = Registry(
    "demo scenario",
    {
        "rename_field": "codeedit_bench.demo.generator.scenarios.renames:rename_field",
        "rename_function": "codeedit_bench.demo.generator.scenarios.renames:rename_function",
        "rename_constant": "codeedit_bench.demo.generator.scenarios.renames:rename_constant",
        "rename_record": "codeedit_bench.demo.generator.scenarios.renames:rename_record",
        "rename_parameter": "codeedit_bench.demo.generator.scenarios.renames:rename_parameter",
        "add_parameter": "codeedit_bench.demo.generator.scenarios.signatures:add_parameter",
        "carry_parameter": "codeedit_bench.demo.generator.scenarios.signatures:carry_parameter",
        "remove_parameter": "codeedit_bench.demo.generator.scenarios.signatures:remove_parameter",
        "swap_parameters": "codeedit_bench.demo.generator.scenarios.signatures:swap_parameters",
        "add_field": "codeedit_bench.demo.generator.scenarios.fields:add_field",
        "remove_field": "codeedit_bench.demo.generator.scenarios.fields:remove_field",
        "change_type": "codeedit_bench.demo.generator.scenarios.fields:change_type",
        "replace_literal": "codeedit_bench.demo.generator.scenarios.values:replace_literal",
        "wrap_results": "codeedit_bench.demo.generator.scenarios.calls:wrap_results",
        "replace_call": "codeedit_bench.demo.generator.scenarios.calls:replace_call",
        "move_function": "codeedit_bench.demo.generator.scenarios.calls:move_function",
        "add_guards": "codeedit_bench.demo.generator.scenarios.calls:add_guards",
        "remove_traces": "codeedit_bench.demo.generator.scenarios.calls:remove_traces",
        "trace_calls": "codeedit_bench.demo.generator.scenarios.calls:trace_calls",
        "change_comparison": "codeedit_bench.demo.generator.scenarios.values:change_comparison",
        "add_entity": "codeedit_bench.demo.generator.scenarios.growth:add_entity",
        "add_function": "codeedit_bench.demo.generator.scenarios.growth:add_function",
        "change_limit": "codeedit_bench.demo.generator.scenarios.growth:change_limit",
        "write_docs": "codeedit_bench.demo.generator.scenarios.chores:write_docs",
        "write_comments": "codeedit_bench.demo.generator.scenarios.chores:write_comments",
        "reformat": "codeedit_bench.demo.generator.scenarios.chores:reformat",
    },
)

WEIGHTS: dict[str, int] = {
    "rename_field": 7,
    "rename_function": 5,
    "rename_constant": 3,
    "rename_record": 1,
    "rename_parameter": 2,
    "add_parameter": 8,
    "carry_parameter": 6,
    "remove_parameter": 4,
    "swap_parameters": 4,
    "add_field": 6,
    "remove_field": 3,
    "change_type": 4,
    "replace_literal": 5,
    "wrap_results": 6,
    "replace_call": 4,
    "move_function": 4,
    "add_guards": 3,
    "remove_traces": 2,
    "trace_calls": 3,
    "change_comparison": 2,
    "add_entity": 3,
    "add_function": 6,
    "change_limit": 2,
    "write_docs": 2,
    "write_comments": 2,
    "reformat": 2,
}
"""How often each is drawn. The last six give a miner something to reject; the others follow from themselves."""
