"""`codeedit leaderboard serve`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from codeedit_bench.cli.arguments import count
from codeedit_bench.cli.parser import command_parser


def main(arguments: Sequence[str]) -> int:
    parser = command_parser(
        "leaderboard serve",
        "Show a built site on this machine, for this machine alone.",
        ["codeedit leaderboard serve site --port 8000"],
    )
    parser.add_argument("site", type=Path, metavar="SITE", help="folder written by `codeedit leaderboard build`")
    parser.add_argument("--port", type=count(0, 65535), default=8000, help="0 takes any free one")
    options = parser.read(arguments)

    from leaderboard.serving import make_server

    with make_server(options.site, options.port) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}/ shows {options.site}; stop with Ctrl-C\n")
        sys.stdout.flush()
        server.serve_forever()
    return 0
