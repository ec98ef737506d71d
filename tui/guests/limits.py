"""How many may be here at once, and how long they may take: counted in one place for all workers."""

from __future__ import annotations

import ipaddress
from collections import Counter
from typing import NamedTuple


class Limits(NamedTuple):
    """What the server allows, in sessions and seconds."""

    max_sessions: int = 50
    max_per_address: int = 16
    idle_timeout: float = 600
    login_timeout: float = 20
    max_frame_rate: float = 10
    max_logins: int = 64
    """Connections that have not logged in yet, over all addresses."""


class Admission:
    """Who is here. Connections are counted from the moment they are accepted; sessions from when they ask to begin."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._address: dict[int, str] = {}
        self._logging_in: dict[int, None] = {}  # in the order of arrival
        self._sessions: set[int] = set()
        self._count: Counter[str] = Counter()

    def arrive(self, number: int, address: str) -> str | None:
        """Count a new connection in; the name of the limit it breaks, if it does, and then it is not counted."""
        network = network_of(address)
        if self._count[network] >= self.limits.max_per_address:
            return "per-address"
        self._address[number] = network
        self._count[network] += 1
        self._logging_in[number] = None
        return None

    def crowded_out(self) -> int | None:
        """The connection that must go for the newest to log in: the one that has been idling at the door longest.

        It is named once, and counts for its address until it has left.
        """
        if len(self._logging_in) <= self.limits.max_logins:
            return None
        longest = next(iter(self._logging_in))
        del self._logging_in[longest]
        return longest

    def enter(self, number: int) -> str | None:
        """Count a connection that has logged in as a session; the name of the limit it breaks, if it does."""
        self._logging_in.pop(number, None)
        if len(self._sessions) >= self.limits.max_sessions:
            return "full"
        if number in self._address:
            self._sessions.add(number)
        return None

    def rest(self, number: int) -> None:
        """Count a session out whose connection is still there; it may enter again."""
        self._sessions.discard(number)

    def leave(self, number: int) -> None:
        """Count a connection out; one that has left already may leave again."""
        self._logging_in.pop(number, None)
        self._sessions.discard(number)
        if (network := self._address.pop(number, None)) is not None:
            self._count[network] -= 1
            if not self._count[network]:
                del self._count[network]

    @property
    def sessions(self) -> int:
        """How many sessions there are."""
        return len(self._sessions)

    @property
    def connections(self) -> int:
        """How many connections there are, logged in or not."""
        return len(self._address)


def network_of(address: str) -> str:
    """What counts as one address: for IPv6 the /64 that one household or machine is usually given."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
