"""Folders of models and checkpoints: weights that are programs, and settings that ask for code."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

from tests.soak.hostile.assault import Assault, Words
from tests.soak.hostile.evil import Canary


class _Program:
    """What runs when it is unpickled."""

    def __init__(self, command: str) -> None:
        self._command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self._command,)


def _pickled(canary: Canary) -> bytes:
    return pickle.dumps(_Program(f"touch '{canary.ran}'"))


def programs(assault: Assault, model: Path) -> None:
    """Pickles that run a program, under the names that libraries load."""
    draw = assault.draw
    names = ["pytorch_model.bin", "training_args.bin", "optimizer.pt", "scheduler.pt", "rng_state.pth"]
    for place in (model, *model.glob("checkpoint-*")):
        for name in draw.sample(names, 3):
            (place / name).write_bytes(_pickled(assault.canary))
        if draw.random() < 0.5:
            (place / "model.safetensors").unlink(missing_ok=True)
    assault.note = "pickles"


def code_of_its_own(assault: Assault, model: Path) -> None:
    """A configuration that names classes of a module beside it."""
    source = f"import os\nos.system(\"touch '{assault.canary.ran}'\")\n"
    for place in (model, *model.glob("checkpoint-*")):
        for name in ("config.json", "tokenizer_config.json"):
            file = place / name
            if file.is_file():
                names = {
                    "AutoConfig": "evil.C",
                    "AutoModelForCausalLM": "evil.M",
                    "AutoTokenizer": ["evil.T", "evil.T"],
                }
                kept = json.loads(file.read_text())
                if assault.draw.random() < 0.5:
                    kept |= {"model_type": "evil", "tokenizer_class": "Evil"}
                file.write_text(json.dumps(kept | {"auto_map": names}))
        (place / "evil.py").write_text(source)
        (place / "chat_template.jinja").write_text("{{ ''.__class__.__mro__[1].__subclasses__() }}")
    assault.note = "a module of its own"


def spoilt(assault: Assault, model: Path) -> None:
    assault.spoil(model)


def enter(assault: Assault) -> list[Words]:
    model, data = assault.copied("train", "model"), assault.world.made("mine")
    kind = assault.draw.choice((programs, code_of_its_own, spoilt, spoilt))
    kind(assault, model)
    assault.kind = kind.__name__
    train: Words = ("train", "--recipe", "tiny_sft", "--dataset", data)
    short = (
        "--set=steps=14",
        "--set=eval_tasks=0",
        "--set=seconds=5",
        "--set=prompts_per_step=4",
        "--set=device_batch=4",
    )
    commands: tuple[Words, ...] = (
        ("evaluate", data, "--model", model, "--limit", "2", "--max-tokens", "4", "--out", "run", "--no-cache"),
        (*train, "--model", model, "--out", "other", *short),
        (*train, "--model", "tiny", "--out", model, "--resume", *short),
        ("export", "--to", "merged", "--model", model, "--out", "merged"),
    )
    return [assault.draw.choice(commands)]
