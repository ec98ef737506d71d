"""Every private name of Textual and Rich that sigmascope goes by, why it does, and the version it was seen in.

Seen in Textual 8.2 and Rich 14. Nothing public does any of it; where another version calls it differently, only this
module changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.color import ColorSystem
from textual._compositor import CompositorUpdate
from textual._context import active_app
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.filter import ANSIToTruecolor, LineFilter
from textual.strip import Strip

from sigmascope.tui.shots.frame import Frame

if TYPE_CHECKING:
    from rich.console import Console
    from rich.style import Style
    from textual import events
    from textual._queue import Queue
    from textual.app import App
    from textual.driver import Driver
    from textual.message import Message
    from textual.message_pump import MessagePump
    from textual.widget import Widget

__all__ = ["XTermParser"]  # the parser of what terminals send, which Textual exports nowhere

# ── how an app ends ──────────────────────────────────────────────────────────────────────────────────────────────────


def fail(app: App[Any], error: Exception) -> None:
    """End an app by an exception, as one in one of Textual's own timers would."""
    app._handle_exception(error)


def fault_of(app: App[Any]) -> BaseException | None:
    """What an app has ended by; kept there for test frameworks."""
    return app._exception


def forget_fault(app: App[Any]) -> None:
    """Let go of it: its frames hold the app."""
    app._exception = None


def keep_quiet(app: App[Any]) -> None:
    """Have an app say nothing of an exception that ends it: Textual would print all variables of all frames."""
    app._fatal_error = app._close_messages_no_wait  # type: ignore[method-assign]


def is_ending(app: App[Any]) -> bool:
    """Whether an app was asked to end."""
    return app._exit


def driver_of(app: App[Any]) -> Driver | None:
    """An app's driver; None before it has one."""
    return app._driver


# ── what an app shows ────────────────────────────────────────────────────────────────────────────────────────────────


class Cells(CompositorUpdate):
    """Changed cells, by role: each role's style is sent once a frame, however many places it changes."""

    def __init__(self, by_role: dict[str, list[tuple[int, int, str]]], table: dict[str, Style]) -> None:
        self.by_role = by_role
        self.table = table

    def render_segments(self, console: Console) -> str:
        """The escape sequences that draw them, for the console's depth of colour."""
        depth = console._color_system or ColorSystem.TRUECOLOR  # as Strip.render asks it
        parts: list[str] = []
        for role, cells in self.by_role.items():
            codes = self.table[role]._make_ansi_codes(depth)
            parts.append(f"\x1b[0;{codes}m" if codes else "\x1b[0m")
            # Rows and columns of a terminal count from 1.
            parts += [f"\x1b[{y + 1};{x + 1}H{text}" for x, y, text in cells]
        parts.append("\x1b[0m")
        return "".join(parts)


def send_cells(widget: Widget, by_role: dict[str, list[tuple[int, int, str]]], table: dict[str, Style]) -> None:
    """Send cells past the compositor, which sends a widget's line from its beginning.

    It asks the widget for its lines when it draws the screen anew, and must get the same.
    """
    widget.app._display(widget.screen, Cells(by_role, table))  # type: ignore[arg-type]


def add_filter(app: App[Any], line_filter: LineFilter) -> None:
    """Have all that an app draws go through a filter."""
    app._filters.append(line_filter)


def frame_of(app: App[Any], background: str, text: str) -> Frame:
    """What is on an app's screen, with whatever is open above the board, on a background in a colour of text."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    strips = [Strip.join(list(row)) for row in update.strips]  # type: ignore[union-attr]  # all rows
    return Frame(strips, (app.size.width, app.size.height), background, text)


# ── what an app is told ──────────────────────────────────────────────────────────────────────────────────────────────


def rests(node: MessagePump) -> bool:
    """Whether a widget waits for a message: none is in its queue, none is being worked on."""
    if node._closing:
        return True
    queue: Queue[Message | None] = node._message_queue
    return queue.empty() and bool(queue.ready_event._waiters)


def parse_extended_key(parser: XTermParser, sequence: str) -> list[events.Key] | None:
    """What the stock parser makes of a key of the Kitty protocol, past the cache that keeps parsers alive."""
    keys: list[events.Key] | None = XTermParser._parse_extended_key.__wrapped__(parser, sequence)
    return keys


# ── many apps in one process ─────────────────────────────────────────────────────────────────────────────────────────

# Each caches by an argument that leads to the app, for the life of the process: 200 sessions grew 60 to 242 MB by it.
_KEEPERS = (StylesCache.get_inner_outer, XTermParser._parse_extended_key, ANSIToTruecolor.truecolor_style)


def let_go() -> None:
    """Forget what Textual remembers of apps that have ended."""
    for keeper in _KEEPERS:
        keeper.cache_clear()


def app_here() -> App[Any] | None:
    """The app that is active where this is called, if one is."""
    return active_app.get(None)


def capture(app: App[Any], out: object, err: object) -> None:
    """Have an app put these in the place of the standard streams while it runs."""
    app._capture_stdout, app._capture_stderr = out, err  # type: ignore[assignment]


def print_to(app: App[Any], text: str, *, stderr: bool) -> None:
    """Tell an app that something was printed, as its own capture does."""
    app._print(text, stderr=stderr)
