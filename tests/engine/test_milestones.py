"""What a run comes past: the brief's figures, nothing of the future, and however the epochs arrive."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.engine import Samples, Simulation, evaluate, parse
from sigmascope.engine.milestones import Milestones, Told
from tests.engine import judge


def of(line: str, samples: Samples | None = None) -> dict[str, Milestones]:
    simulation = Simulation(parse(line), samples)
    simulation.advance(simulation.scenario.epochs)
    found = {name: Milestones(descent) for name, descent in simulation.descents.items()}
    for name, milestones in found.items():
        history = simulation.descents[name].history
        assert history is not None
        milestones.extend(history.columns())
    return found


def told(line: str, name: str = "quadratic") -> Told:
    milestones = of(line)[name]
    return milestones.until(milestones.epochs - 1)


# Half, tenth, fastest: brief.md's figures, and views-findings.md's where that has none.
KNOWN = [
    ("saturated epochs=600", "quadratic", 232, 469, 215),
    ("saturated epochs=600", "cross-entropy", 17, 50, 0),
    ("mild epochs=600", "quadratic", 36, 273, 20),
    ("mild epochs=600", "cross-entropy", 8, 41, 0),
    ("saturated epochs=600 eta=book", "cross-entropy", 498, None, 0),
    ("mild epochs=600 eta=book", "cross-entropy", 228, None, 0),
    ("animation-4", "published-cross-entropy", 66, 227, 0),
    ("animation-3", "published-cross-entropy", 49, 210, 0),
    ("saturated epochs=3000 eta=equal-first-step:0.15", "cross-entropy", 940, 2864, 0),
    ("mild eta=one-sixth:0.15", "cross-entropy", 46, 249, 0),
    ("w=3 b=3 epochs=2000", "quadratic", 1416, 1652, 1399),
    ("saturated eta=equal-first-step:0.15", "quadratic", 232, None, 215),
]


@pytest.mark.parametrize(("line", "name", "half", "tenth", "fastest"), KNOWN)
def test_the_epochs_that_are_known(line: str, name: str, half: int, tenth: int | None, fastest: int) -> None:
    assert told(line, name)[:3] == (half, tenth, fastest)


@pytest.mark.parametrize("name", ["quadratic", "cross-entropy"])
def test_the_milestones_are_those_of_many_digits(name: str) -> None:
    states = judge.run(name, [2.0], 2.0, [[1.0]], [0.0], 0.15, 600)
    outputs = [state.a for state in states]
    steps = [abs(after.z - before.z) for before, after in pairwise(states)]
    found = told("saturated epochs=600", name)
    assert found.half == next(epoch for epoch, a in enumerate(outputs) if a < 0.5)
    assert found.tenth == next(epoch for epoch, a in enumerate(outputs) if a < 0.1)
    assert found.fastest == max(range(600), key=lambda epoch: steps[epoch])


def test_for_another_target_it_is_the_error_that_counts() -> None:
    up, down = told("w=-2 b=-2 y=1 epochs=600"), told("w=2 b=2 epochs=600")
    assert up == down
    assert told("w=0.2 b=0 y=0.5").half == 0
    assert told("w=0.2 b=0 y=0.5").tenth == 0


def test_of_several_samples_it_is_the_mean_error() -> None:
    samples = Samples(np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 0.0, 0.0]))
    simulation = Simulation(parse("w=3 b=-1 epochs=400 costs=quadratic eta=1"), samples)
    simulation.advance(400)
    w, b = simulation.values("quadratic", "w", "b").values()
    error = np.mean(np.abs(1 / (1 + np.exp(-(np.outer(w, samples.x[:, 0]) + b[:, None]))) - samples.y), axis=1)
    milestones = of("w=3 b=-1 epochs=400 costs=quadratic eta=1", samples)["quadratic"]
    found = milestones.until(400)
    assert found.half == int(np.argmax(error < 0.5)) > 0
    assert found.tenth == int(np.argmax(error < 0.1)) > 0


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 320), st.sampled_from(["saturated", "mild", "w=-3 b=2 x=2 y=0.4 eta=3", "w=3 b=3"]))
def test_what_is_told_until_an_epoch_is_what_a_run_of_that_length_tells(reached: int, start: str) -> None:
    for name, whole in of(f"{start} epochs=320").items():
        assert whole.until(reached) == told(f"{start} epochs={reached}", name)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 90), min_size=1, max_size=12))
def test_it_does_not_matter_in_which_pieces_the_epochs_arrive(pieces: list[int]) -> None:
    simulation = Simulation(parse(f"saturated eta=0.4 epochs={sum(pieces)}"))
    simulation.advance(sum(pieces))
    descent = simulation.descents["quadratic"]
    assert descent.history is not None
    columns = descent.history.columns()
    at_once, piecewise = Milestones(descent), Milestones(descent)
    at_once.extend(columns)
    start = 0
    for piece in [*pieces, 1]:
        piecewise.extend(columns[:, start : start + piece])
        start += piece
    assert piecewise.epochs == at_once.epochs == sum(pieces) + 1
    for reached in range(at_once.epochs):
        assert piecewise.until(reached) == at_once.until(reached)


def test_the_fastest_is_the_first_of_the_fastest_so_far() -> None:
    milestones = of("saturated")["quadratic"]
    simulation = Simulation(parse("saturated"))
    simulation.advance(300)
    descent = simulation.descents["quadratic"]
    assert descent.history is not None
    speed = evaluate(descent, descent.history.columns(), ["speed"])["speed"]
    assert [milestones.until(epoch).fastest for epoch in range(301)] == [
        int(np.argmax(speed[: epoch + 1])) for epoch in range(301)
    ]


def test_a_run_that_stands_still_is_fastest_at_its_start() -> None:
    found = told("w=-900 b=-900 epochs=50")
    assert found == Told(0, 0, 0, ())
