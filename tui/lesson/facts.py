"""The little language of facts: every number of a lesson is computed from a run, by an expression such as
``first_below.quadratic.0.5 / first_below.quadratic.0.5 @ mild``.
"""

from __future__ import annotations

import math
import operator
import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.chain import means
from sigmascope.engine.condition import columns_of
from sigmascope.engine.errors import near
from sigmascope.engine.milestones import Milestones
from sigmascope.engine.quantity import Stretch
from sigmascope.engine.scenario import parse
from sigmascope.engine.sigmoid import error_of, logit, sigmoid_pair
from sigmascope.engine.simulation import Simulation
from sigmascope.tui.draw.scale import short, strobe_step
from sigmascope.tui.run.rows import gather
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sigmascope.engine.descent import Descent
    from sigmascope.engine.scenario import Scenario
    from sigmascope.engine.sigmoid import Array
    from sigmascope.engine.slowness import Truth

MOST_EPOCHS = 100_000
"""Epochs of a run that a lesson looks at: it is looked at whole, while somebody waits."""
_LONGEST = 500
"""Characters of an expression."""
RISE = 1e-12
"""A cost has risen where it is higher than an epoch before by more than this share of what it was at epoch 0."""


class Course:
    """A scenario run to its end, for whatever is asked of it."""

    def __init__(self, scenario: Scenario) -> None:
        if scenario.epochs > MOST_EPOCHS:
            raise Refusal("lesson.epochs", epochs=scenario.epochs, most=MOST_EPOCHS)
        self.scenario = scenario
        self.simulation = Simulation(scenario, gather(scenario))
        self.simulation.advance(scenario.epochs)
        self._milestones: dict[str, Milestones] = {}

    @property
    def last(self) -> int:
        """The last epoch."""
        return self.scenario.epochs

    def descent(self, cost: str) -> Descent:
        """The run under a cost."""
        return self.simulation.descents[cost]

    def columns(self, cost: str, epochs: slice = slice(None)) -> Array:
        """The parameters of some epochs, shape (m + 1, k), the bias last."""
        history = self.descent(cost).history
        assert history is not None, "a course is kept"
        return history.columns(epochs)

    def milestones(self, cost: str) -> Milestones:
        """What a run comes past."""
        if cost not in self._milestones:
            self._milestones[cost] = Milestones(self.descent(cost))
            self._milestones[cost].extend(self.columns(cost))
        return self._milestones[cost]

    def all(self, cost: str, name: str) -> Array:
        """A quantity at every epoch, shape (epochs + 1,)."""
        return self.simulation.values(cost, name)[name]

    def one(self, cost: str, fact: str) -> float:
        """The target of a run of one sample. Raises Refusal where there are several."""
        samples = self.descent(cost).samples
        if samples.n > 1:
            raise Refusal("lesson.one-sample", fact=fact)
        return float(samples.y[0])

    @cached_property
    def marks(self) -> int:
        """Every how many epochs a way is marked in a view."""
        return strobe_step(self.last)


@lru_cache(32)
def course(scenario: Scenario) -> Course:
    """The course of a scenario. Raises EngineError and Refusal for one that cannot run."""
    return Course(scenario)


class Fact(NamedTuple):
    """One thing to know about a run, by the name that it begins with."""

    name: str
    compute: Callable[[Course, str, float], float]
    """From a course, a cost and the argument; nan for what never happens."""
    takes: str = ""
    """What its argument is: an epoch, a bound, an output; nothing where it has none."""
    alone: bool = False
    """Whether it belongs to no run and no cost, as σ′ of a number does."""
    timeless: bool = False
    """Whether it is the same at every epoch, so that a view which tells it does so at once."""


def _first(holds: Truth) -> float:
    return float(np.argmax(holds)) if holds.any() else math.nan


def _first_below(course: Course, cost: str, bound: float) -> float:
    return _first(course.all(cost, "a") < bound)


def _error_below(course: Course, cost: str, bound: float) -> float:
    stretch = Stretch(course.descent(cost), course.columns(cost))
    return _first(stretch.mean(np.abs(error_of(*sigmoid_pair(stretch.z), stretch.y))) < bound)


def _first_rise(course: Course, cost: str, _: float) -> float:
    costs = course.all(cost, "cost")
    return 1 + _first(np.diff(costs) > RISE * abs(costs[0]))


def _fastest(course: Course, cost: str, _: float) -> float:
    return float(course.milestones(cost).until(course.last).fastest)


def _slow(course: Course, cost: str, _: float) -> float:
    return float(sum(end - begin + 1 for begin, end in course.milestones(cost).until(course.last).slow))


def _drag(course: Course, cost: str, epoch: float) -> float:
    course.one(cost, "drag")
    here = Stretch(course.descent(cost), course.columns(cost, slice(int(epoch), int(epoch) + 1)))
    return float(course.milestones(cost).slowness.drag(here.z)[0])


def _factors(course: Course, cost: str, epoch: float) -> tuple[float, float, float, float]:
    # The error, what the cost puts in, the slope of σ, the input: magnitudes whose product is |∂C/∂w|.
    if course.descent(cost).samples.m > 1:
        raise Refusal("lesson.one-input")
    at = slice(int(epoch), int(epoch) + 1)
    mean = means(course.descent(cost), course.columns(cost, at))
    gradient = abs(course.simulation.at(int(epoch), cost, "dC_dw")["dC_dw"])
    with np.errstate(all="ignore"):
        added, slope, given = mean.outward / mean.error, mean.pull / mean.outward, gradient / mean.pull
    return float(mean.error[0]), float(added[0]), float(slope[0]), float(given[0])


def _smallest(course: Course, cost: str, epoch: float) -> float:
    error, _, slope, given = _factors(course, cost, epoch)
    return 1.0 + float(np.argmin([error, slope, given]))


def _cost_at(course: Course, cost: str, output: float) -> float:
    target = course.one(cost, "cost_at")
    # Two of them, because a user's cost may not know what to do with one number; and it may raise what it likes.
    with np.errstate(all="ignore"):
        value = course.descent(cost).cost.value(logit(np.full(2, output)), np.full(2, target))
    return float(np.ravel(np.asarray(value, dtype=np.float64))[0])


def _slope_at(_: Course, __: str, z: float) -> float:
    a, a_bar = sigmoid_pair(np.array([z]))
    return float((a * a_bar)[0])


def _eta(course: Course, cost: str, _: float) -> float:
    return course.descent(cost).eta


FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("first_below", _first_below, "bound"),
        Fact("error_below", _error_below, "bound"),
        Fact("first_rise", _first_rise),
        Fact("fastest", _fastest),
        Fact("slow", _slow),
        Fact("drag", _drag, "epoch"),
        Fact("factor_error", lambda *given: _factors(*given)[0], "epoch"),
        Fact("factor_added", lambda *given: _factors(*given)[1], "epoch"),
        Fact("factor_slope", lambda *given: _factors(*given)[2], "epoch"),
        Fact("factor_input", lambda *given: _factors(*given)[3], "epoch"),
        Fact("smallest_factor", _smallest, "epoch"),
        Fact("cost_at", _cost_at, "output", timeless=True),
        Fact("slope_at", _slope_at, "z", alone=True, timeless=True),
        Fact("eta", _eta, timeless=True),
    )
}
"""Every fact that is not a quantity of an epoch, by name; the quantities are facts as well."""

WORDS: dict[str, Callable[[Course, int], float]] = {
    "epochs": lambda course, _: float(course.last),
    "now": lambda _, epoch: float(epoch),
    "marks": lambda course, _: float(course.marks),
}
"""What an expression may say of the step itself: its epochs, the epoch it begins at, the distance of its marks."""

END, FASTEST = "end", "fastest"
"""Epochs by name."""


class Term(NamedTuple):
    """One fact of an expression, read."""

    name: str
    cost: str
    argument: str
    scenario: Scenario
    elsewhere: bool
    """Whether it is taken from another run than the step's."""


_OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda left, right: left / right if right else math.nan,
}
_BETWEEN = re.compile(r"\s+([-+*/])\s+")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FORMAT = re.compile(r"d|g|(\.\d{1,2})?[efg]")


def terms(expression: str, scenario: Scenario) -> list[Term]:
    """The facts of an expression, but for plain numbers. Raises Refusal and EngineError for one that is none."""
    found = (_read(part, scenario) for part in _parts(expression)[::2])
    return [term for term in found if isinstance(term, Term)]


def evaluate(expression: str, scenario: Scenario, epoch: int = 0) -> float:
    """What an expression comes to, from left to right; not a number for what never happens.

    Raises Refusal for an expression that is none, and EngineError for a scenario that cannot run.
    """
    first, *rest = _parts(expression)
    value = _value(first, scenario, epoch)
    for sign, part in zip(rest[::2], rest[1::2], strict=True):
        value = _OPERATORS[sign](value, _value(part, scenario, epoch))
    return value


def _parts(expression: str) -> list[str]:
    # Facts and numbers, and the signs between them.
    if len(expression) > _LONGEST:
        raise Refusal("lesson.long-expression", most=_LONGEST)
    return _BETWEEN.split(expression.strip())


def _read(part: str, scenario: Scenario) -> Term | float | str:
    text, at, other = (piece.strip() for piece in part.partition("@"))
    if _NUMBER.fullmatch(text) and not at:
        return float(text)
    if text in WORDS and not at:
        return text
    where = parse(other) if at else scenario
    name, _, rest = text.partition(".")
    known = [*FACTS, *columns_of(len(where.w)), *WORDS]
    if name in WORDS:
        raise Refusal("lesson.fact-takes-none", fact=text)
    if name not in known:
        meant = near(name, known)
        if meant is None:
            raise Refusal("lesson.no-fact", name=name, known=", ".join(known))
        raise Refusal("lesson.unknown-fact", name=name, nearest=meant, known=", ".join(known))
    fact = FACTS.get(name)
    if fact is not None and fact.alone:
        return Term(name, "", rest, where, bool(at))
    cost = next((cost for cost in where.costs if rest == cost or rest.startswith(f"{cost}.")), None)
    if cost is None:
        raise Refusal("lesson.fact-cost", fact=text, known=", ".join(where.costs))
    argument = rest[len(cost) + 1 :]
    takes = "epoch" if fact is None else fact.takes
    if bool(takes) != bool(argument):
        raise Refusal("lesson.fact-takes" if takes else "lesson.fact-takes-none", fact=text, takes=takes)
    return Term(name, cost, argument, where, bool(at))


def _value(part: str, scenario: Scenario, epoch: int) -> float:
    read = _read(part, scenario)
    if isinstance(read, float):
        return read
    if isinstance(read, str):
        return WORDS[read](course(scenario), epoch)
    where = course(read.scenario)
    fact = FACTS.get(read.name)
    if fact is None:
        at = epoch_of(read, where)
        return math.nan if math.isnan(at) else where.simulation.at(int(at), read.cost, read.name)[read.name]
    given = math.nan
    if fact.takes == "epoch":
        given = epoch_of(read, where)
        if math.isnan(given):
            return math.nan
    elif fact.takes:
        if not _NUMBER.fullmatch(read.argument):
            raise Refusal("lesson.fact-number", fact=part.strip(), text=read.argument)
        given = float(read.argument)
        if not math.isfinite(given):
            raise Refusal("lesson.fact-number", fact=part.strip(), text=read.argument)
        if fact.takes == "output" and not 0 < given < 1:
            raise Refusal("lesson.fact-output", fact=part.strip(), text=read.argument)
    return fact.compute(where, read.cost, given)


def epoch_of(term: Term, where: Course) -> float:
    """The epoch that a term asks about. Raises Refusal for one that the run does not have."""
    if term.argument == END:
        return float(where.last)
    if term.argument == FASTEST:
        return _fastest(where, term.cost, 0.0)
    digits = term.argument.lstrip("0") or "0"
    whole = int(digits) if term.argument.isascii() and term.argument.isdecimal() and len(digits) < 10 else -1
    if not 0 <= whole <= where.last:
        raise Refusal("lesson.fact-epoch", text=term.argument, last=where.last)
    return float(whole)


def placeholders(text: str) -> Iterator[tuple[str, str]]:
    """The expression and the format of every {placeholder}. Raises Refusal for a brace without its other."""
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise Refusal("lesson.brace")
    for inside in _PLACEHOLDER.findall(text):
        expression, bar, form = inside.partition("|")
        if bar and not _FORMAT.fullmatch(form):
            raise Refusal("lesson.format", text=form)
        yield expression, form


def filled(text: str, scenario: Scenario, epoch: int = 0) -> str:
    """The text with every placeholder computed. Raises Refusal where one is not finite or is no fact."""
    known = iter([_written(*one, scenario, epoch) for one in placeholders(text)])
    return _PLACEHOLDER.sub(lambda _: next(known), text)


def _written(expression: str, form: str, scenario: Scenario, epoch: int) -> str:
    value = evaluate(expression, scenario, epoch)
    if not math.isfinite(value):
        raise Refusal("lesson.not-finite", fact=expression)
    if form == "d":
        return f"{round(value):d}".replace("-", "−")
    if form:
        return f"{value:{form}}".replace("-", "−")
    return f"{value:.0f}".replace("-", "−") if value.is_integer() and abs(value) < 1e15 else short(value)
