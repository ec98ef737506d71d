"""Uncovering a curve by half cells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.tui.draw.plot import MARKERS, draw
from sigmascope.tui.draw.reveal import left_half, revealed

BRAILLE = [chr(0x2800 + dots) for dots in range(256)]
LEFT_DOTS = 0x01 | 0x02 | 0x04 | 0x40
QUADRANTS = {
    " ": (0, 0, 0, 0), "▘": (1, 0, 0, 0), "▝": (0, 1, 0, 0), "▀": (1, 1, 0, 0), "▖": (0, 0, 1, 0), "▌": (1, 0, 1, 0),
    "▞": (0, 1, 1, 0), "▛": (1, 1, 1, 0), "▗": (0, 0, 0, 1), "▚": (1, 0, 0, 1), "▐": (0, 1, 0, 1), "▜": (1, 1, 0, 1),
    "▄": (0, 0, 1, 1), "▙": (1, 0, 1, 1), "▟": (0, 1, 1, 1), "█": (1, 1, 1, 1),
}  # fmt: skip
"""Upper left, upper right, lower left, lower right."""


@pytest.mark.parametrize("cell", BRAILLE)
def test_half_of_a_braille_cell_is_its_left_dots(cell):
    dots = (ord(cell) - 0x2800) & LEFT_DOTS
    assert left_half(cell) == (chr(0x2800 + dots) if dots else " ")


@pytest.mark.parametrize("cell", QUADRANTS)
def test_half_of_a_block_is_its_left_quadrants(cell):
    up, _, down, _ = QUADRANTS[cell]
    assert QUADRANTS[left_half(cell)] == (up, 0, down, 0)


def test_an_ascii_cell_has_no_halves():
    assert left_half("*") == "*"
    assert left_half(" ") == " "


@given(st.text(st.sampled_from([*BRAILLE[1:], *QUADRANTS, "*"]), min_size=1, max_size=40), st.integers(0, 90))
def test_a_row_keeps_its_width_and_shows_no_more_than_is_uncovered(row, halves):
    shown = revealed(row, halves)
    assert len(shown) == len(row)
    whole = halves // 2
    assert shown[:whole] == row[:whole]
    assert not shown[whole + 1 :].strip()
    if halves >= 2 * len(row):
        assert shown == row


@pytest.mark.parametrize("charset", MARKERS)
def test_uncovering_step_by_step_never_takes_a_dot_back(charset):
    x = np.linspace(0, 1, 80)
    plot = draw([(x, 0.5 + 0.5 * np.sin(9 * x))], (40, 12), [], [(0.0, "0"), (1.0, "1")], charset=charset)
    for line in plot.lines:
        row = line[plot.left :]
        lit = [sum(char != " " for char in revealed(row, halves)) for halves in range(2 * len(row) + 1)]
        assert lit == sorted(lit)
        assert revealed(row, 2 * len(row)) == row
