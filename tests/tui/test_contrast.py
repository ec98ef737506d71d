"""Whatever is read or carries meaning stands out from its background, in every theme and at every depth of colour."""

from __future__ import annotations

from itertools import combinations

import pytest
from rich.color import ColorSystem
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from sigmascope.tui.board.colours import MARK, MOST_SERIES, PALETTES, PALETTES_16, ROLES, TEXT, styles
from sigmascope.tui.draw.bands import BANDS, ground_role

DEPTHS = {
    "truecolor": (PALETTES, ColorSystem.TRUECOLOR),
    "256": (PALETTES, ColorSystem.EIGHT_BIT),
    "16": (PALETTES_16, ColorSystem.STANDARD),
}
# What a terminal of 16 colours makes of them, as Rich counts them: VGA's.
_VGA = [
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
]  # fmt: skip
LOOKS = [(depth, theme) for depth in DEPTHS for theme in PALETTES]


def shown(depth: str, theme: str) -> dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """By role: what is sent as foreground and background, in red, green and blue."""
    palettes, system = DEPTHS[depth]
    return {
        role: (_sent(style.color, system), _sent(style.bgcolor, system))
        for role, style in styles(palettes[theme], colour=True).items()
    }


def _sent(color, system):
    color = color.downgrade(system)
    if system is ColorSystem.STANDARD:
        return _VGA[color.number]
    return tuple(color.get_truecolor(DEFAULT_TERMINAL_THEME))


def luminance(colour) -> float:
    """The relative luminance of WCAG 2."""
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other) -> float:
    """The contrast ratio of WCAG 2."""

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ruler_itself_is_right():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("depth", "theme"), LOOKS)
def test_every_role_has_the_contrast_that_it_needs(depth, theme):
    table = shown(depth, theme)
    assert set(table) == set(ROLES)
    weak = {role: round(contrast(*table[role]), 2) for role, least in ROLES.items() if contrast(*table[role]) < least}
    assert not weak


def test_what_is_read_counts_as_text_and_what_has_a_meaning_as_a_mark():
    assert {ROLES[role] for role in ("text", "notice", "warning", "verdict", "key", "series0", "series2-title")} == {
        TEXT
    }
    assert {ROLES[role] for role in ("shadow", "ahead", "slow", "cursor", "target")} == {MARK}


@pytest.mark.parametrize(("depth", "theme"), LOOKS)
def test_series_playhead_text_and_warnings_have_colours_of_their_own(depth, theme):
    table = shown(depth, theme)
    roles = [*(f"series{number}" for number in range(MOST_SERIES)), "cursor", "text", "warning"]
    alike = [(one, other) for one, other in combinations(roles, 2) if table[one][0] == table[other][0]]
    assert not alike


@pytest.mark.parametrize(("depth", "theme"), LOOKS)
def test_another_models_curve_never_looks_like_a_series(depth, theme):
    table = shown(depth, theme)
    assert table["shadow"][0] not in {table[f"series{number}"][0] for number in range(MOST_SERIES)}


@pytest.mark.parametrize(("depth", "theme"), [look for look in LOOKS if look[0] != "16"])  # there shades show them
def test_every_band_of_height_is_seen_and_goes_away_from_the_background(depth, theme):
    table = shown(depth, theme)
    bands = [table[ground_role(band, band)] for band in range(BANDS)]
    assert all(front == back for front, back in bands)
    lights = [luminance(colour) for colour, _ in bands]
    palette = DEPTHS[depth][0][theme]
    assert lights == sorted(set(lights), reverse=not palette.dark)
    assert bands[0][0] == table["text"][1], "the lowest is the background"
