"""The frame that every screen above the board has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.screen import ModalScreen

if TYPE_CHECKING:
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class Sheet(VerticalScroll):
    """A frame with a title and a hint."""

    def __init__(self, title: str, hint: str, *, ascii_only: bool) -> None:
        super().__init__(classes="sheet")
        self.border_title = title
        self.border_subtitle = hint
        if ascii_only:
            self.styles.border = ("ascii", "gray")
            self.styles.scrollbar_size_vertical = 0  # it is drawn with blocks


class SheetScreen(ModalScreen[str | None]):
    """A screen above the board; Escape leaves it with nothing said.

    Widgets that its handlers need are made with it and kept: a message can reach it before they are mounted.
    """

    BINDINGS = [  # noqa: RUF012  # Textual reads it as it is
        ("escape", "leave"),
        ("ctrl+c", "quit_all"),
        ("ctrl+q", "quit_all"),
    ]

    def __init__(self, session: Session, words: CharsetWords) -> None:
        super().__init__()
        self.session = session
        self.words = words

    def close(self, line: str | None = None) -> None:
        """Close for good, with a line of the command list or without a word.

        The one way in which a sheet closes. One that has closed, or has another above it, is left as it is.
        """
        if self.is_active:
            # A scroll bar that is being dragged would hold the mouse for ever.
            self.app.capture_mouse(None)
            self.dismiss(line)

    def action_leave(self) -> None:
        """Close without a word."""
        self.close()

    def action_quit_all(self) -> None:
        """Leave the whole program."""
        self.close("quit")
