"""Colours: what each role of a board looks like in each theme. The series are told apart by people of any sight."""

from __future__ import annotations

from typing import NamedTuple

from rich.style import Style


class Palette(NamedTuple):
    """The colours of a theme."""

    name: str
    dark: bool
    background: str
    text: str
    dim: str
    frame: str
    accent: str
    warning: str
    series: tuple[str, str, str]
    """Of the first, second and third cost; from the Okabe-Ito palette, safe for the colour-blind."""


_DARK = Palette(
    name="dark",
    dark=True,
    background="#15181d",
    text="#e6e6e6",
    dim="#9aa3ad",
    frame="#4d5661",
    accent="#f0e442",
    warning="#ff8c69",
    series=("#e69f00", "#56b4e9", "#2fc598"),
)
_LIGHT = Palette(
    name="light",
    dark=False,
    background="#fbfbf8",
    text="#1b1b1b",
    dim="#5c5f66",
    frame="#b3b7bd",
    accent="#7a3e00",
    warning="#a11d00",
    series=("#b34700", "#005a9e", "#00694d"),
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
)

PALETTES: dict[str, Palette] = {palette.name: palette for palette in (_DARK, _LIGHT, _CONTRAST)}
"""Every theme by name; the first is the default."""


def styles(palette: Palette, *, colour: bool) -> dict[str, Style]:
    """The style of every role. Without colour only bold, dim and reverse remain, and no colour is ever sent."""
    if not colour:
        plain, bold, dim, back = Style(), Style(bold=True), Style(dim=True), Style(reverse=True)
        table = dict.fromkeys(
            ("text", "formula", "scenario", "notice", "symbol", "ahead", "seen", "frame", "axis"), plain
        )
        table |= dict.fromkeys(("title", "cursor", "key", "reached", "state-playing", "warning"), bold)
        table |= dict.fromkeys(("state-paused", "state-finished", "state-preparing"), bold)
        table |= {"dim": plain, "title": back}
        for number in range(3):
            table |= {f"series{number}": plain, f"series{number}-title": bold}
        return {role: style if style is not dim else plain for role, style in table.items()}

    def ink(colour_name: str, *, bold: bool = False) -> Style:
        return Style(color=colour_name, bgcolor=palette.background, bold=bold or None)

    table = {
        "text": ink(palette.text),
        "dim": ink(palette.dim),
        "formula": ink(palette.dim),
        "scenario": ink(palette.text),
        "title": Style(color=palette.background, bgcolor=palette.accent, bold=True),
        "notice": ink(palette.accent),
        "warning": ink(palette.warning, bold=True),
        "symbol": ink(palette.text, bold=True),
        "axis": ink(palette.dim),
        "frame": ink(palette.frame),
        "cursor": ink(palette.accent, bold=True),
        "key": ink(palette.accent),
        "reached": ink(palette.text),
        "seen": ink(palette.dim),
        "ahead": ink(palette.frame),
        "state-playing": ink(palette.accent, bold=True),
        "state-paused": ink(palette.text, bold=True),
        "state-finished": ink(palette.text, bold=True),
        "state-preparing": ink(palette.dim),
    }
    for number, name in enumerate(palette.series):
        table |= {f"series{number}": ink(name), f"series{number}-title": ink(name, bold=True)}
    return table
