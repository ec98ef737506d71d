"""What every command does, once: read by the tests of sessions, of keys, of the palette and of scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.engine.scenario import PRESETS, parse
from sigmascope.tui.lesson.shelf import Shelf
from sigmascope.tui.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable


class Effect(NamedTuple):
    """A paused session at epoch 0 of ``saturated`` is told ``before``, then the command; then this is seen."""

    seen: Callable[[Session], object]
    after: object
    before: tuple[str, ...] = ()
    argument: str = ""
    stays: bool = False
    """Whether it is seen before as well: there is nothing left to do."""


def _epoch(session):
    return session.epoch, session.playing


def _playing(session):
    return session.playing


def _pace(session):
    return session.pace


def _w(session):
    return session.scenario.w[0], session.epoch, session.playing


def _b(session):
    return session.scenario.b, session.epoch, session.playing


def _eta(session):
    return session.scenario.eta, session.epoch, session.playing


def _requests(session):
    return [tuple(request) for request in session.requests]


def _view(session):
    return session.look.view


def _text(session):
    return session.scenario.text()


def _guided(session: Session) -> tuple[int, str] | None:
    said = session.guide and session.guide.says("en")
    return (said.step, session.guide.phase) if said else None


def _flags(session: Session) -> list[tuple[int, str]]:
    return session.guide.flags


def _bare(session: Session) -> tuple[bool, str | None]:
    return session.look.bare, session.notice.words if session.notice else None


EFFECTS: dict[str, list[Effect]] = {
    "toggle": [
        Effect(_playing, True),
        Effect(_playing, False, ("play",)),
        Effect(_epoch, (0, True), ("end",)),
    ],
    "play": [Effect(_playing, True), Effect(_epoch, (300, False), ("end",), stays=True)],
    "pause": [Effect(_playing, False, ("play",))],
    "step": [Effect(_epoch, (1, False), ("play",)), Effect(_epoch, (15, False), ("seek 10",), "5")],
    "back": [
        Effect(_epoch, (9, False), ("seek 10", "play")),
        Effect(_epoch, (3, False), ("seek 10",), "7"),
        Effect(_epoch, (0, False), ("seek 3",), "7"),
    ],
    "forward": [Effect(_epoch, (30, False), ("seek 20", "play")), Effect(_epoch, (300, False), ("seek 295",))],
    "rewind": [Effect(_epoch, (10, False), ("seek 20", "play")), Effect(_epoch, (0, False), ("seek 5",))],
    "start": [Effect(lambda s: (s.epoch, s.reached, s.playing), (0, 20, False), ("seek 20", "play"))],
    "end": [Effect(_epoch, (300, False), ("play",))],
    "seek": [Effect(_epoch, (120, False), argument="120"), Effect(_epoch, (120, True), ("play",), "120")],
    "restart": [Effect(lambda s: (s.epoch, s.reached, s.playing), (0, 0, True), ("seek 20",))],
    "faster": [
        Effect(_pace, 60),
        Effect(_pace, 60, ("pace 31",)),
        Effect(_pace, 20_000, ("pace 20000",), stays=True),
    ],
    "slower": [Effect(_pace, 20), Effect(_pace, 30, ("pace 31",)), Effect(_pace, 1, ("pace 1",), stays=True)],
    "pace": [Effect(_pace, 10_000, argument="10000")],
    "more": [
        Effect(lambda s: (s.last, s.epoch, s.playing), (600, 300, True), ("end",)),
        Effect(lambda s: s.last, 350, argument="50"),
    ],
    "w-up": [Effect(_w, (2.1, 0, False), ("seek 9",)), Effect(_w, (2.1, 0, True), ("play",))],
    "w-down": [Effect(_w, (1.9, 0, False), ("seek 9",)), Effect(_w, (1.9, 0, True), ("play",))],
    "b-up": [Effect(_b, (2.1, 0, False), ("seek 9",)), Effect(_b, (2.1, 0, True), ("play",))],
    "b-down": [Effect(_b, (1.9, 0, False), ("seek 9",)), Effect(_b, (1.9, 0, True), ("play",))],
    "eta-up": [Effect(_eta, (0.172, 0, False), ("seek 9",))],
    "eta-down": [Effect(_eta, (0.131, 0, False), ("seek 9",))],
    "edit": [Effect(_requests, [("edit", "")])],
    "set": [Effect(lambda s: s.scenario, parse("saturated w=1.5 eta=0.3"), argument="w=1.5 eta=0.3")],
    "preset": [
        Effect(lambda s: s.scenario, PRESETS["mild"].scenario, argument="mild"),
        Effect(lambda s: s.scenario, PRESETS["animation-4"].scenario, argument="8"),
    ],
    "rule": [
        Effect(_text, "saturated eta=equal-first-step:0.15"),
        Effect(_text, "saturated eta=one-sixth:0.15", argument="one-sixth"),
        Effect(_text, "book-saturated", argument="book"),
    ],
    "view": [
        Effect(_view, "anatomy"),
        Effect(_view, "charts", ("view-back",)),
        Effect(_view, "speed", argument="speed"),
        Effect(_view, "charts", ("view speed",), "speed or charts"),
    ],
    "view-back": [Effect(_view, "derivation"), Effect(_view, "charts", ("view anatomy",))],
    "enlarge": [
        Effect(lambda s: s.look.enlarged, "cost"),
        Effect(_bare, (True, "session.view-bare"), ("view speed",)),
        Effect(_bare, (False, "session.view-whole"), ("view anatomy", "enlarge")),
        Effect(_bare, (False, "session.view-always-whole"), ("view output",)),
        Effect(lambda s: s.look.enlarged, "z", argument="z"),
        Effect(lambda s: s.look.enlarged, None, ("enlarge w",), "none"),
    ],
    "all": [Effect(lambda s: s.look.enlarged, None, ("enlarge w",)), Effect(_view, "charts", ("view speed",))],
    "charts": [
        Effect(_requests, [("charts", "")]),
        Effect(lambda s: (s.look.charted, s.look.enlarged), (("a", "speed"), None), ("enlarge",), "a,speed,a"),
    ],
    "ranges": [Effect(lambda s: s.look.shared, True), Effect(lambda s: s.look.shared, False, ("ranges",))],
    "log": [
        Effect(lambda s: s.look.log, True),
        Effect(lambda s: (s.look.log, s.look.linear), (False, True), ("view speed",)),
        Effect(lambda s: s.look.log, False, ("log",)),
    ],
    "theme": [Effect(_requests, [("theme", "")]), Effect(_requests, [("theme", "light")], argument="light")],
    "language": [Effect(_requests, [("language", "")]), Effect(_requests, [("language", "zh")], argument="zh")],
    "line": [Effect(_requests, [("line", "")])],
    "save": [Effect(_requests, [("save", "")]), Effect(_requests, [("save", "a b.csv")], argument="a b.csv")],
    "screen": [Effect(_requests, [("screen", "")]), Effect(_requests, [("screen", "a.svg")], argument="a.svg")],
    "lesson": [
        Effect(_guided, (1, "text")),
        Effect(_guided, (5, "text"), argument="flat"),
        Effect(_guided, (3, "text"), argument="overshoot 3"),
        Effect(_view, "charts", ("lesson", "view speed")),
    ],
    "answer": [Effect(_guided, (2, "play"), ("lesson slowdown 2", "next"), "1")],
    "later": [
        Effect(_flags, [(31, "asked")], ("lesson overshoot 1", "next", "flag 30")),
        Effect(_flags, [(40, "asked")], ("lesson overshoot 1", "next", "flag 30"), "10"),
    ],
    "earlier": [Effect(_flags, [(29, "asked")], ("lesson overshoot 1", "next", "flag 30"))],
    "flag": [Effect(_flags, [(23, "asked")], ("lesson overshoot 1", "next"), "23")],
    "next": [Effect(_guided, (2, "question"), ("lesson slowdown 2",))],
    "previous": [Effect(_guided, (2, "text"), ("lesson slowdown 2", "next"))],
    "leave": [Effect(_guided, None, ("lesson",))],
    "palette": [Effect(_requests, [("palette", "")])],
    "help": [Effect(_requests, [("help", "")])],
    "suspend": [Effect(_requests, [("suspend", "")])],
    "quit": [Effect(_requests, [("quit", "")])],
}
"""By word. The first effect of each takes no argument wherever the command can do without one: that is its key."""


def paused(text: str = "", **options) -> Session:
    """A session at epoch 0 of a scenario, all of it computed."""
    session = Session(parse(text), playing=False, **options)
    session.lessons = Shelf().open
    session.prepare()
    return session


def shown(session: Session) -> tuple[object, ...]:
    """All of a session that a person can tell from another."""
    return (
        session.scenario,
        session.epoch,
        session.reached,
        session.playing,
        session.pace,
        session.look,
        session.ready,
        {name: descent.history.columns().tobytes() for name, descent in session.simulation.descents.items()},
    )
