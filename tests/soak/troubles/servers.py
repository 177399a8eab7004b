"""The server that a step asks is cut, slow, gone, or answers with errors and garbage; later it is well."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.evaluators.backends.server import ModelServer
from tests.soak.launching import Ended
from tests.soak.steps import Step
from tests.soak.troubles.trouble import Trial, Trouble


def _ill(*kinds: int | str, most: int = 60) -> Callable[[Trial], Ended]:
    def meet(trial: Trial) -> Ended:
        """A number of requests meet one of `kinds`, well ones between them or not."""
        server = trial.world.server
        well: tuple[int | str, ...] = ("ok",) * trial.draw.randint(0, 3)
        server.troubles.extend(trial.draw.choice((*kinds, *well)) for _ in range(trial.draw.randint(1, most)))
        ended = trial.start().end()
        server.troubles.clear()
        return ended

    return meet


def gone(trial: Trial) -> Ended:
    """It ends at a random moment and is started again later, at the same address."""
    server = trial.world.server
    moment = trial.moment()
    command = trial.start()
    while command.at_work and command.seconds() < moment:
        time.sleep(0.005)
    server.shutdown()
    server.server_close()
    ended = command.end()
    trial.world.server = trial.serve(ModelServer(port=server.server_address[1]))
    return ended


def _asks(step: Step) -> bool:
    return step.asks_server


TROUBLES = tuple(
    Trouble(name, meet, fits=_asks)
    for name, meet in (
        ("the server fails", _ill(500, 502, 503, 429)),
        ("the server cuts", _ill("cut")),
        ("the server is slow", _ill("slow", most=12)),
        ("the server garbles", _ill("no json", "odd")),
        ("the server is gone", gone),
    )
)
