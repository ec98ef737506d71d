"""The app without a terminal: told things, pressed keys, photographed."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self, TypeVar

from sigmascope.tui.app.app import SigmascopeApp
from sigmascope.tui.run.ending import Ending
from sigmascope.tui.session.keys import key_called
from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.pilot import Pilot

    from sigmascope.tui.app.app import AppOptions
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words import Words

T = TypeVar("T")


class Stage:
    """Runs an app headless while entered, and lets it be ended by the signals that ``ending`` takes note of."""

    def __init__(
        self,
        session: Session,
        words: Words,
        options: AppOptions,
        size: tuple[int, int],
        ending: Ending | None = None,
    ) -> None:
        self.session = session
        self.ending = Ending() if ending is None else ending
        # A picture has every colour, whichever terminal it is made in.
        self.app = SigmascopeApp(session, words=words, options=options._replace(sixteen=False))
        self.size = size
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._prepare()
        self._pilot: Pilot[int] = await self._open.enter_async_context(self.app.run_test(size=self.size))
        await self._settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    def _prepare(self) -> None:
        with self.ending.at_once():
            self.session.prepare()

    def perform(self, act: Callable[[], Coroutine[None, None, T]]) -> T:
        """What ``act`` returns, done on this stage. Raises Ended where a signal comes, once the app is closed."""
        return asyncio.run(self._perform(act))

    async def _perform(self, act: Callable[[], Coroutine[None, None, T]]) -> T:
        loop, tell = asyncio.get_running_loop(), self.ending.tell
        async with self:
            acting = loop.create_task(act())
            # Only the act is cancelled, never the app while it begins or closes.
            self.ending.tell = lambda: loop.call_soon_threadsafe(acting.cancel)
            if self.ending.number is not None:
                acting.cancel()
            await asyncio.wait([acting])
            self.ending.tell = tell
        if not acting.cancelled():
            acting.exception()  # looked at, so that asyncio does not tell of it
        self.ending.check()
        return acting.result()

    def say(self, line: str) -> bool:
        """Apply a line of the command list; whether it could be done."""
        with self.ending.at_once():
            done = self.app.say(line)
            self.session.prepare()
        self.app.board.show()
        return done

    async def press(self, key: str) -> None:
        """Press a key, by its character or its name. Raises Refusal for a key there is none of."""
        name = key_called(key)
        if not name.isprintable() or (len(name) > 1 and not name.replace("_", "").replace("+", "").isalnum()):
            raise Refusal("screenshot.key", key=key)
        await self._pilot.press(name)
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything that was said is on the screen."""
        self._prepare()
        await self._settle()

    async def _settle(self) -> None:
        await self._pilot.pause()
        self.app.board.show()

    async def resize(self, width: int, height: int) -> None:
        """Give the screen another size."""
        await self._pilot.resize_terminal(width, height)
        await self.settle()

    def shot(self, extension: str) -> str:
        """The screen in the format of a file extension."""
        return SHOTS[extension](self.app.frame())
