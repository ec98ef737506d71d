"""One connection at the door: who may come in, and that they may do one thing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

import asyncssh

from sigmascope.tui.guests.presenting import PRESENTER
from sigmascope.tui.ssh.door.channel import LINGER, Channel, Host
from sigmascope.tui.words import Words

if TYPE_CHECKING:
    from sigmascope.tui.ssh.door.authorized import AuthorizedKeys
    from sigmascope.tui.ssh.door.connection import Connection


class Keeper(Host, Protocol):
    """What a door needs besides: who may come in, and somebody who counts."""

    authorized: AuthorizedKeys | None
    presenters: AuthorizedKeys | None

    async def enter(self, door: Door) -> str | None:
        """Ask whether there is room for a session; the limit that stands against it, if one does."""

    def left(self, door: Door) -> None:
        """The session of a connection has ended."""

    def gone(self, door: Door, **facts: object) -> None:
        """A connection has ended."""


class Door(asyncssh.SSHServer):
    """What asyncssh asks and tells of a connection."""

    def __init__(self, house: Keeper, number: int, address: str) -> None:
        self.house, self.number, self.address = house, number, address
        self.user = ""
        self.connection: Connection
        self.reason: str | None = None
        """Why it ended, once something has decided that."""
        self.session: Channel | None = None
        self.presents = False
        """Whether they log in as the one whom all others follow."""
        self._began = asyncio.get_running_loop().time()
        self._entered = False
        self._moved: float | None = None
        """When something last moved on the connection; None until they have logged in, which has its own limit."""
        self._pulse: object = None

    def connection_made(self, conn: Connection) -> None:  # type: ignore[override]
        """Somebody has connected."""
        self.connection = conn

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        loop = asyncio.get_running_loop()
        if self.reason is None:
            self.reason = "vanished" if self._entered else "no-login"
        self.house.gone(
            self,
            seconds=loop.time() - self._began,
            received=self.connection.received,
            sent=self.connection.sent,
            detail=str(exc) if exc is not None and not self._entered else None,
        )

    def begin_auth(self, username: str) -> bool:
        """Whether this user must show a key."""
        self.user = username
        self.presents = self.house.presenters is not None and username == PRESENTER
        keys = self.house.presenters if self.presents else self.house.authorized
        if keys is not None:
            self.connection.set_authorized_keys(keys)
        return keys is not None

    def auth_completed(self) -> None:
        """They have logged in."""
        self._moved = asyncio.get_running_loop().time()

    def session_requested(self) -> Channel:
        """A channel for a session; one connection has one at a time."""
        if self.session is not None and not self.session.over:
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_RESOURCE_SHORTAGE, "one session a connection")
        self.reason = None
        self.session = Channel(self.house, self)
        return self.session

    async def enter(self) -> str | None:
        """Ask to begin a session; the limit that stands against it, if one does."""
        limit = await self.house.enter(self)
        self._entered = limit is None
        return limit

    def left(self) -> None:
        """The app or the command has ended, and makes room for another visitor's, however long the client lingers."""
        self.house.left(self)

    def look(self, now: float) -> None:
        """End a connection without an app on which nothing has moved for as long as a visitor may idle."""
        session = self.session if self.session is not None and self.session.opened else None
        if self._moved is None or (session is not None and session.has_app):
            return
        pulse = session, session.pulse() if session is not None else None
        if pulse != self._pulse:
            self._pulse, self._moved = pulse, now
        elif now - self._moved >= (limit := self.house.limits.idle_timeout):
            self._moved = None
            words = session.words if session is not None else Words("en")
            self.reason = "stalled" if session is not None and session.waits else "idle"
            # Told so, a client that still holds something of its answer does not end as if all had been well.
            sentence = words(f"ssh.{self.reason}", minutes=round(limit / 60, 1))
            self.connection.disconnect(asyncssh.DISC_BY_APPLICATION, sentence)
            asyncio.get_running_loop().call_later(LINGER, self.connection.abort)
