"""Curves over one another, uncovered by half cells."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.tui.draw.plot import MARKERS, draw
from sigmascope.tui.draw.strokes import Layers, Stroke, left_half, thickened

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


ROWS = st.integers(1, 40).flatmap(
    lambda width: st.lists(
        st.text(st.sampled_from([*BRAILLE[1:], *QUADRANTS, "*"]), min_size=width, max_size=width),
        min_size=1,
        max_size=3,
    )
)


def cells(line):
    return [(char, role) for text, role in line for char in text]


@given(ROWS, st.integers(0, 90))
def test_of_several_strokes_the_first_that_draws_in_a_cell_is_seen_as_far_as_it_is_uncovered(rows, halves):
    layers = Layers([Stroke([row], f"role{number}") for number, row in enumerate(rows)])
    shown = cells(layers.row(0, halves))
    whole, half = divmod(halves, 2)
    assert len(shown) == len(rows[0]), "a row keeps its width"
    for x, (char, role) in enumerate(shown):
        drawn = [(row[x], f"role{number}") for number, row in enumerate(rows) if row[x] != " "]
        left = [(left_half(char), role) for char, role in drawn if left_half(char) != " "]
        here = drawn if x < whole else left if x == whole and half else []
        if here:
            assert (char, role) == here[0]
        else:
            assert char == " "


@pytest.mark.parametrize("charset", MARKERS)
def test_uncovering_step_by_step_never_takes_a_dot_back(charset):
    x = np.linspace(0, 1, 80)
    plot = draw([(x, 0.5 + 0.5 * np.sin(9 * x))], (40, 12), [], [(0.0, "0"), (1.0, "1")], charset=charset)
    canvas = [line[plot.left :] for line in plot.lines]
    layers = Layers([Stroke(canvas, "curve")])
    for y, row in enumerate(canvas):
        texts = ["".join(text for text, _ in layers.row(y, halves)) for halves in range(2 * len(row) + 1)]
        lit = [sum(char != " " for char in text) for text in texts]
        assert lit == sorted(lit)
        assert texts[-1] == row


@given(
    st.integers(1, 6).flatmap(lambda n: st.lists(st.text(BRAILLE[1:], min_size=n, max_size=n), min_size=1, max_size=4))
)
def test_a_thick_stroke_covers_each_of_its_dots_and_its_neighbours_right_and_below(canvas):
    def dots(rows):
        places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
        return {
            (2 * x + right, 4 * y + down)
            for y, row in enumerate(rows)
            for x, char in enumerate(row)
            for bit, (right, down) in enumerate(places)
            if char != " " and (ord(char) - 0x2800) >> bit & 1
        }

    width, height = 2 * len(canvas[0]), 4 * len(canvas)
    wanted = {(x + right, y + down) for x, y in dots(canvas) for right in (0, 1) for down in (0, 1)}
    assert dots(thickened(canvas)) == {(x, y) for x, y in wanted if x < width and y < height}


def test_a_shadow_without_thin_dots_is_one_and_the_same_sign_and_uncovered_by_halves_too():
    layers = Layers([Stroke(["▘ █▐"], "shadow", "·")])
    assert [cells(layers.row(0, halves)) for halves in (4, 7, 8)] == [
        [(char, "shadow") for char in row] for row in ("·   ", "· · ", "· ··")
    ]
