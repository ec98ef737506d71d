"""One chart drawn by plotext: canvas, axes and ticks as lines of plain text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sigmascope.engine.sigmoid import Array

MARKERS = {"braille": "braille", "block": "hd", "ascii": "*"}
"""How each charset's curves are drawn: plotext's marker."""


class Plot(NamedTuple):
    """A drawn chart: `lines` of equal width, and the rectangle in them that holds the curve."""

    lines: list[str]
    left: int
    """Columns before the canvas: tick labels and axis."""
    width: int
    """Columns of the canvas."""
    height: int
    """Rows of the canvas; the lines below it are the epoch axis."""


def draw(
    curves: Sequence[tuple[Array, Array]],
    size: tuple[int, int],
    x_ticks: Sequence[tuple[float, str]],
    y_ticks: Sequence[tuple[float, str]],
    *,
    charset: str = "braille",
) -> Plot:
    """Draw curves given as positions on both axes, shapes (k,), in a size of columns and rows.

    0 and 1 are the middles of the outermost cells of an axis; half a cell beyond them can be drawn in as well.

    Ticks are (position, label); the labels of y_ticks have one width. Without x_ticks there is no epoch axis.
    """
    # Visitors of one server mostly begin with the same charts at the same size; a plot is never changed once drawn.
    kept = tuple((tuple(x.tolist()), tuple(y.tolist())) for x, y in curves)
    return _drawn(kept, size, tuple(x_ticks), tuple(y_ticks), charset)


@lru_cache(64)
def _drawn(
    curves: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...],
    size: tuple[int, int],
    x_ticks: tuple[tuple[float, str], ...],
    y_ticks: tuple[tuple[float, str], ...],
    charset: str,
) -> Plot:
    import plotext  # three quarters of a chart's time is this import; who draws none does not pay it  # noqa: PLC0415

    plotext.terminal.limit(width=False, height=False)
    width, height = size
    figure = plotext.figure
    figure.clear.all()
    figure.plot_size(width, height)
    figure.axes(active=False)
    figure.axes(axis="y", side="left")
    figure.ruler("x", "lower").lim(0.0, 1.0)
    figure.ruler("y", "left").lim(0.0, 1.0)
    if x_ticks:
        figure.axes(axis="x", side="lower")
        figure.ruler("x", "lower").ticks([share for share, _ in x_ticks], [label for _, label in x_ticks])
    else:
        figure.ruler("x", "lower").ticks([], [])
    figure.ruler("y", "left").ticks([share for share, _ in y_ticks], [label for _, label in y_ticks])
    for x, y in curves:
        signal = figure.signal(list(x), list(y), marker=MARKERS[charset])
        figure.draw(signal.lines())
    lines = figure.build().string(colorless=True).split("\n")[:height]
    left = max((len(label) for _, label in y_ticks), default=0) + 1
    return Plot(lines, left, width - left, height - (2 if x_ticks else 0))
