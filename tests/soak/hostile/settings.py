"""Recipes and settings in which values are hostile."""

from __future__ import annotations

from pathlib import Path

from evaluators.backends import BACKENDS
from evaluators.backends.options import options_of
from gapo.config import Recipe
from miners.config import MinerConfig
from tests.soak.hostile.assault import Assault, Words
from tests.soak.hostile.evil import text
from tests.soak.hostile.mutations import mutate

ROOT = Path(__file__).resolve().parents[3]
_SHORT = ("steps=1", "eval_tasks=0", "seconds=5", "prompts_per_step=2", "device_batch=2")


def mining_recipes(assault: Assault) -> list[Words]:
    """A list or a recipe: what it asks for is planned, pinned or refused, and nothing is fetched."""
    file = assault.folder / "recipe.toml"
    source = assault.draw.choice(("repositories.toml", "benchmarks/v1.toml"))
    file.write_bytes((ROOT / source).read_bytes())
    assault.note = "; ".join(
        mutate(file, assault.draw, assault.canary) for _ in range(assault.draw.choice((1, 1, 2)))
    )
    commands: tuple[Words, ...] = (
        ("mine", file, "--plan"),
        ("mine", file, "--out", "data", "--plan"),
        ("repos", "pin", file),
    )
    command = assault.draw.choice(commands)
    assault.kind = " ".join(map(str, command[:1]))
    return [command]


def training_recipes(assault: Assault) -> list[Words]:
    file = assault.folder / "recipe.toml"
    source = assault.draw.choice(sorted((ROOT / "gapo" / "recipes").glob("*.toml")))
    file.write_bytes(source.read_bytes())
    assault.note = "; ".join(
        mutate(file, assault.draw, assault.canary) for _ in range(assault.draw.choice((1, 2, 3)))
    )
    assault.kind = source.stem
    words = ("--dataset", assault.world.made("mine"), "--model", "tiny", "--out", "model")
    if assault.draw.random() < 0.3:
        return [("train", "--recipe", file, *words, *(f"--set={setting}" for setting in _SHORT))]
    return [
        ("export", "--to", "trl", "--recipe", file, "--dataset", assault.world.made("mine"), "--out", "exported")
    ]


def settings(assault: Assault) -> list[Words]:
    """A setting of mining or of training, or an option of a back end, with a hostile value."""
    draw, data = assault.draw, assault.world.made("mine")
    evil = text(draw, assault.canary).replace("\0", "")[:90_000].encode("utf-8", "replace").decode()
    assault.kind = draw.choice(("mine", "train", "evaluate"))
    match assault.kind:
        case "mine":
            name = draw.choice(sorted(MinerConfig.__dataclass_fields__))
            return [("mine", assault.world.repositories[0], "--out", "data", "--set", f"{name}={evil}")]
        case "train":
            name = draw.choice(sorted(Recipe.__dataclass_fields__))
            words = ("--dataset", data, "--out", "exported", "--set", f"{name}={evil}")
            return [("export", "--to", "trl", *words)]
        case _:
            backend = draw.choice([name for name in BACKENDS if name not in ("vllm", "transformers", "function")])
            options = sorted(option.name for option in options_of(BACKENDS.load(backend))) or ["x"]
            words = ("--backend", backend, "--option", f"{draw.choice(options)}={evil}", "--out", "run")
            return [("evaluate", data, *words, "--limit", "3", "--no-cache")]
