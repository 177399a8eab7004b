"""What we rely on in TRL's private methods, checked before a trainer is built: TRL promises none of it."""

from __future__ import annotations

import inspect

from codeedit_bench.errors import TrainingError, install_command

_ROLLOUT = ("self", "inputs")
_REWARDS = ("self", "inputs", "prompts", "completions", "completion_ids_list")
SEAM: dict[tuple[str, str], tuple[str, ...]] = {
    ("GRPOTrainer", "_generate_and_score_completions"): _ROLLOUT,
    ("GRPOTrainer", "_calculate_rewards"): _REWARDS,
    ("GRPOTrainer", "_generate_single_turn"): ("self", "prompt_ids", "images", "multimodal_fields"),
    ("GRPOTrainer", "_compute_loss"): ("self", "model", "inputs"),
    ("GRPOTrainer", "_get_train_sampler"): ("self", "dataset"),
    ("RLOOTrainer", "_calculate_rewards"): _REWARDS,
    ("RLOOTrainer", "_generate_single_turn"): ("self", "prompt_ids", "images", "multimodal_fields"),
    ("RLOOTrainer", "_get_train_sampler"): ("self", "dataset"),
}
"""Methods that we override or call, and the first parameters that we pass."""
WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("GRPOTrainer", "_generate_and_score_completions"): (
        '"advantages": advantages',
        'self._logs["advantages"]',
        "self._calculate_rewards(",
    ),
    ("GRPOTrainer", "_compute_loss"): ('inputs["advantages"]', "advantages.dim() == 1"),
}
"""What these methods must do: the advantages go through this dictionary, and may be one for each token."""


def require_seam() -> None:
    """`TrainingError` names the method of TRL that is no longer what our trainers build on."""
    import trl

    for (kind, method), expected in SEAM.items():
        function = getattr(getattr(trl, kind), method, None)
        if function is None:
            raise TrainingError(f"TRL {trl.__version__} has no {kind}.{method}. {_remedy()}")
        found = tuple(inspect.signature(inspect.unwrap(function)).parameters)
        if found[: len(expected)] != expected:
            raise TrainingError(
                f"{kind}.{method} of TRL {trl.__version__} takes ({', '.join(found)}), and our trainers pass "
                f"({', '.join(expected)}). {_remedy()}"
            )
        text = inspect.getsource(inspect.unwrap(function))
        for words in WORDS.get((kind, method), ()):
            if words not in text:
                raise TrainingError(
                    f"{kind}.{method} of TRL {trl.__version__} no longer holds {words!r}, on which our advantages "
                    f"rely. {_remedy()}"
                )


def _remedy() -> str:
    return f"Install the TRL that codeedit-bench asks for: {install_command('train')}"
