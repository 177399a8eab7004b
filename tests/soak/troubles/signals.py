"""A command is killed, interrupted or asked to end at a random moment; or one of its workers is killed."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from tests.soak.launching import Ended
from tests.soak.troubles.trouble import DOCUMENTED, Trial, Trouble


def _sent(number: signal.Signals) -> Callable[[Trial], Ended]:
    def meet(trial: Trial) -> Ended:
        command = trial.start_until_a_moment()
        command.signal(number)
        return command.end()

    return meet


def kill_a_worker(trial: Trial) -> Ended:
    """The first process that is there at a random moment, or after it."""
    command = trial.start_until_a_moment()
    while command.at_work:
        if children := command.children():
            command.signal_to(trial.draw.choice(sorted(children)), signal.SIGKILL)
            break
        time.sleep(0.002)
    return command.end()


TROUBLES = (
    Trouble("kill -9", _sent(signal.SIGKILL), (0, -signal.SIGKILL), kills=True),
    # While Python ends it hears no signal, and one that comes ends it. A shell shows 130 for both.
    Trouble("Ctrl-C", _sent(signal.SIGINT), (*DOCUMENTED, -signal.SIGINT)),
    Trouble("SIGTERM", _sent(signal.SIGTERM), (*DOCUMENTED, -signal.SIGTERM, 128 + signal.SIGTERM), kills=True),
    Trouble("a worker is killed", kill_a_worker, fits=lambda step: step.name in ("mine", "grow", "ask a server")),
)
