"""One quantity of one cost: drawn once for a size and a run, uncovered as the playhead moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.tui.draw.dots import DotGrid, complete, stairs
from sigmascope.tui.draw.line import Line, fit, justify, put, width_of
from sigmascope.tui.draw.plot import draw
from sigmascope.tui.draw.scale import Scale, brief, epoch_ticks, fixed
from sigmascope.tui.draw.strokes import Layers, Stroke, thickened
from sigmascope.tui.words.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.glyphs import Glyphs

LABELS = 8
"""Columns left of a stacked chart's axis that hold its symbol, its ticks and its value."""
_MOST_THICK = 2  # more curves than these in one chart, two dots wide, would be one blot


class Note(NamedTuple):
    """A few words written beside a curve, at an epoch that has passed."""

    epoch: int
    value: float
    text: str


class Frame(NamedTuple):
    """What stands around a chart's canvas."""

    box: Box
    stacked: bool
    """Charts one above the other, with one epoch axis below them all, rather than each with a title and its own."""
    label_width: int
    """Columns left of the axis, the same for all charts of a pane."""

    @property
    def canvas(self) -> tuple[int, int]:
        """The columns and rows of the canvas."""
        above = 0 if self.stacked else 1
        rows = self.box.height - above - (0 if self.stacked else 2)
        # An even number of rows between the ends has a tick in the middle.
        return self.box.width - self.label_width - 1, rows - (rows % 2 == 0 and rows > 5 and not self.stacked)


class Drawing:
    """Curves of one quantity, drawn thin by plotext, not yet laid over those of another run."""

    def __init__(self, frame: Frame, values: Sequence[Array], scale: Scale, last: int, glyphs: Glyphs) -> None:
        """``values`` holds one array (epochs + 1,) a curve: one, or m for a quantity of each input."""
        self.frame, self.scale, self.last, self.glyphs = frame, scale, last, glyphs
        width, rows = frame.canvas
        self.grid = DotGrid.of(width, rows, glyphs.charset)
        curves = [self.grid.shares(*stairs(scale.position(column), self.grid)) for column in values]
        ticks = [(at, text.rjust(frame.label_width)) for at, text in scale.ticks(rows)]
        x_ticks = [] if frame.stacked else self._epoch_ticks()
        height = rows + (2 if x_ticks else 0)
        plot = draw(curves, (frame.box.width, height), x_ticks, ticks, charset=glyphs.charset)
        lines = [plain(line) for line in plot.lines] if glyphs.charset == "ascii" else plot.lines
        self.labels = [line[: plot.left] for line in lines[:rows]]
        self.canvas = [line[plot.left :] for line in lines[:rows]]
        self.axis = lines[rows:]
        self.curves = len(values)

    def _epoch_ticks(self) -> list[tuple[float, str]]:
        most = max(2, self.grid.width // (len(str(self.last)) + 5))
        cells = [(self.grid.cell_across(self.grid.column(e, self.last)), e) for e in epoch_ticks(self.last, most)]
        return [(cell / max(1, self.grid.width - 1), str(epoch)) for cell, epoch in cells]


class Chart:
    """A drawn chart in its box. `lines` gives it as the playhead and what has been uncovered stand."""

    def __init__(
        self, drawing: Drawing, symbol: str, label: str, role: str, shadows: Sequence[Drawing], *, remark: str = ""
    ) -> None:
        """``shadows`` are other runs of the same quantity on the same scale; ``remark`` tells of the axis."""
        self.drawing = drawing
        self.frame, self.grid, self.scale, self.last = drawing.frame, drawing.grid, drawing.scale, drawing.last
        self.glyphs = drawing.glyphs
        self.box = drawing.frame.box
        self.symbol, self.label, self.role, self.remark = symbol, label, role, remark
        fine = self.glyphs.charset == "braille"
        thick = fine and drawing.curves <= _MOST_THICK
        curve = Stroke(thickened(drawing.canvas) if thick else drawing.canvas, role)
        sign = "" if fine else self.glyphs.shadow
        self._layers = Layers([curve, *(Stroke(shadow.canvas, "shadow", sign) for shadow in shadows)])
        self._last_key: tuple[object, ...] | None = None
        self._last_lines: list[Line] = []
        # The rows of the canvas with what stands left of them, without marks and values, for so many half cells.
        self._halves = 0
        self._rows = [self._labelled(y, self._layers.row(y, 0)) for y in range(self.grid.height)]

    @property
    def canvas_left(self) -> int:
        """The screen column of the canvas's left edge."""
        return self.box.x + self.frame.label_width + 1

    def epoch_at(self, x: int) -> int:
        """The epoch under a screen column, held to the run's."""
        share = (x - self.canvas_left) / max(1, self.grid.width - 1)
        return round(min(max(share, 0.0), 1.0) * self.last)

    def cell_of(self, epoch: int, value: float) -> tuple[int, int]:
        """The column and row, in cells of the canvas, where a value of an epoch is drawn."""
        row = int(self.grid.row(self.scale.position(value)))
        return self.grid.cell_across(self.grid.column(epoch, self.last)), self.grid.cell_down(row)

    def lines(self, epoch: int, reached: int, values: list[float], notes: Sequence[Note] = ()) -> list[Line]:
        """The chart's lines, each as wide as its box, with the exact values at the playhead."""
        cells = tuple(self.cell_of(epoch, value) for value in values)
        halves = complete(reached, self.last, self.grid) * 2 // self.grid.across
        texts = tuple((brief if self.frame.stacked else fixed)(value) for value in values)
        if self.glyphs.charset == "ascii":
            texts = tuple(map(plain, texts))
        key = (cells, halves, texts, tuple(notes))
        if key != self._last_key:
            self._last_key = key
            self._last_lines = self._render(cells, halves, texts, notes)
        return self._last_lines

    def _render(
        self, cells: tuple[tuple[int, int], ...], halves: int, texts: tuple[str, ...], notes: Sequence[Note]
    ) -> list[Line]:
        # Rows that stay are the very same as the last time: nobody has to compare them cell by cell.
        changed, self._halves = self._layers.changed(self._halves, halves), halves
        for y in changed:
            self._rows[y] = self._labelled(y, self._layers.row(y, halves))
        # What is written over them, by row of the canvas: notes, and the playhead in every curve.
        over: dict[int, Line] = {}
        for note in notes:
            self._write(over, note)
        # The first weight's mark lies over the others where they meet.
        for number in reversed(range(len(cells))):
            column, row = cells[number]
            mark = self.glyphs.cursor if len(cells) == 1 or number > 8 else str(number + 1)  # 1 … 9
            over[row] = put(self._canvas(over, row), column, mark, "cursor")
        rows = self._rows.copy()
        beside = range(1, min(len(texts), len(rows) - 1) + 1) if self.frame.stacked else ()
        for y in {*over, *beside}:
            rows[y] = self._labelled(y, self._canvas(over, y), texts)
        if self.frame.stacked:
            return rows
        axis, *rest = self.drawing.axis
        marked = put(((axis, "axis"),), self.frame.label_width + 1 + cells[0][0], self.glyphs.mark, "cursor")
        return [self._title(texts), *rows, marked, *(((line, "axis"),) for line in rest)]

    def _canvas(self, over: dict[int, Line], y: int) -> Line:
        return over.get(y) or self._layers.row(y, self._halves)

    def _labelled(self, y: int, row: Line, texts: tuple[str, ...] = ()) -> Line:
        label = self._stacked_label(y, texts) if self.frame.stacked else ((self.drawing.labels[y], "axis"),)
        return (*label, *row)

    def _write(self, over: dict[int, Line], note: Note) -> None:
        # Beside the curve, where it leaves room; not over anything drawn, nor where nothing fits.
        column, row = self.cell_of(note.epoch, note.value)
        width = len(note.text)
        for start in (column + 2, column - 2 - width):
            for y in (row - 1, row, row - 2, row + 1, row + 2):
                if not 0 <= y < self.grid.height or start < 1:
                    continue
                line = self._canvas(over, y)
                here = "".join(text for text, _ in line)
                if start + width < len(here) and not here[start - 1 : start + width + 1].strip():
                    over[y] = put(line, start, note.text, self.role)
                    return

    def _title(self, texts: tuple[str, ...]) -> Line:
        # As many values as there is room for: one, but for the weights of several inputs.
        shown = texts[: max(1, (self.box.width - 4) // (len(texts[0]) + 1))]
        value = " ".join(shown)
        for name in (
            (self.symbol, f"  {self.label}{self.remark and '  ' + self.remark}"),
            (self.symbol, f"  {self.label}"),
            (self.symbol, ""),
        ):
            spans: Line = ((name[0], "symbol"), (name[1], "dim"))
            if width_of(spans) + 1 + len(value) <= self.box.width:
                break
        return justify(tuple(span for span in spans if span[0]), ((value, self.role),), self.box.width)

    def _stacked_label(self, row: int, texts: tuple[str, ...]) -> Line:
        label = self.drawing.labels[row]
        width, axis = len(label) - 1, label[-1:]
        if label[:-1].strip() and row:
            return ((label, "axis"),)
        if row == 0:
            return ((self.symbol, "symbol"), (label[len(self.symbol) :], "axis"))
        if row <= len(texts):
            number = f"{row} " if len(texts) > 1 else ""
            return (
                *fit(((number + texts[row - 1].strip().rjust(width - len(number)), self.role),), width),
                (axis, "axis"),
            )
        if row == self.drawing.curves + 1:
            return (*fit(((self.remark, "dim"),), width), (axis, "axis"))
        return ((" " * width, "text"), (axis, "axis"))
