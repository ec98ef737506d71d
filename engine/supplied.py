"""Costs a person brings along: found by name, held to the protocol, and their gradients to their values."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from sigmascope.engine.cost import COSTS, BaseCost, Cost
from sigmascope.engine.errors import EngineError, unknown
from sigmascope.engine.escaping import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.engine.sigmoid import Array


def _fixed(array: Array) -> Array:
    # A cost that works on its arguments in place would spoil the run's.
    array.flags.writeable = False
    return array


_TRIAL_Z = _fixed(np.array([-6.0, -2.5, -1.0, -0.3, 0.0, 0.4, 1.5, 2.5, 4.0, 7.0]))
_OPTIONAL = ("output_gradient", "direction")  # BaseCost has them, and a user's cost may
_TRIAL_Y = (0.0, 0.25, 0.5, 1.0)
_HALVES = _fixed(np.full_like(_TRIAL_Z, 0.5))
# z and y as a run meets them: one neuron and one sample, many epochs of one sample, many samples, epochs of samples.
_TRIALS = (
    (np.float64(0.5), np.float64(0.5)),
    (_TRIAL_Z, np.float64(0.5)),
    (_TRIAL_Z, _HALVES),
    (_fixed(np.outer([1.0, 0.5, 0.25], _TRIAL_Z)), _HALVES),
)


class SuppliedCost(BaseCost):
    """A user's cost under the name it was asked for by, with what it leaves out filled in from `BaseCost`."""

    def __init__(self, name: str, inner: Cost) -> None:
        self.name = name
        self.inner = inner
        self.formula = printable(str(getattr(inner, "formula", f"C: {name}")))
        self.gradient = printable(str(getattr(inner, "gradient", "")))
        self.targets = getattr(inner, "targets", None)
        for optional in _OPTIONAL:
            if callable(method := getattr(inner, optional, None)):
                setattr(self, optional, partial(self._asked, method))

    def value(self, z: Array, y: Array) -> Array:
        """The user's cost of each sample."""
        return self._asked(self.inner.value, z, y)

    def delta(self, z: Array, y: Array) -> Array:
        """The user's ∂C/∂z of each sample."""
        return self._asked(self.inner.delta, z, y)

    def _asked(self, method: Callable[[Array, Array], Array], z: Array, y: Array) -> Array:
        try:
            return np.asarray(method(z, y), dtype=np.float64)[()]
        except FloatingPointError:  # the run's own way to learn that a value has left the range of floats
            raise
        except (Exception, SystemExit) as error:  # a trial before the run meets only so many z
            reason = f"{getattr(method, '__name__', method)} raises {_reason(error)}"
            raise EngineError("cost-protocol", spec=self.name, reason=reason) from error


def find_cost(name: str) -> BaseCost:
    """The cost registered as ``name``, or the class that ``package.module:Class`` names, checked.

    Raises EngineError: unknown name, nothing to import there, not a cost, or a delta that is not the gradient.
    """
    if name in COSTS:
        return COSTS[name]
    module_name, colon, class_name = name.partition(":")
    if not colon:
        raise unknown("cost", name, COSTS)
    try:
        maker = getattr(import_module(module_name), class_name)
        # Calling whatever bears the name would be a way to run os:abort.
        if not isinstance(maker, type):
            raise TypeError(f"{class_name} is not a class")
        inner = maker()
    except (Exception, SystemExit) as error:  # whatever a stranger's module raises is the reason it cannot be used
        raise EngineError("cost-import", spec=name, reason=_reason(error)) from error
    with np.errstate(all="ignore"):  # a faulty cost is told by its numbers, in a sentence
        _check_protocol(name, inner)
        cost = SuppliedCost(name, inner)
        check_gradient(cost)
    return cost


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _check_protocol(spec: str, inner: object) -> None:
    for method_name in ("value", "delta", *_OPTIONAL):
        method = getattr(inner, method_name, None)
        if not callable(method):
            if method_name in _OPTIONAL:
                continue
            raise EngineError("cost-protocol", spec=spec, reason=f"it has no method {method_name}(z, y)")
        for z, y in _TRIALS:
            try:
                shape = np.asarray(method(z, y), dtype=np.float64).shape
            except (Exception, SystemExit) as error:
                reason = f"{method_name} raises {_reason(error)} for z of shape {z.shape} and y of shape {y.shape}"
                raise EngineError("cost-protocol", spec=spec, reason=reason) from error
            if shape != z.shape:
                reason = f"{method_name} returns shape {shape} for z of shape {z.shape} and y of shape {y.shape}"
                raise EngineError("cost-protocol", spec=spec, reason=reason)
    targets = getattr(inner, "targets", None)
    try:
        sound = targets is None or (-np.inf < float(targets[0]) < float(targets[1]) < np.inf and len(targets) == 2)
    except (TypeError, ValueError, LookupError):
        sound = False
    if not sound:
        raise EngineError(
            "cost-protocol", spec=spec, reason="its targets are not None or a pair (smallest y, largest y)"
        )


def check_gradient(cost: BaseCost, tolerance: float = 1e-6) -> None:
    """Compare ``cost.delta`` with central differences of ``cost.value`` over a spread of z and y.

    Raises EngineError naming the first z and y where they differ by more than ``tolerance``, relative to 1 + |∂C/∂z|.
    """
    h = 1e-5
    low, high = cost.targets or (0.0, 1.0)
    with np.errstate(all="ignore"):
        for share in _TRIAL_Y:
            y = np.full_like(_TRIAL_Z, low + share * (high - low))
            delta = cost.delta(_TRIAL_Z, y)
            difference = (cost.value(_TRIAL_Z + h, y) - cost.value(_TRIAL_Z - h, y)) / (2.0 * h)
            agree = np.abs(delta - difference) <= tolerance * (1.0 + np.abs(difference))
            if not agree.all():
                worst = int(np.argmin(agree))
                raise EngineError(
                    "cost-gradient",
                    name=cost.name,
                    z=float(_TRIAL_Z[worst]),
                    y=float(y[worst]),
                    delta=float(delta[worst]),
                    difference=float(difference[worst]),
                )
