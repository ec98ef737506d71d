"""A long run as a curve of few points that passes where all of them would."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.tui.draw.curve import telling_epochs

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=600)


@given(VALUES, st.integers(2, 90))
def test_the_ends_and_the_extremes_are_kept_and_few_points_are(values, columns):
    array = np.array(values)
    epochs = telling_epochs(array, columns)
    assert epochs[0] == 0
    assert epochs[-1] == len(values) - 1
    assert (np.diff(epochs) > 0).all()
    assert len(epochs) <= 3 * columns + 2
    assert array[epochs].min() == array.min()
    assert array[epochs].max() == array.max()


@given(VALUES, st.integers(2, 90))
def test_in_every_column_the_lowest_and_the_highest_value_are_met(values, columns):
    array = np.array(values)
    if len(array) <= columns:
        return
    epochs = telling_epochs(array, columns)
    line = np.interp(np.arange(len(array)), epochs, array[epochs])
    edges = np.linspace(0, len(array), columns + 1).astype(int)
    for first, end in pairwise(edges):
        # The line runs on to the first point of the next column.
        until = min(end + 1, len(array))
        assert line[first:until].min() == pytest.approx(array[first:until].min(), abs=1e-9)
        assert line[first:until].max() == pytest.approx(array[first:until].max(), abs=1e-9)


def test_short_runs_are_kept_whole():
    assert telling_epochs(np.array([3.0, 1.0, 2.0]), 10).tolist() == [0, 1, 2]


def test_one_spike_in_a_long_run_is_kept():
    values = np.zeros(300_001)
    values[123_456] = 5.0
    values[200_001] = -5.0
    epochs = telling_epochs(values, 80)
    assert {123_456, 200_001} <= set(epochs.tolist())
    assert len(epochs) < 300
