"""Numbers: a sigmoid neuron learning by gradient descent. Pure NumPy; knows no screen, no file, no terminal."""

from sigmascope.engine.cost import COSTS, BaseCost, Cost
from sigmascope.engine.descent import Descent, Params, Samples, gradient, step, sweep
from sigmascope.engine.errors import EngineError
from sigmascope.engine.quantity import QUANTITIES, evaluate
from sigmascope.engine.rules import RULES
from sigmascope.engine.scenario import PRESETS, Scenario, parse
from sigmascope.engine.simulation import Simulation
from sigmascope.engine.supplied import check_gradient, find_cost

__all__ = [
    "COSTS",
    "PRESETS",
    "QUANTITIES",
    "RULES",
    "BaseCost",
    "Cost",
    "Descent",
    "EngineError",
    "Params",
    "Samples",
    "Scenario",
    "Simulation",
    "check_gradient",
    "evaluate",
    "find_cost",
    "gradient",
    "parse",
    "step",
    "sweep",
]
