"""Cells with a character and a role each, as lines; and layers of dots, each seen from some epoch on, as cells."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rich.cells import cell_len

from sigmascope.tui.draw.dots import DotGrid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.line import Line

    Whole = NDArray[np.int64]

_BLANK, _BEHIND = ord(" "), 0  # the second cell of a wide character holds nothing of its own
_ALWAYS, _NEVER = -1, np.iinfo(np.int64).max
_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
# By charset, the weight of each dot of a cell in its code.
_WEIGHTS = {
    "braille": np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]),
    "block": np.array([[1, 2], [4, 8]]),
    "ascii": np.array([[1]]),
}
_SIGN = "*"  # plotext's, so that curves look alike everywhere


class Mark(NamedTuple):
    """One character over whatever is drawn."""

    column: int
    row: int
    sign: str
    role: str


class Note(NamedTuple):
    """Words where nothing is drawn; they give way whole."""

    column: int
    row: int
    text: str
    role: str


class Cells:
    """A rectangle of cells that becomes lines. Rows that stay are the very same lines as before."""

    def __init__(self, width: int, height: int, *, solid: bool = False) -> None:
        """In a ``solid`` one blanks have roles as well."""
        self.width, self.height, self._solid = width, height, solid
        self._roles: list[str] = ["text"]
        self._before: tuple[Whole, Whole] | None = None
        self._lines: list[Line] = [()] * height

    def role(self, name: str) -> int:
        """The number of a role."""
        if name not in self._roles:
            self._roles.append(name)
        return self._roles.index(name)

    def lines(self, codes: Whole, roles: Whole) -> list[Line]:
        """The lines of code points and numbers of roles, both of shape (height, width)."""
        if self._before is None:
            changed = np.arange(self.height)
        else:
            changed = np.flatnonzero(((codes != self._before[0]) | (roles != self._before[1])).any(axis=1))
        self._before = codes, roles
        for y in changed.tolist():
            self._lines[y] = self._line(codes[y], roles[y])
        return list(self._lines)

    def _line(self, codes: Whole, roles: Whole) -> Line:
        text = codes.astype("<u4").tobytes().decode("utf-32-le")
        inked = (codes != _BLANK) | self._solid
        # A blank goes on in the role before it: fewer spans.
        last = np.maximum.accumulate(np.where(inked, np.arange(self.width), -1))
        filled = np.where(last >= 0, roles[last], roles[np.argmax(inked)])
        starts = [0, *(np.flatnonzero(np.diff(filled)) + 1).tolist(), self.width]
        return tuple(
            (text[first:end].replace(chr(_BEHIND), ""), self._roles[filled[first]]) for first, end in pairwise(starts)
        )


class Layer:
    """Dots of one role."""

    def __init__(self, grid: DotGrid, charset: str, role: int, sign: str) -> None:
        self.grid, self.role = grid, role
        self._since = np.full((grid.height * grid.down, grid.width * grid.across), _NEVER)
        self._weights = _WEIGHTS[charset]
        table = {
            "braille": [_BLANK, *range(0x2801, 0x2900)],
            "block": [ord(sign) for sign in _QUADRANTS],
            "ascii": [_BLANK, ord(sign)],
        }[charset]
        if charset == "block" and sign != _SIGN:
            table = [_BLANK] + [ord(sign)] * 15
        self._table = np.array(table)
        self._seen = 0
        self._times: Whole | None = None
        """The epochs at which dots come to be seen, in order; none while dots are still added."""

    def add(self, columns: Whole, rows: Whole, since: Whole | None, *, thick: bool) -> None:
        """Dots at places of the grid, each seen from an epoch on, or always."""
        if since is None:
            since = np.full(len(columns), _ALWAYS)
        pen = self.grid.pen if thick else 1
        for right in range(pen):
            for down in range(pen):
                np.minimum.at(self._since, (rows + down, columns + right), since)
        self._times = None

    def codes(self, reached: int) -> Whole:
        """The code points of all cells as far as they are seen at an epoch."""
        if self._times is None:
            self._prepare()
        assert self._times is not None
        seen = int(np.searchsorted(self._times, reached, side="right"))
        if seen != self._seen:
            # Only what has come since the last time, or is to go again: a frame costs what it changes.
            first, end, sign = (self._seen, seen, 1) if seen > self._seen else (seen, self._seen, -1)
            np.add.at(self._dots, self._cell[first:end], sign * self._weight[first:end])
            self._seen = seen
            self._shown = self._table[self._dots].reshape(self.grid.height, self.grid.width)
        return self._shown

    def _prepare(self) -> None:
        grid = self.grid
        row, column = np.nonzero(self._since != _NEVER)
        times = self._since[row, column]
        order = np.argsort(times, kind="stable")
        row, column, self._times = row[order], column[order], times[order]
        self._cell = row // grid.down * grid.width + column // grid.across
        self._weight = self._weights[row % grid.down, column % grid.across]
        self._dots = np.zeros(grid.height * grid.width, np.int64)
        self._seen = 0
        self._shown = np.full((grid.height, grid.width), _BLANK)


class Canvas:
    """Curves in layers: in each cell the first layer that draws there is seen, whole, and nothing of the others."""

    def __init__(self, width: int, height: int, charset: str) -> None:
        self.grid = DotGrid.of(width, height, charset)
        self.cells = Cells(width, height)
        self._charset = charset
        self._layers: list[Layer] = []

    def layer(self, role: str, sign: str = "") -> Layer:
        """A new layer under those there are; where there are no thin dots, its dots are one and the same ``sign``."""
        layer = Layer(self.grid, self._charset, self.cells.role(role), sign or _SIGN)
        self._layers.append(layer)
        return layer

    def loose(self, role: str, sign: str = "") -> Layer:
        """A layer that is not kept: it is seen over or under all others in those lines it is handed to."""
        return Layer(self.grid, self._charset, self.cells.role(role), sign or _SIGN)

    def path(self, layer: Layer, x: Array, y: Array, since: Whole | None = None, *, thick: bool = False) -> None:
        """Draw the line through points, shapes (k,), 0…1 on both axes; it breaks where one is no number.

        With ``since``, shape (k,), the line to a point is seen from that epoch on.
        """
        fine = np.isfinite(x) & np.isfinite(y)
        x, y = np.where(fine, x, 0.0), np.where(fine, y, 0.0)
        (column, row), dots = self._places(x, y), self.dots_of(x, y)
        moved = np.append(True, (np.diff(dots[0]) != 0) | (np.diff(dots[1]) != 0) | np.diff(fine))
        column, row, fine = column[moved], row[moved], fine[moved]
        times = None if since is None else since[moved]
        # Between two points as many dots as the longer side takes.
        joined = fine[1:] & fine[:-1]
        steps = np.where(joined, np.ceil(np.maximum(np.abs(np.diff(column)), np.abs(np.diff(row)))), 0).astype(np.int64)
        steps = np.maximum(steps, joined)
        each = np.repeat(np.arange(len(steps)), steps)
        share = (np.arange(len(each)) - np.repeat(np.cumsum(steps) - steps, steps) + 1) / steps[each]
        columns = np.concatenate([column[fine], column[each] + share * (column[each + 1] - column[each])])
        rows = np.concatenate([row[fine], row[each] + share * (row[each + 1] - row[each])])
        whole = None if times is None else np.concatenate([times[fine], times[each + 1]])
        layer.add(np.round(columns).astype(np.int64), np.round(rows).astype(np.int64), whole, thick=thick)

    def fill(self, layer: Layer, y: Array, since: Whole) -> None:
        """Every second dot below a line, whose heights at all columns of dots ``y`` holds, 0…1: the area, shaded.

        ``since`` says of each column from when on it is seen; where it is below 0, never.
        """
        tops = self._places(np.zeros_like(y), y)[1]
        rows, columns = np.nonzero(np.arange(self.grid.rows)[:, np.newaxis] >= np.rint(tops))
        every = self.grid.pen  # where a stroke is two dots wide, the dots of an area stand apart
        kept = ((rows + columns) % every == 0) & (since[columns] >= 0)
        layer.add(columns[kept], rows[kept], since[columns[kept]], thick=False)

    def _places(self, x: Array, y: Array) -> tuple[Array, Array]:
        return np.clip(x, 0.0, 1.0) * (self.grid.columns - 1), (1.0 - np.clip(y, 0.0, 1.0)) * (self.grid.rows - 1)

    def dots_of(self, x: Array, y: Array) -> tuple[Array, Array]:
        """The column and row of the dot at each point, shapes (k,), 0…1 on both axes."""
        column, row = self._places(x, y)
        return np.rint(column), np.rint(row)

    def cells_of(self, x: Array, y: Array) -> list[tuple[int, int]]:
        """The column and row of the cell that shows each point, shapes (k,), 0…1 on both axes."""
        columns, rows = (dots.astype(np.int64).tolist() for dots in self.dots_of(x, y))
        cell_across, cell_down = self.grid.cell_across, self.grid.cell_down
        return [(cell_across(column), cell_down(row)) for column, row in zip(columns, rows, strict=True)]

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """The column and row of the cell that shows a point."""
        return self.cells_of(np.array([x]), np.array([y]))[0]

    def lines(
        self,
        reached: int,
        marks: Iterable[Mark] = (),
        notes: Sequence[Note] = (),
        over: Sequence[Layer] = (),
        under: Sequence[tuple[Layer, int]] = (),
    ) -> list[Line]:
        """The canvas as seen at an epoch, with loose layers ``over`` it; of marks in one cell the last is seen.

        Loose layers ``under`` it are each seen as at a number of their own.
        """
        shape = (self.grid.height, self.grid.width)
        codes, roles = np.full(shape, _BLANK), np.zeros(shape, np.int64)
        layers = (*under, *((layer, reached) for layer in (*reversed(self._layers), *over)))
        for layer, known in layers:
            seen = layer.codes(known)
            inked = seen != _BLANK
            codes, roles = np.where(inked, seen, codes), np.where(inked, layer.role, roles)
        for mark in marks:
            codes[mark.row, mark.column], roles[mark.row, mark.column] = ord(mark.sign), self.cells.role(mark.role)
        for note in notes:
            cells = [code for char in note.text for code in [ord(char), *[_BEHIND] * (cell_len(char) - 1)]]
            end = note.column + len(cells)
            if note.column < 0 or end > shape[1] or not 0 <= note.row < shape[0]:
                continue
            if (codes[note.row, max(0, note.column - 1) : end + 1] == _BLANK).all():
                codes[note.row, note.column : end] = cells
                roles[note.row, note.column : end] = self.cells.role(note.role)
        return self.cells.lines(codes, roles)
