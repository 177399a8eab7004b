"""Which metric ranks, and which are shares of tasks."""

from __future__ import annotations

HEADLINE = "em_layout"
"""The metric that ranks, here, in a comparison and on the leaderboard."""
EXACT_MATCHES = ("em_text", "em_layout", "em_code")
"""Shares of tasks: shown in percent, and broken down by group."""
