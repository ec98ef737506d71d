"""Presenting: what one person's session shows, as a value, and the sessions of everybody else that follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigmascope.tui.session.session import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.session.session import Session

PRESENTER = "presenter"
"""The name under which holders of the presenter's keys log in."""


def follow(session: Session, snapshot: dict[str, Any]) -> None:
    """Bring a session to where another one is. Raises EngineError and Refusal for a scenario that it may not run."""
    session.follow(Snapshot(**snapshot))


class Source:
    """Where a process has the presenter's latest snapshot, and hands on one of its own."""

    def __init__(self, send: Callable[[dict[str, Any]], None]) -> None:
        self._send = send
        self.latest: dict[str, Any] | None = None
        self._sent: dict[str, Any] | None = None

    def publish(self, session: Session) -> None:
        """Show everybody what this session shows, if that is something else than before."""
        snapshot = session.snapshot()._asdict()
        if snapshot != self._sent:
            self._sent = snapshot
            self._send(snapshot)
