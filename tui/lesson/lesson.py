"""What a lesson is: steps that ask before they show, as values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sigmascope.tui.lesson.facts import END, evaluate, filled

if TYPE_CHECKING:
    from sigmascope.engine.scenario import Scenario


class Telling(NamedTuple):
    """What a step says in one language; numbers are {placeholders}."""

    title: str
    text: str
    question: str = ""
    choices: tuple[str, ...] = ()
    reveal: str = ""
    notice: str = ""
    """The sentence to take along."""


class Step(NamedTuple):
    """One step: a text over a view, a question, a run, and what it has shown."""

    id: str
    line: str
    """The scenario as its author wrote it."""
    scenario: Scenario
    view: str
    """The view while it asks, which must not show the answer."""
    then: str
    """The view that shows it."""
    charts: tuple[str, ...]
    """The charts while it asks; the range of an axis tells where a quantity goes."""
    then_charts: tuple[str, ...]
    epoch: int
    """Where the playhead stands at first."""
    until: str
    """The epoch that is then played to, as an expression."""
    seconds: float
    """How long that takes."""
    answer: str
    """The expression that decides between the choices; nothing where there are none."""
    bounds: tuple[tuple[float, float], ...]
    """Of each choice: from which value on it is right, and below which."""
    when: str
    """The expression of the epoch that is asked for, where the question is when; nothing otherwise."""
    told: dict[str, Telling]
    """By language."""

    def telling(self, language: str) -> Telling:
        """What it says in a language, or in the one that it has."""
        return self.told.get(language) or next(iter(self.told.values()))

    def says(self, text: str) -> str:
        """A text with its numbers. Raises Refusal where one cannot be computed."""
        return filled(text, self.scenario, self.epoch)

    @property
    def asks(self) -> bool:
        """Whether it asks anything."""
        return bool(self.answer or self.when)

    @property
    def last(self) -> int:
        """The epoch that is played to."""
        return self.scenario.epochs if self.until == END else int(evaluate(self.until, self.scenario, self.epoch))

    @property
    def right(self) -> int:
        """The right choice, counted from 1; or the epoch asked for."""
        if self.when:
            return int(evaluate(self.when, self.scenario, self.epoch))
        return holding(self.bounds, evaluate(self.answer, self.scenario, self.epoch))[0]

    def verdict(self, given: int | None) -> tuple[str, dict[str, object]] | None:
        """What was said and what is so, as words and facts; None where nothing was asked."""
        if not self.asks:
            return None
        right = self.right
        name = "it-is" if given is None else "so-it-is" if given == right else "you-said"
        return f"lesson.{name}{'-epoch' if self.when else ''}", {"given": given, "right": right}

    def takes(self, answer: int) -> bool:
        """Whether that can be an answer."""
        return 0 <= answer <= self.scenario.epochs if self.when else 1 <= answer <= len(self.bounds)


def holding(bounds: tuple[tuple[float, float], ...], value: float) -> list[int]:
    """Which choices a value makes right, counted from 1."""
    return [number for number, (low, high) in enumerate(bounds, 1) if low <= value < high]


class Experiment(NamedTuple):
    """Something to try after the last step."""

    line: str
    scenario: Scenario
    told: dict[str, str]
    """By language: what to look for."""

    def says(self, language: str) -> str:
        """That with its numbers, in a language or in the one it has. Raises Refusal where one cannot be computed."""
        return filled(self.told.get(language) or next(iter(self.told.values()), self.line), self.scenario)


class Lesson(NamedTuple):
    """A guided path."""

    name: str
    """The name of one that came with the program; the file of any other."""
    titles: dict[str, str]
    steps: tuple[Step, ...]
    experiments: tuple[Experiment, ...] = ()

    def title(self, language: str) -> str:
        """Its title in a language, or in the one that it has."""
        return self.titles.get(language) or next(iter(self.titles.values()))

    def known(self, answers: dict[str, int]) -> dict[str, int]:
        """Those of some answers that its steps take: the lesson may have been changed since they were kept."""
        return {step.id: answers[step.id] for step in self.steps if step.takes(answers.get(step.id, -1))}

    def find(self, wanted: str) -> int | None:
        """Which step a person means by its number, its id or its title, counted from 0; None for none."""
        if wanted.isdecimal() and wanted.isascii():
            number = int(wanted[:9])
            return number - 1 if 1 <= number <= len(self.steps) else None
        for number, step in enumerate(self.steps):
            titles = (telling.title.casefold() for telling in step.told.values())
            if wanted == step.id or wanted.casefold() in titles:
                return number
        return None

    def summary(self, answers: dict[str, int], language: str) -> list[tuple[str, str, str, str]]:
        """Of each step that asks: its number, its title, the answer by its number, and what is so."""
        rows = []
        for number, step in enumerate(self.steps, 1):
            if step.asks:
                telling, right = step.telling(language), step.right
                told = str(right) if step.when else f"{right} {telling.choices[right - 1]}"
                rows.append((str(number), step.says(telling.title), str(answers.get(step.id, "–")), told))
        return rows


NO_BOUNDS = (-math.inf, math.inf)
