"""Textual's parser of terminal input, with what a hostile client can do to it taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, messages
from textual.keys import Keys

from sigmascope.tui.app.inside import XTermParser, parse_extended_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.message import Message

# Sizes come from SSH; a cursor position and a resize by escape sequence answer questions that were never asked.
_UNASKED = (events.Resize, events.CursorPosition, messages.InBandWindowResize)


class Parser(XTermParser):
    """Turns text into events. Any text at all: nothing a client sends ends it or changes its view of the screen.

    Feed it inside the app's context: events take the app from there.
    """

    # The stock method is cached for the life of the process, and its cache keeps the parser and so the app alive. It
    # also raises ValueError, which ends the generator, for a key number that no character has.
    def _parse_extended_key(self, sequence: str) -> list[events.Key] | None:  # type: ignore[override]
        try:
            keys = parse_extended_key(self, sequence)
        except (ValueError, OverflowError):
            return [events.Key(Keys.Ignore, sequence)]
        if keys is not None and any(key.character and "\ud800" <= key.character <= "\udfff" for key in keys):
            return [events.Key(Keys.Ignore, sequence)]
        return keys

    def read(self, text: str, size: tuple[int, int]) -> Iterator[Message]:
        """The events of some text, on a terminal of this many columns and rows."""
        for message in self.feed(text):
            if isinstance(message, _UNASKED):
                # The stock parser now takes mouse positions for pixels of a screen of that size.
                self.mouse_pixels = False
            elif not isinstance(message, events.MouseEvent) or _on_screen(message, size):
                yield message

    @property
    def undecided(self) -> bool:
        """Whether it has an Esc that may be a key or the beginning of a sequence, which `tick` decides in time."""
        return self._timeout_time is not None


def _on_screen(event: events.MouseEvent, size: tuple[int, int]) -> bool:
    return 0 <= event.x < size[0] and 0 <= event.y < size[1]
