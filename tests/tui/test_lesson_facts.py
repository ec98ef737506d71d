"""The numbers of lessons: each expression held to 50-digit arithmetic, and every wrong one to its sentence."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from mpmath import mp, mpf

from sigmascope.engine.descent import Samples
from sigmascope.engine.errors import EngineError
from sigmascope.engine.scenario import parse
from sigmascope.tui.lesson import facts
from sigmascope.tui.lesson.facts import FACTS, evaluate, filled, placeholders, terms
from sigmascope.tui.lesson.reading import lesson_names, shipped
from sigmascope.tui.words.refusal import Refusal

# ── an independent judge: plain recurrences in 50 digits, which know nothing of the engine ──────────────────────────


class Judge:
    """A run of one sample and one input, in z alone."""

    def __init__(self, line: str, cost: str) -> None:
        mp.dps = 50
        scenario = parse(line)
        self.cost, self.x, self.y = cost, mpf(scenario.x[0]), mpf(scenario.y)
        self.last = scenario.epochs
        self.eta = self._rate(scenario)
        w, b = mpf(scenario.w[0]), mpf(scenario.b)
        self.w, self.b = [w], [b]
        for _ in range(self.last):
            step = self.eta * self.direction(w * self.x + b)
            w, b = w - step * self.x, b - step
            self.w.append(w)
            self.b.append(b)
        self.z = [w * self.x + b for w, b in zip(self.w, self.b, strict=True)]
        self.a = [self.sigma(z) for z in self.z]

    def _rate(self, scenario) -> mpf:
        eta, z = mpf(scenario.eta), mpf(scenario.w[0]) * mpf(scenario.x[0]) + mpf(scenario.b)
        if scenario.rule == "equal-first-step" and self.cost != "quadratic":
            return eta * self.slope(z)
        if scenario.rule == "book":  # as its animations have them
            return mpf(0.15) if self.cost == "quadratic" else mpf(0.005)
        if scenario.rule == "one-sixth" and self.cost != "quadratic":
            return eta / 6
        return eta

    @staticmethod
    def sigma(z: mpf) -> mpf:
        return 1 / (1 + mp.exp(-z))

    def slope(self, z: mpf) -> mpf:
        return self.sigma(z) * self.sigma(-z)

    def pull(self, z: mpf) -> mpf:
        return (self.sigma(z) - self.y) * (self.slope(z) if self.cost == "quadratic" else 1)

    def direction(self, z: mpf) -> mpf:
        return (self.sigma(z) - self.y) / self.slope(z) if self.cost == "published-cross-entropy" else self.pull(z)

    def value(self, a: mpf) -> mpf:
        if self.cost == "quadratic":
            return (self.y - a) ** 2 / 2
        return -(self.y * mp.log(a) if self.y else 0) - (1 - self.y) * mp.log(1 - a)

    def fastest(self) -> int:
        speeds = [abs(self.direction(z)) for z in self.z]
        return speeds.index(max(speeds))

    def drag(self, z: mpf) -> mpf:
        if self.cost != "quadratic":
            return mpf(1)
        assert self.y == 0, "the peak of a²(1 − a) is at a = 2/3"
        return mpf(4) / 27 / abs(self.pull(z)) if self.sigma(z) > mpf(2) / 3 else mpf(1)

    def first(self, holds) -> int:
        return next((epoch for epoch in range(self.last + 1) if holds(epoch)), None)

    def epoch(self, text: str) -> int:
        return {"end": self.last, "fastest": self.fastest()}.get(text) if not text.isdigit() else int(text)

    def fact(self, name: str, argument: str) -> mpf:
        whole = {
            "eta": lambda: self.eta,
            "fastest": self.fastest,
            "slow": lambda: sum(self.drag(z) > 2 for z in self.z),
            "first_below": lambda: self.first(lambda epoch: self.a[epoch] < mpf(argument)),
            "error_below": lambda: self.first(lambda epoch: abs(self.a[epoch] - self.y) < mpf(argument)),
            "first_rise": lambda: self.first(
                lambda epoch: epoch and self.value(self.a[epoch]) - self.value(self.a[epoch - 1]) > self.rise
            ),
            "cost_at": lambda: self.value(mpf(argument)),
        }
        if name in whole:
            return mpf(whole[name]())
        at = self.epoch(argument)
        z, a = self.z[at], self.a[at]
        error = abs(a - self.y)
        added = 1 if self.cost == "quadratic" else 1 / self.slope(z)
        parts = {
            "w": self.w[at],
            "b": self.b[at],
            "z": z,
            "a": a,
            "cost": self.value(a),
            "sigma_prime": self.slope(z),
            "dC_dw": self.pull(z) * self.x,
            "dC_db": self.pull(z),
            "speed": abs(self.eta * self.direction(z)) * (self.x**2 + 1),
            "drag": self.drag(z),
            "factor_error": error,
            "factor_added": added,
            "factor_slope": self.slope(z),
            "factor_input": abs(self.x),
        }
        if name == "smallest_factor":
            factors = [error, self.slope(z), abs(self.x)]
            return mpf(1 + factors.index(min(factors)))
        return mpf(parts[name])

    @property
    def rise(self) -> mpf:
        return mpf("1e-12") * abs(self.value(self.a[0]))


_JUDGES: dict[tuple[str, str], Judge] = {}


def judged(expression: str, line: str, epoch: int) -> mpf:
    """What an expression comes to, by the judge."""
    scenario = parse(line)
    first, *rest = re.split(r" ([-+*/]) ", expression)
    value = _term(first, line, scenario, epoch)
    for sign, part in zip(rest[::2], rest[1::2], strict=True):
        other = _term(part, line, scenario, epoch)
        value = {"+": value + other, "-": value - other, "*": value * other, "/": value / other}[sign]
    return value


def _term(part: str, line: str, scenario, epoch: int) -> mpf:
    if re.fullmatch(r"[-\d.]+", part):
        return mpf(part)
    if part in ("epochs", "now", "marks"):
        return mpf({"epochs": scenario.epochs, "now": epoch, "marks": 10}[part])
    text, _, elsewhere = part.partition(" @ ")
    name, _, rest = text.partition(".")
    if name == "slope_at":
        mp.dps = 50
        return Judge.sigma(mpf(rest)) * Judge.sigma(-mpf(rest))
    cost, _, argument = rest.partition(".")
    key = (elsewhere or line, cost)
    if key not in _JUDGES:
        _JUDGES[key] = Judge(*key)
    return _JUDGES[key].fact(name, argument)


def _expressions():
    found = {}
    for name in lesson_names():
        lesson = shipped(name)
        for step in lesson.steps:
            said = [text for telling in step.told.values() for text in telling if isinstance(text, str)]
            asked = [expression for text in said for expression, _ in placeholders(text)]
            asked += [one for one in (step.answer, step.when, step.until) if one and one != "end"]
            found |= {(expression, step.line, step.epoch): f"{step.id}: {expression}" for expression in asked}
        for each in lesson.experiments:
            asked = [expression for text in each.told.values() for expression, _ in placeholders(text)]
            found |= {(expression, each.line, 0): f"{each.line}: {expression}" for expression in asked}
    return [pytest.param(*key, id=name) for key, name in found.items()]


@pytest.mark.parametrize(("expression", "line", "epoch"), _expressions())
def test_every_number_of_a_lesson_agrees_with_50_digits(expression, line, epoch):
    expected = judged(expression, line, epoch)
    assert evaluate(expression, parse(line), epoch) == pytest.approx(float(expected), rel=1e-12)


ALL = {
    "first_below": "first_below.quadratic.0.9",
    "error_below": "error_below.cross-entropy.0.05",
    "first_rise": "first_rise.cross-entropy @ mild y=0.3 eta=6 epochs=9",
    "fastest": "fastest.quadratic",
    "slow": "slow.quadratic",
    "drag": "drag.quadratic.3",
    "factor_error": "factor_error.cross-entropy.7",
    "factor_added": "factor_added.cross-entropy.7",
    "factor_slope": "factor_slope.quadratic.end",
    "factor_input": "factor_input.quadratic.2 @ saturated x=-3 epochs=5",
    "smallest_factor": "smallest_factor.quadratic.0",
    "cost_at": "cost_at.cross-entropy.0.25",
    "slope_at": "slope_at.-3.5",
    "eta": "eta.cross-entropy @ saturated eta=one-sixth:0.3",
}
"""Every fact once, beside what the shipped lessons ask."""


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_agrees_with_50_digits(name):
    value = evaluate(ALL[name], parse("saturated"))
    assert value == pytest.approx(float(judged(ALL[name], "saturated", 0)), rel=1e-12)


@pytest.mark.parametrize("name", ["w", "b", "z", "a", "cost", "sigma_prime", "dC_dw", "dC_db", "speed"])
@pytest.mark.parametrize("cost", ["quadratic", "cross-entropy", "published-cross-entropy"])
@pytest.mark.parametrize("epoch", ["0", "17", "end", "fastest"])
def test_every_quantity_is_a_fact(name, cost, epoch):
    line = f"animation-4 costs={cost} epochs=60"
    expression = f"{name}.{cost}.{epoch}"
    assert evaluate(expression, parse(line)) == pytest.approx(float(judged(expression, line, 0)), rel=1e-12)


def test_expressions_are_reckoned_from_left_to_right():
    scenario = parse("saturated")
    assert evaluate("2 + 3 * 4", scenario) == 20
    assert evaluate("1 / 8 - 2", scenario) == -1.875
    assert evaluate("epochs / 2 - now", scenario, 30) == 120
    assert math.isnan(evaluate("1 / 0", scenario))


def test_of_several_samples_errors_are_means():
    scenario = parse("saturated")._replace(epochs=80)
    found = facts.Course.__new__(facts.Course)
    x, y = np.array([[1.0], [-1.0]]), np.array([0.0, 1.0])
    found.__dict__.update(scenario=scenario, simulation=facts.Simulation(scenario, Samples(x, y)), _milestones={})
    found.simulation.advance(80)
    w, b = found.columns("cross-entropy")
    error = (np.abs(1 / (1 + np.exp(-(w + b)))) + np.abs(1 / (1 + np.exp(w - b)) - 1)) / 2
    assert FACTS["error_below"].compute(found, "cross-entropy", 0.3) == np.argmax(error < 0.3)
    with pytest.raises(Refusal, match="one-sample"):
        FACTS["drag"].compute(found, "quadratic", 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{epochs} {now} {marks}", "300 8 10"),
        ("{w.quadratic.0|g} {w.quadratic.end|.2f} {w.quadratic.end}", "2 −0.68 −0.684"),
        ("{fastest.quadratic} {fastest.quadratic|d} {a.quadratic.fastest}", "215 215 0.664"),
        ("{cost.cross-entropy.0|.1e} no {now} more", "4.0e+00 no 8 more"),
        ("nothing to fill in", "nothing to fill in"),
    ],
)
def test_placeholders_are_written_as_asked(text, shown):
    assert filled(text, parse("saturated"), 8) == shown


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("first_bellow.quadratic.0.5", "lesson.unknown-fact"),
        ("xyzzyx.quadratic.0", "lesson.no-fact"),
        ("w.absolute.0", "lesson.fact-cost"),
        ("w.quadratic", "lesson.fact-takes"),
        ("fastest.quadratic.3", "lesson.fact-takes-none"),
        ("first_below.quadratic.half", "lesson.fact-number"),
        ("slope_at.x", "lesson.fact-number"),
        ("cost_at.quadratic.1.5", "lesson.fact-output"),
        ("w.quadratic.301", "lesson.fact-epoch"),
        ("w.quadratic.-1", "lesson.fact-epoch"),
        ("w.quadratic.soon", "lesson.fact-epoch"),
        ("w.quadratic." + "9" * 400, "lesson.fact-epoch"),
        ("", "lesson.no-fact"),
        ("1 +", "lesson.no-fact"),
    ],
)
def test_an_expression_that_is_none_is_refused_by_its_fault(expression, name):
    with pytest.raises(Refusal) as caught:
        evaluate(expression, parse("saturated"))
    assert caught.value.name == name


def test_a_wrong_run_is_the_engines_to_refuse():
    with pytest.raises(EngineError, match="unknown preset 'satrated'"):
        evaluate("w.quadratic.0 @ satrated", parse("saturated"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{epochs", "lesson.brace"),
        ("epochs}", "lesson.brace"),
        ("{epochs|.2q}", "lesson.format"),
        ("{epochs|}", "lesson.format"),
        ("{epochs|.200f}", "lesson.format"),
        ("{first_below.quadratic.1e-9}", "lesson.not-finite"),
        ("{first_rise.quadratic}", "lesson.not-finite"),
        ("{w.quadratic.0 / 0}", "lesson.not-finite"),
    ],
)
def test_a_text_with_a_wrong_placeholder_is_refused(text, name):
    with pytest.raises(Refusal) as caught:
        filled(text, parse("saturated"))
    assert caught.value.name == name


def test_terms_say_where_a_fact_is_taken_from():
    here, there = terms("w.quadratic.3 - 2 * w.quadratic.end @ mild eta=0.3", parse("saturated"))
    assert (here.argument, here.elsewhere, there.argument, there.elsewhere) == ("3", False, "end", True)
    assert there.scenario == parse("mild eta=0.3")
