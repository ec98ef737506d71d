"""The derivation: equations 9 to 14 against very many digits, each agreeing with its second way or saying it cannot."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from sigmascope.engine.cost import COSTS
from sigmascope.engine.derivation import Derivation, Step, derive, properties
from tests.engine import judge

TARGETS = [0.0, 1.0, 0.3, 0.9, 0.5]
PLACES = [-700.0, -600.0, -40.0, -20.0, -3.0, -0.5, 0.0, 0.25, 1.7, 4.0, 20.0, 40.0, 600.0, 700.0]
FORMULAS = judge.FORMULAS["cross-entropy"]


def steps_of(found: Derivation) -> dict[int, Step]:
    return dict(
        zip(
            range(9, 15),
            (found.gradient, found.product, found.slope, found.needed, found.cost, found.mean),
            strict=True,
        )
    )


def at(z: float, y: float) -> Derivation:
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        return derive(np.array([z]), np.array([y]), 0)


def is_right(value: float, exact: mpf) -> bool:
    # What is left of two numbers of the size of 1 has no more digits than they had.
    return judge.relative_error(value, exact) < 1e-12 or abs(mpf(value) - exact) < 1e-15


@pytest.mark.parametrize("y", TARGETS)
@pytest.mark.parametrize("z", PLACES)
def test_each_formula_agrees_with_many_digits(z: float, y: float) -> None:
    found, exact_z, exact_y = at(z, y), mpf(z), mpf(y)
    slope = judge.slope(exact_z)
    delta, outward = FORMULAS.delta(exact_z, exact_y), FORMULAS.output_gradient(exact_z, exact_y)
    assert is_right(found.gradient.value, delta)
    assert is_right(found.mean.value, delta)
    assert judge.relative_error(found.slope.value, slope) < 1e-12
    assert is_right(found.cost.value, FORMULAS.value(exact_z, exact_y))
    if abs(z) < 690 or y == (z > 0):
        assert judge.relative_error(found.needed.value, outward) < 1e-12
        assert is_right(found.product.value, delta)
        assert found.outward == found.needed.value
    else:
        assert found.outward == math.copysign(math.inf, float(mp.sign(outward)))
        assert math.isnan(found.product.value)
    entropy = -sum((part * mp.log(part) for part in (exact_y, 1 - exact_y) if part), mpf(0))
    assert is_right(found.least, entropy)


@given(st.floats(-200, 250), st.sampled_from(TARGETS) | st.floats(0, 1))
def test_each_second_way_leads_to_the_same_number(z: float, y: float) -> None:
    found = at(z, y)
    for equation, step in steps_of(found).items():
        assert step.agrees is not False, (equation, step)


@pytest.mark.parametrize("y", TARGETS[:4])
def test_where_a_neuron_can_be_every_second_way_is_measured(y: float) -> None:
    for z in np.linspace(-200.0, 250.0, 489).tolist():
        for equation, step in steps_of(at(z, y)).items():
            assert step.agrees, (z, equation, step)
            # To so many digits that what is written of both is the same.
            assert abs(step.value - step.again) <= max(5e-9 * abs(step.value), 1e-12), (z, equation, step)


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1))
def test_no_input_is_too_far_out_to_answer(z: float, y: float) -> None:
    for equation, step in steps_of(at(z, y)).items():
        assert step.agrees is not False, (equation, step)


def test_a_wrong_formula_is_told() -> None:
    found = at(1.0, 0.0)
    assert Step(found.gradient.value, found.slope.again).agrees is False
    assert Step(1.0, 1.0 + 2e-5).agrees is False
    assert Step(1.0, 1.0 + 0.5e-5).agrees is True
    assert Step(math.inf, 1.0).agrees is None
    assert Step(1.0, math.nan).agrees is None


@given(st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_the_last_equation_is_a_mean_over_the_samples(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    z, y = random.normal(scale=6.0, size=n), random.choice(TARGETS, n)
    which = int(random.integers(n))
    found = derive(z, y, which)
    exact = sum((FORMULAS.delta(mpf(z[i]), mpf(y[i])) for i in range(n)), mpf(0)) / n
    assert is_right(found.mean.value, exact)
    assert found.mean.agrees
    alone = at(float(z[which]), float(y[which]))
    assert (found.gradient, found.cost, found.z, found.y) == (alone.gradient, alone.cost, alone.z, alone.y)


@pytest.mark.parametrize("y", TARGETS)
def test_both_properties_are_found(y: float) -> None:
    found = properties(y)
    assert found.never_negative
    assert found.vanishes
    for distance, cost in zip(found.distances, found.costs, strict=True):
        a = mpf(y) + mpf(distance) * (1 if y <= 0.5 else -1)
        exact = -sum((part * mp.log(value) for part, value in ((mpf(y), a), (1 - mpf(y), 1 - a)) if part), mpf(0))
        assert judge.relative_error(cost, exact) < 1e-12
    if y == 0.0:
        assert found.costs[0] == pytest.approx(math.log(2.0), rel=1e-14)


@given(st.floats(0, 1))
def test_both_properties_are_found_for_any_target(y: float) -> None:
    found = properties(y)
    assert found.never_negative
    assert found.vanishes


def test_a_cost_without_them_is_told() -> None:
    found = properties(0.0)
    assert not found._replace(smallest=-1e-9).never_negative
    assert not found._replace(costs=found.costs[::-1]).vanishes
    assert not found._replace(costs=(4.0, 3.0, 2.0, 1.0)).vanishes


def test_the_sum_takes_the_way_that_the_cost_grew(monkeypatch: pytest.MonkeyPatch) -> None:
    # The second ways do not go through the formula they are to check.
    monkeypatch.setattr(type(COSTS["cross-entropy"]), "value", lambda self, z, y: 2.0 * np.logaddexp(0.0, z))
    found = at(2.0, 0.0)
    assert found.cost.agrees is False
    assert found.gradient.agrees is False
    assert found.needed.agrees is False
    assert found.slope.agrees is True
