"""The screen of a running app as SVG, as text, and as text with colours."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.strip import Strip

    from tui.app import SigmascopeApp


def strips(app: SigmascopeApp) -> list[Strip]:
    """The rows of the screen, with whatever is open above the board."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)  # noqa: SLF001
    return [_joined(row) for row in update.strips]  # type: ignore[union-attr]  # a full update has all rows


def _joined(row: object) -> Strip:
    from textual.strip import Strip

    return Strip.join(list(row))  # type: ignore[call-overload]  # rows are iterables of strips


def _text(app: SigmascopeApp) -> str:
    return "".join(strip.text.rstrip() + "\n" for strip in strips(app))


def _console(app: SigmascopeApp, colours: str | None) -> Console:
    width, height = app.size
    return Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system=colours,  # type: ignore[arg-type]  # one of rich's own names
        legacy_windows=False,
        safe_box=False,
        _environ={},
    )


def _ansi(app: SigmascopeApp) -> str:
    console = _console(app, "truecolor")
    return "".join(strip.render(console) + "\x1b[0m\n" for strip in strips(app))


def _svg(app: SigmascopeApp) -> str:
    from tui.drawing import svg

    return svg(strips(app), app.size, app.palette.background, app.palette.text)


SHOTS: dict[str, Callable[[SigmascopeApp], str]] = {".svg": _svg, ".txt": _text, ".ansi": _ansi}
"""How to write a screen, by file extension."""


def shot(app: SigmascopeApp, extension: str) -> str:
    """The screen in the format of a file extension, one of `SHOTS`."""
    return SHOTS[extension](app)
