"""The grid of dots: every epoch and value has its place, and a place tells of no epoch that comes later."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.tui.draw.dots import DotGrid, complete, stairs
from sigmascope.tui.draw.glyphs import GLYPHS

GRIDS = st.builds(DotGrid.of, st.integers(2, 60), st.integers(1, 20), st.sampled_from(list(GLYPHS)))
RUNS = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=400).map(np.array)


@given(GRIDS, st.integers(1, 10_000))
def test_epochs_stand_in_order_from_one_end_to_the_other(grid, last):
    columns = [grid.column(epoch, last) for epoch in range(0, last + 1, max(1, last // 97))]
    assert columns == sorted(columns)
    assert (grid.column(0, last), grid.column(last, last)) == (0, grid.columns - 1)
    assert grid.cell_across(0) == 0
    assert grid.cell_across(grid.columns - 1) == grid.width - 1


@given(GRIDS, st.floats(0.0, 1.0))
def test_values_stand_between_the_ends_and_the_higher_above(grid, position):
    assert (int(grid.row(np.array(1.0))), int(grid.row(np.array(0.0)))) == (0, grid.rows - 1)
    row = int(grid.row(np.array(position)))
    assert abs(row - (1 - position) * (grid.rows - 1)) <= 0.5 + 1e-9
    assert 0 <= grid.cell_down(row) < grid.height


def drawn(columns, rows):
    """By column of dots, the lowest and the highest row that the line through these corners passes there."""
    spans = {}
    for (x0, y0), (x1, y1) in pairwise(zip(columns, rows, strict=True)):
        assert x1 >= x0
        assert x1 - x0 <= 1 or y1 == y0, "a step to another height is within one column"
        for x in range(x0, x1 + 1):
            ys = (y0, y1) if x in (x0, x1) and x0 == x1 else (y0,) if x < x1 else (y1,)
            low, high = spans.get(x, (ys[0], ys[0]))
            spans[x] = (min(low, *ys), max(high, *ys))
    return spans


@given(RUNS, GRIDS)
def test_in_every_column_the_lowest_and_the_highest_value_are_met(positions, grid):
    columns, rows = stairs(positions, grid)
    spans = drawn(columns.tolist(), rows.tolist()) if len(columns) > 1 else {int(columns[0]): (int(rows[0]),) * 2}
    last = len(positions) - 1
    assert sorted(spans) == list(range(grid.columns)) or grid.columns == 1
    for epoch, row in enumerate(grid.row(positions).tolist()):
        low, high = spans[grid.column(epoch, last)]
        assert low <= row <= high


@given(RUNS, GRIDS, st.data())
def test_what_is_complete_tells_of_no_epoch_that_comes_later(positions, grid, data):
    last = len(positions) - 1
    reached = data.draw(st.integers(0, last))
    other = positions.copy()
    other[reached + 1 :] = data.draw(st.lists(st.floats(0.0, 1.0), min_size=last - reached, max_size=last - reached))
    whole = complete(reached, last, grid)
    seen = [
        {x: span for x, span in drawn(*(part.tolist() for part in stairs(run, grid))).items() if x < whole}
        for run in (positions, other)
    ]
    assert seen[0] == seen[1]
    # And no less than that: the epoch that is reached is seen, unless a later one shares its place.
    shared = reached < last and grid.column(reached + 1, last) == grid.column(reached, last)
    assert whole >= grid.column(reached, last) + (not shared)


@given(GRIDS, st.integers(1, 3000))
def test_more_and_more_is_complete_until_all_is(grid, last):
    counts = [complete(epoch, last, grid) for epoch in range(last + 1)]
    assert counts == sorted(counts)
    assert counts[-1] == grid.width * grid.across


def test_one_spike_in_a_long_run_is_kept():
    positions = np.full(300_001, 0.5)
    positions[123_456], positions[200_001] = 1.0, 0.0
    grid = DotGrid.of(80, 10, "braille")
    columns, rows = stairs(positions, grid)
    assert {0, grid.rows - 1} <= set(rows.tolist())
    assert len(columns) < 20


@pytest.mark.parametrize("charset", GLYPHS)
def test_the_corners_of_a_long_run_are_few(charset):
    grid = DotGrid.of(80, 10, charset)
    columns, _ = stairs(0.5 + 0.5 * np.sin(np.linspace(0, 7, 1_000_001)), grid)
    assert len(columns) <= 4 * grid.columns
