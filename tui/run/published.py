"""Figures published elsewhere, and what this program computes in their place."""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine import Simulation, parse
from sigmascope.engine.condition import parse_condition
from sigmascope.engine.sigmoid import sigmoid_prime

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = os.path.join(os.path.dirname(__file__), "data")
_NEVER = "never"
_ANIMATIONS = 4
_TOLERANCE = 1e-12
_SLOPES = {"1.5": "0.149146452070", "4": "0.0176627062133"}


class Figure(NamedTuple):
    """One published number beside the computed one."""

    subject: str
    """What was computed: a scenario's text, or a function's name."""
    what: str
    """Which of its numbers this is."""
    published: str
    computed: str
    agrees: bool


def figures() -> Iterator[Figure]:
    """All published figures in turn: slopes, then the table of six runs, then four trajectories."""
    for z, published in _SLOPES.items():
        yield _number("sigmoid", f"sigma_prime at z={z}", published, float(sigmoid_prime(np.array(float(z)))))
    for row in _rows("figures.csv"):
        yield from _run(row)
    for number in range(1, _ANIMATIONS + 1):
        yield _trajectory(number)


def _rows(name: str) -> list[dict[str, str]]:
    with open(os.path.join(_DATA, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _run(row: dict[str, str]) -> Iterator[Figure]:
    subject = row["scenario"]
    scenario = parse(subject)
    simulation = Simulation(scenario)
    simulation.advance(scenario.epochs)
    (cost,) = scenario.costs
    for what, published in list(row.items())[1:]:
        quantity, _, epoch = what.partition(" at ")
        if epoch:
            yield _number(subject, what, published, simulation.at(int(epoch), cost, quantity)[quantity])
        else:
            computed = _epoch(simulation, cost, what)
            yield Figure(subject, f"epoch of {what}", published, computed, computed == published)


def _epoch(simulation: Simulation, cost: str, what: str) -> str:
    # The first epoch where a condition holds, or the one of the longest step.
    descent = simulation.descents[cost]
    if what == "steepest":
        return str(int(np.argmax(simulation.values(cost, "speed")["speed"])))
    assert descent.history is not None
    found = parse_condition(what, simulation.samples.m).first(descent, descent.history.columns())
    return _NEVER if found is None else str(found)


def _number(subject: str, what: str, published: str, computed: float) -> Figure:
    # A printed number stands for all that round to it.
    mantissa, _, power = published.partition("e")
    last_place = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
    agrees = abs(computed - float(published)) <= 0.5 * last_place * (1 + 1e-6)
    return Figure(subject, what, published, repr(computed), agrees)


def _trajectory(number: int) -> Figure:
    name = f"animation-{number}"
    rows = _rows(f"published-{name}.csv")
    simulation = Simulation(parse(name))
    simulation.advance(len(rows) - 1)
    columns = ("w", "b", "a")
    values = simulation.values(simulation.scenario.costs[0], *columns)
    published = np.array([[float(row[column]) for row in rows] for column in columns])
    computed = np.array([values[column] for column in columns])
    difference = float(np.max(np.abs(computed - published) / np.abs(published)))
    what = f"w, b, a at epochs 0-{len(rows) - 1}"
    within = f"within {_TOLERANCE:g}"
    return Figure(name, what, within, f"within {difference:.1e}", difference <= _TOLERANCE)
