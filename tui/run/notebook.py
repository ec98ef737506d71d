"""A run as a value for a notebook: its scenario, its numbers, and a small table where it is the last line of a cell."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from sigmascope.engine.condition import columns_of
from sigmascope.engine.milestones import Milestones
from sigmascope.engine.scenario import Scenario, parse
from sigmascope.engine.simulation import Simulation
from sigmascope.tui.run.rows import gather

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sigmascope.engine.descent import Samples
    from sigmascope.engine.milestones import Told

_ROWS = 5


class Result:
    """All epochs of a run that is over."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.scenario = simulation.scenario

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """The table of `sigmascope run` by column, each of shape (models × (epochs + 1),): by epoch, then by model.

        Raises EngineError where a quantity leaves the range of floats.
        """
        models = list(self.simulation.descents)
        epochs = np.arange(self.simulation.epoch + 1)
        known = columns_of(self.simulation.samples.m)
        names = list(dict.fromkeys(quantity.name for quantity in known.values()))
        values = [self.simulation.values(model, *names) for model in models]
        table: dict[str, NDArray[Any]] = {
            "model": np.tile(np.array(models), len(epochs)),
            "epoch": np.repeat(epochs, len(models)),
        }
        return table | {column: np.stack([each[column] for each in values], axis=1).ravel() for column in known}

    @cached_property
    def milestones(self) -> dict[str, Told]:
        """By model, what its run came past: error below one half and one tenth, fastest epoch, where it was slow."""
        found = {}
        for model, descent in self.simulation.descents.items():
            assert descent.history is not None, "a result keeps the history"
            milestones = Milestones(descent)
            milestones.extend(descent.history.columns())
            found[model] = milestones.until(self.simulation.epoch)
        return found

    def __repr__(self) -> str:
        return f"<run of {self.scenario.text()}>"

    def _repr_html_(self) -> str:
        """The columns at five epochs, from the first to the last."""
        models = len(self.simulation.descents)
        shown = np.unique(np.linspace(0, self.simulation.epoch, _ROWS).round().astype(int))
        rows = [epoch * models + model for epoch in shown for model in range(models)]
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(column[row])}</td>" for column in self.columns.values()) + "</tr>"
            for row in rows
        )
        caption = f"<caption>{escape(self.scenario.text())}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else escape(str(value))


def run(scenario: str | Scenario = "", samples: Samples | None = None) -> Result:
    """Run a scenario, or a line of text that is one, to its last epoch.

    ``samples`` stand in for those that the scenario names. Raises EngineError for a scenario that cannot run, and for
    one whose numbers leave the range of floats; Refusal for a file of samples that cannot be read.
    """
    wanted = parse(scenario) if isinstance(scenario, str) else scenario
    simulation = Simulation(wanted, gather(wanted) if samples is None else samples)
    simulation.advance(wanted.epochs)
    return Result(simulation)
