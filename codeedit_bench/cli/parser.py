"""What all commands' argument parsers share."""

from __future__ import annotations

import argparse


class _HelpFormatter(argparse.ArgumentDefaultsHelpFormatter):
    """Tells the defaults that say something."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default in (None, "", [], False):
            return action.help
        return super()._get_help_string(action)


def command_parser(name: str, description: str) -> argparse.ArgumentParser:
    """The argument parser of one command, with the project's conventions."""
    return argparse.ArgumentParser(
        prog=f"codeedit {name}",
        description=description,
        formatter_class=_HelpFormatter,
        allow_abbrev=False,
    )
