"""Loaded by every process of the product while it is soaked: turns its clock, and writes down what it touches.

`SOAK_CLOCK` holds two numbers: seconds by which the clock is off, and the second of the process's life at which it
jumps. `SOAK_AUDIT` names a file for what was opened, started or connected to outside of `SOAK_ALLOWED`.
"""
# ruff: noqa: PTH112, PTH113, PTH118, PTH119, PTH120
# It watches every opening of a file, and paths as text are the fastest.

import json
import os
import sys
import time

_CLOCK, _AUDIT = os.environ.get("SOAK_CLOCK"), os.environ.get("SOAK_AUDIT")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PLACES = ("os.mkdir", "os.rmdir", "os.remove", "os.rename", "os.link", "os.symlink", "os.truncate", "os.chmod")
_HARMLESS = ("git", "env", "uname")
"""`env` is how git is started without an environment; Python asks `uname` for the processor."""
_STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn")


def turn_clock(offset, moment):
    """`time` is `offset` seconds off, from the `moment` of this process's life on.

    `datetime` is left alone: libraries in C hold its class and break on another.
    """
    started, real = time.monotonic(), time.time

    def shifted():
        return real() + (offset if time.monotonic() - started >= moment else 0.0)

    def of_now(function):
        return lambda *given: function(*given) if given and given[0] is not None else function(shifted())

    time.time, time.time_ns = shifted, lambda: int(shifted() * 1e9)
    time.localtime, time.gmtime = of_now(time.localtime), of_now(time.gmtime)


def write_down(file, allowed):
    """Append an event a line to `file`: what is written, read, started or connected to and is not `allowed`."""
    folder, *readable = [os.path.realpath(place) for place in allowed.split(os.pathsep)]
    inside = (folder + os.sep, "/dev/", "/proc/")
    readable = (*inside, *(place + os.sep for place in readable))
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    programs = {os.path.realpath(sys.executable), sys.executable, "git"}

    def tell(what, of):
        os.write(handle, (json.dumps([what, str(of)[:300]]) + "\n").encode())

    def real(place):
        return os.path.realpath(os.fsdecode(place)) + ("" if os.fsdecode(place) else "?")

    def watch(event, given):
        if event == "open" and isinstance(given[0], (str, bytes, os.PathLike)):
            place = real(given[0])
            writes = given[2] & _WRITES if isinstance(given[2], int) else False
            if not writes and "/site-packages/" in place:  # an environment may be made of links
                return
            if not (place + os.sep).startswith(inside if writes else readable) and (
                writes or os.path.isfile(place)
            ):
                tell("write" if writes else "read", place)
        elif event in _PLACES:
            for place in (one for one in given[:2] if isinstance(one, (str, bytes, os.PathLike))):
                if event == "os.mkdir" and os.path.isdir(place):  # it is asked for, and is there
                    continue
                # A link may point anywhere; what counts is where it is made.
                where = os.path.join(real(os.path.dirname(os.fsdecode(place)) or "."), "x")
                if not where.startswith(inside) and not (event == "os.symlink" and place is given[0]):
                    tell(event, place)
        elif event in _STARTS:
            program = given[0] if event != "subprocess.Popen" else given[0] or given[1][0]
            if os.fsdecode(program) not in programs and os.path.basename(os.fsdecode(program)) not in _HARMLESS:
                tell("start", program)
        elif event == "socket.connect" and isinstance(given[1], tuple) and given[1][0] not in ("127.0.0.1", "::1"):
            tell("connect", given[1])

    sys.addaudithook(watch)


if _CLOCK:
    turn_clock(*map(float, _CLOCK.split()))
if _AUDIT:
    write_down(_AUDIT, os.environ["SOAK_ALLOWED"])
