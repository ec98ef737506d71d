"""What the system offers, asked in one place: elsewhere nobody looks at which system it is."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver


def is_posix() -> bool:
    """Whether terminals, signals and descriptors are those of POSIX."""
    try:
        return all(find_spec(name) is not None for name in ("termios", "fcntl"))
    except ModuleNotFoundError:
        return False


def local_driver() -> type[Driver] | None:
    """The driver for the terminal of this process; None for Textual's own, on a system without POSIX."""
    if not is_posix():
        return None
    from sigmascope.tui.app.local import LocalDriver  # there is no termios to import elsewhere  # noqa: PLC0415

    return LocalDriver
