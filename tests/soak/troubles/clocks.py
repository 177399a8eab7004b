"""The clock jumps, or the files carry times that cannot be."""

from __future__ import annotations

import os
import time

from tests.soak.launching import Ended
from tests.soak.troubles.trouble import Trial, Trouble

DAY = 86_400
YEAR = 365 * DAY


def jump(trial: Trial) -> Ended:
    """Forward or back, by an hour or by decades; at the start or in the middle."""
    now = time.time()
    offsets = (3600, -3600, DAY, -DAY, YEAR, -YEAR, 60 * YEAR, 1000 - now, 9 * YEAR - now)
    offset, moment = trial.draw.choice(offsets), trial.draw.choice((0.0, trial.moment()))
    trial.note = f"the clock is off by {offset:.0f} s from second {moment:.1f} on"
    ended = trial.start(environment={"SOAK_CLOCK": f"{offset} {moment}"}).end()
    if ended.status:
        trial.problems.append("a clock is no reason to stop")
    return ended


def odd_times(trial: Trial) -> Ended:
    """The work is cut off, and all files then date from 1970, from 2100 or from one second."""
    trial.cut_off()
    for path in trial.folder.rglob("*"):
        odd = trial.draw.choice((0, 1, 130 * YEAR, int(time.time()) + DAY, 315_532_799))
        os.utime(path, (odd, odd), follow_symlinks=False)
    ended = trial.start_again().end()
    if ended.status:
        trial.problems.append("the time of a file is no reason to stop")
    return ended


TROUBLES = (Trouble("the clock jumps", jump), Trouble("odd file times", odd_times))
