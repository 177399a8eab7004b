"""The environment in which git runs here: no configuration but ours, no network, no helper programs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_KEPT = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
CLEAN = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_COUNT": "0",
    "GIT_CONFIG_PARAMETERS": "",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "GIT_EDITOR": ":",
    "GIT_PAGER": "cat",
    "GIT_NAMESPACE": "",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
    "GIT_TRACE": "0",
    "GIT_ALLOC_LIMIT": "1g",
    "LC_ALL": "C",
}
"""Git 2.39 and older ignore GIT_NO_LAZY_FETCH; there our GIT_DIR without remotes is what prevents a fetch."""


def clean_command(environment: Mapping[str, str], *arguments: str) -> list[str]:
    """`git` with `arguments`, in `environment` and nothing else: no GIT_* variable of the caller reaches it."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    stated = {**kept, **environment}
    return ["env", "-i", *(f"{name}={value}" for name, value in stated.items()), "git", *arguments]


def reading_environment(git_dir: Path) -> dict[str, str]:
    """For commands that read the objects of `git_dir`."""
    return {
        **CLEAN,
        "GIT_DIR": str(git_dir),
        "GIT_COMMON_DIR": str(git_dir),
        "GIT_GRAFT_FILE": str(git_dir / "info" / "grafts"),  # which is not there
        "GIT_OBJECT_DIRECTORY": str(git_dir / "objects"),
        "HOME": str(git_dir),
        "XDG_CONFIG_HOME": str(git_dir),
    }


_CERTIFICATES = ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
_PROXIES = tuple(name for word in ("https_proxy", "all_proxy", "no_proxy") for name in (word, word.upper()))


def cloning_environment(home: Path) -> dict[str, str]:
    """For `git clone` of an https URL: that protocol and no other, no hooks, no configuration."""
    return {
        **CLEAN,
        "GIT_ALLOW_PROTOCOL": "https",
        **{name: os.environ[name] for name in (*_CERTIFICATES, *_PROXIES) if name in os.environ},
        "GIT_TEMPLATE_DIR": "",  # no hooks; GitPython takes the option that says so for an attack
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
    }
