"""The landscape: its heights in many digits, a plane that holds what it says, and the line of a single sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.engine import COSTS, Descent, Params, Samples, Simulation, parse
from sigmascope.engine.landscape import Slope, ground, heights, walked
from tests.engine import judge

EVERY_COST = pytest.mark.parametrize("name", COSTS)


def descent_of(name: str, samples: Samples, w: list[float], b: float, epochs: int = 0, eta: float = 0.15) -> Descent:
    descent = Descent(COSTS[name], samples, Params(np.array(w), np.float64(b)), eta)
    descent.advance(epochs)
    return descent


def way_of(descent: Descent) -> np.ndarray:
    assert descent.history is not None
    return descent.history.columns()


def exact_height(name: str, samples: Samples, parameters: np.ndarray) -> judge.mpf:
    *w, b = (judge.mpf(float(value)) for value in parameters)
    total = judge.mpf(0)
    for x, y in zip(samples.x.tolist(), samples.y.tolist(), strict=True):
        z = b + sum((weight * judge.mpf(value) for weight, value in zip(w, x, strict=True)), judge.mpf(0))
        total += judge.FORMULAS[name].value(z, judge.mpf(y))
    return total / samples.n


@EVERY_COST
@pytest.mark.parametrize("y", [0.0, 1.0, 0.3])
def test_heights_over_w_and_b_agree_with_many_digits(name: str, y: float) -> None:
    descent = descent_of(name, Samples([[1.0]], [y]), [2.0], 2.0)
    places = np.array([-700.0, -40.0, -3.0, 0.0, 1.5, 40.0])
    plane = ground([way_of(descent)])
    assert plane.whole
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = heights(descent, plane, places, places[::-1])
    for row, b in enumerate(places[::-1]):
        for column, w in enumerate(places):
            exact = exact_height(name, descent.samples, np.array([w, b]))
            value = float(found[row, column])
            assert judge.relative_error(value, exact) < 1e-12 or abs(judge.mpf(value) - exact) < 1e-300, (w, b)


@EVERY_COST
@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_heights_on_a_plane_are_those_of_its_points(name: str, m: int, n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    samples = Samples(random.normal(size=(n, m)), random.integers(0, 2, n).astype(float))
    descent = descent_of(name, samples, random.normal(size=m).tolist(), 0.5, epochs=20, eta=0.05)
    plane = ground([way_of(descent)])
    u, v = random.normal(size=3), random.normal(size=2)
    found = heights(descent, plane, u, v)
    for row in range(len(v)):
        for column in range(len(u)):
            parameters = plane.origin + u[column] * plane.across + v[row] * plane.up
            exact = exact_height(name, samples, parameters)
            # The point itself is rounded, and z is the sum of what can be larger.
            assert abs(judge.mpf(float(found[row, column])) - exact) < 1e-12 * max(1.0, float(abs(exact)))
    np.testing.assert_allclose(
        plane.coordinates((plane.origin + u[0] * plane.across + v[0] * plane.up)[:, np.newaxis])[:, 0],
        [u[0], v[0]],
        atol=1e-12,
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 6), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_the_plane_goes_through_the_start_and_two_ends(m: int, models: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    samples = Samples(random.normal(size=(7, m)), random.integers(0, 2, 7).astype(float))
    start = random.normal(size=m).tolist()
    ways = [way_of(descent_of(name, samples, start, -0.3, 30, eta=1e-3)) for name in list(COSTS)[:models]]
    plane = ground(ways)
    assert plane.across @ plane.across == pytest.approx(1.0)
    assert plane.up @ plane.up == pytest.approx(1.0)
    assert plane.across @ plane.up == pytest.approx(0.0, abs=1e-12)
    ends = [way[:, -1:] for way in ways]

    def off(columns: np.ndarray) -> float:
        u, v = plane.coordinates(columns)
        foot = plane.origin[:, np.newaxis] + plane.across[:, np.newaxis] * u + plane.up[:, np.newaxis] * v
        return float(np.max(np.abs(columns - foot)))

    scale = max(float(np.max(np.abs(way - way[:, :1]))) for way in ways)
    assert off(ways[0][:, :1]) == 0.0
    assert sum(off(end) < 1e-9 * scale for end in ends) >= min(2, models)
    for way in ways:
        assert 0.0 <= plane.beside(way) <= 1.0
        assert plane.beside(way) * walked(way)[-1] == pytest.approx(
            max(float(np.linalg.norm(way[:, k] - _foot(plane, way[:, k]))) for k in range(way.shape[1])), abs=1e-12
        )


def _foot(plane, point):
    from_origin = point - plane.origin
    return plane.origin + plane.across * (plane.across @ from_origin) + plane.up * (plane.up @ from_origin)


def test_a_plane_is_found_where_nothing_moves_and_where_all_move_on_one_line() -> None:
    still = np.repeat(np.array([[1.0], [2.0], [3.0]]), 4, axis=1)
    for ways in ([still], [still, still]):
        plane = ground(ways)
        assert plane.across.tolist() == [0.0, 0.0, 1.0]
        assert plane.up.tolist() == [0.0, 1.0, 0.0]
        assert plane.beside(still) == 0.0
    line = np.array([1.0, 2.0, 3.0])[:, np.newaxis] * np.array([0.0, 1.0, 2.0])
    plane = ground([line, 2.0 * line])
    assert plane.across == pytest.approx(np.array([1.0, 2.0, 3.0]) / np.sqrt(14.0))
    # The first weight's axis is the furthest from that line.
    assert plane.up == pytest.approx(np.array([13.0, -2.0, -3.0]) / np.sqrt(182.0))
    assert plane.beside(line) == pytest.approx(0.0, abs=1e-15)


def test_the_way_walked_is_the_sum_of_the_steps() -> None:
    assert walked(np.array([[0.0, 3.0, 3.0, 0.0], [0.0, 4.0, 4.0, 0.0]])).tolist() == [0.0, 5.0, 5.0, 10.0]
    assert walked(np.array([[1e308, -1e308], [0.0, 0.0]])).tolist() == [0.0, 1e300], "held to the floats there are"


@EVERY_COST
@pytest.mark.parametrize("text", ["saturated", "w=-2 b=-2 y=1", "w=0.5:-1.2 x=1:2", "saturated y=0.3 eta=0.02"])
def test_every_epoch_of_a_single_sample_lies_on_its_slope(name: str, text: str) -> None:
    simulation = Simulation(parse(f"{text} costs={name}"))
    simulation.advance(200)
    descent = simulation.descents[name]
    way = way_of(descent)
    slope = Slope(descent, way[:, 0])
    along = slope.along(way)
    np.testing.assert_allclose(
        slope.start[:, np.newaxis] + slope.direction[:, np.newaxis] * along, way, rtol=1e-12, atol=1e-11
    )
    costs = simulation.values(name, "cost", "z")
    np.testing.assert_allclose(slope.heights(descent, along), costs["cost"], rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(slope.z + slope.rise * along, costs["z"], rtol=1e-11, atol=1e-11)
    assert along[1] > 0.0, "down the hill is forward"


@pytest.mark.parametrize("w", [-1e308, 1e308, 700.0, -2000.0])
def test_nothing_warns_at_the_ends_of_the_floats(w: float) -> None:
    descent = descent_of("cross-entropy", Samples([[1.0]], [0.0]), [w], 1e308)
    way = way_of(descent)
    ends = np.array([-1.7e308, 0.0, 1.7e308])
    assert np.isfinite(heights(descent, ground([way]), ends, ends)).all()
    slope = Slope(descent, way[:, 0])
    assert np.isfinite(slope.along(way)).all()
    assert np.isfinite(slope.heights(descent, ends)).all()
