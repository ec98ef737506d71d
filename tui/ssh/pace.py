"""How often a worker's sessions may draw: as often as allowed, and less often while the worker is busy."""

from __future__ import annotations

import asyncio

_PROBE = 0.1
_BUSY, _CALM = 0.030, 0.010
"""Seconds by which a timer fires late in a worker that has too much, or room to spare."""
_SLOWEST = 0.5


class Pace:
    """The seconds from one frame of a session to its next, shared by a worker's sessions.

    Judged by how late the loop's timers fire. When more is drawn than there is time for, every key waits behind every
    frame; so frames yield first.
    """

    def __init__(self, max_frame_rate: float) -> None:
        self.fastest = 1.0 / max_frame_rate
        self.interval = self.fastest
        self.lag = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to watch the running loop."""
        loop = asyncio.get_running_loop()
        due = loop.time() + _PROBE

        def probe() -> None:
            nonlocal due
            now = loop.time()
            self.observe(max(0.0, now - due))
            due = now + _PROBE
            self._timer = loop.call_at(due, probe)

        self._timer = loop.call_at(due, probe)

    def observe(self, late: float) -> None:
        """Take in by how many seconds a timer was late, and settle the interval."""
        self.lag += (late - self.lag) * 0.3
        if self.lag > _BUSY:
            self.interval = min(max(_SLOWEST, self.fastest), self.interval * 1.1)
        elif self.lag < _CALM:
            self.interval = max(self.fastest, self.interval * 0.97)

    def stop(self) -> None:
        """Watch no more."""
        if self._timer is not None:
            self._timer.cancel()
