"""The app that visitors see: sigmascope, without the server's disk, and drawn when there is time."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import tui.app
from engine import parse
from tui.app import AppOptions, SigmascopeApp
from tui.board.glyphs import GLYPHS
from tui.board.picture import Picture
from tui.board.words import BoardWords
from tui.session import Session
from tui.ssh import present, sandbox
from tui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.driver import Driver

    from engine import Samples, Scenario
    from tui.ssh.driver import SSHDriver
    from tui.ssh.present import Source
    from tui.ssh.stage import MakeApp
    from tui.ssh.visit import Visit

_NEVER = 1e-6
_SLICE = 0.015
"""Seconds of a long run computed a frame: nobody else's frame waits for more."""
_LEAP = 0.5
"""Seconds that may pass between two frames; after a longer pause the run goes on from where it was."""


class VisitorSession(Session):
    """A session that runs nothing a visitor may not run, whichever way they ask for it."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario, most_epochs=sandbox.MOST_EPOCHS, confined=True)

    def _open(self, scenario: Scenario, samples: Samples | None) -> None:
        super()._open(sandbox.admit(scenario), samples)


class _Shared(SigmascopeApp):
    # Looked for beside this module otherwise.
    CSS_PATH = str(Path(tui.app.__file__).with_name("app.tcss"))


class PresenterApp(_Shared):
    """sigmascope at the terminal that the server was started from, which everybody follows."""

    def __init__(
        self, session: Session, words: Words, options: AppOptions, source: Source, driver_class: type[Driver]
    ) -> None:
        super().__init__(session, words=words, options=options, driver_class=driver_class)
        self._source = source

    async def _tick(self) -> None:
        await super()._tick()
        self._source.publish(self.session)


class VisitorApp(_Shared):
    """sigmascope, whose frames are the driver's to time: a key waits for no more than one of them."""

    _driver: SSHDriver

    def __init__(
        self,
        session: Session,
        words: Words,
        options: AppOptions,
        driver_class: Callable[..., Any],
        source: Source | None = None,
    ) -> None:
        """``source`` is followed or, where the options say that this app does not follow, fed."""
        super().__init__(session, words=words, options=options, driver_class=driver_class)  # type: ignore[arg-type]
        self._source = source
        self._followed: dict[str, Any] | None = None
        show = self.board.show
        # Every key ends in a frame; a flood of keys must not.
        self.board.show = lambda: self._driver.frame(show)  # type: ignore[method-assign]

    def on_mount(self) -> None:
        self._driver.animate(self._frame)

    def say_for_server(self, name: str, **facts: object) -> None:
        """Say something of the server's to the visitor, where the board says things: it draws over a toast."""
        self.session.say(name, **facts)
        self.board.show()

    def _frame(self) -> None:
        session = self.session
        now = monotonic()
        seconds, self._then = min(now - self._then, _LEAP), now
        if not session.ready:
            session.prepare(_SLICE)
            self.board.show()
        elif session.following:
            self._follow()
        elif session.playing:
            session.tick(seconds)
            self.board.show()
        if self._source is not None and not session.following:
            self._source.publish(session)

    def _follow(self) -> None:
        # Time passes at the presenter's.
        assert self._source is not None
        latest = self._source.latest
        if latest is not None and latest is not self._followed:
            present.follow(self.session, latest)
            # A longer run is followed to its scenario first, and to its epoch once it is known.
            self._followed = latest if self.session.ready else None
            self.board.show()


def factory(settings: dict[str, Any]) -> MakeApp:
    """What makes an app for a visit, on the scenario the server was started with."""
    scenario = parse(settings["scenario"])
    source = settings["source"] if settings["presented"] else None
    _rehearse(scenario)

    def make(visit: Visit, driver_class: Callable[..., SSHDriver]) -> VisitorApp:
        charset = visit.charset
        # ASCII has no Chinese in it.
        words = Words(visit.language if charset != "ascii" else "en")
        options = AppOptions(
            charset=charset,
            colour=visit.colours is not None,
            # The clock of the stock app is set so slow that it never strikes.
            frame_rate=_NEVER,
            files=False,
        )
        session = VisitorSession(scenario)
        session.following = source is not None and not visit.presents
        return VisitorApp(session, words, options, driver_class, source)

    return make


def _rehearse(scenario: Scenario) -> None:
    # Draws once what nobody sees, so that the first visitor does not wait for what all need.
    session = VisitorSession(scenario)
    session.prepare()
    Picture(GLYPHS["braille"], BoardWords(Words("en"), "braille")).compose(session, 120, 40)
