"""The screen of a running app as SVG, as text, and as text with colours."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.terminal_theme import TerminalTheme
    from textual.strip import Strip

    from tui.app import SigmascopeApp

# rich's own template fetches a font from the network; this one takes what the reader has.
_SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", "Fira Code", Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


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
        record=True,
        legacy_windows=False,
        safe_box=False,
        _environ={},
    )


def _ansi(app: SigmascopeApp) -> str:
    console = _console(app, "truecolor")
    return "".join(strip.render(console) + "\x1b[0m\n" for strip in strips(app))


def _svg(app: SigmascopeApp) -> str:
    from rich.segment import Segment, Segments

    console = _console(app, "truecolor")
    for strip in strips(app):
        console.print(Segments([*Segment.simplify(strip)], new_lines=False), end="\n")
    theme = _terminal_theme(app)
    svg = console.export_svg(title=app.TITLE or "", theme=theme, code_format=_SVG)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _terminal_theme(app: SigmascopeApp) -> TerminalTheme:
    from rich.color import Color
    from rich.terminal_theme import DEFAULT_TERMINAL_THEME, TerminalTheme

    def rgb(name: str) -> tuple[int, int, int]:
        triplet = Color.parse(name).triplet
        assert triplet is not None
        return triplet.red, triplet.green, triplet.blue

    ansi = [tuple(DEFAULT_TERMINAL_THEME.ansi_colors[number]) for number in range(16)]
    return TerminalTheme(rgb(app.palette.background), rgb(app.palette.text), ansi[:8], ansi[8:])  # type: ignore[arg-type]


SHOTS: dict[str, Callable[[SigmascopeApp], str]] = {".svg": _svg, ".txt": _text, ".ansi": _ansi}
"""How to write a screen, by file extension."""


def shot(app: SigmascopeApp, extension: str) -> str:
    """The screen in the format of a file extension, one of `SHOTS`."""
    return SHOTS[extension](app)
