"""The whole board as lines of text, composed from a session: what a screen, a screenshot and a test look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from engine.quantity import QUANTITIES, evaluate
from tui.board.chart import Chart, Curve, y_tick_count
from tui.board.heads import pane_head, title
from tui.board.layout import SMALLEST, Box, Layout, arrange
from tui.board.line import Line, fit
from tui.board.strips import footer_line, header_line, notice_line, timeline_line, timeline_span
from tui.chart.scale import Scale, scale_of
from tui.usage import wrap

if TYPE_CHECKING:
    from engine.sigmoid import Array
    from tui.board.glyphs import Glyphs
    from tui.board.words import BoardWords
    from tui.session import Session

NEURON = ("w", "b", "a")
"""What the head of a pane says in numbers."""


class Piece(NamedTuple):
    """Part of one screen row: where it begins, how many columns it takes, and what stands there."""

    x: int
    width: int
    line: Line


Row = list[Piece]
"""The pieces of one screen row, left to right, without gaps."""


class Picture:
    """Composes a session at a size into rows, drawing again only what a change has touched."""

    def __init__(self, glyphs: Glyphs, words: BoardWords) -> None:
        self.glyphs = glyphs
        self.words = words
        self.layout: Layout | None = None
        self.charts: list[list[Chart]] = []
        self._drawn_for: object = None
        self._frames: list[Row] = []
        self._rows_before: list[tuple[Row | None, Row]] = []
        self.keys_at: list[tuple[int, int, str]] = []
        """Of the footer: first column, end column, and the line of the command list a click there stands for."""

    def compose(self, session: Session, width: int, height: int) -> list[Row]:
        """The rows of a screen of this size; below `SMALLEST`, one sentence."""
        if width < SMALLEST[0] or height < SMALLEST[1]:
            self.layout, self._drawn_for = None, None
            return self._too_small(width, height)
        view = session.view
        shown = (view.enlarged,) if view.enlarged else view.charted
        # A picture of another run, size or view has nothing left to give.
        wanted = (session.run, session.ready, width, height, view, self.glyphs, self.words.language)
        if wanted != self._drawn_for:
            self.layout = arrange(width, height, len(session.scenario.costs), len(shown))
            self.charts = self._draw(session, self.layout, shown) if session.ready else []
            self._frames = self._framed(session, self.layout, height)
            self._rows_before = []
            self._drawn_for = wanted
        assert self.layout is not None
        return self._rows(session, self.layout, width, height)

    def _too_small(self, width: int, height: int) -> list[Row]:
        sentence = self.words("board.too-small", width=SMALLEST[0], height=SMALLEST[1], now=f"{width}×{height}")
        rows = (wrap(sentence, width) + [""] * height)[:height]
        return [[Piece(0, width, fit(((row, "text"),), width))] for row in rows]

    # ── charts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _draw(self, session: Session, layout: Layout, shown: tuple[str, ...]) -> list[list[Chart]]:
        costs = list(session.scenario.costs)
        dots = 2 * layout.charts[0][0].width
        curves: list[list[Curve]] = []
        scales: list[list[Scale]] = []
        ticks = [y_tick_count(_chart_rows(layout, number)) for number in range(len(shown))]
        for name, most in zip(shown, ticks, strict=True):
            arrays = [_whole_run(session, cost, name) for cost in costs]
            curves.append([Curve.of(columns, dots) for columns in arrays])
            scales.append(_scales(session, name, arrays, most))
        labels = (scale.ticks(most)[0][1] for row, most in zip(scales, ticks, strict=True) for scale in row)
        tick_width = max(map(len, labels))
        return [
            [
                self._chart(session, layout, pane, number, curves[number][pane], scales[number][pane], tick_width)
                for number in range(len(shown))
            ]
            for pane in range(len(costs))
        ]

    def _chart(
        self, session: Session, layout: Layout, pane: int, number: int, curve: Curve, scale: Scale, tick_width: int
    ) -> Chart:
        name = ((session.view.enlarged,) if session.view.enlarged else session.view.charted)[number]
        return Chart(
            layout.charts[pane][number],
            self.words.plain(QUANTITIES[name].symbol),
            self.words.of("quantity", name, QUANTITIES[name].description),
            f"series{pane}",
            curve,
            scale,
            session.last,
            self.glyphs,
            stacked=layout.stacked,
            axis=not layout.stacked or number == len(layout.charts[pane]) - 1,
            tick_width=tick_width,
        )

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, session: Session, layout: Layout, width: int, height: int) -> list[Row]:
        rows = [row.copy() for row in self._frames]
        state = session.state
        rows[0].append(Piece(0, width, header_line(session, state, width, self.glyphs, self.words)))
        for pane, cost in enumerate(session.scenario.costs):
            self._pane(session, layout, pane, cost, rows)
        rows[layout.timeline.y].append(Piece(0, width, timeline_line(session, width, self.glyphs)))
        if session.notice is not None:
            self.keys_at = []
            footer = notice_line(session.notice, width, self.words)
        else:
            footer, self.keys_at = footer_line(session, width, self.words)
        rows[layout.footer.y].append(Piece(0, width, footer))
        before = self._rows_before or [(None, [])] * height
        # Most rows are as they were; they stay the very same, so that nobody has to compare them cell by cell.
        self._rows_before = [
            was if was[0] == row else (row, _without_gaps(row, width)) for was, row in zip(before, rows, strict=True)
        ]
        return [whole for _, whole in self._rows_before]

    def _framed(self, session: Session, layout: Layout, height: int) -> list[Row]:
        # What stays on the rows as long as run, size and view do.
        rows: list[Row] = [[] for _ in range(height)]
        if layout.framed:
            for pane, cost in enumerate(session.scenario.costs):
                self._frame(session, layout.panes[pane], cost, f"series{pane}", rows)
        return rows

    def _pane(self, session: Session, layout: Layout, pane: int, cost: str, rows: list[Row]) -> None:
        role = f"series{pane}"
        shown = (session.view.enlarged,) if session.view.enlarged else session.view.charted
        values = session.values(cost, *dict.fromkeys((*NEURON, *shown)))
        head = layout.heads[pane]
        head_lines = pane_head(session, cost, values, role, layout, self.glyphs, self.words)
        # All heads are as wide as the first, so that they are worded alike.
        _place(rows, head._replace(width=layout.heads[0].width), head_lines)
        if not self.charts:
            return
        inputs = session.simulation.samples.m
        for chart, name in zip(self.charts[pane], shown, strict=True):
            at = [values[column] for column in QUANTITIES[name].columns(inputs)]
            _place(rows, chart.box, chart.lines(session.epoch, session.reached, at))

    def _frame(self, session: Session, box: Box, cost: str, role: str, rows: list[Row]) -> None:
        left_up, right_up, left_down, right_down, flat, upright = self.glyphs.corners
        name, rate = title(session, cost, box.width - 10, self.words)
        filling = flat * (box.width - 8 - cell_len(name) - cell_len(rate))
        top: Line = (
            (left_up + flat, "frame"), (f" {name} ", role + "-title"), (filling, "frame"), (f" {rate} ", "dim"),
            (flat + right_up, "frame"),
        )  # fmt: skip
        rows[box.y].append(Piece(box.x, box.width, tuple(span for span in top if span[0])))
        for y in range(box.y + 1, box.y + box.height - 1):
            rows[y].append(Piece(box.x, 1, ((upright, "frame"),)))
            rows[y].append(Piece(box.x + box.width - 1, 1, ((upright, "frame"),)))
        bottom = left_down + flat * (box.width - 2) + right_down
        rows[box.y + box.height - 1].append(Piece(box.x, box.width, ((bottom, "frame"),)))

    # ── what is under the mouse ──────────────────────────────────────────────────────────────────────────────────

    def command_at(self, session: Session, x: int, y: int) -> str | None:
        """The line of the command list that a click on this cell stands for, if any."""
        if self.layout is None or not session.ready:
            return None
        if self.layout.timeline.holds(x, y):
            return f"seek {self.timeline_epoch(session, x)}"
        if self.layout.footer.holds(x, y):
            return next((line for first, end, line in self.keys_at if first <= x < end), None)
        for charts in self.charts:
            for chart in charts:
                if chart.box.holds(x, y) and x >= chart.canvas_left:
                    return f"seek {chart.epoch_at(x)}"
        return None

    def timeline_epoch(self, session: Session, x: int) -> int:
        """The epoch that a column of the time line stands for."""
        assert self.layout is not None
        first, cells = timeline_span(session, self.layout.timeline.width)
        share = (x - first) / max(1, cells - 1)
        return round(min(max(share, 0.0), 1.0) * session.last)


def _whole_run(session: Session, cost: str, name: str) -> list[Array]:
    descent = session.simulation.descents[cost]
    assert descent.history is not None, "a session keeps the history"
    return list(evaluate(descent, descent.history.columns(slice(0, session.last + 1)), [name]).values())


def _scales(session: Session, name: str, arrays: list[list[Array]], ticks: int) -> list[Scale]:
    from_zero, log = QUANTITIES[name].from_zero, QUANTITIES[name].log and session.view.log
    if session.view.shared:
        every = [column for columns in arrays for column in columns]
        return [scale_of(every, from_zero=from_zero, log=log, ticks=ticks)] * len(arrays)
    return [scale_of(columns, from_zero=from_zero, log=log, ticks=ticks) for columns in arrays]


def _chart_rows(layout: Layout, number: int) -> int:
    # The canvas rows of the chart of this number, as Chart will find them.
    height = layout.charts[0][number].height
    if not layout.stacked:
        return height - 3
    return height - (2 if number == len(layout.charts[0]) - 1 else 0)


def _place(rows: list[Row], box: Box, lines: list[Line]) -> None:
    for offset, line in enumerate(lines[: box.height]):
        rows[box.y + offset].append(Piece(box.x, box.width, line))


_BLANKS: dict[int, Line] = {width: ((" " * width, "text"),) for width in range(1, 400)}


def _without_gaps(row: Row, width: int) -> Row:
    # Pieces in order, with blanks where nothing stands.
    whole: Row = []
    x = 0
    for piece in sorted(row):
        if piece.x > x:
            whole.append(Piece(x, piece.x - x, _blank(piece.x - x)))
        whole.append(piece)
        x = piece.x + piece.width
    if x < width:
        whole.append(Piece(x, width - x, _blank(width - x)))
    return whole


def _blank(width: int) -> Line:
    return _BLANKS.get(width) or ((" " * width, "text"),)


def text_of(rows: list[Row]) -> str:
    """The rows as plain text, one line each, without blanks at their ends."""
    return "\n".join("".join(text for piece in row for text, _ in piece.line).rstrip() for row in rows)
