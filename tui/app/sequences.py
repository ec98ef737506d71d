"""What a terminal is told when the app takes it over, and when it is given back."""

from __future__ import annotations

MOUSE = "\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h"
_START = (
    "\x1b[?1049h"  # alternate screen
    "{mouse}"
    "\x1b[?25l"  # no cursor
    "\x1b[?1004h"  # report focus
    "\x1b[>25u"  # Kitty keyboard: disambiguate, report all keys, report text
    "\x1b[?2004h"  # bracketed paste
    "\x1b[?7l"  # no line wrap
    "{question}"
)
# Can you draw a frame at once? Apple's terminal would show the last letter of the question.
_QUESTION = "\x1b[?2026$p"
RESTORE = (
    "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    "\x1b[<u\x1b[0m\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Everything that `start` switched on, switched off."""


def start(*, mouse: bool, asking: bool = True) -> str:
    """Take the terminal over, with its mouse or without, and ask what it can do."""
    return _START.format(mouse=MOUSE if mouse else "", question=_QUESTION if asking else "")
