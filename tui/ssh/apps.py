"""The app that visitors see: sigmascope, without the server's disk, and drawn when there is time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import tui.app
from engine import parse
from tui.app import AppOptions, SigmascopeApp
from tui.session import Session
from tui.ssh import sandbox
from tui.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine import Samples, Scenario
    from tui.ssh.driver import SSHDriver
    from tui.ssh.stage import MakeApp
    from tui.ssh.visit import Visit

_NEVER = 1e-6


class VisitorSession(Session):
    """A session that runs nothing a visitor may not run, whichever way they ask for it."""

    def _open(self, scenario: Scenario, samples: Samples | None) -> None:
        super()._open(sandbox.admit(scenario), samples)


class VisitorApp(SigmascopeApp):
    """sigmascope, whose frames are the driver's to time: a key waits for no more than one of them."""

    # Looked for beside this module otherwise.
    CSS_PATH = Path(tui.app.__file__).with_name("app.tcss")
    _driver: SSHDriver

    def __init__(self, session: Session, words: Words, options: AppOptions, driver_class: Callable[..., Any]) -> None:
        super().__init__(session, words=words, options=options, driver_class=driver_class)  # type: ignore[arg-type]
        show = self.board.show
        # Every key ends in a frame; a flood of keys must not.
        self.board.show = lambda: self._driver.frame(show)  # type: ignore[method-assign]

    def on_mount(self) -> None:
        self._driver.animate(self._tick)


def factory(settings: dict[str, Any]) -> MakeApp:
    """What makes an app for a visit, on the scenario the server was started with."""
    scenario = parse(settings["scenario"])

    def make(visit: Visit, driver_class: Callable[..., SSHDriver]) -> VisitorApp:
        charset = visit.charset
        # ASCII has no Chinese in it.
        words = Words(visit.language if charset != "ascii" else "en")
        # The clock of the stock app is set so slow that it never strikes.
        options = AppOptions(charset=charset, colour=visit.colours is not None, files=False, frame_rate=_NEVER)
        session = VisitorSession(scenario, most_epochs=sandbox.MOST_EPOCHS, confined=True)
        return VisitorApp(session, words, options, driver_class)

    return make
