"""The kinds of value that a recipe's keys hold, and the marks that say which algorithm reads a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from codeedit_bench.languages import LANGUAGES
from codeedit_bench.settings import Named, OnlyIf, Range, Unit
from evaluators.prompts import FORMATS
from gapo.estimators import ADVANTAGES
from gapo.rewards import REWARDS

Algorithm = Literal["sft", "grpo", "rloo", "dpo", "ppo"]
Loss = Literal["grpo", "dr_grpo", "dapo", "bnpo", "cispo", "sapo"]
Schedule = Literal[
    "linear",
    "cosine",
    "cosine_with_restarts",
    "polynomial",
    "constant",
    "constant_with_warmup",
    "inverse_sqrt",
]
Reporter = Literal["clearml", "comet_ml", "mlflow", "neptune", "swanlab", "tensorboard", "trackio", "wandb"]


@dataclass(frozen=True, slots=True)
class EstimatorOption:
    """A key that goes to the advantage estimator where its signature has the parameter `name`."""

    name: str


@dataclass(frozen=True, slots=True)
class RewardOption:
    """A key that goes to those of the recipe's rewards whose signature has the parameter `name`."""

    name: str


SFT = OnlyIf("algorithm", ("sft",))
DPO = OnlyIf("algorithm", ("dpo",))
GRPO = OnlyIf("algorithm", ("grpo",))
CLIPPED = OnlyIf("algorithm", ("grpo", "ppo"))
"""The algorithms whose loss is TRL's clipped one."""
PPO = OnlyIf("algorithm", ("ppo",))
ONLINE = OnlyIf("algorithm", ("grpo", "rloo", "ppo"))
"""The algorithms that sample while they train."""
REWARDED = OnlyIf("algorithm", ("grpo", "rloo", "dpo", "ppo"))

EstimatorName = Annotated[str, Named("an advantage estimator", lambda: ADVANTAGES)]
FormatName = Annotated[str, Named("a prompt format", lambda: FORMATS)]
LanguageName = Annotated[str, Named("a language", lambda: LANGUAGES)]
RewardName = Annotated[str, Named("a reward", lambda: REWARDS)]
Above = Annotated[float, Range(above=0)]
Weight = Annotated[float, Range(least=0, most=100)]
Seconds = Annotated[int, Range(least=0, most=2**31 - 1), Unit("seconds")]
Tokens = Annotated[int, Range(least=1, most=2**31 - 1), Unit("tokens")]
