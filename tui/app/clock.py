"""What lets time pass for an app, and says when it may draw: a timer of its own, or a driver that has many to serve."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Protocol, cast

from sigmascope.tui.app.inside import driver_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.timer import Timer

    from sigmascope.tui.session.session import Session

FRAME_RATE = 30.0
"""Frames a second of an app that has its terminal to itself."""
WORK = 0.004
"""Seconds for which a run is computed before keys are looked at again; a key is handed on a few times."""
_SHARE = 0.75
_LEAP = 0.25
"""Seconds that may pass between two frames: after a pause of the process the run goes on, it does not leap."""
_DRIVEN_WORK = 0.015
_DRIVEN_LEAP = 0.5


class Timed(Protocol):
    """What a clock needs of an app."""

    session: Session

    def set_interval(self, interval: float, callback: Callable[[], object]) -> Timer:
        """Call something again and again."""

    def pass_time(self, seconds: float, work: float) -> bool:
        """Let so much time pass, or compute for so many seconds; whether anything moves."""

    def show(self) -> None:
        """Draw."""


class Clock(Protocol):
    """Time, for one app."""

    def begin(self, app: Timed) -> None:
        """Let time pass from now on, by its `pass_time`."""

    def wake(self) -> None:
        """Something was said: if nothing moved, something may move now."""

    def draw(self, show: Callable[[], object]) -> None:
        """Call ``show`` now, or as soon as a frame may be drawn."""


class TimerClock:
    """A frame as often as ``frame_rate`` says, none while nothing moves; what a key asks for is drawn at once."""

    def __init__(self, frame_rate: float = FRAME_RATE) -> None:
        self._interval = 1 / frame_rate
        self._timer: Timer
        self._resting = False

    def begin(self, app: Timed) -> None:
        self._app, self._then = app, monotonic()
        self._timer = app.set_interval(self._interval, self._frame)

    async def _frame(self) -> None:
        now = monotonic()
        seconds, self._then = min(now - self._then, _LEAP), now
        app = self._app
        if not app.pass_time(seconds, WORK):
            self._timer.pause()
            self._resting = True
            return
        while not app.session.ready and monotonic() - now < _SHARE * self._interval:
            await asyncio.sleep(0)  # keys come in between
            app.pass_time(0.0, WORK)
        app.show()

    def wake(self) -> None:
        if self._resting:
            self._resting = False
            self._then = monotonic()
            self._timer.resume()

    def draw(self, show: Callable[[], object]) -> None:
        show()


class Frames(Protocol):
    """What a driver offers that times the frames of its app."""

    def animate(self, tick: Callable[[], object]) -> None:
        """Call ``tick`` once a frame."""

    def frame(self, draw: Callable[[], object]) -> None:
        """Call ``draw`` as soon as a frame may be drawn."""


class DrivenClock:
    """Frames when the app's driver says so: a key waits for no more than one, and a flood of keys draws no more."""

    def begin(self, app: Timed) -> None:
        self._app, self._then = app, monotonic()
        self._frames = cast("Frames", driver_of(cast("App[int]", app)))
        self._frames.animate(self._frame)

    def _frame(self) -> None:
        now = monotonic()
        seconds, self._then = min(now - self._then, _DRIVEN_LEAP), now
        if self._app.pass_time(seconds, _DRIVEN_WORK):
            self._app.show()

    def wake(self) -> None:
        """Its frames go on when nothing moves: somebody else may be followed."""

    def draw(self, show: Callable[[], object]) -> None:
        self._frames.frame(show)
