"""Each rule for the learning rate does what its name promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigmascope.engine import COSTS, RULES, BaseCost, EngineError, Samples, Simulation, parse

ALL_COSTS = "costs=quadratic+cross-entropy+published-cross-entropy"
SEVERAL = Samples(np.random.default_rng(8).normal(size=(5, 2)), np.array([0.0, 1.0, 0.5, 1.0, 0.0]))


def rates(text: str) -> dict[str, float]:
    return Simulation(parse(text)).rates


def test_same() -> None:
    assert rates(f"eta=0.3 {ALL_COSTS}") == dict.fromkeys(
        ("quadratic", "cross-entropy", "published-cross-entropy"), 0.3
    )
    assert rates("eta=same:0.3") == rates("eta=0.3") == {"quadratic": 0.3, "cross-entropy": 0.3}


def test_one_sixth() -> None:
    assert rates("eta=one-sixth:0.3") == {"quadratic": 0.3, "cross-entropy": 0.3 / 6.0}


class Halved:
    """Half of cross-entropy: its pull is half as strong, so it is due twice the rate."""

    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return COSTS["cross-entropy"].value(z, y) / 2

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return COSTS["cross-entropy"].delta(z, y) / 2


def test_one_sixth_takes_no_new_cost_for_cross_entropy() -> None:
    name = f"{__name__}:Halved"
    found = rates(f"eta=one-sixth:0.3 costs=quadratic+cross-entropy+{name}")
    assert found == {"quadratic": 0.3, "cross-entropy": 0.3 / 6.0, name: 0.3 / 3.0}


@pytest.mark.parametrize("name", COSTS)
def test_the_mean_pull_of_every_cost_is_that_of_its_delta(name: str) -> None:
    assert COSTS[name].mean_pull() == pytest.approx(BaseCost.mean_pull(COSTS[name]), rel=1e-12)


def test_what_is_written_for_a_rule_reads_back() -> None:
    for rule in RULES.values():
        read = parse(f"eta={rule.text('0.3')}")
        assert read.rule == rule.name
        assert read.eta == (0.3 if rule.takes_number else rule.own_eta)
    assert RULES["same"].text("0.3") == "0.3"


def test_book_gives_the_books_pair_whatever_came_before() -> None:
    assert rates("eta=0.7 eta=book") == {"quadratic": 0.15, "cross-entropy": 0.005}
    assert rates("book-mild") == rates("book-saturated") == {"quadratic": 0.15, "cross-entropy": 0.005}


def test_a_rule_without_a_number_keeps_the_rate() -> None:
    assert rates("eta=0.3 eta=one-sixth") == {"quadratic": 0.3, "cross-entropy": 0.3 / 6.0}


def test_the_rate_of_one_cost_wins_over_the_rule() -> None:
    assert rates("eta=one-sixth:0.3 eta.cross-entropy=0.7") == {"quadratic": 0.3, "cross-entropy": 0.7}


@given(st.floats(-8.0, 8.0), st.floats(-3.0, 3.0), st.floats(1e-3, 2.0), st.sampled_from([0.0, 0.25, 1.0]))
def test_equal_first_step_moves_z_equally_far_under_every_cost(b: float, x: float, eta: float, y: float) -> None:
    simulation = Simulation(parse(f"w=0 b={b!r} x={x!r} y={y!r} eta=equal-first-step:{eta!r} {ALL_COSTS}"))
    assert simulation.rates["quadratic"] == eta
    moved = _moved(simulation)
    assert moved == pytest.approx([moved[0]] * 3, rel=1e-6)
    speeds = [simulation.at(0, cost, "speed")["speed"] for cost in simulation.rates]
    assert speeds == pytest.approx([speeds[0]] * 3, rel=1e-12)


def _moved(simulation: Simulation) -> list[float]:
    # By going there, on every sample.
    x = simulation.samples.x
    simulation.advance(1)
    return [
        float(np.mean(np.abs((now.w - simulation.scenario.w) @ x.T + (now.b - simulation.scenario.b))))
        for now in (descent.params for descent in simulation.descents.values())
    ]


def test_equal_first_step_with_several_samples_and_inputs() -> None:
    text = f"w=0.5:-1 b=0.3 data=points.csv eta=equal-first-step:0.2 {ALL_COSTS}"
    moved = _moved(Simulation(parse(text), SEVERAL))
    assert moved == pytest.approx([moved[0]] * 3, rel=1e-12)


def test_equal_first_step_without_the_quadratic_cost_follows_the_first() -> None:
    found = rates("eta=equal-first-step:0.2 costs=cross-entropy+published-cross-entropy")
    assert found["cross-entropy"] == 0.2
    assert found["published-cross-entropy"] < 0.2
    assert rates("b=-1e3 eta=equal-first-step:0.2 costs=quadratic") == {"quadratic": 0.2}


@pytest.mark.parametrize(
    "start",
    ["w=0 b=-800", "w=0 b=-500 y=0", "w=0 b=0 y=0.5", "w=1e308 x=1e308"],
    ids=["no step", "tiny", "done", "huge"],
)
def test_equal_first_step_that_cannot_be_says_so(start: str) -> None:
    scenario = parse(f"{start} eta=equal-first-step:0.2")
    if "-500" in start:  # σ′ is e**-500 here: the quadratic's step is e**-1000 and underflows
        assert scenario.b == -500.0
    with pytest.raises(EngineError, match="eta=equal-first-step cannot match cross-entropy to quadratic"):
        Simulation(scenario)


def test_every_rule_is_described_and_gives_every_cost_a_rate() -> None:
    for name, rule in RULES.items():
        assert rule.name == name
        assert rule.description
        found = rates(f"mild eta={name} {ALL_COSTS}")
        assert list(found) == ["quadratic", "cross-entropy", "published-cross-entropy"]
        assert all(rate > 0.0 for rate in found.values())
