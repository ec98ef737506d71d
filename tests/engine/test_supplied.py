"""A cost somebody brings along works like a registered one, or is told in a sentence what it lacks."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from sigmascope.engine import COSTS, EngineError, Samples, Simulation, check_gradient, find_cost, parse
from sigmascope.engine.sigmoid import sigmoid

HERE = __name__


class Twin:
    """The quadratic cost, written again by a user who knows of `value` and `delta` only."""

    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return 0.5 * (y - sigmoid(z)) ** 2

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (sigmoid(z) - y) * sigmoid(z) * sigmoid(-z)


class Explained(Twin):
    """A user's cost that says all a registered one does."""

    formula = "C = (y − a)²/2, again"
    gradient = "∂C/∂b = (a − y) σ′(z)"
    targets = (-1.0, 2.0)

    def direction(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.sign(self.delta(z, y))


class Lists(Twin):
    """Results that are right, but lists."""

    def value(self, z: np.ndarray, y: np.ndarray) -> list[float]:
        return super().value(z, y).tolist()

    def delta(self, z: np.ndarray, y: np.ndarray) -> list[float]:
        return super().delta(z, y).tolist()


class Naive(Twin):
    """A logarithm that is -inf as soon as the neuron saturates."""

    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        a = 1.0 / (1.0 + np.exp(-z))
        return -(y * np.log(a) + (1.0 - y) * np.log(1.0 - a))

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return 1.0 / (1.0 + np.exp(-z)) - y


class WrongSign(Twin):
    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return -super().delta(z, y)


class WrongFarOut(Twin):
    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return super().delta(z, y) + 0.01 * ((z > 3.0) & (y > 0.9))


class NotANumber(Twin):
    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return super().delta(z, y) * np.nan


class NoDelta:
    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return z


class NoArgument(Twin):
    def value(self, z: np.ndarray) -> np.ndarray:  # type: ignore[override]
        return z


class Mean(Twin):
    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.mean(super().value(z, y))


class OneNeuronOnly(Twin):
    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.maximum(z, 0.0) if z > 0 else z * 0.0


class FlatOnly(Twin):
    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        if np.ndim(z) > 1:
            raise ValueError("one row at a time")
        return super().value(z, y)


class InPlace(Twin):
    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        z *= 2.0
        return z


class Raising:
    def __init__(self) -> None:
        raise RuntimeError("no licence\nfor this machine")


class Leaving:
    def __init__(self) -> None:
        sys.exit(0)


class Demanding:
    def __init__(self, width: float) -> None:
        self.width = width


class MeanDirection(Twin):
    def direction(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.mean(self.delta(z, y))


class GivesUpLater(Twin):
    """Right wherever it is tried, and an error of its own beyond."""

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        if np.any(np.abs(z) > 20.0):
            raise LookupError("no such z in my table")
        return super().delta(z, y)


class OddTargets(Twin):
    targets = "from 0 to 1"


class TurnedTargets(Twin):
    targets = (1.0, 0.0)


def maker() -> Twin:
    """Not a class, though it returns a cost."""
    raise AssertionError("a function is not to be called")


@pytest.mark.parametrize("name", [f"{HERE}:Twin", f"{HERE}:Lists"])
def test_a_users_cost_runs_beside_the_registered_ones(name: str) -> None:
    simulation = Simulation(parse(f"mild costs=quadratic+{name} eta.{name}=0.3"))
    assert simulation.rates == {"quadratic": 0.15, name: 0.3}
    simulation.advance(40)
    twice = Simulation(parse("mild costs=quadratic eta=0.3"))
    twice.advance(40)
    for quantity in ("w", "b", "cost", "dC_db", "speed"):
        own = simulation.values(name, quantity)[quantity]
        np.testing.assert_allclose(own, twice.values("quadratic", quantity)[quantity], rtol=1e-12)


def test_a_users_cost_takes_data_sets() -> None:
    random = np.random.default_rng(1)
    samples = Samples(random.normal(size=(5, 2)), random.uniform(size=5))
    simulation = Simulation(parse(f"w=1:2 data=a.csv costs={HERE}:Twin+quadratic eta=equal-first-step:0.2"), samples)
    assert simulation.rates[f"{HERE}:Twin"] == pytest.approx(0.2, rel=1e-12)
    simulation.advance(10)
    assert simulation.at(10, f"{HERE}:Twin", "w", "cost") == pytest.approx(simulation.at(10, "quadratic", "w", "cost"))


def test_a_users_cost_is_known_by_what_it_was_asked_for_by_and_completed() -> None:
    plain, explained = find_cost(f"{HERE}:Twin"), find_cost(f"{HERE}:Explained")
    assert plain.name == f"{HERE}:Twin"
    assert plain.targets is None
    z, y = np.linspace(-3.0, 3.0, 7), np.float64(0.25)
    np.testing.assert_allclose(plain.output_gradient(z, y), sigmoid(z) - 0.25, rtol=1e-12)
    assert np.array_equal(plain.direction(z, y), plain.delta(z, y))
    assert (explained.formula, explained.gradient) == (Explained.formula, Explained.gradient)
    assert set(explained.direction(z, y)) == {-1.0, 1.0}


def test_a_users_targets_bound_the_samples() -> None:
    assert Simulation(parse(f"y=1.5 costs={HERE}:Explained")).epoch == 0
    with pytest.raises(EngineError, match=r"Explained needs targets y from -1 to 2, but y=3\.0 occurs"):
        Simulation(parse(f"y=3 costs={HERE}:Explained"))


def test_a_cost_that_gives_up_when_saturated_is_told_of_and_its_run_goes_on() -> None:
    simulation = Simulation(parse(f"w=0 b=50 costs={HERE}:Naive"))
    simulation.advance(3)
    assert simulation.at(3, f"{HERE}:Naive", "a")["a"] == 1.0
    with pytest.raises(EngineError, match="the quantity cost leaves the range of 64-bit floats under"):
        simulation.at(3, f"{HERE}:Naive", "a", "cost")


def test_an_error_inside_a_users_cost_is_told_as_its_own() -> None:
    simulation = Simulation(parse(f"w=0 b=30 costs=quadratic+{HERE}:GivesUpLater"))
    with pytest.raises(
        EngineError, match=r"GivesUpLater is not a cost: delta raises LookupError: no such z in my table"
    ):
        simulation.advance(1)
    assert simulation.epoch == 0


@pytest.mark.parametrize("name", COSTS)
def test_the_registered_costs_pass_the_check_a_users_must(name: str) -> None:
    check_gradient(COSTS[name])
    assert find_cost(name) is COSTS[name]


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        ("WrongSign", r"at z=-6, y=0 its delta is -6\.\S+e-06, but central differences of its value give 6\.\S+e-06"),
        ("WrongFarOut", r"at z=4, y=1 its delta is 0\.009\S*, but central differences of its value give -0\.000317"),
        ("NotANumber", r"at z=-6, y=0 its delta is nan"),
    ],
)
def test_a_wrong_gradient_is_named_with_where_it_is_wrong(cost: str, told: str) -> None:
    with pytest.raises(EngineError, match=rf"{HERE}:{cost} has a wrong gradient: {told}"):
        find_cost(f"{HERE}:{cost}")


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        ("NoDelta", r"has no method delta\(z, y\)"),
        ("NoArgument", r"value raises TypeError: .* for z of shape \(\) and y of shape \(\)"),
        ("Mean", r"value returns shape \(\) for z of shape \(10,\) and y of shape \(\)"),
        ("MeanDirection", r"direction returns shape \(\) for z of shape \(10,\) and y of shape \(\)"),
        ("OneNeuronOnly", r"delta raises ValueError: .* for z of shape \(10,\)"),
        ("FlatOnly", r"value raises ValueError: one row at a time for z of shape \(3, 10\) and y of shape \(10,\)"),
        ("InPlace", r"value raises ValueError: output array is read-only"),
        ("OddTargets", r"its targets are not None or a pair"),
        ("TurnedTargets", r"its targets are not None or a pair"),
    ],
)
def test_a_class_that_is_no_cost_is_told_why(cost: str, told: str) -> None:
    with pytest.raises(EngineError, match=rf"{HERE}:{cost} is not a cost: .*{told}"):
        find_cost(f"{HERE}:{cost}")


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (f"{HERE}:Raising", "RuntimeError: no licence"),
        (f"{HERE}:Leaving", "SystemExit: 0"),
        (f"{HERE}:Demanding", "TypeError: .*missing 1 required positional argument: 'width'"),
        (f"{HERE}:Missing", "AttributeError: .*'Missing'"),
        (f"{HERE}:maker", "TypeError: maker is not a class"),
        ("no_such_module_here:Cost", "ModuleNotFoundError: .*'no_such_module_here'"),
        ("os:abort", "TypeError: abort is not a class"),
    ],
)
def test_a_class_that_cannot_be_had_is_told_why_in_one_line(spec: str, reason: str) -> None:
    with pytest.raises(EngineError, match=rf"cannot load the cost {spec}: {reason}") as told:
        find_cost(spec)
    assert str(told.value).isprintable()


def test_a_module_that_cannot_be_imported_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise OSError("the disk is gone")

    monkeypatch.setitem(sys.modules, "a_failing_module", Failing("a_failing_module"))
    with pytest.raises(EngineError, match="cannot load the cost a_failing_module:Cost: OSError: the disk is gone"):
        find_cost("a_failing_module:Cost")
