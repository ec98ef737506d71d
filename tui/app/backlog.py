"""Skipping frames for a terminal that is behind: it sees the present when it has caught up, and nobody waits for it."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from textual.app import ScreenStackError

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

FULL, DRAINED = 24_000, 2_000
"""Bytes a terminal may be behind before frames are skipped, and below which they are sent again."""
POLL = 0.05


class Backlog:
    """Holds an app's frames back for as long as what was sent has not left."""

    def __init__(self, app: App[Any], waiting: Callable[[], int], grace: float = 0.0) -> None:
        """Made where the app is the active one; ``waiting`` says how many bytes have not left.

        ``grace`` is how many seconds a whole frame may take to leave: a terminal that is written to in a thread is
        behind whenever it is looked at at once, and would get whole frames for ever.
        """
        self.behind = False
        self._app, self._waiting, self._grace = app, waiting, grace
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()
        self._hold = ExitStack()
        self._missed = False
        self._poll: asyncio.TimerHandle | None = None
        app.post_display_hook = self._displayed  # type: ignore[method-assign]

    def look(self) -> None:
        """Begin to skip frames if the terminal stays behind, from the next turn on: a frame may have several parts."""
        if self._poll is None and self._waiting() > FULL:
            self._poll = self._loop.call_later(self._grace, self._judge, context=self._context)

    def _judge(self) -> None:
        self._poll = None
        if self._waiting() > FULL:
            self.hold()

    def hold(self) -> None:
        """Skip frames until the terminal has caught up."""
        if not self.behind and self._waiting() > DRAINED:
            self.release()
            self.behind = True
            self._hold.enter_context(self._app.batch_update())
            self._poll = self._loop.call_later(POLL, self._caught_up, context=self._context)

    def _displayed(self) -> None:
        # Drawn while held back: the app thinks the terminal has shown it.
        self._missed = self._missed or self.behind

    def _caught_up(self) -> None:
        if self._waiting() > DRAINED:
            self._poll = self._loop.call_later(POLL, self._caught_up, context=self._context)
            return
        missed = self._missed
        self.release()
        with suppress(ScreenStackError):  # an app that is about to end has no screen
            if missed:
                self._app.screen.refresh(layout=True)
            else:
                self._app.screen.check_idle()

    def release(self) -> None:
        """Skip no more."""
        if self._poll is not None:
            self._poll.cancel()
            self._poll = None
        self._missed = self.behind = False
        self._hold.close()
