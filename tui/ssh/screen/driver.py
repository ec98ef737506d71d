"""A Textual driver whose terminal is at the other end of an SSH connection."""

from __future__ import annotations

from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual import events
from textual.driver import Driver
from textual.geometry import Size

from sigmascope.tui.app.backlog import FULL, Backlog
from sigmascope.tui.app.inside import fail
from sigmascope.tui.app.parser import Parser
from sigmascope.tui.app.sequences import RESTORE, start
from sigmascope.tui.ssh.screen.intake import Budget, Intake

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from textual.app import App
    from textual.message import Message

    from sigmascope.tui.ssh.screen.pace import Pace

TICK = 1 / 30
"""Seconds over which input is gathered."""
EVENTS_A_TICK = 4
FIRST_EVENTS = 16
ANSWERS = (20.0, 8.0)
"""Frames a second, and at once, that are drawn between two slots because a key asked for them."""
_PIECE = 32
"""Characters parsed between two looks at how many events they made."""

RESIZE_EVERY = 0.2


class Link(Protocol):
    """What a driver needs of a connection."""

    def attach(self, driver: SSHDriver) -> None:
        """Take the driver that input and sizes go to."""

    def send(self, data: bytes) -> None:
        """Send to the client's terminal, however long it takes."""

    def backlog(self) -> int:
        """Bytes sent that have not left yet."""


class SSHDriver(Driver):
    """Lets the app draw when the client can take it, and feeds it input a little at a time.

    Make it with ``functools.partial(SSHDriver, link=…, pace=…)`` as an app's driver class.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
        link: Link,
        pace: Pace,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size or (80, 24))
        self._link, self._pace = link, pace
        # Everything the driver schedules runs where the app is the active one, as events need.
        self._context = copy_context()
        self._parser = Parser()
        self._intake = Intake()
        self._buffer: list[str] = []
        self._flushing: asyncio.Handle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._resizing: asyncio.TimerHandle | None = None
        self._resized_at = 0.0
        self._wanted_size = self._size
        self._backlog = Backlog(app, link.backlog)
        self._tick: Callable[[], object] = _nothing
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._in_slot = False
        self._undrawn: Callable[[], object] | None = None
        self._answers = Budget(*ANSWERS)
        self._allowance = FIRST_EVENTS
        self._listening = False
        self._pointer_shaped = False
        link.attach(self)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the client's terminal."""
        assert self._size is not None
        return self._size

    # What the app calls.

    def start_application_mode(self) -> None:
        """Take over the client's terminal."""
        self.write(start(mouse=self._mouse))
        self.flush()
        self._listening = True
        self._post_size()

    def stop_application_mode(self) -> None:
        """Give the client's terminal back as it was."""
        self.disable_input()
        self._backlog.release()
        if self._pointer_shaped:
            self._buffer.append("\x1b]22;default\x07")
        self._buffer.append(RESTORE)
        self.flush()

    def disable_input(self) -> None:
        """Take no further input."""
        self._listening = False
        for handle in (self._reading, self._resizing, self._timer):
            if handle is not None:
                handle.cancel()
        self._reading = self._resizing = self._timer = None
        self._tick, self._undrawn = _nothing, None

    def close(self) -> None:
        """Let go of everything."""
        self.disable_input()
        self._backlog.release()
        if self._flushing is not None:
            self._flushing.cancel()
            self._flushing = None

    def write(self, data: str) -> None:
        """Keep something to send until the frame is whole."""
        if self._backlog.behind:
            return  # a bell for somebody who cannot hear it
        self._pointer_shaped = self._pointer_shaped or data.startswith("\x1b]22;")
        self._buffer.append(data)
        if self._flushing is None:
            # The bell, the clipboard and the pointer's shape are written but never flushed.
            self._flushing = self._loop.call_soon(self.flush, context=self._context)

    def flush(self) -> None:
        """Send what has been written."""
        if self._flushing is not None:
            self._flushing.cancel()
            self._flushing = None
        if self._buffer:
            text = "".join(self._buffer)
            self._buffer.clear()
            self._link.send(text.encode("utf-8", "replace"))
            if self._listening:
                self._backlog.look()

    def send_message(self, message: Message) -> None:
        """Hand an event to the app; its loop is this one, so that no thread needs to be crossed."""
        self._app.post_message(message)

    def process_message(self, message: Message) -> None:
        """Take an event in; the app's own size comes from SSH and from nowhere else."""
        if not isinstance(message, events.Resize):
            super().process_message(message)

    def open_url(self, url: str, new_tab: bool = True) -> None:  # noqa: FBT001, FBT002  # Textual's signature
        """Links are not opened: the desktop they would open on is the server's."""

    def deliver_binary(self, binary: Any, **_: Any) -> None:
        """Files are not delivered: the disk they would be written to is the server's."""
        with suppress(Exception):
            binary.close()

    # Frames: as often as the worker's pace allows, and none for a client that is behind.

    def animate(self, tick: Callable[[], object]) -> None:
        """Call ``tick`` once a frame, for as long as the terminal is the app's."""
        self._tick = tick
        self._due = self._loop.time()
        self._is_due()

    def _is_due(self) -> None:
        self._timer = None
        self._pace.draw(self._slot, self._context)

    def _slot(self) -> None:
        if not self._listening:
            return
        # A slot that was missed is not made up for.
        self._due = max(self._due + self._pace.interval, self._loop.time())
        self._timer = self._loop.call_at(self._due, self._is_due)
        if self._link.backlog() > FULL:
            self._backlog.hold()
        self._in_slot = True
        self._guarded(self._tick)
        if self._undrawn is not None:
            self._guarded(partial(self.frame, self._undrawn))
        self._in_slot = False

    def frame(self, draw: Callable[[], object]) -> None:
        """Call ``draw`` now, or with the next frame where there have been many, or when a slow client has caught up."""
        if self._backlog.behind or not (self._in_slot or self._answers.take(1)):
            self._undrawn = draw
            return
        self._undrawn = None
        draw()

    # Input: gathered a tick, so many events each.

    def receive(self, data: bytes) -> None:
        """Take in what the client sent."""
        if not self._listening:
            return
        self._intake.receive(data)
        if self._reading is None:
            self._allowance = FIRST_EVENTS
            self._context.run(self._read)

    def _read(self) -> None:
        found: list[Message] = []
        while len(found) < self._allowance and (text := self._intake.take(_PIECE)):
            for message in self._parser.read(text, self.size):
                if found and isinstance(message, events.MouseMove) and isinstance(found[-1], events.MouseMove):
                    found.pop()
                found.append(message)
        found += self._parser.tick()  # a lone Esc is one when nothing has followed it for a while
        for message in found:
            self.process_message(message)
        self._allowance = EVENTS_A_TICK
        self._reading = self._loop.call_later(TICK, self._read, context=self._context) if self._unread() else None

    def _unread(self) -> bool:
        return self._listening and (self._intake.pending or self._parser.undecided)

    # Sizes: the latest one, a few times a second.

    def resize(self, size: tuple[int, int]) -> None:
        """Follow the client's terminal to a size."""
        self._wanted_size = size
        if self._listening and self._resizing is None:
            wait = max(0.0, self._resized_at + RESIZE_EVERY - self._loop.time())
            self._resizing = self._loop.call_later(wait, self._follow_size, context=self._context)

    def _follow_size(self) -> None:
        self._resizing = None
        self._resized_at = self._loop.time()
        if self._wanted_size != self._size:
            self._size = self._wanted_size
            self._post_size()

    def _post_size(self) -> None:
        size = Size(*self.size)
        self.send_message(events.Resize(size, size))

    def later(self, call: Callable[[], object]) -> None:
        """Call something where the app is the active one; what it raises ends the app."""
        self._loop.call_soon(self._guarded, call, context=self._context)

    def _guarded(self, call: Callable[[], object]) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001  # as for an exception in one of Textual's own timers
            fail(self._app, error)


def _nothing() -> None:
    pass
