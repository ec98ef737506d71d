"""Where plotext lights a dot is where the grid of dots has it."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from sigmascope.tui.draw.dots import DotGrid
from sigmascope.tui.draw.plot import MARKERS, draw
from sigmascope.tui.draw.strokes import thickened

SIZES = [(20, 5), (41, 9), (80, 24), (219, 66)]
Y_TICKS = [(0.0, " 0"), (1.0, "10")]


BRAILLE = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
BLOCKS = dict(zip("▘▝▖▗", [(0, 0), (1, 0), (0, 1), (1, 1)], strict=True))


def lit(plot, charset):
    """Columns and rows, in dots, of all dots on the canvas."""
    found = []
    for y, line in enumerate(plot.lines[: plot.height]):
        for x, char in enumerate(line[plot.left :]):
            if charset == "braille" and char != " ":
                dots = [dot for bit, dot in enumerate(BRAILLE) if (ord(char) - 0x2800) >> bit & 1]
                found += [(2 * x + right, 4 * y + down) for right, down in dots]
            elif charset == "block" and char != " ":
                right, down = BLOCKS[char]
                found.append((2 * x + right, 2 * y + down))
            elif char != " ":
                found.append((x, y))
    return found


@pytest.mark.parametrize("charset", MARKERS)
@pytest.mark.parametrize("size", [(20, 5), (41, 9), (80, 24)])
@pytest.mark.parametrize("x_ticks", [[], [(0.0, "0"), (1.0, "300")]])
def test_a_dot_is_lit_where_the_grid_has_it(charset, size, x_ticks):
    empty = draw([], size, x_ticks, Y_TICKS, charset=charset)
    grid = DotGrid.of(empty.width, empty.height, charset)
    dots = grid.width * grid.across, grid.height * grid.down
    for column in sorted({0, 1, 2, dots[0] // 3, dots[0] // 2, dots[0] - 2, dots[0] - 1}):
        for row in sorted({0, 1, 2, dots[1] // 3, dots[1] // 2, dots[1] - 2, dots[1] - 1}):
            point = grid.shares(np.array([column]), np.array([row]))
            plot = draw([point], size, x_ticks, Y_TICKS, charset=charset)
            assert lit(plot, charset) == [(column, row)]


@pytest.mark.parametrize("size", [(20, 5), (40, 17)])
def test_a_stroke_is_two_dots_thick_to_the_right_and_down(size):
    grid = DotGrid.of(*size, "braille")
    for column in (0, 1, grid.columns // 2, grid.columns - 1):
        for row in (0, 1, 2, 3, grid.rows // 2, grid.rows - 1):
            plot = draw([grid.shares(np.array([column]), np.array([row]))], (size[0] + 3, size[1]), [], Y_TICKS)
            thick = plot._replace(lines=[line[: plot.left] + row for line, row in _thick(plot)])
            assert sorted(lit(thick, "braille")) == sorted(
                (column + right, row + down) for right in (0, 1) for down in (0, 1)
            )


def _thick(plot):
    return zip(plot.lines, thickened([line[plot.left :] for line in plot.lines]), strict=True)


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
