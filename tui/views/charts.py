"""Charts of quantities over the epochs, side by side under the costs: drawn once, uncovered as the playhead moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.engine.quantity import QUANTITIES, evaluate
from sigmascope.tui.draw.box import Box
from sigmascope.tui.draw.chart import Chart, Curve, y_tick_count
from sigmascope.tui.draw.scale import Scale, scale_of
from sigmascope.tui.views.view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.draw.line import Line
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class Arrangement(NamedTuple):
    """Where charts stand in the areas of a board."""

    boxes: list[list[Box]]
    """By area, by chart."""
    stacked: bool
    """Charts one above the other with one epoch axis below the last, rather than each with its own."""

    def rows(self, number: int) -> int:
        """The canvas rows of the chart of this number, as `Chart` will find them."""
        height = self.boxes[0][number].height
        if not self.stacked:
            return height - 3
        return height - (2 if number == len(self.boxes[0]) - 1 else 0)


def arrange_charts(areas: list[Box], charts: int) -> Arrangement:
    """So many charts in each of some areas of one size."""
    area = areas[0]
    columns = 2 if charts > 1 and area.width >= 54 and area.height >= 16 else 1
    stacked = columns == 1 and area.height < 9 * charts
    return Arrangement([_stack(a, charts) if stacked else _grid(a, charts, columns) for a in areas], stacked)


def _stack(area: Box, charts: int) -> list[Box]:
    # Two rows below the last chart are the epoch axis; what does not divide evenly stays blank below it.
    each = max(1, (area.height - 2) // charts)
    boxes = [Box(area.x, area.y + i * each, area.width, each) for i in range(charts)]
    boxes[-1] = boxes[-1]._replace(height=each + 2)
    return boxes


def _grid(area: Box, charts: int, columns: int) -> list[Box]:
    rows = -(-charts // columns)
    gap = 2
    width = (area.width - gap * (columns - 1)) // columns
    height = area.height // rows
    return [
        Box(area.x + (i % columns) * (width + gap), area.y + (i // columns) * height, width, height)
        for i in range(charts)
    ]


class Charts:
    """The charts of a run at a size, under one look."""

    def __init__(self, session: Session, areas: list[Box], glyphs: Glyphs, words: CharsetWords) -> None:
        self.shown = _shown(session)
        costs = list(session.scenario.costs)
        arrangement = arrange_charts(areas, len(self.shown))
        dots = 2 * arrangement.boxes[0][0].width
        curves: list[list[Curve]] = []
        scales: list[list[Scale]] = []
        ticks = [y_tick_count(arrangement.rows(number)) for number in range(len(self.shown))]
        for name, most in zip(self.shown, ticks, strict=True):
            arrays = [_whole_run(session, cost, name) for cost in costs]
            curves.append([Curve.of(columns, dots) for columns in arrays])
            scales.append(_scales(session, name, arrays, most))
        labels = (scale.ticks(most)[0][1] for row, most in zip(scales, ticks, strict=True) for scale in row)
        tick_width = max(map(len, labels))
        self.charts = [
            [
                Chart(
                    arrangement.boxes[pane][number],
                    words.plain(QUANTITIES[name].symbol),
                    words.of("quantity", name, QUANTITIES[name].description),
                    f"series{pane}",
                    curves[number][pane],
                    scales[number][pane],
                    session.last,
                    glyphs,
                    stacked=arrangement.stacked,
                    axis=not arrangement.stacked or number == len(self.shown) - 1,
                    tick_width=tick_width,
                )
                for number, name in enumerate(self.shown)
            ]
            for pane in range(len(costs))
        ]
        """By cost, by quantity."""

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:
        """Each chart in its box, with the exact values at the playhead."""
        inputs = session.simulation.samples.m
        for charts, at in zip(self.charts, values, strict=True):
            for chart, name in zip(charts, self.shown, strict=True):
                here = [at[column] for column in QUANTITIES[name].columns(inputs)]
                yield chart.box, chart.lines(session.epoch, session.reached, here)

    def command_at(self, x: int, y: int) -> str | None:
        """A click on a canvas goes to the epoch there."""
        for charts in self.charts:
            for chart in charts:
                if chart.box.holds(x, y) and x >= chart.canvas_left:
                    return f"seek {chart.epoch_at(x)}"
        return None


def _shown(session: Session) -> tuple[str, ...]:
    return (session.look.enlarged,) if session.look.enlarged else session.look.charted


def _whole_run(session: Session, cost: str, name: str) -> list[Array]:
    descent = session.simulation.descents[cost]
    assert descent.history is not None, "a session keeps the history"
    return list(evaluate(descent, descent.history.columns(slice(0, session.last + 1)), [name]).values())


def _scales(session: Session, name: str, arrays: list[list[Array]], ticks: int) -> list[Scale]:
    from_zero, log = QUANTITIES[name].from_zero, QUANTITIES[name].log and session.look.log
    if session.look.shared:
        every = [column for columns in arrays for column in columns]
        return [scale_of(every, from_zero=from_zero, log=log, ticks=ticks)] * len(arrays)
    return [scale_of(columns, from_zero=from_zero, log=log, ticks=ticks) for columns in arrays]


CHARTS = View("charts", Charts, _shown, description="quantities over the epochs")
