"""A simulation keeps its costs at one epoch, reports any past one, and refuses what cannot run."""

from __future__ import annotations

import numpy as np
import pytest

from sigmascope.engine import PRESETS, EngineError, Samples, Simulation, parse


def test_the_costs_of_a_scenario_advance_in_lockstep() -> None:
    simulation = Simulation(parse("mild costs=quadratic+cross-entropy+published-cross-entropy"))
    for epochs in (1, 0, 4, 20):
        simulation.advance(epochs)
        assert {descent.epoch for descent in simulation.descents.values()} == {simulation.epoch}
    assert simulation.epoch == 25
    assert list(simulation.descents) == ["quadratic", "cross-entropy", "published-cross-entropy"]


def test_a_cost_runs_beside_others_as_it_runs_alone() -> None:
    both, alone = Simulation(parse("saturated")), Simulation(parse("saturated costs=cross-entropy"))
    both.advance(50)
    alone.advance(50)
    for name in ("w", "b"):
        beside = both.values("cross-entropy", name)[name]
        assert beside.tobytes() == alone.values("cross-entropy", name)[name].tobytes()


def test_where_one_cost_leaves_the_floats_none_advances() -> None:
    simulation = Simulation(parse("w=700 b=0 costs=quadratic+published-cross-entropy eta=1e10"))
    with pytest.raises(EngineError, match="after epoch 0 under published-cross-entropy"):
        simulation.advance(5)
    assert [descent.epoch for descent in simulation.descents.values()] == [0, 0]
    assert simulation.values("quadratic", "w")["w"].tolist() == [700.0]


def test_any_past_epoch_can_be_reported() -> None:
    simulation = Simulation(parse("saturated"))
    simulation.advance(40)
    every = simulation.values("quadratic", "a", "cost")
    assert every["a"].shape == every["cost"].shape == (41,)
    assert simulation.at(7, "quadratic", "a", "cost") == {"a": every["a"][7], "cost": every["cost"][7]}
    assert simulation.values("quadratic", "a", epochs=[7, 0])["a"].tolist() == every["a"][[7, 0]].tolist()
    assert simulation.values("quadratic", "a", epochs=slice(0, 41, 10))["a"].tolist() == every["a"][::10].tolist()
    for epoch in (-1, 41):
        with pytest.raises(EngineError, match=f"epoch {epoch} is not in the history; epochs 0 to 40 are"):
            simulation.at(epoch, "quadratic", "a")
        with pytest.raises(EngineError, match=f"epoch {epoch} is not in the history"):
            simulation.values("quadratic", "a", epochs=[epoch])


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_runs_and_starts_where_it_says(preset: str) -> None:
    scenario = parse(preset)
    simulation = Simulation(scenario)
    simulation.advance(scenario.epochs)
    for cost in scenario.costs:
        assert simulation.at(0, cost, "w", "b") == {"w": scenario.w[0], "b": scenario.b}
        costs = simulation.values(cost, "cost")["cost"]
        assert costs[-1] < costs[0]


def test_samples_that_a_file_holds_are_handed_over() -> None:
    scenario = parse("data=points.csv w=1:2 costs=quadratic")
    with pytest.raises(EngineError, match=r"reads its samples from 'points\.csv'; hand them over"):
        Simulation(scenario)
    samples = Samples(np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 0.5]]), np.array([0.0, 1.0, 7.0]))
    simulation = Simulation(scenario, samples)
    simulation.advance(3)
    assert list(simulation.values("quadratic", "w", "b")) == ["w1", "w2", "b"]


def test_samples_that_do_not_fit_the_scenario() -> None:
    two_inputs = Samples(np.ones((3, 2)), np.zeros(3))
    with pytest.raises(EngineError, match=r"w has 1, but points\.csv has 2"):
        Simulation(parse("data=points.csv"), two_inputs)
    outside = Samples(np.ones((3, 1)), np.array([0.0, 1.0, 1.5]))
    with pytest.raises(EngineError, match=r"cross-entropy needs targets y from 0 to 1, but y=1\.5 occurs"):
        Simulation(parse("data=points.csv"), outside)
    assert Simulation(parse("data=points.csv costs=quadratic"), outside).epoch == 0


def test_without_history_it_advances_all_the_same() -> None:
    kept, forgotten = Simulation(parse("mild")), Simulation(parse("mild"), keep=False)
    kept.advance(30)
    forgotten.advance(30)
    for name, descent in forgotten.descents.items():
        assert descent.history is None
        assert descent.params.b.tobytes() == kept.descents[name].params.b.tobytes()


def test_the_first_start_learns_fast_at_once_under_cross_entropy_and_late_under_the_quadratic() -> None:
    simulation = Simulation(parse("saturated"))
    simulation.advance(300)
    speeds = {cost: simulation.values(cost, "speed")["speed"] for cost in simulation.descents}
    assert np.argmax(speeds["cross-entropy"]) == 0
    assert np.argmax(speeds["quadratic"]) > 150
