"""Anything done at a terminal, at any spacing: made up from a seed, and played to an app through either door."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual._xterm_parser import XTermParser
from textual.geometry import Size
from textual.keys import _character_to_key

from sigmascope.engine.scenario import PRESETS, parse
from sigmascope.tui.app.app import AppOptions, SigmascopeApp
from sigmascope.tui.app.clock import TimerClock
from sigmascope.tui.guests.visit import Visit
from sigmascope.tui.guests.visitor import factory
from sigmascope.tui.session.commands import key_bindings
from sigmascope.tui.session.session import Session
from sigmascope.tui.ssh.screen.driver import SSHDriver
from sigmascope.tui.ssh.screen.pace import Pace
from sigmascope.tui.words import Words
from tests.tui.effects import paused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from sigmascope.tui.guests.presenting import Source

SIZES = [(60, 20), (80, 24), (160, 48)]
ESCAPE = b"\x1b[27u"
"""As a terminal with the Kitty protocol sends it: one that waits for nothing to tell it from a sequence."""
SENT = {_character_to_key(char): char.encode() for char in map(chr, range(32, 127))} | {
    "escape": ESCAPE, "enter": b"\r", "tab": b"\t", "shift+tab": b"\x1b[Z", "backspace": b"\x7f", "delete": b"\x1b[3~",
    "right": b"\x1b[C", "left": b"\x1b[D", "up": b"\x1b[A", "down": b"\x1b[B", "home": b"\x1b[H", "end": b"\x1b[F",
    "shift+right": b"\x1b[1;2C", "shift+left": b"\x1b[1;2D", "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~",
    "f1": b"\x1bOP", "f7": b"\x1b[18~", "ctrl+a": b"\x01", "ctrl+c": b"\x03", "ctrl+k": b"\x0b", "ctrl+p": b"\x10",
    "ctrl+q": b"\x11", "ctrl+u": b"\x15", "ctrl+x": b"\x18", "ctrl+z": b"\x1a",
}  # fmt: skip
"""By Textual's name of a key, what a terminal sends for it."""
_IN_SHEETS = ["enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "space", "backspace"]
_IN_SHEETS += ["pageup", "pagedown", "ctrl+u", "f7"]
_OPENERS = ["e", "c", "u", "colon", "question_mark", "ctrl+p", "f1"]
_TYPED = [":lesson 5\r", ":lesson overshoot\r"]
_TYPED += [":pause\r", ":edit\r", ":help\r", ":quit\r", ":theme\r", ":lang\r", "e3\r", "c \r", "t", "L", "q:"]
_STRANGE = [
    b"\x1b[99~",
    b"\x1b[I",
    b"\x1b[O",
    "\u4e2d".encode(),
    b"\x1b[200~0.5 junk\nmore\x1b[201~",
    b"\x1b[200~\x1b[201~",
]
LEAVING = {"q", "ctrl+c", "ctrl+q"}


class Burst(NamedTuple):
    """What arrives together, and how much time it has before the next."""

    things: tuple[bytes, ...] = ()
    """Each what a terminal sends for one key, click or paste."""
    turns: int = 0
    """Of the event loop; -1: until everything is done."""
    size: tuple[int, int] | None = None
    """The terminal takes this size before."""


def typed(text: str) -> tuple[bytes, ...]:
    """The keys of a text; a return is Enter."""
    return tuple(char.encode() for char in text)


def singly(bursts: Iterable[Burst]) -> list[Burst]:
    """The same things, each only when everything before it is done."""
    return [
        Burst((thing,), -1, burst.size if not n else None) for burst in bursts for n, thing in enumerate(burst.things)
    ]


class Chance:
    """Makes up bursts from a seed."""

    def __init__(self, seed: object, size: tuple[int, int], *, pointer: bool = True) -> None:
        self.random = random.Random(str(seed))
        self.size = size
        self.pointer = pointer
        self._bound = [SENT[key] for key in key_bindings() if key not in LEAVING]

    def bursts(self, count: int) -> list[Burst]:
        """So many packets of one to eight things each."""
        return [self._burst() for _ in range(count)]

    def _burst(self) -> Burst:
        pick = self.random
        things = [thing for _ in range(pick.randint(1, 8)) for thing in self._things()][:8]
        size = pick.choice([*SIZES, (59, 19)]) if pick.random() < 0.06 else None
        return Burst(tuple(things), pick.choice([0, 0, 1, 2, 3, 5, 9, 20, 60, -1]), size)

    def _things(self) -> tuple[bytes, ...]:
        pick = self.random
        return typed(pick.choice(_TYPED)) if pick.random() < 0.05 else (self._thing(),)

    def _thing(self) -> bytes:
        pick = self.random
        kind = pick.random()
        if kind < 0.25:
            return pick.choice(self._bound)
        if kind < 0.45:
            return SENT[pick.choice(_OPENERS)]
        if kind < 0.73:
            return SENT[pick.choice(_IN_SHEETS)]
        if kind < 0.80:
            return bytes([pick.randrange(33, 127)])
        if kind < 0.89:
            return pick.choice(_STRANGE)
        if kind < 0.895:
            return SENT[pick.choice(sorted(LEAVING))]
        return self._mouse() if self.pointer else SENT[pick.choice(_IN_SHEETS)]

    def _mouse(self) -> bytes:
        x, y = (self.random.randint(1, most) for most in self.size)
        if self.random.random() < 0.3:
            y = self.size[1]  # the keys of the footer
        press, release = b"\x1b[<0;%d;%dM" % (x, y), b"\x1b[<0;%d;%dm" % (x, y)
        others = [b"\x1b[<%d;%d;%dM" % (button, x, y) for button in (32, 35, 64, 65)]  # drag, move, wheel
        return self.random.choice([press, release, press + release, *others])


def app_on(text: str = "", *, clock: bool = False, **options: object) -> SigmascopeApp:
    """An app that neither stops its process nor tells a person why it fell; with its clock, as a person starts it."""
    session = Session(parse(text)) if clock else paused(text)
    app = SigmascopeApp(
        session, words=Words("en"), options=AppOptions(**options), clock=TimerClock() if clock else None
    )
    return _tamed(app)


def _tamed(app):
    app.action_suspend_process = lambda: None
    app._fatal_error = app._close_messages_no_wait
    app.CLICK_CHAIN_TIME_THRESHOLD = 3600.0  # however slow the machine
    return app


class Door(NamedTuple):
    """How things get to an app."""

    feed: Callable[[bytes], None]
    resize: Callable[[tuple[int, int]], None]


async def play(app: SigmascopeApp, door: Door, bursts: Iterable[Burst]) -> None:
    """Let all of it arrive, then wait until it is done."""
    for burst in bursts:
        if burst.size is not None:
            door.resize(burst.size)
        door.feed(b"".join(burst.things))
        if burst.turns < 0:
            await rest(app)
        for _ in range(burst.turns):
            await asyncio.sleep(0)
    await rest(app)


async def rest(app: SigmascopeApp) -> None:
    """Until all that has arrived is done, or the app has ended."""
    turns, driver, still = app._turns, app._driver, 0
    while still < 3 and app.is_running:
        await asyncio.sleep(0 if still else 0.001)
        done = turns._rest is None and not turns._waiting and app._message_queue.empty()
        still = still + 1 if done and not getattr(driver, "_reading", None) else 0


async def usable(app: SigmascopeApp, door: Door) -> None:
    """Whatever is open, one Esc leads back to the board and out of a lesson one more; there keys and clicks work, and a
    key leaves it.
    """
    door.resize(SIZES[1])
    door.feed(ESCAPE)
    await rest(app)
    assert app.screen_stack == [app.board.screen]
    if app.session.guide is not None:
        door.feed(ESCAPE)
        await rest(app)
    assert app.session.guide is None
    door.feed(b"2")
    await rest(app)
    assert app.session.scenario == PRESETS["mild"].scenario
    while app.board.size != SIZES[1]:
        await asyncio.sleep(0.001)
    app.say("pace 1")
    app.session.seek(9)
    while "w-up" not in (places := {line: first for first, _, line in app.board.picture.keys_at}):
        await asyncio.sleep(0.001)  # until the keys of the board are drawn in place of a lesson's
    x, y = places["w-up"] + 1, app.board.picture.layout.footer.y + 1
    door.feed(b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (x, y, x, y))
    await rest(app)
    assert app.session.scenario.w > PRESETS["mild"].scenario.w
    door.feed(b"q")
    while app.is_running:
        await asyncio.sleep(0.001)
    assert app.return_value == 0


@asynccontextmanager
async def headless(app: SigmascopeApp, size: tuple[int, int]) -> AsyncIterator[Door]:
    """Run an app whose events come as Textual's parser makes them. Raises what the app fell by."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        parser = XTermParser()

        def feed(packet: bytes) -> None:
            for message in parser.feed(packet.decode()):
                app.post_message(message)

        def resize(size: tuple[int, int]) -> None:
            app._driver._size = size
            app.post_message(events.Resize(Size(*size), Size(*size)))

        yield Door(feed, resize)


class FakeLink:
    """A client that takes everything at once."""

    driver: SSHDriver

    def __init__(self) -> None:
        self.sent = 0

    def attach(self, driver: SSHDriver) -> None:
        self.driver = driver

    def send(self, data: bytes) -> None:
        self.sent += len(data)

    def backlog(self) -> int:
        return 0


@asynccontextmanager
async def over_ssh(app: SigmascopeApp, link: FakeLink, size: tuple[int, int]) -> AsyncIterator[Door]:
    """Run a visitor's app, fed through its driver's intake and parser. Raises what the app fell by."""
    task = asyncio.create_task(app.run_async(size=size))
    while not link.sent:
        await asyncio.sleep(0)
    try:
        yield Door(link.driver.receive, link.driver.resize)
    finally:
        if not app._exit and not task.done():
            app.exit()
        await task
        if app._exception is not None:
            raise app._exception


def visitor(link: FakeLink, size: tuple[int, int], text: str = "", source: Source | None = None) -> SigmascopeApp:
    """The app of a visitor at the other end of a link, who presents to a source where there is one."""
    make = factory({"scenario": text, "presented": source is not None, "source": source})
    visit = Visit("guest", "10.0.0.1", "xterm-256color", (("LANG", "C.UTF-8"),), size, presents=source is not None)
    return _tamed(make(visit, partial(SSHDriver, link=link, pace=Pace(30))))


async def survives(app: SigmascopeApp, door: Door, bursts: Sequence[Burst]) -> bool:
    """Play, and see that the app can be used, unless it was left; whether it was. An app that fell tells later."""
    await play(app, door, bursts)
    if app._exit or app._exception is not None:
        return app._exit
    await usable(app, door)
    return False
