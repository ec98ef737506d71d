"""One visitor, as a value: who came from where, with which terminal."""

from __future__ import annotations

from typing import NamedTuple

from sigmascope.tui.draw.environ import charset_of, wants_colour
from sigmascope.tui.words import language_of

KEPT = frozenset({"LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "COLORTERM", "NO_COLOR"})
"""The variables a client may send; any other, and any longer than `LONGEST`, is forgotten at once."""
LONGEST = 64
FALLBACK_SIZE = (80, 24)
LARGEST_SIZE = (400, 120)
_COLOURLESS = ("vt100", "vt102", "vt220", "dumb", "unknown", "")
_SIXTEEN = ("linux", "ansi", "cygwin")


class Visit(NamedTuple):
    """What is known of a visitor when their session begins."""

    user: str
    address: str
    term: str
    environ: tuple[tuple[str, str], ...] = ()
    """The variables of `KEPT` that the client sent, sorted."""
    size: tuple[int, int] = FALLBACK_SIZE
    """Columns and rows, clamped."""
    presents: bool = False
    """Whether everybody else follows them."""

    @property
    def language(self) -> str:
        """The language their locale asks for."""
        return language_of(dict(self.environ))

    @property
    def charset(self) -> str:
        """What charts are drawn with: braille, block or ascii. A client that sends no locale is taken to know UTF-8."""
        return charset_of(dict(self.environ) | {"TERM": self.term}, unnamed="utf-8")

    @property
    def colours(self) -> str | None:
        """The colour system of their terminal in Rich's names: truecolor, 256, standard, or None for no colour."""
        sent = dict(self.environ)
        if not wants_colour(sent) or self.term in _COLOURLESS or self.term.endswith(("-m", "-mono")):
            return None
        if sent.get("COLORTERM", "").lower() in ("truecolor", "24bit") or self.term.endswith("-direct"):
            return "truecolor"
        if "256" in self.term or "kitty" in self.term or "ghostty" in self.term or "alacritty" in self.term:
            return "256"
        return "standard" if self.term in _SIXTEEN else "256" if self.term.startswith(("tmux", "xterm")) else "standard"


def clamped(columns: int, rows: int) -> tuple[int, int]:
    """A size an app can be drawn at: 80×24 where a client names none, and nothing larger than `LARGEST_SIZE`."""
    widest, tallest = LARGEST_SIZE
    return (min(columns, widest) or FALLBACK_SIZE[0], min(rows, tallest) or FALLBACK_SIZE[1])
