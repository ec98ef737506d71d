"""What a terminal can show: the characters of each charset."""

from __future__ import annotations

from typing import NamedTuple


class Glyphs(NamedTuple):
    """The characters a board is made of; each is one column wide, but for ``right``."""

    charset: str
    playing: str
    paused: str
    finished: str
    preparing: str
    cursor: str
    """The playhead on a curve."""
    shadow: str
    """A cell of another model's curve, where a charset has no thin dots."""
    mark: str
    """The playhead on an epoch axis."""
    head: str
    """The playhead on the time line."""
    done: str
    slow: str
    """Of the time line, a stretch in which a model was slow."""
    ahead: str
    halves: tuple[str, str, str]
    """Of the time line, and before a name: where the error was first below one half, by a cost's place."""
    tenths: tuple[str, str, str]
    """Of the time line: where it was first below one tenth."""
    fastest: str
    """Of the time line: where a model was fastest."""
    bar: str
    """A filled cell of the output bar."""
    bar_parts: str
    """What is filled of its last cell, from the least to the most."""
    bar_rest: str
    target: str
    """The target in the output bar."""
    strobe: str
    """Of a way, where it was every so many epochs."""
    meet: str
    """Where two models are in one cell."""
    tape: tuple[str, str, str, str]
    """One, two, three and more strobes in a cell."""
    zone: str
    """Where a cost is slow, behind a tape."""
    stuck: str
    """Of an axis, a stretch in which a model was slow."""
    beam: tuple[str, str, str, str, str]
    """Of an arrow: its line, its left and right half cells, its tips to the left and to the right."""
    arrow: str
    bands: str
    """Of a ground that has no colours: a sign for each band, from the lowest to the highest."""
    start: str
    """Where a way begins."""
    right: str
    """Behind what was found to be so."""
    wrong: str
    """Behind what was found not to be."""
    done_step: str
    """Of a lesson's steps: one that was reached."""
    step: str
    """One that is ahead."""
    corners: tuple[str, str, str, str, str, str]
    """Of a frame: upper left, upper right, lower left, lower right, horizontal, vertical."""


_ROUND = ("╭", "╮", "╰", "╯", "─", "│")

_MARKS = ("◆", "▲", "▼"), ("◇", "△", "▽"), "»"

_TAPE, _BEAM = ("│", "║", "▓", "█"), ("━", "╺", "╸", "◀", "▶")

_BRAILLE = Glyphs(
    "braille",
    "▶",
    "‖",
    "■",
    "…",
    "●",
    "·",
    "┻",
    "●",
    "━",
    "╍",
    "─",
    *_MARKS,
    "█",
    "▏▎▍▌▋▊▉",
    "░",
    "┃",
    "•",
    "◉",
    _TAPE,
    "░",
    "▀",
    _BEAM,
    "─→",
    "  ░░▒▒▓▓",
    "○",
    "✓",
    "✗",
    "●",
    "○",
    _ROUND,
)

GLYPHS: dict[str, Glyphs] = {
    "braille": _BRAILLE,
    "block": _BRAILLE._replace(charset="block", slow="≈", bar_parts="▌", target="│"),
    "ascii": Glyphs(
        "ascii",
        ">",
        "=",
        "#",
        "~",
        "@",
        ".",
        "^",
        "O",
        "=",
        "~",
        "-",
        ("X", "A", "V"),
        ("x", "a", "v"),
        "}",
        "#",
        "",
        ".",
        "|",
        "o",
        "@",
        ("|", "H", "#", "#"),
        ".",
        "~",
        ("=", "-", "-", "<", ">"),
        "->",
        ".1234567",
        "+",
        "ok",
        "no",
        "#",
        ".",
        ("+", "+", "+", "+", "-", "|"),
    ),
}
"""Every charset by name, the finest first."""
