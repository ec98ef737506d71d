"""One connection at the door: who may come in, and that they may do one thing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncssh

from tui.ssh.present import PRESENTER
from tui.ssh.session import Session

if TYPE_CHECKING:
    from tui.ssh.connection import Connection
    from tui.ssh.house import House


class Door(asyncssh.SSHServer):
    """What asyncssh asks and tells of a connection."""

    def __init__(self, house: House, number: int, address: str) -> None:
        self.house, self.number, self.address = house, number, address
        self.user = ""
        self.connection: Connection
        self.reason: str | None = None
        """Why it ended, once something has decided that."""
        self.session: Session | None = None
        self.presents = False
        """Whether they log in as the one whom all others follow."""
        self._began = asyncio.get_running_loop().time()
        self._entered = False

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

    def session_requested(self) -> Session:
        """A channel for a session; one connection has one."""
        if self.session is not None:
            raise asyncssh.ChannelOpenError(asyncssh.OPEN_RESOURCE_SHORTAGE, "one session a connection")
        self.session = Session(self.house, self)
        return self.session

    async def enter(self) -> str | None:
        """Ask to begin a session; the limit that stands against it, if one does."""
        limit = await self.house.enter(self)
        self._entered = limit is None
        return limit
