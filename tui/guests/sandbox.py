"""What of a scenario is allowed to somebody who came over SSH: nothing from the server's disk, and no endless work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigmascope.engine import COSTS, parse
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from sigmascope.engine import Scenario

MOST_EPOCHS = 100_000
MOST_INPUTS = 16
MOST_COSTS = 3


def admit(scenario: Scenario) -> Scenario:
    """The scenario itself. Raises Refusal where it reads files, loads code or would run for too long."""
    if scenario.data:
        raise Refusal("ssh.no-data", data=scenario.data)
    for name in scenario.costs:
        if name not in COSTS:
            raise Refusal("ssh.no-cost", name=name, known=", ".join(COSTS))
    if scenario.epochs > MOST_EPOCHS:
        raise Refusal("ssh.too-many-epochs", epochs=scenario.epochs, most=MOST_EPOCHS)
    if len(scenario.w) > MOST_INPUTS:
        raise Refusal("ssh.too-many-inputs", inputs=len(scenario.w), most=MOST_INPUTS)
    if len(scenario.costs) > MOST_COSTS:
        raise Refusal("ssh.too-many-costs", costs=len(scenario.costs), most=MOST_COSTS)
    return scenario


def read(text: str, base: Scenario | None = None) -> Scenario:
    """The scenario a visitor typed. Raises EngineError and Refusal for what cannot or may not be run."""
    return admit(parse(text, base))
