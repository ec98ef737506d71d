"""A frame as SVG, as text, and as text with colours."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.shots.frame import Frame


def _text(frame: Frame) -> str:
    return "".join(strip.text.rstrip() + "\n" for strip in frame.strips)


def _ansi(frame: Frame) -> str:
    from rich.console import Console  # who asks which formats there are draws none yet  # noqa: PLC0415

    width, height = frame.size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        safe_box=False,
        _environ={},
    )
    return "".join(strip.render(console) + "\x1b[0m\n" for strip in frame.strips)


def _svg(frame: Frame) -> str:
    from sigmascope.tui.shots.svg import svg  # as above  # noqa: PLC0415

    return svg(frame)


SHOTS: dict[str, Callable[[Frame], str]] = {".svg": _svg, ".txt": _text, ".ansi": _ansi}
"""How to write a frame, by file extension."""
