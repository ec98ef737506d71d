"""What visitors see: sigmascope, without the server's disk, and drawn when there is time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigmascope.engine import parse
from sigmascope.tui.app.app import AppOptions, SigmascopeApp
from sigmascope.tui.app.clock import DrivenClock
from sigmascope.tui.board.picture import Picture
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.guests import presenting, sandbox
from sigmascope.tui.session.session import Session
from sigmascope.tui.words import Words
from sigmascope.tui.words.charset import CharsetWords, words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.driver import Driver

    from sigmascope.engine import Samples, Scenario
    from sigmascope.tui.guests.presenting import Source
    from sigmascope.tui.guests.visit import Visit


class VisitorSession(Session):
    """A session that runs nothing a visitor may not run, whichever way they ask for it.

    Where there is a ``source`` it shows what that does, if it is ``following``, and is shown by it otherwise.
    """

    def __init__(self, scenario: Scenario, source: Source | None = None, *, following: bool = False) -> None:
        self._source: Source | None = None
        super().__init__(scenario, pace=None, most_epochs=sandbox.MOST_EPOCHS, confined=True)
        self._source = source
        self.following = following
        self._followed: dict[str, Any] | None = None

    def _open(self, scenario: Scenario, samples: Samples | None) -> None:
        super()._open(sandbox.admit(scenario), samples)

    def prepare(self, seconds: float | None = None) -> bool:
        """Compute what is not computed yet, and let everybody follow."""
        ready = super().prepare(seconds)
        self._publish()
        return ready

    def tick(self, seconds: float) -> bool:
        """Let so much time pass, here or at the presenter's."""
        if self.following:
            noticed = self.notice_passes(seconds)
            return self._follow() or noticed
        moves = super().tick(seconds)
        self._publish()
        return moves

    def _publish(self) -> None:
        if self._source is not None and not self.following:
            self._source.publish(self)

    def _follow(self) -> bool:
        assert self._source is not None
        latest = self._source.latest
        if latest is None or latest is self._followed:
            return False
        presenting.follow(self, latest)
        # A longer run is followed to its scenario first, and to its epoch once it is known.
        self._followed = latest if self.ready else None
        return True


def factory(settings: dict[str, Any]) -> Callable[[Visit, Callable[..., Driver]], SigmascopeApp]:
    """What makes an app for a visit, on the scenario the server was started with."""
    scenario = parse(settings["scenario"])
    source = settings["source"] if settings["presented"] else None
    _rehearse(scenario)

    def make(visit: Visit, driver_class: Callable[..., Driver]) -> SigmascopeApp:
        charset = visit.charset
        words = words_in(charset, Words(visit.language))
        options = AppOptions(
            charset=charset, colour=visit.colours is not None, sixteen=visit.colours == "standard", files=False
        )
        session = VisitorSession(scenario, source, following=source is not None and not visit.presents)
        if not session.following:
            session.invite()
        return SigmascopeApp(session, words=words, options=options, clock=DrivenClock(), driver_class=driver_class)

    return make


def _rehearse(scenario: Scenario) -> None:
    # Draws once what nobody sees, so that the first visitor does not wait for what all need.
    session = VisitorSession(scenario)
    session.prepare()
    Picture(GLYPHS["braille"], CharsetWords(Words("en"), "braille")).compose(session, 120, 40)
