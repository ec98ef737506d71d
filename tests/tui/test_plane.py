"""A plane: a line of very many points is the very line that all of them make, and areas stay below theirs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.tui.draw import plane as module
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.draw.plane import Plane, Tick
from sigmascope.tui.draw.scale import Scale


def plane_of(y: Scale, charset: str = "braille", size: tuple[int, int] = (50, 12)) -> Plane:
    return Plane(size, Scale(0.0, 1.0), y, [Tick(0.0, "0"), Tick(1.0, "1")], GLYPHS[charset], 3)


def seen(plane, x, y, cut, thick, epochs):
    layer = plane.canvas.layer("text")
    plane.curve(layer, x, y, np.arange(len(x)), thick=thick, cut=cut)
    return [layer.codes(epoch).copy() for epoch in epochs]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(["smooth", "jumps", "walk", "holes"]),
    st.sampled_from([Scale(0.0, 1.0), Scale(-3.0, 1.0, log=True), Scale(0.3, 0.6)]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(list(GLYPHS)),
)
def test_of_many_points_those_left_out_are_never_missed(seed, kind, scale, cut, thick, charset):
    random = np.random.default_rng(seed)
    count = int(random.integers(4097, 9000))
    x = np.linspace(0.0, 1.0, count) if random.integers(2) else np.cumsum(random.normal(size=count)) / 100
    y = {
        "smooth": np.exp(-np.linspace(0.0, 9.0, count)),
        "jumps": random.choice([1e-9, 0.2, 0.5, 20.0], count // 97 + 1).repeat(97)[:count],
        "walk": 0.5 + np.cumsum(random.normal(size=count)) / 200,
        "holes": np.where(random.random(count) < 0.001, np.nan, np.linspace(-1.0, 2.0, count)),
    }[kind]
    epochs = [0, count // 3, count - 1]
    fast = seen(plane_of(scale, charset), x, y, cut, thick, epochs)
    before = module._MANY
    try:
        module._MANY = 10**9
        slow = seen(plane_of(scale, charset), x, y, cut, thick, epochs)
    finally:
        module._MANY = before
    for one, other in zip(fast, slow, strict=True):
        assert (one == other).all()


def test_most_of_a_long_line_is_not_looked_at():
    x = np.linspace(0.0, 1.0, 300_001)
    kept = plane_of(Scale(0.0, 1.0))._telling(x, np.exp(-9.0 * x), -np.inf, np.inf)
    assert kept.sum() < 0.06 * len(x)


@pytest.mark.parametrize("charset", GLYPHS)
def test_an_area_is_below_its_line_and_is_seen_from_one_side_on(charset):
    plane = plane_of(Scale(0.0, 1.0), charset)
    grid = plane.canvas.grid
    layer = plane.canvas.loose("text", GLYPHS[charset].zone)
    heights = np.linspace(1.0, 0.0, grid.columns)
    plane.canvas.fill(layer, heights, np.arange(grid.columns) - 10)
    assert (layer.codes(-1) == ord(" ")).all(), "before its beginning there is nothing"
    half, whole = layer.codes(grid.columns // 2).copy() != ord(" "), layer.codes(grid.columns).copy() != ord(" ")
    assert half.sum() < whole.sum()
    assert (whole | ~half).all(), "it only grows"
    for column in range(12 // grid.across, plane.width - 4):
        rows = np.flatnonzero(whole[:, column])
        top = plane.cell(column / plane.width, heights[column * grid.across])[1]
        assert rows.min() >= top - 1
        assert rows.max() == plane.height - 1
    assert not whole[:, : 10 // grid.across].any()
