"""σ and σ′ are right to a few units in the last place for every finite float, and never warn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sigmascope.engine.sigmoid import logit, sigmoid, sigmoid_pair, sigmoid_prime
from tests.engine import judge

LARGEST = np.finfo(np.float64).max
FLAT_AT = 1022 * np.log(2.0)  # where 1/(1 + e^z) becomes subnormal
MAGNITUDES = [0.0, 5e-324, 2.2e-308, 1e-300, 1e-17, 0.25, 1.0, 1.5, 4.0, 36.0, 37.0, 40.0, 100.0, 700.0, FLAT_AT]
MAGNITUDES += [np.nextafter(FLAT_AT, 0.0), np.nextafter(FLAT_AT, 999.0), 709.0, 709.7827, 709.7828, 710.0, 720.0]
MAGNITUDES += [744.0, 745.0, 745.14, 746.0, 1e3, 1e15, 1e308, LARGEST]
POINTS = [sign * magnitude for magnitude in MAGNITUDES for sign in (1.0, -1.0)]
FINITE = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("z", POINTS)
def test_every_float_gets_its_sigmoid_and_slope(z: float) -> None:
    exact = judge.mpf(z)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a, a_bar = sigmoid_pair(np.float64(z))
        slope = sigmoid_prime(z)
    assert judge.ulps(a, judge.sigmoid(exact)) <= 2.0
    assert judge.ulps(a_bar, judge.sigmoid(-exact)) <= 2.0
    assert judge.ulps(slope, judge.slope(exact)) <= 4.0


@given(st.floats(-760.0, 760.0))
def test_any_float_in_the_range_where_something_happens(z: float) -> None:
    exact = judge.mpf(z)
    assert judge.ulps(sigmoid(z), judge.sigmoid(exact)) <= 2.0
    assert judge.ulps(sigmoid_prime(z), judge.slope(exact)) <= 4.0


@given(FINITE)
def test_outputs_stay_where_a_chart_can_show_them(z: float) -> None:
    a, a_bar = sigmoid_pair(np.float64(z))
    assert 0.0 <= a <= 1.0
    assert 0.0 <= a_bar <= 1.0
    assert 0.0 <= sigmoid_prime(z) <= 0.25


def test_no_output_exceeds_one_where_its_reciprocal_loses_bits() -> None:
    z = np.linspace(700.0, 715.0, 4001)
    assert sigmoid(z).max() == max(sigmoid(value) for value in z) == 1.0


def test_the_briefs_slopes_and_saturation_are_not_zero() -> None:
    assert sigmoid_prime(1.5) == pytest.approx(0.149146452070, abs=5e-13)
    assert sigmoid_prime(4.0) == pytest.approx(0.0176627062133, abs=5e-14)
    assert sigmoid_prime(40.0) == pytest.approx(4.2e-18, rel=0.02)


@example(np.array([-800.0, 0.5, 800.0]))
@example(np.linspace(FLAT_AT, 709.7, 9))
@example(np.array(POINTS))
@given(arrays(np.float64, st.integers(0, 40), elements=st.one_of(FINITE, st.floats(-50.0, 50.0))))
def test_an_element_gets_the_same_bits_alone_and_in_company(z: np.ndarray) -> None:
    before = z.copy()
    together = np.array(sigmoid_pair(z))
    alone = np.array([sigmoid_pair(value) for value in z]).reshape(-1, 2).T
    folded = np.array(sigmoid_pair(np.stack([z, z[::-1]])))
    assert together.tobytes() == np.ascontiguousarray(alone).tobytes()
    assert np.ascontiguousarray(folded[:, 0]).tobytes() == together.tobytes()
    assert z.tobytes() == before.tobytes()


@pytest.mark.parametrize("a", [0.0, 5e-324, 1e-300, 1e-9, 0.3, 0.5, 0.9, 1.0 - 2.0**-53, 1.0])
def test_logit_is_the_weighted_input_of_an_output(a: float) -> None:
    with np.errstate(all="raise", under="ignore"):
        found = float(logit(np.array(a)))
    if a in (0.0, 1.0):
        assert found == (-math.inf if a == 0.0 else math.inf)
    else:
        exact = judge.mp.log(judge.mpf(a)) - judge.mp.log(1 - judge.mpf(a))
        assert judge.relative_error(found, exact) < 1e-12 or found == exact == 0
