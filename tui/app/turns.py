"""What comes from a terminal, one thing after another: none overtakes what the one before it has set off."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from textual import events

from sigmascope.tui.app.inside import rests

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App

TAKEN = (events.InputEvent, events.Paste, events.AppFocus, events.AppBlur)
"""Everything whose meaning depends on what came before it. Sizes do not, and wait for nothing."""


class Turns:
    """Hands events on in order, each once the app and its top screen have nothing left to do for the one before.

    Textual passes a key through the queues of several widgets, and opens a screen beside them. Whatever is typed in
    the meantime would reach a screen that has no widgets yet, or has closed already.
    """

    def __init__(self, app: App[int], hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Event] = deque()
        self._rest: asyncio.Task[None] | None = None

    async def take(self, event: events.Event) -> None:
        """Hand an event on now, or when its turn comes. To be called where the app handles its messages."""
        if self._rest is None and _screen_rests(self._app):
            await self._go_on(event)
            return
        last = self._waiting[-1] if self._waiting else None
        if isinstance(event, events.MouseMove) and isinstance(last, events.MouseMove):
            self._waiting.pop()
        self._waiting.append(event)
        self._watch()

    async def _go_on(self, event: events.Event) -> None:
        await self._hand_on(event)
        self._watch()

    def _watch(self) -> None:
        if self._rest is None:
            self._rest = asyncio.create_task(self._until_rest())

    async def _until_rest(self) -> None:
        app = self._app
        while app.is_running and not (rests(app) and _screen_rests(app)):
            await asyncio.sleep(0)
        app.call_later(self._next)

    async def _next(self) -> None:
        self._rest = None
        if self._waiting:
            await self._go_on(self._waiting.popleft())


def _screen_rests(app: App[int]) -> bool:
    # A screen that is being opened does not rest before it has all its widgets; one that has closed is not asked.
    stack = app.screen_stack
    return not stack or all(map(rests, stack[-1].walk_children(with_self=True)))
