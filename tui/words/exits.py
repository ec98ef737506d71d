"""Exit codes: what is said to whoever started a command and does not read."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Every code that sigmascope ends with by itself; `of_signal` has the rest."""

    DONE = 0
    NO = 1
    """The answer is no."""
    WRONG = 2
    """Wrong usage."""
    CRASHED = 70
    """A fault of the program's own; as in sysexits.h."""
    BUSY = 75
    """No room now; as in sysexits.h."""
    REFUSED = 126
    """Not for visitors; as shells have it for what may not be run."""
    INTERRUPTED = 130
    CLOSED_PIPE = 141
    """What a shell reports of a program that a closed pipe ended."""


def of_signal(number: int) -> int:
    """The code of a process that a signal has ended, as shells report it."""
    return 128 + number
