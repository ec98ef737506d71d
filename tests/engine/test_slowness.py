"""Where a cost is slow: the drag against arithmetic of many digits, and what it says of runs that are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.engine import COSTS, BaseCost, Simulation, parse
from sigmascope.engine.cost import CrossEntropy, Quadratic
from sigmascope.engine.milestones import Milestones
from sigmascope.engine.sigmoid import sigmoid
from sigmascope.engine.slowness import Slowness
from tests.engine import judge

SATURATING = [0.0, 0.7, 1.5, 2.3, 4.0, 12.0, 40.0, 300.0, 700.0]
TARGETS = [0.0, 1.0, 0.1, 0.5, 0.7, 0.98]


def slowness(name: str, *y: float) -> Slowness:
    return Slowness(COSTS[name], np.array(y))


def exact_drag(z: float, y: float) -> judge.mpf:
    # The quadratic's pull |a − y|·a(1 − a) is largest where its slope in a, −3a² + 2(1 + y)a − y, is 0 on the way.
    mp, target = judge.mp, judge.mpf(y)
    a = judge.sigmoid(judge.mpf(z))

    def pull(at: judge.mpf, beside: judge.mpf) -> judge.mpf:
        return abs(at - target) * at * beside

    root = mp.sqrt((1 + target) ** 2 - 3 * target)
    turns = [((1 + target) + sign * root) / 3 for sign in (1, -1)]
    here = pull(a, judge.sigmoid(judge.mpf(-z)))
    way = [pull(turn, 1 - turn) for turn in turns if min(a, target) < turn < max(a, target)]
    return max([here, *way]) / here


@pytest.mark.parametrize("y", TARGETS)
def test_the_quadratics_drag_agrees_with_many_digits_from_zero_to_saturation(y: float) -> None:
    z = np.array([sign * size for size in SATURATING for sign in (1.0, -1.0)])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        drag = slowness("quadratic", y).drag(z)
    for value, at in zip(drag, z, strict=True):
        if judge.sigmoid(judge.mpf(at)) == y:  # at the target itself there is no way left
            assert value == 1.0
            continue
        assert judge.relative_error(value, exact_drag(at, y)) < 1e-12, (at, value)


@settings(max_examples=60)
@given(st.floats(-60.0, 60.0), st.floats(0.01, 0.99))
def test_the_drag_agrees_with_many_digits_at_random_targets(z: float, y: float) -> None:
    # At the target itself pull and drag are 0/0 in digits, and 1 in words.
    if abs(judge.sigmoid(judge.mpf(z)) - judge.mpf(y)) > 1e-3:
        assert judge.relative_error(float(slowness("quadratic", y).drag(np.array(z))), exact_drag(z, y)) < 1e-11


def test_the_quadratic_is_slow_above_a_third_of_one_plus_the_root_of_three() -> None:
    boundary = float(judge.mp.log((1 + judge.mp.sqrt(3)) / 3) - judge.mp.log(1 - (1 + judge.mp.sqrt(3)) / 3))
    assert boundary == pytest.approx(2.322010, abs=1e-6)
    assert sigmoid(np.float64(boundary)) == pytest.approx(0.910684, abs=1e-6)
    near = np.array([boundary - 1e-9, boundary + 1e-9])
    assert slowness("quadratic", 0.0).slow(near).tolist() == [False, True]
    assert slowness("quadratic", 1.0).slow(-near).tolist() == [False, True], "the mirror image"


def test_it_is_known_by_figures_at_the_starts() -> None:
    quadratic = slowness("quadratic", 0.0)
    assert float(quadratic.drag(np.array(4.0))) == pytest.approx(8.54, abs=0.005)
    assert float(quadratic.drag(np.array(1.5))) == pytest.approx(1.21, abs=0.005)
    assert float(quadratic.drag(np.array(-1e-3))) == 1.0, "nothing on the rest of the way pulls harder"


@pytest.mark.parametrize("name", ["cross-entropy", "published-cross-entropy"])
def test_without_the_factor_nothing_is_ever_slow(name: str) -> None:
    random = np.random.default_rng(1)
    z = np.concatenate([random.uniform(-60.0, 60.0, 500), [40.0, -40.0, 700.0, -700.0, 1960.0, -1960.0]])
    for y in [0.0, 1.0, *random.uniform(0.0, 1.0, 20)]:
        np.testing.assert_allclose(slowness(name, y).drag(z), 1.0, rtol=1e-12, atol=0)


def test_where_no_float_pulls_any_more_the_drag_is_infinite_or_one() -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        drag = slowness("quadratic", 0.0).drag(np.array([1960.0, -1960.0, 1e308]))
    assert drag.tolist() == [np.inf, 1.0, np.inf]


class TwoHumps(BaseCost):
    """Pulls hard at z = −2.3 and at z = 1.7, and hardly at all between and beyond."""

    name = "two-humps"

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        humps = np.exp(-((z + 2.3) ** 2) * 4) + 0.5 * np.exp(-((z - 1.7) ** 2) * 4)
        return np.where(z > -6.0, humps + 1e-6, 0.0) * np.sign(sigmoid(z) - y)


def test_a_users_cost_is_judged_by_its_own_humps() -> None:
    drag = Slowness(TwoHumps(), np.array([0.0])).drag
    at = drag(np.array([4.0, 1.7, 0.0, -2.3, -4.0]))
    assert at[0] > 1e4
    assert at[1] == pytest.approx(2.0, rel=1e-5), "the higher hump is ahead"
    assert at[2] > 1e4
    assert at[3] == 1.0
    assert at[4] == 1.0, "the humps are behind"


def test_the_target_ends_the_way() -> None:
    # From the left of a soft target only what is left of it counts.
    soft = Slowness(Quadratic(), np.array([0.3]))
    goal = float(np.log(0.3 / 0.7))
    assert float(soft.drag(np.array(goal + 1e-9))) == pytest.approx(1.0)
    assert float(soft.drag(np.array(-8.0))) == pytest.approx(float(exact_drag(-8.0, 0.3)))


def test_an_epoch_is_slow_where_those_that_are_stuck_hold_half_of_the_error() -> None:
    both = slowness("quadratic", 0.0, 0.0)
    z = np.array([[4.0, 4.0], [4.0, -9.0], [4.0, 2.0], [2.0, 2.0], [-40.0, -40.0]])
    # In the third row 0.982 of 0.982 + 0.881 is stuck; without any error nothing is slow.
    assert both.slow(z).tolist() == [True, True, True, False, False]
    three = slowness("quadratic", 0.0, 0.0, 0.0)
    assert three.slow(np.array([[4.0, 2.0, 2.0]])).tolist() == [False]


def test_many_targets_are_each_their_own() -> None:
    y = np.linspace(0.0, 1.0, 700)
    z = np.random.default_rng(2).uniform(-9.0, 9.0, (3, 700))
    together = Slowness(Quadratic(), y).drag(z)
    for sample in range(0, 700, 53):
        np.testing.assert_allclose(
            together[:, sample], slowness("quadratic", y[sample]).drag(z[:, sample]), rtol=1e-12, atol=0
        )


# Of the quadratic pane: the first and last epochs in which it was slow.
KNOWN = [
    ("saturated", [(0, 166)]),
    ("saturated epochs=150", [(0, 150)]),
    ("mild", []),
    ("w=3 b=3 epochs=300", [(0, 300)]),
    ("w=3 b=3 epochs=3000", [(0, 1350)]),
    ("w=40 b=0", [(0, 300)]),
    ("saturated x=10", [(0, 300)]),
    ("w=-2 b=-2 y=1", [(0, 166)]),
    ("w=2 b=2 y=1", []),
    ("w=0 b=0", []),
    ("saturated y=0.1", [(0, 182)]),
    ("saturated y=0.3", [(0, 225)]),
    ("saturated y=0.5", [(0, 289)]),
    ("saturated y=0.7", [(0, 300)]),
    ("saturated eta=5", [(0, 5)]),
    ("saturated eta=20", [(0, 1)]),
    ("saturated eta=1000", [(0, 0)]),
]


@pytest.mark.parametrize(("line", "slow"), KNOWN, ids=[line for line, _ in KNOWN])
def test_the_runs_that_were_tried(line: str, slow: list[tuple[int, int]]) -> None:
    simulation = Simulation(parse(line))
    simulation.advance(simulation.scenario.epochs)
    for name, descent in simulation.descents.items():
        milestones = Milestones(descent)
        assert descent.history is not None
        milestones.extend(descent.history.columns())
        assert list(milestones.until(simulation.epoch).slow) == (slow if name == "quadratic" else []), name


def test_the_same_cost_under_another_name_is_as_slow() -> None:
    class Again(CrossEntropy):
        name = "again"

    assert Slowness(Again(), np.array([0.0])).drag(np.array([30.0])).tolist() == [1.0]
