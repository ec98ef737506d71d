"""Drawn curves laid over one another in one canvas, and uncovered from left to right by half a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigmascope.tui.draw.line import Line

# The left halves of the quadrant blocks that plotext draws with: upper left is 1, lower left is 2.
_LEFT_OF_BLOCK = {
    **dict.fromkeys("▘▀▜▚", "▘"),
    **dict.fromkeys("▖▄▟▞", "▖"),
    **dict.fromkeys("▌█▛▙", "▌"),
    **dict.fromkeys("▝▐▗", " "),
}
_BRAILLE, _LEFT_DOTS = 0x2800, 0x47
# The bit of each dot of a braille cell, by row and column.
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])


def left_half(cell: str) -> str:
    """What is left of a cell when its right half is covered; a cell that has no halves stays whole."""
    if _BRAILLE <= ord(cell) < _BRAILLE + 256:
        dots = (ord(cell) - _BRAILLE) & _LEFT_DOTS
        return chr(_BRAILLE + dots) if dots else " "
    return _LEFT_OF_BLOCK.get(cell, cell)


def thickened(canvas: Sequence[str]) -> list[str]:
    """A canvas of braille with every dot two dots wide and two dots high: to the right and down."""
    # plotext has no width of strokes, and each further signal costs it as much as the first: widened in dots, a curve
    # takes some hundredths of a millisecond.
    codes = np.array([[max(0, ord(cell) - _BRAILLE) for cell in row] for row in canvas])
    height, width = codes.shape
    dots = (codes[:, None, :, None] & _BITS[None, :, None, :]).astype(bool).reshape(4 * height, 2 * width)
    dots[1:] |= dots[:-1].copy()
    dots[:, 1:] |= dots[:, :-1].copy()
    codes = (dots.reshape(height, 4, width, 2) * _BITS[None, :, None, :]).sum(axis=(1, 3))
    return ["".join(chr(_BRAILLE + code) if code else " " for code in row) for row in codes.tolist()]


class Stroke(NamedTuple):
    """A drawn curve: its canvas, row by row, and the role it is shown in."""

    canvas: Sequence[str]
    role: str
    sign: str = ""
    """One and the same sign for whatever is drawn in a cell: a thin line where there are no thin dots."""

    def cells(self, row: int) -> list[tuple[str, str]]:
        """By cell of a row, what it shows while its right half is covered, and what it shows whole."""
        return [(self._shown(left_half(cell)), self._shown(cell)) for cell in self.canvas[row]]

    def _shown(self, cell: str) -> str:
        return self.sign if self.sign and cell != " " else cell


class _Row(NamedTuple):
    ends: list[int]
    """By how many half cells show, how many of them there are to the last that has something in it."""
    text: str
    runs: list[tuple[int, int, str]]
    """First column, end column and role of each stretch of cells."""
    halves: list[tuple[str, str]]
    """What each cell shows, and in which role, while its right half is covered."""


class Layers:
    """Strokes over one another: in each cell the first that draws there is seen, whole, and nothing of the others."""

    def __init__(self, strokes: Sequence[Stroke]) -> None:
        self.width = len(strokes[0].canvas[0])
        self._rows = [
            _laid([(stroke.cells(y), stroke.role) for stroke in strokes]) for y in range(len(strokes[0].canvas))
        ]
        # By how many half cells show, where what there is to see of each row ends.
        self._ends = list(zip(*(row.ends for row in self._rows), strict=True))

    def changed(self, before: int, halves: int) -> list[int]:
        """The rows that do not look the same with ``before`` half cells shown and with ``halves``."""
        ends = zip(self._ends[min(before, 2 * self.width)], self._ends[min(halves, 2 * self.width)], strict=True)
        return [number for number, (was, is_now) in enumerate(ends) if was != is_now]

    def row(self, number: int, halves: int) -> Line:
        """A row of which only the first ``halves`` half cells show; as wide as all."""
        ends, text, runs, half_cells = self._rows[number]
        cells, half = divmod(ends[min(halves, 2 * self.width)], 2)
        spans = [(text[first : min(end, cells)], role) for first, end, role in runs if first < cells]
        if cells < self.width:
            rest = " " * (self.width - cells)
            if half:
                spans.append(half_cells[cells])
                rest = rest[1:]
            spans.append((rest, runs[0][2]))
        return tuple(span for span in spans if span[0])


def _laid(rows: list[tuple[list[tuple[str, str]], str]]) -> _Row:
    text: list[str] = []
    runs: list[tuple[int, int, str]] = []
    halves: list[tuple[str, str]] = []
    under = rows[0][1]
    for x in range(len(rows[0][0])):
        cell, role = next(((row[x][1], role) for row, role in rows if row[x][1] != " "), (" ", ""))
        text.append(cell)
        halves.append(next(((row[x][0], role) for row, role in rows if row[x][0] != " "), (" ", under)))
        if not runs or (role and runs[-1][2] != role):
            runs.append((x, x + 1, role or under))
        else:
            # A blank goes on in the role before it: fewer spans.
            runs[-1] = (runs[-1][0], x + 1, runs[-1][2])
    ends = [0]
    for (left, _), whole in zip(halves, text, strict=True):
        ends.append(len(ends) if left != " " else ends[-1])
        ends.append(len(ends) if whole != " " else ends[-1])
    return _Row(ends, "".join(text), runs, halves)
