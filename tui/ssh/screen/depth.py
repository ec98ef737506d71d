"""A visitor's colour depth, applied to what is drawn: Textual keeps what it sends for one depth, for all apps."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

_SYSTEMS = {"truecolor": None, "256": ColorSystem.EIGHT_BIT, "standard": ColorSystem.STANDARD}


class Depth(LineFilter):
    """Puts the nearest colour of a smaller palette in the place of each, or none.

    Styles and blank lines are shared by all apps of a process, and remember the codes they were first sent as. Those
    that come out of here are shared only by visitors with the same colours.
    """

    def __init__(self, system: ColorSystem | None) -> None:
        super().__init__()
        self._system = system

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's signature
        """The segments, in the smaller palette."""
        return [Segment(text, style and _nearest(style, self._system), control) for text, style, control in segments]


@lru_cache(4096)
def _nearest(style: Style, system: ColorSystem | None) -> Style:
    if system is None:
        return style.without_color
    color, bgcolor = style.color, style.bgcolor
    return style + Style(
        color=color.downgrade(system) if color else None, bgcolor=bgcolor.downgrade(system) if bgcolor else None
    )


@cache
def filter_of(colours: str | None) -> LineFilter | None:
    """The filter for what `Visit.colours` says; None where every colour may be sent."""
    if colours is None:
        return Depth(None)
    system = _SYSTEMS[colours]
    return None if system is None else Depth(system)
