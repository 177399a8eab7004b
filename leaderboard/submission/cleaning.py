"""What must not leave the machine with a run: secrets, addresses, paths, host and user names."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Iterable

from codeedit_bench.errors import SubmissionError
from codeedit_bench.records import Prediction, RunManifest

SECRET_NAME = re.compile(r"key|token|secret|passw|auth|credential|header|cookie", re.IGNORECASE)
SECRET_VALUE = re.compile(
    r"\b(?:sk-[\w-]{16,}|hf_\w{20,}|gh[opsu]_\w{20,}|github_pat_\w{20,}|xox[abp]-[\w-]{10,}|AKIA[0-9A-Z]{16}"
    r"|AIza[\w-]{30,}|eyJ[\w-]{20,}\.[\w-]{20,})"
)
_ADDRESS = re.compile(r"\b[a-zA-Z][\w+.-]*://[^\s'\"<>)]+")
_IP = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b")
_PATH = re.compile(r"(?<![\w/.])(?:~|[A-Za-z]:\\|/)[\w.@+-]+(?:[\\/][\w.@+-]+)+/?")

Option = str | int | float | bool


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
    """The manifest as it may be published. An option whose name suggests a secret is left out altogether."""
    names = tuple(names)
    options: dict[str, Option] = {
        key: clean_text(value, names) if isinstance(value, str) else value
        for key, value in manifest.backend_options.items()
        if not SECRET_NAME.search(key) or not isinstance(value, str)
    }
    return dataclasses.replace(
        manifest,
        system=clean_text(manifest.system, names),
        dataset_name=clean_text(manifest.dataset_name, names),
        backend_options=options,
        versions={key: clean_text(value, names) for key, value in manifest.versions.items()},
        notes=tuple(clean_text(note, names) for note in manifest.notes),
    )


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
