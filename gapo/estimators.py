"""The advantage estimators and the options that each takes. Listing them loads nothing; binding loads torch."""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from codeedit_bench.errors import ConfigError
from codeedit_bench.registry import Registry

if TYPE_CHECKING:
    from torch import Tensor

Estimator = Callable[..., "Tensor"]

ADVANTAGES: Registry[Estimator] = Registry(
    "advantage estimator",
    {
        "grpo": "gapo.advantage:grpo",
        "gapo": "gapo.advantage:gapo",
        "dr_grpo": "gapo.advantage:dr_grpo",
        "rloo": "gapo.advantage:rloo",
        "mc_grpo": "gapo.advantage:mc_grpo",
        "noise_corrected": "gapo.advantage:noise_corrected",
    },
    group="codeedit_bench.estimators",
)

ADVANTAGE_VERSIONS: dict[str, int] = {}
"""Name → version, for estimators whose values changed since they came; 1 for all others. Runs state it."""


def taken_options(name: str, options: Iterable[str]) -> set[str]:
    """Those of `options` that the estimator takes, by its signature. Its first parameter is the rewards.

    Without torch, where no estimator can run either, all count as taken.
    """
    if importlib.util.find_spec("torch") is None:
        return set(options)
    parameters = _parameters(name)
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()):
        return set(options)
    return set(options) & parameters.keys()


def bound_options(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options with their values that the estimator is called with.

    `ConfigError` for an estimator that needs an option which no recipe key gives.
    """
    taken = taken_options(name, options)
    for parameter in _parameters(name).values():
        variable = parameter.kind in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
        if parameter.default is inspect.Parameter.empty and not variable and parameter.name not in taken:
            raise ConfigError(
                f"The advantage estimator {name!r} needs the option {parameter.name!r}, and no recipe key has "
                "that name. Give it a default, or add the key to gapo/config.py."
            )
    return {option: options[option] for option in options if option in taken}


def _parameters(name: str) -> dict[str, inspect.Parameter]:
    found = inspect.signature(ADVANTAGES.load(name)).parameters
    return dict(list(found.items())[1:])
