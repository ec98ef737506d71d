"""What a server is told to do, as its workers are told it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sigmascope.tui.guests.limits import Limits


class Settings(NamedTuple):
    """What a server is told to do; nothing in it is secret but the host key."""

    limits: Limits
    workers: int
    factory: str
    """``module:function`` that makes, from the settings as a dictionary, what makes an app for a visit."""
    name: str
    """What visitors type to come."""
    host_key: str
    keys: str | None
    """The text of the authorized keys; None lets everybody in."""
    scenario: str
    presented: bool
    """Whether visitors follow a presenter."""
    presenters: str | None
    """The text of the keys of those who may present from where they are, under the name of `presenting.PRESENTER`."""
    refused: dict[str, str]
    """What somebody is told who is turned away before they can say which language they speak, by limit."""
