"""One visitor's session on one channel: what they ask for, what they are told, how it ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

import asyncssh

from sigmascope.engine.errors import EngineError
from sigmascope.tui.app.backlog import DRAINED
from sigmascope.tui.app.sequences import RESTORE
from sigmascope.tui.guests import remote
from sigmascope.tui.guests.visit import LONGEST, Visit, clamped
from sigmascope.tui.words import Words
from sigmascope.tui.words.exits import Exit
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from textual.app import App

    from sigmascope.tui.guests.limits import Limits
    from sigmascope.tui.ssh.door.connection import Connection
    from sigmascope.tui.ssh.screen.apps import Apps
    from sigmascope.tui.ssh.screen.driver import SSHDriver

WATCH = 1.0
WARNING = 60.0
"""Seconds before the end at which an idle visitor is told."""
STALLED = 30.0
LINGER = 2.0
"""Seconds an app's last word may take to leave."""
POLL = 0.02


class Connected(Protocol):
    """What a channel needs of the connection it is on."""

    connection: Connection
    user: str
    address: str
    presents: bool
    reason: str | None

    async def enter(self) -> str | None:
        """Ask to begin; the limit that stands against it, if one does."""

    def left(self) -> None:
        """The app or the command has ended."""


class Host(Protocol):
    """What a channel needs of whoever serves all visitors of a process."""

    limits: Limits
    name: str
    stage: Apps

    def crashed(self, visit: Visit, fault: BaseException) -> None:
        """Report what has ended a visitor's app or command."""


class Channel(asyncssh.SSHServerSession[bytes]):
    """What asyncssh calls for a channel, and the `Link` of the driver that draws on it."""

    def __init__(self, house: Host, door: Connected) -> None:
        self._house, self._door = house, door
        self._channel: asyncssh.SSHServerChannel[bytes]
        self.opened = self.over = False
        """Whether the channel is open, and whether it is closed again, on both sides."""
        self._loop = asyncio.get_running_loop()
        self._term: str | None = None
        self._size = clamped(0, 0)
        self._command: str | None = None
        self._driver: SSHDriver | None = None
        self._app: App[Any] | None = None
        self._task: asyncio.Task[None] | None = None
        self._heard = self._loop.time()
        self._warned = False
        self._enough: asyncio.TimerHandle | None = None
        """What ends the session by force where it does not end by itself."""
        self._least_backlog = 0
        self._worked = 0
        self._progress = self._loop.time()
        self._last_words = ""
        self.words = Words("en")
        """Their language's, once it is known."""

    # What asyncssh tells.

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """The channel is open."""
        self._channel = chan
        self.opened = True

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], _modes: object) -> bool:
        """A terminal is asked for."""
        self._term = term_type[:LONGEST]
        self._size = clamped(*term_size[:2])
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:  # noqa: ARG002
        """The client's terminal has another size."""
        self._size = clamped(width, height)
        if self._driver is not None:
            self._driver.resize(self._size)

    def shell_requested(self) -> bool:
        """The app is asked for."""
        return True

    def exec_requested(self, command: str) -> bool:
        """A command is asked for; it is answered, if only by a refusal."""
        self._command = command
        return True

    def subsystem_requested(self, subsystem: str) -> bool:  # noqa: ARG002
        """File transfer is asked for; there is none."""
        return False

    def session_started(self) -> None:
        """All has been asked: begin."""
        self._task = self._loop.create_task(self._perform())

    def data_received(self, data: bytes, datatype: int | None) -> None:  # noqa: ARG002
        """The client typed something."""
        self._heard = self._loop.time()
        self._warned = False
        if self._driver is not None:
            self._driver.receive(data)

    def eof_received(self) -> bool:
        """The client will type no more, as in ``ssh host run … < /dev/null``; its answer is still wanted."""
        if self._app is not None:
            self.end("hung-up")
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The channel is gone."""
        self.over = True
        if self._enough is not None:
            self._enough.cancel()
            self._enough = None
        if self._task is not None and not self._task.done():
            if self._app is not None:
                self._app.exit()
                self._enough = self._loop.call_later(LINGER, self._task.cancel)
            else:
                self._task.cancel()

    # What the driver needs.

    def attach(self, driver: SSHDriver) -> None:
        """Take the driver that input and sizes go to."""
        self._driver = driver
        driver.resize(self._size)

    def send(self, data: bytes) -> None:
        """Send to the client's terminal."""
        if not self._channel.is_closing():
            self._channel.write(data)

    def backlog(self) -> int:
        """Bytes sent that have not left yet."""
        return self._door.connection.backlog(self._channel)

    # What happens.

    @property
    def has_app(self) -> bool:
        """Whether an app is on the channel; it has limits of its own."""
        return self._app is not None

    @property
    def waits(self) -> bool:
        """Whether something is still to be sent."""
        return self._task is not None and not self._task.done()

    def pulse(self) -> object:
        """What differs from what it was before if anything has moved: the client took something, or work was done."""
        return self._door.connection.taken(self._channel), self.backlog(), self._heard, self._worked

    async def _perform(self) -> None:
        visit = self._visit()
        self.words = Words(visit.language)
        code: int = Exit.CRASHED
        try:
            if (limit := await self._door.enter()) is not None:
                code = self._say(f"ssh.{limit}", Exit.BUSY)
            elif self._command is not None:
                code = await self._answer(self._command, visit)
            elif self._term is None or self._term in ("dumb", ""):
                code = self._say("ssh.no-terminal", Exit.REFUSED)
            else:
                code = await self._show(visit)
                # A client that does not take its last words does not keep the channel either.
                self._enough = self._loop.call_later(LINGER, self._door.connection.abort)
        finally:
            self._driver = self._app = None
        await self._leave(code)

    def _visit(self) -> Visit:
        sent = {}
        for name, value in self._channel.get_environment_bytes().items():
            sent[name.decode("ascii", "replace")] = value.decode("utf-8", "replace")
        environ = tuple(sorted(sent.items()))
        return Visit(self._door.user, self._door.address, self._term or "", environ, self._size, self._door.presents)

    async def _show(self, visit: Visit) -> int:
        def begun(app: App[Any]) -> None:
            self._app = app

        watch = self._loop.create_task(self._watch())
        try:
            well = await self._house.stage.perform(visit, self, begun)
        finally:
            watch.cancel()
        if not well:
            self._door.reason = "crashed"
            self._last_words = self._say_later("ssh.crashed")
        elif self._door.reason is None:
            self._door.reason = "quit"
        if self._last_words:
            self.send(self._last_words.encode() + b"\r\n")
        return 0 if well else Exit.CRASHED

    async def _answer(self, command: str, visit: Visit) -> int:
        if not remote.is_run(command):
            self._door.reason = "refused-command"
            return self._say("ssh.only-run", Exit.REFUSED)
        newline = b"\n" if self._term is None else b"\r\n"
        try:
            scenario = remote.scenario_of(command)
            for piece in remote.csv(scenario):
                if piece:
                    self.send(piece.encode().replace(b"\n", newline))
                self._worked += 1
                # As long for the others as for this one, and no more until the client has taken it.
                await asyncio.sleep(remote.SLICE)
                while self.backlog() > remote.AHEAD:
                    await asyncio.sleep(POLL)
        except EngineError as error:
            self._door.reason = "wrong-scenario"
            return self._complain(self.words.error(error), Exit.WRONG)
        except Refusal as refusal:
            self._door.reason = "wrong-scenario"
            return self._complain(self.words(refusal.name, **refusal.facts), Exit.WRONG)
        except Exception as fault:  # noqa: BLE001  # one visitor's command is not the others' concern
            self._house.crashed(visit, fault)
            self._door.reason = "crashed"
            return self._complain(self._say_later("ssh.crashed"), Exit.CRASHED)
        self._door.reason = "answered"
        return 0

    def _say_later(self, name: str, **facts: object) -> str:
        return self.words(name, host=self._house.name, **facts)

    def _say(self, name: str, code: int) -> int:
        if self._door.reason is None:
            self._door.reason = name.removeprefix("ssh.")
        return self._complain(self._say_later(name), code)

    def _complain(self, sentence: str, code: int) -> int:
        if not self._channel.is_closing():
            self._channel.write_stderr(f"sigmascope: {sentence}".encode() + (b"\n" if self._term is None else b"\r\n"))
        return code

    async def _leave(self, code: int) -> None:
        # The status goes last: what a client has not taken by then it takes before it closes the channel. Where
        # nothing moves, whoever watches the connection ends it, and a client that is cut off knows of no status.
        while self.backlog() and not self._channel.is_closing():
            await asyncio.sleep(POLL)
        if self._enough is not None:
            self._enough.cancel()
            self._enough = None
        if not self._channel.is_closing():
            self._channel.exit(code)
        self._door.left()

    # What watches.

    async def _watch(self) -> None:
        limit = self._house.limits.idle_timeout
        while True:
            await asyncio.sleep(min(WATCH, limit / 10))
            now = self._loop.time()
            idle = now - self._heard
            if idle >= limit:
                self.end("idle", minutes=round(limit / 60, 1))
            elif idle >= max(limit - WARNING, limit / 2) and not self._warned and self._driver is not None:
                self._warned = True
                self._driver.later(self._warn)
            backlog = self.backlog()
            if backlog <= DRAINED or backlog < self._least_backlog:
                self._progress = now
            self._least_backlog = backlog
            if now - self._progress >= STALLED:
                self._door.reason = "stalled"
                self._door.connection.abort()
                return

    def _warn(self) -> None:
        if self._app is not None:
            left = max(1, round(self._house.limits.idle_timeout - (self._loop.time() - self._heard)))
            if (say := getattr(self._app, "announce", None)) is not None:
                say("ssh.idle-warning", seconds=left)
            else:
                self._app.notify(self._say_later("ssh.idle-warning", seconds=left), timeout=left)
            self._app.bell()

    def end(self, reason: str, **facts: object) -> None:
        """End the session from this side, with a word of why."""
        if self._door.reason is None:
            self._door.reason = reason
        if self._app is not None:
            self._last_words = self._say_later(f"ssh.{reason}", **facts)
            self._app.exit()
            # An app that does not end by itself is not waited for; the terminal is the visitor's.
            self._enough = self._loop.call_later(LINGER / 2, self._end_now)
        elif self._task is None or self._command is not None:
            self._door.connection.close()

    def _end_now(self) -> None:
        if self._task is not None and not self._task.done() and not self._channel.is_closing():
            self.send(RESTORE.encode() + self._last_words.encode() + b"\r\n")
            self._channel.exit(0)
            self._task.cancel()
