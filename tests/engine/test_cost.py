"""Costs agree with the article's formulas at any z, and their gradients with their values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.engine.cost import COSTS, BaseCost, CrossEntropy, Quadratic
from sigmascope.engine.sigmoid import sigmoid_prime
from tests.engine import judge

EVERY_COST = pytest.mark.parametrize("name", COSTS)
METHODS = pytest.mark.parametrize("method", ["value", "delta", "output_gradient", "direction"])
TARGETS = [0.0, 1.0, 0.25, 0.5, 0.9]
SATURATING = [0.0, 1e-9, 0.3, 1.5, 4.0, 36.0, 40.0, 300.0, 690.0]
BEYOND = [700.0, 710.0, 745.0, 1e4, 1e308]


@EVERY_COST
@METHODS
@pytest.mark.parametrize("y", TARGETS)
def test_methods_follow_the_formulas_from_zero_to_saturation(name: str, method: str, y: float) -> None:
    z = np.array([sign * size for size in SATURATING for sign in (1.0, -1.0)])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        computed = getattr(COSTS[name], method)(z, np.float64(y))
    for value, at in zip(computed, z, strict=True):
        exact = getattr(judge.FORMULAS[name], method)(judge.mpf(at), judge.mpf(y))
        # Between the targets y - a can cancel; at 0 and 1 nothing does, down to the smallest float.
        allowed = 1e-13 * abs(exact) + (1e-15 if 0.0 < y < 1.0 else 1e-323)
        assert abs(judge.mpf(float(value)) - exact) <= allowed, (at, value)


@EVERY_COST
@METHODS
@pytest.mark.parametrize("y", TARGETS)
@pytest.mark.parametrize("size", BEYOND)
def test_no_finite_z_gives_a_warning_or_an_infinity(name: str, method: str, y: float, size: float) -> None:
    z = np.array([size, -size])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        computed = getattr(COSTS[name], method)(z, np.float64(y))
        alone = [getattr(COSTS[name], method)(value, np.float64(y)) for value in z]
    assert np.isfinite(computed).all()
    assert computed.tobytes() == np.array(alone).tobytes()


def test_cross_entropy_beyond_the_exponential_is_its_asymptote() -> None:
    z = np.array([1e3, 1e308])
    assert COSTS["cross-entropy"].value(z, np.float64(0.0)).tolist() == [1e3, 1e308]
    assert COSTS["cross-entropy"].value(-z, np.float64(1.0)).tolist() == [1e3, 1e308]
    assert COSTS["cross-entropy"].value(z, np.float64(1.0)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("cost", [CrossEntropy(), BaseCost.output_gradient], ids=["own", "inherited"])
def test_the_output_gradient_is_held_where_it_would_overflow(cost: object) -> None:
    def gradient(z: float, y: float) -> float:
        if isinstance(cost, CrossEntropy):
            return float(cost.output_gradient(np.float64(z), np.float64(y)))
        return float(BaseCost.output_gradient(CrossEntropy(), np.float64(z), np.float64(y)))

    assert gradient(800.0, 0.0) == gradient(1e308, 0.0) == pytest.approx(float(np.exp(693.0)))
    assert gradient(-800.0, 1.0) == gradient(-1e308, 1.0) == pytest.approx(-float(np.exp(693.0)))


@EVERY_COST
@given(st.floats(-12.0, 12.0), st.floats(0.0, 1.0))
def test_delta_is_the_slope_of_value(name: str, z: float, y: float) -> None:
    cost, h = COSTS[name], 1e-5
    target = np.float64(y)
    rise = (cost.value(np.float64(z + h), target) - cost.value(np.float64(z - h), target)) / (2.0 * h)
    assert float(cost.delta(np.float64(z), target)) == pytest.approx(float(rise), rel=1e-6, abs=1e-8)


@EVERY_COST
@given(st.floats(-30.0, 30.0), st.floats(0.0, 1.0))
def test_the_chain_rule_joins_both_gradients(name: str, z: float, y: float) -> None:
    cost, at, target = COSTS[name], np.float64(z), np.float64(y)
    through_output = cost.output_gradient(at, target) * sigmoid_prime(at)
    assert float(through_output) == pytest.approx(float(cost.delta(at, target)), rel=1e-12, abs=1e-15)


@given(st.floats(-600.0, 600.0), st.sampled_from(TARGETS))
def test_a_cost_that_says_only_value_and_delta_gets_the_same_output_gradient(z: float, y: float) -> None:
    for cost in (Quadratic(), CrossEntropy()):
        inherited = BaseCost.output_gradient(cost, np.float64(z), np.float64(y))
        own = cost.output_gradient(np.float64(z), np.float64(y))
        assert float(inherited) == pytest.approx(float(own), rel=1e-12, abs=1e-14)


def test_only_the_published_animation_steps_by_anything_but_the_gradient() -> None:
    z, y = np.linspace(-9.0, 9.0, 37), np.float64(0.25)
    dishonest = [name for name, cost in COSTS.items() if not np.array_equal(cost.direction(z, y), cost.delta(z, y))]
    assert dishonest == ["published-cross-entropy"]
    published = COSTS["published-cross-entropy"]
    assert np.array_equal(published.direction(z, y), published.output_gradient(z, y))


@EVERY_COST
@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0.0, 1.0))
def test_no_cost_is_negative(name: str, z: float, y: float) -> None:
    assert COSTS[name].value(np.float64(z), np.float64(y)) >= 0.0


@EVERY_COST
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_a_cost_vanishes_as_the_output_reaches_its_target(name: str, y: float) -> None:
    towards = np.array([2.0, 10.0, 100.0, 800.0]) * (1.0 if y else -1.0)
    values = COSTS[name].value(towards, np.float64(y))
    assert (np.diff(values) < 0.0).all()
    assert values[-1] == 0.0


@EVERY_COST
@METHODS
def test_arguments_are_left_as_they_were_and_targets_broadcast(name: str, method: str) -> None:
    z, y = np.array([[-800.0, 0.5], [2.0, 800.0], [-0.1, 3.0]]), np.array([0.0, 1.0])
    z.flags.writeable = y.flags.writeable = False  # writing to them would raise
    together = getattr(COSTS[name], method)(z, y)
    alone = [[getattr(COSTS[name], method)(cell, target) for cell, target in zip(row, y, strict=True)] for row in z]
    assert together.tobytes() == np.array(alone).tobytes()


@EVERY_COST
def test_every_cost_shows_its_formula_and_gradient(name: str) -> None:
    cost = COSTS[name]
    assert cost.name == name
    assert cost.formula.startswith("C = ")
    assert "∂C/∂" in cost.gradient
