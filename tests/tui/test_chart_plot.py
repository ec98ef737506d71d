"""Where plotext lights a dot is where the playhead is put."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from sigmascope.tui.draw.plot import MARKERS, draw

SIZES = [(20, 5), (41, 9), (80, 24), (219, 66)]
Y_TICKS = [(0.0, " 0"), (1.0, "10")]


def lit(plot):
    """Rows and columns of the canvas that are not blank."""
    return [
        (row, column)
        for row, line in enumerate(plot.lines[: plot.height])
        for column, char in enumerate(line[plot.left :])
        if char != " "
    ]


@pytest.mark.parametrize("charset", MARKERS)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("x_ticks", [[], [(0.0, "0"), (1.0, "300")]])
def test_a_point_is_lit_in_the_cell_that_plot_names(charset, size, x_ticks):
    # Halves, quarters and tenths fall between two cells of many a size.
    for share in (0.0, 0.003, 0.17, 0.25, 0.5, 0.75, 0.9, 0.999, 1.0):
        for position in (0.0, 0.01, 0.25, 0.3, 0.5, 0.75, 0.98, 1.0):
            plot = draw([(np.array([share]), np.array([position]))], size, x_ticks, Y_TICKS, charset=charset)
            ((row, column),) = lit(plot)
            assert column == int(plot.cell(share)), (share, position)
            assert row == plot.row(position), (share, position)


@pytest.mark.parametrize("charset", MARKERS)
@pytest.mark.parametrize("size", SIZES)
def test_lines_have_the_size_asked_for_whatever_terminal_there_is(charset, size, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setenv("LINES", "6")
    x = np.linspace(0, 1, 50)
    plot = draw([(x, x)], size, [(0.0, "0"), (0.5, "150"), (1.0, "300")], Y_TICKS, charset=charset)
    assert len(plot.lines) == size[1]
    assert {len(line) for line in plot.lines} == {size[0]}
    assert plot.left + plot.width == size[0]
    assert plot.height == size[1] - 2
    assert all(line[plot.left - 1] in "┤│" for line in plot.lines[: plot.height])
    assert plot.lines[0].startswith("10┤")
    assert plot.lines[plot.height - 1].startswith(" 0┤")
    assert plot.lines[-1].split() == ["0", "150", "300"] or size[0] == 20


def test_drawing_one_chart_leaves_nothing_in_the_next():
    x = np.linspace(0, 1, 50)
    alone = draw([(x, x)], (40, 10), [], Y_TICKS)
    draw([(x, 1 - x), (x, x * x)], (70, 20), [(0.0, "0"), (1.0, "9")], [(0.0, "a"), (0.5, "b"), (1.0, "c")])
    assert draw([(x, x)], (40, 10), [], Y_TICKS) == alone


def test_drawing_warns_of_nothing_and_prints_nothing(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw([(np.array([0.0, 1.0]), np.array([0.5, 0.5]))], (30, 8), [], Y_TICKS)
    assert capsys.readouterr() == ("", "")
