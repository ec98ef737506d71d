"""The whole board as lines of text, composed from a session: what a screen, a screenshot and a test look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.engine.cost import places as places_of
from sigmascope.tui.board.guide import progress_line, rule_line, text_lines
from sigmascope.tui.board.heads import Heads
from sigmascope.tui.board.layout import SMALLEST, Layout, arrange
from sigmascope.tui.board.strips import (
    footer_line,
    header_line,
    notice_lines,
    tabs_line,
    timeline_line,
    timeline_span,
)
from sigmascope.tui.board.verdict import Verdict
from sigmascope.tui.draw.line import Line, fit
from sigmascope.tui.session.look import FIRST_VIEW
from sigmascope.tui.views import VIEWS
from sigmascope.tui.views.view import Medium
from sigmascope.tui.words.text import wrap

if TYPE_CHECKING:
    from sigmascope.tui.draw.box import Box
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.guide import Guide
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.view import Drawn
    from sigmascope.tui.words.charset import CharsetWords


class Piece(NamedTuple):
    """Part of one screen row: where it begins, how many columns it takes, and what stands there."""

    x: int
    width: int
    line: Line


Row = list[Piece]
"""The pieces of one screen row, left to right, without gaps."""


class Picture:
    """Composes a session at a size into rows, drawing again only what a change has touched."""

    def __init__(self, glyphs: Glyphs, words: CharsetWords, *, coloured: bool = False) -> None:
        """``coloured`` says that cells can have any colour behind them."""
        self.glyphs = glyphs
        self.words = words
        self._medium = Medium(glyphs, words, coloured)
        self.layout: Layout | None = None
        self.drawn: Drawn | None = None
        """The view, for the run, size and look that were last composed; none while a run is not ready."""
        self._drawn_for: object = None
        self._heads: Heads
        self._verdict: Verdict
        self._rows_before: list[tuple[Row | None, Row]] = []
        self._composed: tuple[object, list[Row]] = (None, [])
        self._text = ""
        self._footer_for: object = None
        self._footer: Line = ()
        self._tabs: Line = ()
        self.tabs_at: list[tuple[int, int, str]] = []
        """Of the views' names: the same as of the footer."""
        self._texts_at: list[tuple[int, str]] = []
        """Of a lesson's choices: row, and the same line."""
        self._text_says: str | None = None
        """What a click elsewhere in its text stands for."""
        self.keys_at: list[tuple[int, int, str]] = []
        """Of the footer: first column, end column, and the line of the command list a click there stands for."""

    def compose(self, session: Session, width: int, height: int) -> list[Row]:
        """The rows of a screen of this size; below `SMALLEST`, one sentence."""
        if width < SMALLEST[0] or height < SMALLEST[1]:
            self.layout, self.drawn, self._drawn_for = None, None, None
            return self._too_small(width, height)
        look, guide = session.look, session.guide
        # A picture of another run, size or view has nothing left to give.
        guided = None if guide is None else (guide.looking, guide.phase == "end")
        wanted = (session.run, session.ready, width, height, look, self.glyphs, self.words.language, guided)
        if wanted != self._drawn_for:
            first = look.view == FIRST_VIEW
            self.layout = arrange(width, height, len(session.scenario.costs), first=first, guide=guide)
            self._tabs, self.tabs_at = tabs_line(look.view, width, self.words)
            self.drawn = None
            if session.ready and self.layout.areas[0].height:
                self.drawn = VIEWS[look.view].draw(session, self.layout.areas, self._medium)
            places = list(places_of(descent.cost for descent in session.simulation.descents.values()).values())
            roles = [f"series{place}" for place in places]
            # All heads are as wide as the first, so that they are worded alike.
            self._heads = Heads(session, self.layout.titles[0].width, roles, self.glyphs, self.words)
            self._verdict = Verdict(session, roles, places, self.glyphs, self.words)
            self._rows_before = []
            self._composed = None, []
            self._text = session.scenario.text() if guide is None else guide.line
            self._footer_for = None
            self._drawn_for = wanted
        assert self.layout is not None
        # Time passes more often than anything changes.
        told = (session.state, session.pace, session.notice, session.following, session.simulation.epoch)
        said = None if guide is None else (guide.says(self.words.language), guide.phase, guide.flags)
        shown = (session.epoch, session.reached, said, *told)
        if shown != self._composed[0]:
            self._composed = shown, self._rows(session, self.layout, width, height)
        return self._composed[1]

    def refine(self, seconds: float) -> bool:
        """Go on with a view that takes long to draw, for so many seconds; whether anything was left to do."""
        if self.drawn is None or not self.drawn.refine(seconds):
            return False
        self._composed = None, []
        return True

    def _too_small(self, width: int, height: int) -> list[Row]:
        sentence = self.words("board.too-small", width=SMALLEST[0], height=SMALLEST[1], now=f"{width}×{height}")
        rows = (wrap(sentence, width) + [""] * height)[:height]
        return [[Piece(0, width, fit(((row, "text"),), width))] for row in rows]

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _rows(self, session: Session, layout: Layout, width: int, height: int) -> list[Row]:
        rows: list[Row] = [[] for _ in range(height)]
        header = header_line(session, session.state, self._text, width, self.glyphs, self.words)
        rows[0].append(Piece(0, width, header))
        if session.guide is None:
            _place(rows, layout.tabs, [self._tabs])
        else:
            self._place_guide(session.guide, layout, rows)
        values = self._heads_and_values(session, layout, rows)
        if self.drawn is not None:
            for box, lines in self.drawn.lines(session, values):
                _place(rows, box, lines)
        phase = None if session.guide is None else _footing(session.guide)
        if (session.state, session.following, phase) != self._footer_for:
            self._footer, self.keys_at = footer_line(session, width, self.words)
            self._footer_for = session.state, session.following, phase
        rows[layout.footer.y].append(Piece(0, width, self._footer))
        passed = self._verdict.passed(session)
        _place(rows, layout.timeline, [timeline_line(session, width, passed, self.glyphs)])
        if session.notice is not None:
            # It has the verdict's row, and as many above it as it needs: the keys are never covered.
            notice = notice_lines(session.notice, width, self.words)[: height // 2]
            for offset, line in enumerate(reversed(notice)):
                rows[layout.notice.y - offset] = [Piece(0, width, line)]
        elif layout.verdict.height:
            _place(rows, layout.verdict, [self._verdict.line(session, passed, width)])
        before = self._rows_before or [(None, [])] * height
        # Most rows are as they were; they stay the very same, so that nobody has to compare them cell by cell.
        self._rows_before = [
            was if was[0] == row else (row, _without_gaps(row, width)) for was, row in zip(before, rows, strict=True)
        ]
        return [whole for _, whole in self._rows_before]

    def _place_guide(self, guide: Guide, layout: Layout, rows: list[Row]) -> None:
        said, width = guide.says(self.words.language), layout.header.width
        _place(rows, layout.tabs, [progress_line(said, width, self.glyphs, self.words)])
        shown = bool(layout.text.height), bool(layout.areas[0].height)
        turn = "" if all(shown) else self.words("lesson.turn-view" if shown[0] else "lesson.turn-text")
        _place(rows, layout.rule, [rule_line(said, width, self.glyphs, self.words, turn=turn)])
        text = text_lines(said, width, layout.text.height, self.glyphs, self.words)
        _place(rows, layout.text, text.lines)
        answers = guide.choices > 0
        self._texts_at = [(layout.text.y + row, line) for row, line in text.choices if answers]
        self._text_says = "next" if guide.phase in ("text", "reveal") else None

    def _heads_and_values(self, session: Session, layout: Layout, rows: list[Row]) -> list[dict[str, float]]:
        # The values at the playhead, by cost: those of the heads and those of the view are asked for together.
        first = session.look.view == FIRST_VIEW and session.guide is None
        names = ("a", *VIEWS[session.look.view].quantities(session), *(() if first else ("cost",)))
        values = [session.values(cost, *dict.fromkeys(names)) for cost in session.scenario.costs]
        heads = self._heads
        titles = heads.titles if first else heads.values(values, with_output=not layout.outputs[0].height)
        lines: list[tuple[list[Box], list[list[Line]]]] = [(layout.titles, [[line] for line in titles])]
        if layout.steps[0].height or layout.outputs[0].height:
            parts = heads.parts(min(session.epoch, session.simulation.epoch))
            if layout.steps[0].height:
                lines.append((layout.steps, [[line] for line in heads.steps(parts)]))
            if layout.outputs[0].height:
                bars = heads.outputs([at["a"] for at in values], parts, layout.outputs[0].height)
                lines.append((layout.outputs, bars))
        for boxes, heights in lines:
            for box, head in zip(boxes, heights, strict=True):
                _place(rows, box, head)
        return values

    # ── what is under the mouse ──────────────────────────────────────────────────────────────────────────────────

    def command_at(self, session: Session, x: int, y: int) -> str | None:
        """The line of the command list that a click on this cell stands for, if any."""
        if self.layout is None or not session.ready:
            return None
        if self.layout.timeline.holds(x, y):
            return self.timeline_command(session, x)
        if self.layout.text.holds(x, y):
            return next((line for row, line in self._texts_at if row == y), self._text_says)
        tabs = self.tabs_at if session.guide is None else []
        for box, places in ((self.layout.footer, self.keys_at), (self.layout.tabs, tabs)):
            if box.holds(x, y):
                return next((line for first, end, line in places if first <= x < end), None)
        return None if self.drawn is None else self.drawn.command_at(x, y)

    def timeline_command(self, session: Session, x: int) -> str:
        """The line of the command list that a click or a drag to a column of the time line stands for."""
        flags = session.guide is not None and session.guide.flagging
        return f"{'flag' if flags else 'seek'} {self.timeline_epoch(session, x)}"

    def timeline_epoch(self, session: Session, x: int) -> int:
        """The epoch that a column of the time line stands for."""
        assert self.layout is not None
        first, cells = timeline_span(session, self.layout.timeline.width)
        share = (x - first) / max(1, cells - 1)
        return round(min(max(share, 0.0), 1.0) * session.last)


def _footing(guide: Guide) -> tuple[object, ...]:
    # What the keys of a lesson depend on.
    return guide.phase, guide.at_last, bool(guide.flags), guide.wandered


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
