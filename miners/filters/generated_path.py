"""Files that a tool writes, by their names: the path rules of linguist's `generated.rb`."""

from __future__ import annotations

import re

from codeedit_bench.tasks.records import KEEP, Verdict
from miners.config import MinerConfig
from miners.filters.filter import DROP, Filter

_GENERATED = re.compile(
    r"(?:^|/)(?:dist|build|out|target|gen|generated|\.next|__generated__|autogen|snapshots?|__snapshots__|migrations|htmlcov)/"
    r"|(?:^|/)(?:package-lock|composer\.lock|bindata|zz_generated)"
    r"|(?:\.min\.(?:js|css)|[._-]bundle\.js|\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|\.pb\.\w+|_pb\.(?:js|d\.ts)"
    r"|(?:\.designer|\.feature)\.cs|\.zep\.(?:c|h|php)|\.pnp\.\w+|\.g\.(?:i\.)?cs|\.generated\.\w+|_generated\.\w+|\.g\.dart|_string\.go|_gen\.go|\.gen\.\w+|_mock\.go"
    r"|\.tab\.[ch]|lex\.yy\.c|parser\.c|\.xcodeproj|assemblyinfo\.cs)$",
    re.IGNORECASE,
)


def check(path: str, _config: MinerConfig) -> Verdict:
    return DROP if _GENERATED.search(path) else KEEP


FILTER = Filter("path", check, version=2)
