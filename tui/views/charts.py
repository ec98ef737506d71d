"""Charts of quantities over the epochs, side by side under the costs: drawn once, uncovered as the playhead moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.engine.cost import places as places_of
from sigmascope.engine.quantity import QUANTITIES, evaluate
from sigmascope.tui.draw.box import Box
from sigmascope.tui.draw.chart import LABELS, Chart, Drawing, Frame, Note
from sigmascope.tui.draw.scale import Scale, scale_from, scale_of
from sigmascope.tui.session.narration import reached_name
from sigmascope.tui.views.view import Drawn, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.draw.line import Line
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.views.view import Medium


class Arrangement(NamedTuple):
    """Where charts stand in the areas of a board."""

    boxes: list[list[Box]]
    """By area, by chart."""
    stacked: bool
    """Charts one above the other with one epoch axis below the last, rather than each with its own."""


_WEIGHTS = (6, 4, 3)
"""How the rows of a stack are shared, the first chart first; those that follow have as many as the last."""


def arrange_charts(areas: list[Box], curves: list[int]) -> Arrangement:
    """So many charts in each of some areas of one size, by how many curves each holds."""
    area, charts = areas[0], len(curves)
    columns = 2 if charts > 1 and area.width >= 54 and area.height >= 20 else 1
    stacked = columns == 1 and area.height < 9 * charts
    return Arrangement([_stack(a, curves) if stacked else _grid(a, charts, columns) for a in areas], stacked)


def _stack(area: Box, curves: list[int]) -> list[Box]:
    # The row below the last chart is the epoch axis.
    heights = _shared(area.height - 1, [_WEIGHTS[min(i, len(_WEIGHTS) - 1)] for i in range(len(curves))])
    # Between its ticks a chart has a row for the value of each curve, as far as others can do without.
    for i, count in enumerate(curves):
        while heights[i] < 2 + min(count, 3) and (largest := heights.index(max(heights))) != i and heights[largest] > 4:
            heights[largest] -= 1
            heights[i] += 1
    tops = [area.y + sum(heights[:i]) for i in range(len(curves))]
    return [Box(area.x, top, area.width, height) for top, height in zip(tops, heights, strict=True)]


def _shared(rows: int, weights: list[int]) -> list[int]:
    # As the weights are, in whole rows: what is left goes to those that came off worst.
    whole = [rows * weight // sum(weights) for weight in weights]
    worst = sorted(range(len(weights)), key=lambda i: whole[i] * sum(weights) - rows * weights[i])
    for i in worst[: rows - sum(whole)]:
        whole[i] += 1
    return whole


def _grid(area: Box, charts: int, columns: int) -> list[Box]:
    rows = -(-charts // columns)
    gap = 2
    width = (area.width - gap * (columns - 1)) // columns
    heights = _shared(area.height, [3] + [2] * (rows - 1))
    return [
        Box(area.x + (i % columns) * (width + gap), area.y + sum(heights[: i // columns]), width, heights[i // columns])
        for i in range(charts)
    ]


class Charts(Drawn):
    """The charts of a run at a size, under one look."""

    def __init__(self, session: Session, areas: list[Box], medium: Medium) -> None:
        glyphs, words = medium.glyphs, medium.words
        self.shown = _shown(session)
        self._areas = areas
        self._glyphs = glyphs
        self._words = words
        self._told: dict[str, tuple[Note, ...]] = {}
        costs = list(session.scenario.costs)
        inputs = session.simulation.samples.m
        arrangement = arrange_charts(areas, [len(QUANTITIES[name].columns(inputs)) for name in self.shown])
        self.stacked = arrangement.stacked
        runs = [[_whole_run(session, cost, name) for cost in costs] for name in self.shown]
        scales = [_scales(session, name, arrays) for name, arrays in zip(self.shown, runs, strict=True)]
        symbols = [words.plain(QUANTITIES[name].symbol) for name in self.shown]
        frames = [[Frame(box, self.stacked, 0) for box in boxes] for boxes in arrangement.boxes]
        labels = [
            (len(symbol) + 1 if self.stacked else 0) + len(label)
            for number, symbol in enumerate(symbols)
            for pane in range(len(costs))
            for _, label in scales[number][pane].ticks(frames[pane][number].canvas[1])
        ]
        width = max([LABELS if self.stacked else 0, *labels])
        same = _bias_is_weight(session)
        self.charts: list[list[Chart]] = [[] for _ in costs]
        """By cost, by quantity."""
        places = list(places_of(descent.cost for descent in session.simulation.descents.values()).values())
        for number, (name, arrays) in enumerate(zip(self.shown, runs, strict=True)):
            drawings = [
                Drawing(frames[pane][number]._replace(label_width=width), arrays[pane], scale, session.last, glyphs)
                for pane, scale in enumerate(scales[number])
            ]
            quantity = QUANTITIES[name]
            remark = ""
            if quantity.per_cost and len(costs) > 1:
                remark = words("charts.shared" if session.look.shared else "charts.own")
            # Another model's curve says nothing on an axis of its own, and many of them would be a thicket.
            shade = (
                scales[number].count(scales[number][0]) == len(costs)
                and len(arrays[0]) == 1
                and not (quantity.per_cost)
            )
            for pane, drawing in enumerate(drawings):
                others = [other for other in drawings if other is not drawing] if shade else []
                symbol = symbols[number]
                if name == "b" and same and "w" in self.shown and not self.stacked:
                    symbol = "b = w"
                label = words.of("quantity", name, quantity.description)
                role = f"series{places[pane]}"
                self.charts[pane].append(Chart(drawing, symbol, label, role, others, remark=remark))

    def lines(self, session: Session, values: list[dict[str, float]]) -> Iterator[tuple[Box, list[Line]]]:
        """Each chart in its box, with the exact values at the playhead."""
        inputs = session.simulation.samples.m
        for cost, charts, at in zip(session.scenario.costs, self.charts, values, strict=True):
            for chart, name in zip(charts, self.shown, strict=True):
                here = [at[column] for column in QUANTITIES[name].columns(inputs)]
                notes = self._notes(session, cost) if name == "cost" and not self.stacked else ()
                yield chart.box, chart.lines(session.epoch, session.reached, here, notes)
        if self.stacked:
            for area, charts in zip(self._areas, self.charts, strict=True):
                yield Box(area.x, charts[-1].box.y + charts[-1].box.height, area.width, 1), [self._axis(charts[-1])]

    def _notes(self, session: Session, cost: str) -> tuple[Note, ...]:
        epoch = session.told(cost).half
        if not epoch:
            return ()
        if cost not in self._told:
            text = f"{reached_name('half', session.simulation.samples, self._words)} · {epoch}"
            value = session.simulation.at(epoch, cost, "cost")["cost"]
            self._told[cost] = (Note(epoch, value, self._words.plain(text)),)
        return self._told[cost]

    def _axis(self, chart: Chart) -> Line:
        # One for all charts of a pane; what it begins and ends with stands at the time line below.
        *_, flat, _ = self._glyphs.corners
        left, right = ("└", "┘") if self._glyphs.charset != "ascii" else ("+", "+")
        blank = " " * chart.frame.label_width
        return ((blank + left + flat * (chart.grid.width - 1) + right, "axis"),)

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


def _scales(session: Session, name: str, arrays: list[list[Array]]) -> list[Scale]:
    quantity = QUANTITIES[name]
    log = quantity.log and session.look.log
    if session.look.shared or not quantity.per_cost:
        every = [column for columns in arrays for column in columns]
        return [scale_of(every, from_zero=quantity.from_zero, log=log)] * len(arrays)
    if quantity.from_zero and not log:
        return [scale_from(columns) for columns in arrays]
    return [scale_of(columns, from_zero=quantity.from_zero, log=log) for columns in arrays]


def _bias_is_weight(session: Session) -> bool:
    # From one start, with 1 for an input, both get the same step every epoch.
    samples, scenario = session.simulation.samples, session.scenario
    return samples.m == 1 and bool((samples.x == 1.0).all()) and scenario.w == (scenario.b,)


CHARTS = View("charts", Charts, _shown, description="quantities over the epochs")
