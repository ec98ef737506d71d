"""A worker's part of the server: its visitors, and its line to the supervisor that counts everybody's."""

from __future__ import annotations

import asyncio
import traceback
from typing import TYPE_CHECKING, Any

import asyncssh

from sigmascope.tui.guests.limits import Limits
from sigmascope.tui.ssh.door import connection
from sigmascope.tui.ssh.door.authorized import AuthorizedKeys
from sigmascope.tui.ssh.door.door import Door
from sigmascope.tui.ssh.screen.apps import Apps
from sigmascope.tui.ssh.screen.pace import Pace

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from sigmascope.tui.guests.visit import Visit
    from sigmascope.tui.ssh.screen.apps import MakeApp
    from sigmascope.tui.ssh.screen.pace import IdleSelector


LOOK = 1.0
"""Seconds between two looks at who idles."""


class House:
    """The visitors of one worker."""

    def __init__(
        self,
        settings: dict[str, Any],
        make_app: MakeApp,
        selector: IdleSelector,
        report: Callable[[dict[str, Any]], None],
    ) -> None:
        """``settings`` are what the supervisor sent, ``selector`` is the loop's, ``report`` sends it something."""
        self.limits = Limits(*settings["limits"])
        self.name = settings["name"]
        self.authorized: AuthorizedKeys | None
        self.presenters: AuthorizedKeys | None
        self.admit_keys(settings["keys"], settings["presenters"])
        self._host_key = asyncssh.import_private_key(settings["host_key"])
        self._report = report
        self._pace = Pace(self.limits.max_frame_rate, selector)
        self._pace.start()
        self.stage = Apps(make_app, self._pace, self.crashed)
        self._doors: dict[int, Door] = {}
        self._answers: dict[int, asyncio.Future[str | None]] = {}
        self._arriving: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self.closing = False
        self._look()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        for door in list(self._doors.values()):
            door.look(loop.time())
        loop.call_later(min(LOOK, self.limits.idle_timeout / 4), self._look)

    def admit_keys(self, keys: str | None, presenters: str | None) -> None:
        """Take the keys of those who may enter, and present, from now on; None lets everybody in, or nobody present."""
        self.authorized = None if keys is None else AuthorizedKeys(keys)
        self.presenters = None if presenters is None else AuthorizedKeys(presenters)

    def receive(self, number: int, address: str, sock: socket.socket) -> None:
        """Take over a connection the supervisor has accepted."""
        door = Door(self, number, address)
        self._doors[number] = door
        task = asyncio.get_running_loop().create_task(self._receive(door, sock))
        self._arriving.add(task)
        task.add_done_callback(self._arriving.discard)

    async def _receive(self, door: Door, sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            options = connection.options(door, self._host_key, self.limits.login_timeout)
            await loop.connect_accepted_socket(lambda: connection.Connection(loop, options), sock)
        except OSError:  # it was gone before it was here
            sock.close()
            self._doors.pop(door.number, None)
            self._report({"did": "gone", "number": door.number})

    async def enter(self, door: Door) -> str | None:
        """Ask the supervisor whether there is room for a session; the limit that stands against it, if one does."""
        answer = self._answers[door.number] = asyncio.get_running_loop().create_future()
        self._report({"did": "ask", "number": door.number, "user": door.user})
        try:
            limit: str | None = await answer
            return limit
        finally:
            self._answers.pop(door.number, None)

    def answered(self, number: int, limit: str | None) -> None:
        """The supervisor's answer to that."""
        if (answer := self._answers.get(number)) is not None and not answer.done():
            answer.set_result(limit)

    def left(self, door: Door) -> None:
        """The session of a connection has ended."""
        self._report({"did": "left", "number": door.number})

    def gone(self, door: Door, **facts: object) -> None:
        """A connection has ended."""
        self._doors.pop(door.number, None)
        reason = {"user": door.user, "reason": door.reason}
        self._report({"did": "gone", "number": door.number, "facts": reason | facts})
        if not self._doors:
            self._empty.set()

    def crashed(self, visit: Visit, fault: BaseException) -> None:
        """Report what has ended a visitor's app or command; no values stand in it."""
        told = "".join(traceback.format_exception(fault))
        facts = {"address": visit.address, "user": visit.user, "traceback": told}
        self._report({"did": "log", "event": "crash", "facts": facts})

    async def goodbye(self) -> None:
        """Tell everybody that the server stops, give them their terminals back, and wait until they are gone."""
        self.closing = True
        self._empty.clear()
        for door in list(self._doors.values()):
            if door.session is not None:
                door.session.end("stopping")
            else:
                door.reason = "stopping"
                door.connection.close()
        if self._doors:
            await self._empty.wait()
