"""Start verl with a shipped configuration, after making sure that it knows GAPO.

    python -m gapo.verl.launch gapo --data EXPORTED --model MODEL --out RUN [--nodes 1] [--gpus 8] [key=value …]

Runs in verl's own environment (see docs/train.md). More words are verl's own overrides and win.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

from codeedit_bench.errors import CodeEditError, TrainingError, UnknownNameError

PACKAGES = {"transfer_queue": "TransferQueue"}
"""Modules that verl imports, by the names under which they are installed where these differ."""
CONFIGURATIONS = ("gapo", "grpo", "dapo", "gapo_dapo", "ppo")


def overrides(name: str) -> list[str]:
    """verl's overrides of a shipped configuration; a line `base NAME` takes in another first."""
    if name not in CONFIGURATIONS:
        raise UnknownNameError("verl configuration", name, CONFIGURATIONS)
    text = (resources.files("gapo") / "launch" / f"verl_{name}.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        words = line.split("#")[0].strip()
        if words.startswith("base "):
            found.update(_split(override) for override in overrides(words.removeprefix("base ").strip()))
        elif words:
            key, value = _split(words)
            found[key] = value
    return [f"{key}={value}" for key, value in found.items()]


def command(name: str, data: Path, model: str, out: Path, *, nodes: int, gpus: int) -> list[str]:
    """The overrides of one run: the shipped configuration and where things are."""
    from gapo.verl import reward

    return [
        *overrides(name),
        f"data.train_files={data / 'train.parquet'}",
        f"data.val_files={data / 'val.parquet'}",
        f"actor_rollout_ref.model.path={model}",
        *([f"critic.model.path={model}"] if name == "ppo" else []),
        f"reward.custom_reward_function.path={reward.__file__}",
        f"trainer.default_local_dir={out}",
        f"trainer.experiment_name={name}",
        f"trainer.nnodes={nodes}",
        f"trainer.n_gpus_per_node={gpus}",
    ]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m gapo.verl.launch", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("configuration", help=", ".join(CONFIGURATIONS))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--gpus", type=int, default=8)
    parser.add_argument("--print", action="store_true", dest="show", help="print the overrides and stop")
    options, more = parser.parse_known_args(arguments)
    words = command(
        options.configuration, options.data, options.model, options.out, nodes=options.nodes, gpus=options.gpus
    )
    if options.show:
        sys.stdout.write("\n".join([*words, *more]) + "\n")
        return 0
    verl_main = _verl()
    sys.argv = ["main_ppo", *words, *more]
    verl_main()
    return 0


def _verl() -> Callable[[], None]:
    """verl's own entry, with our estimator in it. `TrainingError` says in one sentence what is missing."""
    missing = []
    found: Callable[[], None] | None = None
    try:
        import torch

        from gapo.verl.plugin import require_registered

        require_registered()
        from verl.trainer.main_ppo import main as verl_main  # the module imports all that a run needs

        found = verl_main
        if not torch.cuda.is_available():
            missing.append("a GPU")
    except ModuleNotFoundError as error:
        missing.append(f"the package {PACKAGES.get(str(error.name), str(error.name))}")
    if found is None or missing:
        raise TrainingError(
            f"verl cannot train here, for it needs {' and '.join(missing)}. Build its environment by "
            "`make test-verl` or by verl's own guide, on a machine with a GPU (docs/train.md)."
        )
    return found


def _split(override: str) -> tuple[str, str]:
    key, _, value = override.partition("=")
    return key.strip(), value.strip()


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except CodeEditError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from error
