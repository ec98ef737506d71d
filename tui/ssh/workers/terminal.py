"""The terminal that a server was started from, and whether it is still there."""

from __future__ import annotations

import os
import signal


class Terminal:
    """The terminal the server was started from, where there is one; nohup has a server live on without it."""

    def __init__(self) -> None:
        self._held = signal.getsignal(signal.SIGHUP) != signal.SIG_IGN and _has_terminal()

    @property
    def gone(self) -> bool:
        """Whether a SIGHUP says that it was closed, and not that the keys are to be read again."""
        return self._held and not _has_terminal()


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
