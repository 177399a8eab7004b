"""Copy a run's last model into the package: `python -m gapo.tiny.ship RUN`."""

from __future__ import annotations

import shutil
import sys
from importlib import resources
from pathlib import Path

from codeedit_bench.files import atomic_directory, write_json, write_text
from codeedit_bench.parsing import parse_json, read_text

FILES = ("generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
MOST_BYTES = 10 * 1024 * 1024


def ship(run: Path, target: Path) -> None:
    """Replace `target` by the model of `run` and a card that says where it comes from."""
    result = parse_json(read_text(run / "run.json"))
    with atomic_directory(target, replaces="config.json") as folder:
        for name in FILES:
            shutil.copyfile(run / name, folder / name)
        config = parse_json(read_text(run / "config.json"))
        write_json(folder / "config.json", {**config, "use_cache": True})
        write_text(folder / "README.md", card(result))
        size = sum(file.stat().st_size for file in folder.iterdir())
        if size > MOST_BYTES:
            raise SystemExit(f"The tiny model has {size:,} bytes, more than {MOST_BYTES:,}.")


def card(result: dict[str, object]) -> str:
    return f"""# The tiny model

About 1.1 million parameters, for the demo and for experiments on a CPU. It carries a substitution of the recent
edits over to a line that still holds the old words, in the prompt format `line`, and can do nothing else.

- Made by `make tiny-model`: recipe `tiny_pretrain` on repositories that `codeedit demo-repositories` writes
  from seeds 1001 to 1036, never from the demo's own. No other text was used.
- Starts from induction heads wired by hand (`gapo/tiny/wiring.py`); the wiring knows no task, word or language.
- {result["steps"]} steps, seed {result["seed"]}, data set {str(result["dataset_hash"])[:16]}.
- Greedy exact match on held-out tasks of those repositories: {result["exact_match"]:.1%}.
- Apache-2.0, as the package.
"""


if __name__ == "__main__":
    ship(Path(sys.argv[1]), Path(str(resources.files("gapo"))) / "tiny_model")
