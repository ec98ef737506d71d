"""The app without a terminal: told things, pressed keys, photographed."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Self

from tui.app import SigmascopeApp
from tui.refusal import Refusal
from tui.shot import shot

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.app import AppOptions
    from tui.session import Session
    from tui.words import Words

# How keys are called, where that is not what Textual calls them.
_KEYS = {
    ".": "full_stop", ",": "comma", "<": "less_than_sign", ">": "greater_than_sign", "+": "plus", "-": "minus",
    "=": "equals_sign", "?": "question_mark", ":": "colon", "$": "dollar_sign", "Esc": "escape", "Enter": "enter",
    "Space": "space", "Tab": "tab", "Left": "left", "Right": "right", "Up": "up", "Down": "down", "Home": "home",
    "End": "end", "PgUp": "pageup", "PgDn": "pagedown",
}  # fmt: skip


class Stage:
    """Runs an app headless while entered."""

    def __init__(self, session: Session, words: Words, options: AppOptions, size: tuple[int, int]) -> None:
        self.session = session
        self.app = SigmascopeApp(session, words=words, options=options)
        self.size = size
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.session.prepare()
        self._pilot: Pilot[int] = await self._open.enter_async_context(self.app.run_test(size=self.size))
        await self.settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    def say(self, line: str) -> bool:
        """Apply a line of the command list; whether it could be done."""
        done = self.app.say(line)
        self.session.prepare()
        self.app.board.show()
        return done

    async def press(self, key: str) -> None:
        """Press a key, by its character or its name. Raises Refusal for a key there is none of."""
        name = _KEYS.get(key, key)
        if len(name) > 1 and not name.replace("_", "").replace("+", "").isalnum():
            raise Refusal("screenshot.key", key=key)
        await self._pilot.press(name)
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything that was said is on the screen."""
        self.session.prepare()
        await self._pilot.pause()
        self.app.board.show()

    async def resize(self, width: int, height: int) -> None:
        """Give the screen another size."""
        await self._pilot.resize_terminal(width, height)
        await self.settle()

    def shot(self, extension: str) -> str:
        """The screen in the format of a file extension."""
        return shot(self.app, extension)
