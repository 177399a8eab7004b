"""Keys stay in memory: how they are read, taken out of texts, and found where they must not stand."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, quote_plus

from codeedit_bench.errors import UsageError

HIDDEN = "***"
KEY_SHAPE = re.compile(
    r"\b(?:sk-[\w-]{16,}|sk_(?:live|test)_\w{16,}|hf_\w{20,}|gh[opsu]_\w{20,}|github_pat_\w{20,}|xox[abp]-[\w-]{10,}"
    r"|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|gsk_\w{20,}|xai-\w{20,}|nvapi-[\w-]{20,}|r8_\w{20,}"
    r"|eyJ[\w-]{20,}\.[\w-]{20,})"
)
"""What the keys of the well-known services look like."""
SECRET_NAME = re.compile(r"(?:^|_)(?:API|ACCESS|SECRET)?_?(?:KEY|TOKEN|SECRET|PASSW\w*|CREDENTIALS?)(?:$|_)", re.I)
"""Names of environment variables that hold secrets."""
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HEADER_VALUE = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
PIECE = 8
"""So many characters of a key in a row are hidden, also where the rest was cut off."""
_LONG = 16
"""Shorter values of the environment are words such as `none` or `local`, and no keys."""
PIECE_OF_AN_ANSWER = 12
"""The same in a model's answer, where eight characters of a key such as `internal-gateway-1` may be code."""
_SECRET_HEADER = re.compile(r"auth|key|token|secret|passw|cookie|credential|signature", re.I)


def key_from(variable: str, environment: Mapping[str, str] = os.environ, *, required: bool = False) -> str:
    """The key in an environment variable, without blanks around it; empty where it is not set and not `required`.

    `UsageError` for a key in the place of a variable's name, and for a variable that is required and not set. Also
    for a value that no header can carry. It never repeats what was given.
    """
    if not _VARIABLE.fullmatch(variable) or KEY_SHAPE.search(variable):
        raise UsageError(
            "The option key_variable takes the name of an environment variable, such as OPENAI_API_KEY. What was "
            "given is not a name. A key itself never belongs on a command line: export it, and name its variable."
        )
    key = environment.get(variable, "").strip()
    if not key and required:
        raise UsageError(
            "The option key_variable names an environment variable that is not set or is empty. Export the key "
            "under that name first."
        )
    _require_header_value(key, "The key in the variable that key_variable names")
    if " " in key:
        raise UsageError(
            "The key in the variable that key_variable names holds a blank. Give the key alone, without `Bearer`."
        )
    return key


def header_value(value: str, name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The value of `--option header.NAME=VALUE`, where `$VARIABLE` stands for that variable's value."""
    if value.startswith("$"):
        variable = value[1:].removeprefix("{").removesuffix("}")
        if not _VARIABLE.fullmatch(variable) or not environment.get(variable, "").strip():
            raise UsageError(f"The header {name} names an environment variable that is not set. Export it first.")
        value = environment[variable]
    value = value.strip()
    _require_header_value(value, f"The value of the header {name}")
    return value


def _require_header_value(value: str, what: str) -> None:
    if value and not _HEADER_VALUE.fullmatch(value):
        raise UsageError(
            f"{what} holds a line end or another sign that no header can carry. Look at how it was exported."
        )


def is_secret_header(name: str, given: str, value: str) -> bool:
    """Whether a header that was `given` as a value or as `$VARIABLE` carries a secret, not a setting or a name."""
    return given.startswith("$") or _SECRET_HEADER.search(name) is not None or KEY_SHAPE.search(value) is not None


def keys_among(secrets: Iterable[str]) -> list[str]:
    """The secrets that an answer can hold by no accident: long ones, without a scheme such as `Bearer`."""
    words = (secret.rpartition(" ")[2] for secret in secrets)
    return [word for word in words if len(word) >= _LONG]


class Redactor:
    """Takes secrets out of texts: whole or in part, as they are and in the encodings that errors show them in.

    `piece` characters of a secret in a row are hidden, also where the rest was cut off.
    """

    def __init__(self, secrets: Iterable[str], piece: int = PIECE) -> None:
        forms = {form for secret in secrets if secret for form in encodings(secret)}
        self._piece = piece
        self._short = sorted((form for form in forms if len(form) < piece), key=len, reverse=True)
        self._pieces = {
            form[start : start + piece] for form in forms for start in range(max(0, len(form) - piece + 1))
        }

    def __call__(self, text: str) -> str:
        if not self._pieces and not self._short:
            return text
        hidden = bytearray(len(text))
        piece = self._piece
        for start in range(len(text) - piece + 1):
            if text[start : start + piece] in self._pieces:
                hidden[start : start + piece] = b"\1" * piece
        kept = re.sub(
            r"\x01+", "\1", "".join("\1" if flag else sign for sign, flag in zip(text, hidden, strict=True))
        )
        kept = kept.replace("\1", HIDDEN)
        for form in self._short:
            kept = kept.replace(form, HIDDEN)
        return kept


def encodings(secret: str) -> Iterator[str]:
    """A secret as it may stand in a text: as it is, escaped, in an address, in Base64 at any offset, in hex."""
    yield secret
    yield repr(secret)[1:-1]
    yield json.dumps(secret)[1:-1]
    yield "".join(f"\\u{ord(sign):04x}" for sign in secret)
    yield html.escape(secret)
    for quoted in (
        quote(secret, safe=""),
        quote_plus(secret),
        "".join(f"%{byte:02X}" for byte in secret.encode()),
    ):
        yield quoted
        yield quoted.lower()
    raw = secret.encode()
    yield raw.hex()
    yield raw.hex().upper()
    for offset in range(3):
        # Only the letters that depend on the secret alone: its neighbours decide the first and the last ones.
        first, last = -(-offset * 8 // 6), (offset + len(raw)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * offset + raw).decode()[first:last]


def environment_secrets(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The values of the environment that are secrets by their variable's name, by that name."""
    return {
        name: value.strip()
        for name, value in environment.items()
        if SECRET_NAME.search(name) and len(value.strip()) >= _LONG
    }


def forms_of_secrets(environment: Mapping[str, str] = os.environ) -> dict[str, tuple[str, ...]]:
    """The secrets of the environment in every encoding, by the name of their variable."""
    return {
        name: tuple({form for form in encodings(value) if len(form) >= _LONG})
        for name, value in environment_secrets(environment).items()
    }


def secret_among(text: str, forms: Mapping[str, Sequence[str]]) -> str:
    """What kind of secret stands in `text`, in words that do not repeat it; empty where there is none."""
    for name, encoded in forms.items():
        if any(form in text for form in encoded):
            return f"the value of ${name}"
    return "what looks like a key" if KEY_SHAPE.search(text) else ""


def secret_in(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """`secret_among` for one text."""
    return secret_among(text, forms_of_secrets(environment))
