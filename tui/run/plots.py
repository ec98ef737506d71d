"""The quantities of a run, its models side by side, as lines of text: for a pipe, a mail or a slide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sigmascope.engine import QUANTITIES, evaluate
from sigmascope.engine.condition import columns_of
from sigmascope.engine.cost import places
from sigmascope.engine.quantity import usually_charted
from sigmascope.engine.text import number_text
from sigmascope.tui.draw.plot import draw
from sigmascope.tui.draw.scale import Scale, epoch_ticks, scale_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sigmascope.engine import Simulation
    from sigmascope.engine.sigmoid import Array
    from sigmascope.tui.run.rows import Leg

_MOST_POINTS = 4_096
_MOST_INPUTS = 3
_HEIGHT = 11  # two of them are the epoch axis
_GAP = 2
_LEAST_WIDTH = 26
# By a cost's place: told apart by every kind of eye on dark and light; past the last they take turns.
_COLOURS = ("\x1b[33m", "\x1b[36m", "\x1b[32m")
_PLAIN = "\x1b[0m"


def plotted(inputs: int) -> list[str]:
    """The columns drawn where none are named: cost, weights, bias and slope; many weights would be too many charts."""
    columns = [QUANTITIES[name].columns(inputs) for name in usually_charted()]
    return [column for several in columns if len(several) <= _MOST_INPUTS for column in several]


class Sketch:
    """The parameters of each model at evenly spread epochs, as many as a chart can show, however long the run."""

    def __init__(self) -> None:
        self.epochs: dict[str, NDArray[np.int64]] = {}
        self.columns: dict[str, Array] = {}
        self._strides: dict[str, int] = {}

    def of(self, legs: Iterator[list[Leg]]) -> Iterator[list[Leg]]:
        """Take note of legs as they pass on to somebody else."""
        for together in legs:
            for leg in together:
                self._add(leg)
            yield together

    def _add(self, leg: Leg) -> None:
        model, epochs, columns = leg
        if model in self.epochs:
            epochs = np.concatenate([self.epochs[model], epochs])
            columns = np.concatenate([self.columns[model], columns], axis=1)
        stride = self._strides.get(model, 1)
        while len(epochs) > _MOST_POINTS:
            stride *= 2
            # The last one stays, so that the curve ends where the run does.
            stay = (epochs % stride == 0) | (np.arange(len(epochs)) == len(epochs) - 1)
            if stay.all():
                stay[1:-1:2] = False
            epochs, columns = epochs[stay], columns[:, stay]
        self.epochs[model], self.columns[model], self._strides[model] = epochs, columns, stride


def drawing(
    simulation: Simulation, sketch: Sketch, columns: list[str], width: int, *, charset: str, colour: bool
) -> Iterator[str]:
    """Lines of text ``width`` columns wide: a chart a quantity and model, one y range for a quantity but where each
    cost has its own unit.

    Raises EngineError where a quantity leaves the range of floats.
    """
    known = columns_of(simulation.samples.m)
    names = list(dict.fromkeys(known[column].name for column in columns))
    models = list(sketch.epochs)
    values = {name: evaluate(simulation.descents[name], sketch.columns[name], names) for name in models}
    last = max(int(epochs[-1]) for epochs in sketch.epochs.values())
    scales: dict[tuple[str, str], Scale] = {}
    for column in columns:
        # Costs in units of their own have ranges of their own, as on the board.
        together = [[name] for name in models] if known[column].per_cost else [models]
        for group in together:
            scale = scale_of([values[name][column] for name in group], from_zero=known[column].from_zero)
            scales |= {(column, name): scale for name in group}
    ticks = {key: scale.ticks(_HEIGHT - 2) for key, scale in scales.items()}
    margin = max(len(label) for labels in ticks.values() for _, label in labels)
    abreast = max(1, min(len(models), (width + _GAP) // (_LEAST_WIDTH + _GAP)))
    size = (width + _GAP) // abreast - _GAP, _HEIGHT
    epochs = [(epoch / last, str(epoch)) for epoch in epoch_ticks(last, 2 + size[0] // 16)] if last else [(0.0, "0")]
    colours = places(descent.cost for descent in simulation.descents.values())
    eta = "eta" if charset == "ascii" else "η"
    for first in range(0, len(models), abreast):
        row = models[first : first + abreast]
        for column in columns:
            panels = []
            for model in row:
                x = sketch.epochs[model] / max(1, last)
                y = scales[column, model].position(values[model][column])
                labels = [(position, label.rjust(margin)) for position, label in ticks[column, model]]
                plot = draw([(x, y)], size, epochs, labels, charset=charset)
                title = f"{column}  {model}, {eta} = {number_text(simulation.rates[model])}"
                tint = _COLOURS[colours[model] % len(_COLOURS)] if colour else ""
                panels.append([title[: size[0]].ljust(size[0]), *_tinted(plot.lines, margin + 1, size[0], tint)])
            yield from ((" " * _GAP).join(lines).rstrip() for lines in zip(*panels, strict=True))
            yield ""


def _tinted(lines: list[str], left: int, width: int, tint: str) -> list[str]:
    # The canvas in its model's colour, labels and axes in the terminal's own.
    padded = [line.ljust(width) for line in lines]
    if not tint:
        return padded
    canvas, axis = padded[:-2], padded[-2:]
    return [f"{line[:left]}{tint}{line[left:]}{_PLAIN}" for line in canvas] + axis
