"""Ctrl-C in a training is held back until Python is in charge, and a second one is not."""

from __future__ import annotations

import signal

import pytest

from gapo.watching.interrupts import Interrupts


@pytest.fixture(autouse=True)
def _default_handler():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def two_passes(interrupts: Interrupts, done: list[str]) -> None:
    with interrupts.held():
        signal.raise_signal(signal.SIGINT)
        done.append("the pass went on")
        interrupts.on_substep_end(None, None, None)
        done.append("and so did the next")


def twice(done: list[str]) -> None:
    with Interrupts().held():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        done.append("not reached")


def test_the_signal_raises_at_the_next_callback_and_not_before() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        two_passes(Interrupts(), done)
    assert done == ["the pass went on"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_signal_raises_at_once() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        twice(done)
    assert not done


def test_a_signal_after_the_last_callback_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt), Interrupts().held():
        signal.raise_signal(signal.SIGINT)


def test_whoever_handles_the_signal_otherwise_keeps_it() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Interrupts().held():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
