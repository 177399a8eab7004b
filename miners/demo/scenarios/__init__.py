"""The edits that the histories are made of: each changes the program and carries the change to every use.

A scenario takes the author and the program, changes the program and returns the commit's message, or None if
the program has no place for it (then it has changed nothing).
"""

from __future__ import annotations

from collections.abc import Callable

from codeedit_bench.registry import Registry
from miners.demo.author import Author
from miners.demo.program import Program

Scenario = Callable[[Author, Program], str | None]

SCENARIOS: Registry[Scenario] = Registry(
    "demo scenario",
    {
        "rename_field": "miners.demo.scenarios.renames:rename_field",
        "rename_function": "miners.demo.scenarios.renames:rename_function",
        "rename_constant": "miners.demo.scenarios.renames:rename_constant",
        "rename_record": "miners.demo.scenarios.renames:rename_record",
        "rename_parameter": "miners.demo.scenarios.renames:rename_parameter",
        "add_parameter": "miners.demo.scenarios.signatures:add_parameter",
        "carry_parameter": "miners.demo.scenarios.signatures:carry_parameter",
        "remove_parameter": "miners.demo.scenarios.signatures:remove_parameter",
        "swap_parameters": "miners.demo.scenarios.signatures:swap_parameters",
        "add_field": "miners.demo.scenarios.fields:add_field",
        "remove_field": "miners.demo.scenarios.fields:remove_field",
        "change_type": "miners.demo.scenarios.fields:change_type",
        "replace_literal": "miners.demo.scenarios.values:replace_literal",
        "wrap_results": "miners.demo.scenarios.calls:wrap_results",
        "replace_call": "miners.demo.scenarios.calls:replace_call",
        "move_function": "miners.demo.scenarios.calls:move_function",
        "add_guards": "miners.demo.scenarios.calls:add_guards",
        "remove_traces": "miners.demo.scenarios.calls:remove_traces",
        "trace_calls": "miners.demo.scenarios.calls:trace_calls",
        "change_comparison": "miners.demo.scenarios.values:change_comparison",
        "add_entity": "miners.demo.scenarios.growth:add_entity",
        "add_function": "miners.demo.scenarios.growth:add_function",
        "change_limit": "miners.demo.scenarios.growth:change_limit",
        "write_docs": "miners.demo.scenarios.chores:write_docs",
        "write_comments": "miners.demo.scenarios.chores:write_comments",
        "reformat": "miners.demo.scenarios.chores:reformat",
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
