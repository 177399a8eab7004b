"""What must not leave the machine with a run: secrets, addresses, paths, host and user names."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterable, Mapping

from codeedit_bench.errors import SubmissionError
from codeedit_bench.tasks.records import Prediction, RunManifest

SECRET_NAME = re.compile(
    r"(?:^|[_-])(?:api)?(?:key|token|secret|passw\w*|auth\w*|credentials?|headers?|cookies?)(?:$|[_-])",
    re.IGNORECASE,
)
SECRET_VALUE = re.compile(
    r"\b(?:sk-[\w-]{16,}|hf_\w{20,}|gh[opsu]_\w{20,}|github_pat_\w{20,}|xox[abp]-[\w-]{10,}|AKIA[0-9A-Z]{16}"
    r"|AIza[\w-]{30,}|eyJ[\w-]{20,}\.[\w-]{20,})"
)
_ADDRESS = re.compile(r"\b[a-zA-Z][\w+.-]*://[^\s'\"<>)]+")
_IP = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b")
_PATH = re.compile(r"(?<![\w/.])(?:~|[A-Za-z]:\\|/)[\w.@+-]+(?:[\\/][\w.@+-]+)+/?")


def machine_names() -> tuple[str, ...]:
    """Names of this machine and its user that are long enough to be told from ordinary words."""
    import getpass
    import socket

    names = {socket.gethostname(), socket.gethostname().split(".")[0]}
    with contextlib.suppress(KeyError, OSError):  # no such user: there is no name to leak
        names.add(getpass.getuser())
    common = {"localhost", "root", "user", "runner", "ubuntu"}
    return tuple(sorted((name for name in names if len(name) > 3 and name not in common), key=len, reverse=True))


def clean_text(text: str, names: Iterable[str] = ()) -> str:
    """`text` without addresses, paths and machine names."""
    text = SECRET_VALUE.sub("<secret>", text)
    text = _ADDRESS.sub("<address>", text)
    text = _IP.sub("<address>", text)
    text = _PATH.sub(lambda match: re.split(r"[\\/]", match[0].rstrip("\\/"))[-1], text)
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "<host>", text)
    return text


def clean_manifest(manifest: RunManifest, names: Iterable[str] = ()) -> RunManifest:
    """The manifest as it may be published. An entry whose name suggests a secret is left out altogether."""
    names = tuple(names)

    def clean(value: object) -> object:
        if isinstance(value, str):
            return clean_text(value, names)
        if isinstance(value, tuple):
            return tuple(map(clean, value))
        if isinstance(value, Mapping):
            kept = {
                key: item for key, item in value.items() if not (isinstance(item, str) and SECRET_NAME.search(key))
            }
            return {key: clean(item) for key, item in kept.items()}
        return value

    if SECRET_VALUE.search(manifest.system):
        raise SubmissionError("The system's name holds what looks like a secret. Name it with --system.")
    values = {field.name: clean(getattr(manifest, field.name)) for field in dataclasses.fields(manifest)}
    values["system"] = manifest.system  # names are shown as they were given, or refused
    return RunManifest(**values)  # type: ignore[arg-type]  # each value keeps its field's type


def cleaned_fields(manifest: RunManifest, names: Iterable[str] = ()) -> list[str]:
    """The names of the manifest's fields that `clean_manifest` changes, for the one who submits to see."""
    cleaned = clean_manifest(manifest, names)
    return [
        field.name
        for field in dataclasses.fields(manifest)
        if getattr(manifest, field.name) != getattr(cleaned, field.name)
    ]


def clean_prediction(prediction: Prediction, names: Iterable[str] = ()) -> Prediction:
    """The prediction as it may be published. The completion stays byte for byte: it is what is scored.

    `SubmissionError` where the completion of a failed request holds what looks like a secret.
    """
    if SECRET_VALUE.search(prediction.completion):
        raise SubmissionError(
            f"The completion for task {prediction.task_id} holds what looks like a secret. Completions are "
            "published as they are: look at it, and keep the run back if the secret is real."
        )
    return (
        dataclasses.replace(prediction, error=clean_text(prediction.error, names))
        if prediction.error
        else prediction
    )
