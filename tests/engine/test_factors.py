"""What a step is made of: which power of σ′ a cost leaves in it, and factors whose product is the step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.engine import COSTS, BaseCost, Descent, EngineError, Params, Samples
from sigmascope.engine.cost import CrossEntropy, Quadratic
from sigmascope.engine.factors import makeup, slope_power
from sigmascope.engine.sigmoid import sigmoid_pair
from tests.engine import judge

POWERS = {"quadratic": 1, "cross-entropy": 0, "published-cross-entropy": -1}
SOFT = np.array([0.0, 0.25, 1.0])


def start(cost: BaseCost, w: list[float], b: float, x: list[list[float]], y: list[float], eta: float) -> Descent:
    return Descent(cost, Samples(x, y), Params(np.array(w), np.float64(b)), eta)


def made(descent: Descent, power: int | None) -> tuple[float, ...]:
    assert descent.history is not None
    return makeup(descent, descent.history.at(0)[:, None], power)


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("y", [np.array(0.0), np.array(1.0), SOFT], ids=["0", "1", "soft"])
def test_the_power_of_the_slope_is_found_by_computing(name: str, y: np.ndarray) -> None:
    assert slope_power(COSTS[name], y) == POWERS[name]


class Renamed(Quadratic):
    name = "my-own"


class Linear(BaseCost):
    """C = z, whatever the target."""

    name = "linear"

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.ones_like(z)


class Choosy(BaseCost):
    """Knows only what its own run meets."""

    name = "choosy"

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        if np.any(np.abs(z) > 3.0):
            raise EngineError("overflow-quantity", quantity="cost", name=self.name)
        return z


class Doubled(CrossEntropy):
    """Twice the cross-entropy: its step is no power of the slope times the error."""

    name = "doubled"

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return 2.0 * super().delta(z, y)


def test_a_users_cost_is_told_for_what_it_is() -> None:
    assert slope_power(Renamed(), SOFT) == 1
    assert [slope_power(cost, SOFT) for cost in (Linear(), Choosy(), Doubled())] == [None] * 3


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("z", [-690.0, -40.0, -1.5, 0.0, 1.5, 4.0, 40.0, 690.0])
@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_the_factors_of_one_sample_agree_with_many_digits(name: str, z: float, y: float) -> None:
    descent = start(COSTS[name], [z], 0.0, [[1.0]], [y], 1e-3)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        error, slope, added, pull, in_w, in_b = made(descent, POWERS[name])
    at, target = judge.mpf(z), judge.mpf(y)
    exact = {
        "error": (error, judge.sigmoid(at) - target),
        "slope": (slope, judge.slope(at)),
        "pull": (pull, judge.FORMULAS[name].direction(at, target)),
    }
    for what, (value, wanted) in exact.items():
        within = judge.relative_error(value, wanted) < 1e-12 or abs(judge.mpf(value) - wanted) < 1e-323
        assert within, (what, value, wanted)  # nearer to 0 than the smallest float is 0
    assert added == 1.0
    assert in_w == in_b == -1e-3 * pull
    assert error * slope ** POWERS[name] == pytest.approx(pull, rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(COSTS)), st.integers(1, 3), st.integers(2, 7), st.integers(0, 2**32 - 1))
def test_of_several_samples_the_factors_product_is_the_mean_pull(name: str, m: int, n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(n, m)), random.integers(0, 2, n).astype(float)
    descent = start(COSTS[name], list(random.normal(size=m)), float(random.normal()), x.tolist(), y.tolist(), 0.1)
    error, slope, added, pull, _, _ = made(descent, POWERS[name])
    z = x @ descent.params.w + descent.params.b
    a, _ = sigmoid_pair(z)
    assert error == pytest.approx(np.mean(np.abs(a - y)), rel=1e-12)
    assert pull == pytest.approx(np.mean(np.abs(COSTS[name].direction(z, y))), rel=1e-12)
    assert error * slope ** POWERS[name] * added == pytest.approx(pull, rel=1e-9)
    assert 0 < slope <= 0.25 + 1e-12


@pytest.mark.parametrize("name", COSTS)
def test_what_it_says_the_step_moves_is_what_the_step_moves(name: str) -> None:
    descent = start(COSTS[name], [0.4, -0.2], 0.1, [[1.0, 2.0], [0.5, -1.0]], [0.0, 1.0], 0.05)
    *_, in_w, in_b = made(descent, POWERS[name])
    descent.advance(1)
    assert descent.history is not None
    before, after = descent.history.at(0), descent.history.at(1)
    assert after[0] - before[0] == pytest.approx(in_w, rel=1e-12)
    assert after[-1] - before[-1] == pytest.approx(in_b, rel=1e-12)


def test_what_a_users_cost_adds_is_the_factor_that_is_missing() -> None:
    descent = start(Doubled(), [1.0], 1.0, [[1.0]], [0.0], 0.1)
    error, slope, added, pull, _, _ = made(descent, None)
    assert error * slope * added == pytest.approx(pull, rel=1e-12)
    assert added == pytest.approx(2.0 / slope, rel=1e-12)


def test_where_no_number_says_what_is_added_it_is_no_number() -> None:
    descent = start(Linear(), [900.0], 0.0, [[1.0]], [1.0], 0.1)
    assert np.isnan(made(descent, None)[2])


def test_several_samples_without_any_error_have_the_mean_slope() -> None:
    descent = start(Quadratic(), [0.0], 0.0, [[1.0], [2.0]], [0.5, 0.5], 0.1)
    error, slope, _, pull, _, _ = made(descent, 1)
    assert (error, slope, pull) == (0.0, 0.25, 0.0)
