"""What can go wrong around a command, each kind of it a row."""

from __future__ import annotations

from tests.soak.troubles import clocks, damage, limits, servers, signals
from tests.soak.troubles.trouble import Trouble

TROUBLES: tuple[Trouble, ...] = (
    *signals.TROUBLES,
    *limits.TROUBLES,
    *damage.TROUBLES,
    *clocks.TROUBLES,
    *servers.TROUBLES,
)
