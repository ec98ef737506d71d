"""A bar on a terminal's standard error, for work that takes longer than a person waits without asking."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from sigmascope.tui.cli.usage import terminal_size
from sigmascope.tui.words.text import cells

if TYPE_CHECKING:
    from sigmascope.tui.words import Words

_PATIENCE = 1.0
_PAUSE = 0.1
_WIDTH = 30


class Progress:
    """Epochs done of a total. Silent in the first second, where standard error is no terminal, and when ``quiet``."""

    def __init__(self, total: int, words: Words, *, quiet: bool = False) -> None:
        self.total = total
        self.words = words
        self.shown = ""
        self._watched = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._begun = time.monotonic()
        self._next = self._begun + _PATIENCE

    def __call__(self, done: int) -> None:
        """Show that so many epochs are done."""
        now = time.monotonic()
        if not self._watched or now < self._next:
            return
        self._next = now + _PAUSE
        share = done / self.total
        left = (now - self._begun) * (1 - share) / share if share else 0.0
        bar = "#" * int(share * _WIDTH)
        facts = {
            "percent": f"{100 * share:3.0f}",
            "done": f"{done:,}",
            "total": f"{self.total:,}",
            "left": f"{left:.0f}",
        }
        line = f"[{bar:.<{_WIDTH}}] {self.words('run.progress', **facts)}"
        self._draw(line if cells(line) < terminal_size(2)[0] else f"{facts['percent']} %")

    def clear(self) -> None:
        """Take the bar away, so that something else can be written in its line."""
        if self.shown:
            self._draw("")

    def _draw(self, line: str) -> None:
        # Spaces over what is left of the last bar, because not every terminal can erase a line.
        rest = " " * max(0, cells(self.shown) - cells(line))
        self.shown = line or self.shown  # before anything is drawn: Ctrl-C in here must still clear it
        sys.stderr.write("\r" + line + rest + ("" if line else "\r"))
        sys.stderr.flush()
        self.shown = line
