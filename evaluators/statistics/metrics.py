"""Which metric ranks, and which are shares of tasks."""

from __future__ import annotations

HEADLINE = "em_layout"
"""The metric that ranks, here, in a comparison and on the leaderboard."""
BESIDE = "em_style"
"""What stands beside the headline wherever it is shown: how many of the misses are a matter of style."""
EXACT_MATCHES = ("em_text", "em_layout", "em_code", "em_style")
"""Shares of tasks: shown in percent, and broken down by group."""
