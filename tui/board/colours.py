"""Colours: what each role of a board looks like in each theme. The series are told apart by people of any sight."""

from __future__ import annotations

from typing import NamedTuple

from rich.style import Style

from sigmascope.tui.draw.bands import BANDS, ground_role, on_ground_role

TEXT, MARK, DECORATION = 4.5, 3.0, 1.0
"""The least contrast (WCAG) to the background of what is read, of what carries meaning, and of what may be missed."""
MOST_SERIES = 3
ON_GROUND = (*(f"series{number}" for number in range(MOST_SERIES)), "cursor", "text")
"""The roles that marks on a coloured ground can have."""
ROLES: dict[str, float] = {
    **dict.fromkeys(("text", "strong", "dim", "formula", "scenario", "title", "symbol", "key", "tab"), TEXT),
    **dict.fromkeys(("notice", "warning", "verdict", "blame", "cancels", "struck"), TEXT),
    **dict.fromkeys(("state-playing", "state-paused", "state-finished", "state-preparing"), TEXT),
    **{f"series{number}": TEXT for number in range(MOST_SERIES)},
    **{f"series{number}-title": TEXT for number in range(MOST_SERIES)},
    **dict.fromkeys(("axis", "cursor", "shadow", "target", "reached", "seen", "ahead", "slow"), MARK),
    **dict.fromkeys(("bar-rest", "ground"), DECORATION),
    **{ground_role(upper, lower): DECORATION for upper in range(BANDS) for lower in range(BANDS)},
    **{on_ground_role(role, band): MARK for role in ON_GROUND for band in range(BANDS)},
}
"""Every role of a board, and the contrast it needs."""


class Palette(NamedTuple):
    """The colours of a theme."""

    name: str
    dark: bool
    background: str
    text: str
    dim: str
    frame: str
    """Of what stands back: other models' curves, and what is ahead."""
    accent: str
    warning: str
    series: tuple[str, str, str]
    """By a cost's place; from the Okabe-Ito palette, safe for the colour-blind."""
    ground: tuple[str, ...]
    """By band, from the background away: the higher, the further."""
    on_ground: tuple[str, str, str, str]
    """Of the series and of the accent, where they are marks on any of the bands."""


_DARK = Palette(
    name="dark",
    dark=True,
    background="#15181d",
    text="#e6e6e6",
    dim="#9aa3ad",
    frame="#727d89",
    accent="#f0e442",
    warning="#ff8c69",
    series=("#e69f00", "#56b4e9", "#2fc598"),
    ground=("#15181d", "#1e2126", "#252931", "#2d323b", "#363c46", "#3f4551", "#464e5c", "#4d5563"),
    on_ground=("#e6b445", "#81c3e8", "#66cfaf", "#ede573"),
)
_LIGHT = Palette(
    name="light",
    dark=False,
    background="#fbfbf8",
    text="#1b1b1b",
    dim="#5c5f66",
    frame="#85898f",
    accent="#7a3e00",
    warning="#a11d00",
    series=("#b34700", "#005a9e", "#00694d"),
    ground=("#fbfbf8", "#f4f5f6", "#e9eaec", "#dfe0e3", "#d5d6da", "#cacbd0", "#c0c1c6", "#b6b7bd"),
    on_ground=("#7a2e00", "#004a82", "#004d28", "#5f2e00"),
)
_CONTRAST = Palette(
    name="contrast",
    dark=True,
    background="#000000",
    text="#ffffff",
    dim="#d0d0d0",
    frame="#a0a0a0",
    accent="#ffff00",
    warning="#ff9070",
    series=("#ffb000", "#64c8ff", "#40e0a8"),
    ground=("#000000", *_DARK.ground[1:]),
    on_ground=("#ffc84c", "#92d8ff", "#79e9c2", "#ffff4c"),
)

PALETTES: dict[str, Palette] = {palette.name: palette for palette in (_DARK, _LIGHT, _CONTRAST)}
"""Every theme by name; the first is the default."""

# Of the colours that a terminal of 16 has, so that none falls together with another on its way there.
_DARK_16 = Palette(
    name="dark",
    dark=True,
    background="#000000",
    text="#aaaaaa",
    dim="#aaaaaa",
    frame="#aaaaaa",
    accent="#ffffff",
    warning="#ff5555",
    series=("#ffff55", "#55ffff", "#55ff55"),
    ground=("#000000",) * BANDS,  # it is shown by shades
    on_ground=("#ffff55", "#55ffff", "#55ff55", "#ffffff"),
)
_LIGHT_16 = Palette(
    name="light",
    dark=False,
    background="#ffffff",
    text="#555555",
    dim="#555555",
    frame="#555555",
    accent="#000000",
    warning="#aa0000",
    series=("#aa5500", "#0000aa", "#aa00aa"),
    ground=("#ffffff",) * BANDS,
    on_ground=("#aa5500", "#0000aa", "#aa00aa", "#000000"),
)

PALETTES_16: dict[str, Palette] = {
    palette.name: palette
    for palette in (_DARK_16, _LIGHT_16, _DARK_16._replace(name="contrast", text="#ffffff", accent="#ff55ff"))
}
"""The same themes for a terminal of 16 colours."""


def styles(palette: Palette, *, colour: bool) -> dict[str, Style]:
    """The style of every role. Without colour only bold, dim and reverse remain, and no colour is ever sent."""
    if not colour:
        table = dict.fromkeys(ROLES, Style())
        bold = ("cursor", "key", "reached", "warning", "blame", "target", "verdict", "strong")
        states = tuple(role for role in ROLES if role.startswith("state-") or role.endswith("-title"))
        return (
            table
            | dict.fromkeys((*bold, *states), Style(bold=True))
            | dict.fromkeys(("title", "tab"), Style(reverse=True))
            | {"struck": Style(strike=True), "ground": Style(dim=True)}
        )

    def ink(colour_name: str, *, bold: bool = False) -> Style:
        return Style(color=colour_name, bgcolor=palette.background, bold=bold or None)

    table = {
        "text": ink(palette.text),
        "strong": ink(palette.text, bold=True),
        "dim": ink(palette.dim),
        "formula": ink(palette.dim),
        "scenario": ink(palette.text),
        "title": Style(color=palette.background, bgcolor=palette.accent, bold=True),
        "tab": Style(color=palette.background, bgcolor=palette.text, bold=True),
        "cancels": ink(palette.series[2], bold=True),
        "struck": ink(palette.series[2]) + Style(strike=True),
        "notice": ink(palette.accent),
        "warning": ink(palette.warning, bold=True),
        "verdict": ink(palette.text),
        "blame": ink(palette.warning, bold=True),
        "symbol": ink(palette.text, bold=True),
        "axis": ink(palette.dim),
        "shadow": ink(palette.frame),
        "target": ink(palette.text, bold=True),
        **dict.fromkeys(("bar-rest", "ground"), ink(palette.frame)),
        "cursor": ink(palette.accent, bold=True),
        "key": ink(palette.accent),
        "reached": ink(palette.text),
        "seen": ink(palette.dim),
        "ahead": ink(palette.frame),
        "slow": ink(palette.warning),
        "state-playing": ink(palette.accent, bold=True),
        "state-paused": ink(palette.text, bold=True),
        "state-finished": ink(palette.text, bold=True),
        "state-preparing": ink(palette.dim),
    }
    for number, name in enumerate(palette.series):
        table |= {f"series{number}": ink(name), f"series{number}-title": ink(name, bold=True)}
    for lower, below in enumerate(palette.ground):
        for upper, above in enumerate(palette.ground):
            table[ground_role(upper, lower)] = Style(color=above, bgcolor=below)
        for role, name in zip(ON_GROUND, (*palette.on_ground, palette.text), strict=True):
            table[on_ground_role(role, lower)] = Style(color=name, bgcolor=below, bold=True)
    return table
