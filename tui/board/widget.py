"""The board as a Textual widget: sends a terminal only the cells that changed, and hands keys and clicks on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from sigmascope.tui.board.colours import styles
from sigmascope.tui.board.picture import Piece
from sigmascope.tui.draw.line import change

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style
    from textual import events
    from textual.geometry import Region

    from sigmascope.tui.board.colours import Palette
    from sigmascope.tui.board.picture import Picture, Row
    from sigmascope.tui.session.session import Session

    Send = Callable[["Board", dict[str, list[tuple[int, int, str]]], dict[str, Style]], object]


class Board(Widget, can_focus=True):
    """Shows a session. Composed as text by `Picture`; a frame that changes ten cells sends ten cells."""

    DEFAULT_CSS = "Board { width: 100%; height: 100%; }"

    class Sized(Message):
        """The board has another size, and with it perhaps a picture that takes long."""

    class Said(Message):
        """A person did something on the board that a line of the command list stands for."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    def __init__(self, session: Session, picture: Picture, palette: Palette, send: Send, *, colour: bool) -> None:
        """``send`` takes cells that have changed to the terminal."""
        super().__init__()
        self.session = session
        self._send = send
        self.picture = picture
        self.colour = colour
        self.table = styles(palette, colour=colour)
        self._rows: list[Row] = []
        self._rows_size: object = None
        self._dragging = False

    def dress(self, picture: Picture, palette: Palette) -> None:
        """Go on in other words or colours, from the next `show` on."""
        self.picture = picture
        self.table = styles(palette, colour=self.colour)
        self._rows_size = None

    def show(self) -> None:
        """Bring the screen up to the session: the cells that differ, and nothing else."""
        width, height = self.size
        if not width or not height:
            return
        old, anew = self._rows, self._rows_size != self.size
        self._compose_rows()
        if anew or self.app.screen is not self.screen:
            self.refresh()
            return
        changed = _changes(old, self._rows)
        if changed:
            self._send(self, changed, self.table)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a region. No cache of Textual's stands between, since `show` goes past it."""
        left, right = crop.x, crop.right
        return [self.render_line(y).crop(left, right) for y in range(crop.y, crop.bottom)]

    def render_line(self, y: int) -> Strip:
        """One row of the board."""
        # After a resize Textual asks for every line by itself.
        if self._rows_size != self.size:
            self._compose_rows()
        table = self.table
        segments = [Segment(text, table[role]) for piece in self._rows[y] for text, role in piece.line]
        return Strip(segments, self.size.width)

    def _compose_rows(self) -> None:
        self._rows_size = self.size
        self._rows = self.picture.compose(self.session, *self.size)

    def on_resize(self) -> None:
        self.post_message(self.Sized())

    # ── the mouse ────────────────────────────────────────────────────────────────────────────────────────────────

    def on_mouse_down(self, event: events.MouseDown) -> None:
        line = self.picture.command_at(self.session, event.x, event.y)
        if line is None:
            return
        layout = self.picture.layout
        self._dragging = layout is not None and layout.timeline.holds(event.x, event.y)
        if self._dragging:
            self.capture_mouse()
        self.post_message(self.Said(line))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging and self.picture.layout is not None:
            self.post_message(self.Said(self.picture.timeline_command(self.session, event.x)))

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def on_mouse_release(self) -> None:
        # Whoever let go of it: a screen that opens takes the mouse away in the middle of a drag.
        self._dragging = False

    def on_mouse_scroll_up(self) -> None:
        self.post_message(self.Said("faster"))

    def on_mouse_scroll_down(self) -> None:
        self.post_message(self.Said("slower"))


def _changes(old: list[Row], new: list[Row]) -> dict[str, list[tuple[int, int, str]]]:
    # By role, where which text has changed.
    by_role: dict[str, list[tuple[int, int, str]]] = {}
    for y, (before, after) in enumerate(zip(old, new, strict=True)):
        if before is after or before == after:
            continue
        if [piece.x for piece in before] != [piece.x for piece in after]:
            before, after = [_joined(before)], [_joined(after)]
        for was, now in zip(before, after, strict=True):
            span = change(was.line, now.line, now.width)
            if span is not None:
                for x, role, text in _cut(now.line, *span):
                    by_role.setdefault(role, []).append((now.x + x, y, text))
    return by_role


def _joined(row: Row) -> Piece:
    return Piece(0, sum(piece.width for piece in row), tuple(span for piece in row for span in piece.line))


def _cut(line: tuple[tuple[str, str], ...], first: int, end: int) -> list[tuple[int, str, str]]:
    # The part of a line from one column to another: column, role and text of each span in it.
    found, x = [], 0
    for text, role in line:
        width = cell_len(text)
        if x + width > first and x < end:
            begin = x
            if width != len(text):
                # Wide characters: by character.
                for char in text:
                    if first <= begin < end:
                        found.append((begin, role, char))
                    begin += cell_len(char)
            else:
                inside = text[max(0, first - x) : end - x]
                found.append((max(x, first), role, inside))
        x += width
    return found
