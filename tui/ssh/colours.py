"""A visitor's colour depth, applied to what is drawn: Textual keeps what it sends for one depth, for all apps."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from rich.color import ColorSystem
from rich.segment import Segment
from textual.filter import LineFilter, NoColor

if TYPE_CHECKING:
    from rich.style import Style
    from textual.color import Color

_SYSTEMS = {"256": ColorSystem.EIGHT_BIT, "standard": ColorSystem.STANDARD}


class Depth(LineFilter):
    """Puts the nearest colour of a smaller palette in the place of each.

    Styles and blank lines are shared by all apps of a process, and remember the codes they were first sent as. So
    every app here sends all colours there are, and those of a smaller palette are chosen before.
    """

    def __init__(self, system: ColorSystem) -> None:
        super().__init__()
        self._system = system

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        """The segments, in the smaller palette."""
        system = self._system
        return [
            Segment(text, style and _nearest(style, system), control) for text, style, control in segments
        ]  # fmt: skip


@lru_cache(4096)
def _nearest(style: Style, system: ColorSystem) -> Style:
    from rich.style import Style as RichStyle

    color, bgcolor = style.color, style.bgcolor
    return style + RichStyle(
        color=color.downgrade(system) if color else None,
        bgcolor=bgcolor.downgrade(system) if bgcolor else None,
    )


@cache
def filter_of(colours: str | None) -> LineFilter | None:
    """The filter for what `Visit.colours` says: None where nothing needs to be done."""
    if colours is None:
        return cast("LineFilter", NoColor())
    return Depth(_SYSTEMS[colours]) if colours in _SYSTEMS else None
