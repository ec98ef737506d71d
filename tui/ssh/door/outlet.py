"""Lines to a file descriptor that may be full, dead or closed: written in a thread, so that nobody waits for them."""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1_000
"""Lines that wait to be written; those for which there is no room are counted and dropped."""
LAST_WORDS = 0.3
"""Seconds that `Outlet.close` gives what still waits."""


class Outlet:
    """Takes lines at any time, from any thread, and writes them when it can. Never raises, and never blocks."""

    def __init__(self, descriptor: int | None, dropped: Callable[[int], str] | None = None) -> None:
        """``dropped`` makes the line that says how many lines are missing; without a descriptor all lines are."""
        self._descriptor, self._dropped = descriptor, dropped
        # A number stands for so many lines that there was no room for.
        self._waiting: deque[str | int] = deque()
        self._torn = False
        self._closed = False
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None

    def __call__(self, line: str) -> None:
        """Write a line, in time."""
        if self._descriptor is None or self._closed:
            return
        with self._news:
            if len(self._waiting) < MOST:
                self._waiting.append(line)
            elif isinstance(self._waiting[-1], int):
                self._waiting[-1] += 1
            else:
                self._waiting.append(1)
            if self._thread is None:
                # A daemon: a reader that has stopped reading does not keep the process from ending.
                self._thread = threading.Thread(target=self._write_all, name="outlet", daemon=True)
                self._thread.start()
            self._news.notify()

    def close(self) -> None:
        """Take no further lines, and give those that wait a moment."""
        with self._news:
            self._closed = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join(LAST_WORDS)

    def _write_all(self) -> None:
        missing = 0
        while True:
            with self._news:
                while not self._waiting:
                    if self._closed:
                        return
                    self._news.wait()
                item = self._waiting.popleft()
            lines = [item] if isinstance(item, str) else []
            missing += item if isinstance(item, int) else 0
            if missing and self._dropped is not None:
                lines.insert(0, self._dropped(missing))
            missing = 0 if self._write(lines) else missing + isinstance(item, str)

    def _write(self, lines: list[str]) -> bool:
        # Past Python's own streams: one of those, held by a thread that cannot go on, would not let the process end.
        assert self._descriptor is not None
        text = "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
        left = b"\n" + text if self._torn else text
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:  # somebody else has set it so; it is theirs as well
                room = select.poll()
                room.register(self._descriptor, select.POLLOUT)
                room.poll()
            except OSError:
                self._torn = self._torn or 0 < len(left) < len(text)
                return False
        self._torn = False
        return True
