"""How often a worker's sessions may draw: as often as allowed, and less often while the worker has no time left."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context

LOOK = 0.5
"""Seconds between two looks at how busy the worker is."""
BUSY = 0.88
"""The part of its time a worker may spend working; with more, every key waits behind the frames of all."""
_SLOWEST = 0.5


class IdleSelector(selectors.DefaultSelector):
    """The system's selector, which adds up the seconds it waits: the time in which the loop has nothing to do."""

    idle = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for something to happen."""
        began = time.perf_counter()
        try:
            return super().select(timeout)
        finally:
            self.idle += time.perf_counter() - began


class Pace:
    """When the sessions of a worker draw: one after the other, and each so many seconds after its last frame."""

    def __init__(self, max_frame_rate: float, selector: IdleSelector | None = None) -> None:
        self.fastest = 1.0 / max_frame_rate
        self.interval = self.fastest
        self._selector = selector
        self._waiting: deque[tuple[Callable[[], object], Context]] = deque()

    def start(self) -> None:
        """Begin to watch the running loop, for as long as it runs."""
        loop = asyncio.get_running_loop()
        then, idled = loop.time(), self._idle()

        def look() -> None:
            nonlocal then, idled
            now, idle = loop.time(), self._idle()
            self.observe(1.0 - (idle - idled) / (now - then))
            then, idled = now, idle
            loop.call_later(LOOK, look)

        loop.call_later(LOOK, look)

    def _idle(self) -> float:
        return self._selector.idle if self._selector is not None else 0.0

    def draw(self, frame: Callable[[], object], context: Context) -> None:
        """Call ``frame`` in its turn. Between two frames the loop sees to all that has come in, keys above all."""
        self._waiting.append((frame, context))
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        frame, context = self._waiting[0]
        try:
            context.run(frame)
        finally:
            self._waiting.popleft()
            if self._waiting:
                asyncio.get_running_loop().call_soon(self._next)

    def observe(self, busy: float) -> None:
        """Take in which part of the last moments was spent working, and settle the interval."""
        change = min(1.3, max(0.8, busy / BUSY))
        self.interval = min(max(_SLOWEST, self.fastest), max(self.fastest, self.interval * change))
