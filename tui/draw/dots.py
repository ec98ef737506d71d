"""The dots of a canvas: whatever stands on one, curve, playhead, tick or mark, gets its place here and nowhere else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sigmascope.engine.sigmoid import Array

    Dots = NDArray[np.int64]

_IN_A_CELL = {"braille": (2, 4), "block": (2, 2), "ascii": (1, 1)}
"""Columns and rows of dots in one cell, by charset."""
_PEN = {"braille": 2, "block": 1, "ascii": 1}
"""How many dots wide a stroke is: about half a cell, so that it is seen from the last row of a room."""


class DotGrid(NamedTuple):
    """The dots of a canvas of ``width`` × ``height`` cells. A stroke takes ``pen`` dots from its place to the right
    and down, so places are so many fewer than dots.
    """

    width: int
    height: int
    across: int
    """Dots across a cell."""
    down: int
    """Dots down a cell."""
    pen: int

    @classmethod
    def of(cls, width: int, height: int, charset: str) -> DotGrid:
        """The grid of a canvas in a charset."""
        return cls(width, height, *_IN_A_CELL[charset], _PEN[charset])

    @property
    def columns(self) -> int:
        """How many places there are from left to right."""
        return self.width * self.across - self.pen + 1

    @property
    def rows(self) -> int:
        """How many places there are from top to bottom."""
        return self.height * self.down - self.pen + 1

    def column(self, epoch: int, last: int) -> int:
        """The place of an epoch, the last one at the right end."""
        return (2 * epoch * (self.columns - 1) + last) // (2 * last)

    def row(self, positions: Array) -> Dots:
        """The place of positions on a value axis, 1 at the top and 0 at the bottom; any shape."""
        return np.floor((1.0 - positions) * (self.rows - 1) + 0.5).astype(np.int64)

    def cell_across(self, column: int) -> int:
        """The column of the cell that holds the middle of a stroke at this place."""
        return (column + self.pen // 2) // self.across

    def cell_down(self, row: int) -> int:
        """The row of that cell."""
        return (row + self.pen // 2) // self.down

    def shares(self, columns: Dots, rows: Dots) -> tuple[Array, Array]:
        """Where the middles of dots lie for a plot whose axes end in the middles of its outermost cells."""
        x = ((columns + 0.5) / self.across - 0.5) / max(1, self.width - 1)
        y = 1.0 - ((rows + 0.5) / self.down - 0.5) / max(1, self.height - 1)
        return x, y


@lru_cache(32)
def _epochs_of(grid: DotGrid, last: int) -> tuple[Dots, Dots]:
    # The places that hold an epoch of their own, and the first epoch of each.
    epochs = np.arange(last + 1)
    places = (2 * epochs * (grid.columns - 1) + last) // (2 * last)
    firsts = np.flatnonzero(np.diff(places, prepend=-1))
    return places[firsts], firsts


def stairs(positions: Array, grid: DotGrid) -> tuple[Dots, Dots]:
    """The corners, columns and rows of dots, of the line through a value of every epoch: shape (epochs + 1,), 0…1.

    What a column shows is told by the epochs up to its last one and by nothing after it: a step to another height
    belongs to the column it arrives in.
    """
    last = len(positions) - 1
    places, firsts = _epochs_of(grid, last)
    # Between two epochs that stand further apart than a dot, the line is straight; of many in one place it shows the
    # lowest, the highest and the last.
    every = np.arange(grid.columns)
    end = np.interp(every, places, positions[firsts]) if len(places) < grid.columns else np.empty(grid.columns)
    low, high = end.copy(), end.copy()
    low[places] = np.minimum.reduceat(positions, firsts)
    high[places] = np.maximum.reduceat(positions, firsts)
    end[places] = positions[np.append(firsts[1:] - 1, last)]
    before = np.concatenate([positions[:1], end[:-1]])
    fallen = np.abs(before - low) < np.abs(before - high)
    path = np.stack([before, np.where(fallen, low, high), np.where(fallen, high, low), end], axis=1)
    return _corners(np.repeat(every, 4), grid.row(path.ravel()))


def _corners(columns: Dots, rows: Dots) -> tuple[Dots, Dots]:
    # Without the points that lie on a line between their neighbours, or on one of them.
    moved = np.append(True, (np.diff(columns) != 0) | (np.diff(rows) != 0))
    columns, rows = columns[moved], rows[moved]
    if len(columns) < 3:
        return columns, rows
    across, down = np.sign(np.diff(columns)), np.sign(np.diff(rows))
    turns = (across[1:] != across[:-1]) | (down[1:] != down[:-1]) | (np.abs(across[1:]) + np.abs(down[1:]) > 1)
    stay = np.concatenate([[True], turns, [True]])
    return columns[stay], rows[stay]


def complete(reached: int, last: int, grid: DotGrid) -> int:
    """How many columns of dots, from the left, tell of no epoch after ``reached``."""
    if reached >= last:
        return grid.width * grid.across
    here, following = grid.column(reached, last), grid.column(reached + 1, last)
    return here + (following > here)
