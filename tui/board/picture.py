"""The whole board as lines of text, composed from a session: what a screen, a screenshot and a test look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from sigmascope.tui.board.heads import pane_head, title
from sigmascope.tui.board.layout import SMALLEST, Layout, arrange
from sigmascope.tui.board.strips import footer_line, header_line, notice_line, timeline_line, timeline_span
from sigmascope.tui.draw.line import Line, fit
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words.text import wrap

if TYPE_CHECKING:
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.view import Drawn
    from sigmascope.tui.words.charset import CharsetWords

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

    def __init__(self, glyphs: Glyphs, words: CharsetWords) -> None:
        self.glyphs = glyphs
        self.words = words
        self.layout: Layout | None = None
        self.drawn: Drawn | None = None
        """The view, for the run, size and look that were last composed; none while a run is not ready."""
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
        look = session.look
        # A picture of another run, size or view has nothing left to give.
        wanted = (session.run, session.ready, width, height, look, self.glyphs, self.words.language)
        if wanted != self._drawn_for:
            self.layout = arrange(width, height, len(session.scenario.costs))
            self.drawn = None
            if session.ready:
                self.drawn = VIEWS[look.view].draw(session, self.layout.areas, self.glyphs, self.words)
            self._frames = self._framed(session, self.layout, height)
            self._rows_before = []
            self._drawn_for = wanted
        assert self.layout is not None
        return self._rows(session, self.layout, width, height)

    def _too_small(self, width: int, height: int) -> list[Row]:
        sentence = self.words("board.too-small", width=SMALLEST[0], height=SMALLEST[1], now=f"{width}×{height}")
        rows = (wrap(sentence, width) + [""] * height)[:height]
        return [[Piece(0, width, fit(((row, "text"),), width))] for row in rows]

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, session: Session, layout: Layout, width: int, height: int) -> list[Row]:
        rows = [row.copy() for row in self._frames]
        state = session.state
        rows[0].append(Piece(0, width, header_line(session, state, width, self.glyphs, self.words)))
        values = self._heads(session, layout, rows)
        if self.drawn is not None:
            for box, lines in self.drawn.lines(session, values):
                _place(rows, box, lines)
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

    def _heads(self, session: Session, layout: Layout, rows: list[Row]) -> list[dict[str, float]]:
        # Also the values at the playhead, by cost: those of the heads and those of the view are asked for together.
        shown = VIEWS[session.look.view].quantities(session)
        every = []
        for pane, cost in enumerate(session.scenario.costs):
            values = session.values(cost, *dict.fromkeys((*NEURON, *shown)))
            lines = pane_head(session, cost, values, f"series{pane}", layout, self.glyphs, self.words)
            # All heads are as wide as the first, so that they are worded alike.
            _place(rows, layout.heads[pane]._replace(width=layout.heads[0].width), lines)
            every.append(values)
        return every

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
        return None if self.drawn is None else self.drawn.command_at(x, y)

    def timeline_epoch(self, session: Session, x: int) -> int:
        """The epoch that a column of the time line stands for."""
        assert self.layout is not None
        first, cells = timeline_span(session, self.layout.timeline.width)
        share = (x - first) / max(1, cells - 1)
        return round(min(max(share, 0.0), 1.0) * session.last)


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
