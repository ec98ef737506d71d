"""What a terminal can show: the characters of each charset."""

from __future__ import annotations

from typing import NamedTuple


class Glyphs(NamedTuple):
    """The characters a board is made of; each is one column wide."""

    charset: str
    playing: str
    paused: str
    finished: str
    preparing: str
    cursor: str
    """The playhead on a curve."""
    mark: str
    """The playhead on an epoch axis."""
    head: str
    """The playhead on the time line."""
    done: str
    ahead: str
    arrow: str
    corners: tuple[str, str, str, str, str, str]
    """Of a frame: upper left, upper right, lower left, lower right, horizontal, vertical."""


_ROUND = ("╭", "╮", "╰", "╯", "─", "│")

GLYPHS: dict[str, Glyphs] = {
    "braille": Glyphs("braille", "▶", "‖", "■", "…", "●", "▲", "●", "━", "─", "─→", _ROUND),
    "block": Glyphs("block", "▶", "‖", "■", "…", "●", "▲", "●", "━", "─", "─→", _ROUND),
    "ascii": Glyphs("ascii", ">", "=", "#", "~", "@", "^", "O", "=", "-", "->", ("+", "+", "+", "+", "-", "|")),
}
"""Every charset by name, the finest first."""
