"""What the back ends that load a model themselves have in common: finding it and telling which one it is."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from codeedit_bench.errors import BackendError, told

_WEIGHTS = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model", "*.jinja", "*.gguf")

TINY = "tiny"
"""The name of the model that ships with the package, wherever a model is taken."""


def model_place(name: str) -> str:
    """Where a model lies: `tiny` is the shipped one, every other name stands for itself."""
    if name != TINY:
        return name
    spec = find_spec("gapo")
    folders = [Path(place) / "tiny_model" for place in (spec.submodule_search_locations if spec else None) or ()]
    for folder in folders:
        if (folder / "config.json").is_file():
            return str(folder)
    raise BackendError("The tiny model is not in this installation. Make it: make tiny-model")


def default_format_of(name: str) -> str:
    """The prompt format of a model for which none was asked: the shipped one has its own, others are asked to
    chat."""
    return "line" if name == TINY else "chat"


def check_model(name: str) -> None:
    """Refuse what is neither a folder with a model nor a name on the hub, before a library's traceback does."""
    path = Path(name)
    if path.is_dir():
        if not (path / "config.json").is_file() and not (path / "adapter_config.json").is_file():
            raise BackendError(f"{path} holds no model: it has no config.json.")
    elif name.startswith((".", "/", "~")) or name.count("/") > 1 or not name:
        raise BackendError(f"There is no model at {name!r}. Give a folder that holds one, or a Hugging Face name.")


def reason_of_loader(error: Exception) -> str:
    """Why a library could not load a model: the first line of what it says. The kind of error stands before it
    where it means nothing without."""
    first = str(error).strip().partition("\n")[0]
    kind = type(error).__name__
    if not first:
        return kind
    return told(first) if isinstance(error, (OSError, ValueError)) else f"{kind} {told(first)}"


def model_digest(name: str, revision: str) -> str:
    """SHA-256 over a local model's files, so that retrained weights in the same place are another model.

    For a name on the hub it is the commit that was loaded, since a branch such as `main` moves on.
    """
    path = Path(name)
    if path.is_file():
        files = {path}
    elif path.is_dir():
        files = {file for pattern in _WEIGHTS for file in path.glob(pattern)}
    else:
        return f"hub:{name}@{_loaded_commit(name, revision) or revision or 'main'}"
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return f"sha256:{digest.hexdigest()}"


def _loaded_commit(name: str, revision: str) -> str:
    """The commit of what the hub's client keeps here under a name and a revision; empty where it keeps nothing."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    for file in ("config.json", "adapter_config.json"):
        try:
            found = try_to_load_from_cache(name, file, revision=revision or None)
        except (HFValidationError, OSError):
            return ""
        if isinstance(found, str):
            # A snapshot's folder is named after its commit.
            return Path(found).parent.name
    return ""
