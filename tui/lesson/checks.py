"""What is wrong with a lesson that can be read: all that would fail, or mislead, while it is followed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sigmascope.engine.condition import columns_of
from sigmascope.engine.errors import EngineError
from sigmascope.tui.lesson.facts import END, FACTS, Term, course, epoch_of, evaluate, placeholders, terms
from sigmascope.tui.lesson.lesson import holding
from sigmascope.tui.lesson.reading import FEWEST, MOST, Mistake, Reading
from sigmascope.tui.run.rows import gather
from sigmascope.tui.session.commands import VIEW_KEYS
from sigmascope.tui.session.guide import NARROW, NARROWEST, TEXT_ROWS, TOLD
from sigmascope.tui.session.look import FIRST_VIEW
from sigmascope.tui.session.session import Session
from sigmascope.tui.words import Words
from sigmascope.tui.words.charset import ASCII, IN_ASCII, CharsetWords
from sigmascope.tui.words.refusal import Refusal
from sigmascope.tui.words.text import cells, tied, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigmascope.engine.scenario import Scenario
    from sigmascope.tui.lesson.lesson import Step, Telling
    from sigmascope.tui.lesson.reading import Place

MOST_SECONDS = 60.0
TITLE_ROOM, CHOICE_ROOM = 40, NARROW - 8
QUESTION_ROWS = 2
EXPERIMENT_ROOM = NARROWEST - 8


def mistakes_in(reading: Reading) -> list[Mistake]:
    """All mistakes of a lesson, in the order of its lines."""
    if reading.lesson is not None:
        for number, step in enumerate(reading.lesson.steps):
            _Checks(reading, step, ("step", number)).all()
        for language, title in reading.lesson.titles.items():
            _unfilled(reading, title, ("title", language))
        for number, experiment in enumerate(reading.lesson.experiments):
            if not _runs(reading, experiment.scenario, ("experiment", number, "scenario")):
                continue
            for language in experiment.told:
                place: Place = ("experiment", number, language)
                try:
                    columns = cells(experiment.says(language))
                except (Refusal, EngineError) as error:
                    reading.failed(place, error)
                    continue
                if columns > EXPERIMENT_ROOM:
                    reading.wrong(place, "lesson.wide", key=language, columns=columns, most=EXPERIMENT_ROOM)
    return sorted(reading.mistakes, key=lambda mistake: mistake.line)


def _runs(reading: Reading, scenario: Scenario, place: Place) -> bool:
    # Whether a run is one that the app shows to its last epoch; what is wrong with it is noted.
    try:
        course(scenario)
        session = Session(scenario, gather(scenario), playing=False)
        session.prepare()
    except (Refusal, EngineError) as error:
        reading.failed(place, error)
        return False
    # Where its numbers end before it does, it is shown as far as they go, and says so.
    ended = session.notice.facts["error"] if session.notice is not None else None
    if isinstance(ended, EngineError):
        reading.failed(place, ended)
    return ended is None


def _unfilled(reading: Reading, text: str, place: Place) -> None:
    # Of texts in which nothing is computed.
    if "{" in text or "}" in text:
        reading.wrong(place, "lesson.no-braces", key=str(place[-1]))


class _Checks:
    """The checks of one step, from those that others rest on to those that compute."""

    def __init__(self, reading: Reading, step: Step, place: Place) -> None:
        self.reading, self.step, self.place = reading, step, place

    def wrong(self, key: str, name: str, /, **facts: object) -> None:
        self.reading.wrong((*self.place, key), name, **facts)

    def all(self) -> None:
        """Note everything that is wrong."""
        step = self.step
        for key in ("view", "then"):
            if (name := getattr(step, key)) not in VIEW_KEYS:
                self.wrong(key, "session.unknown-view", name=name, known=", ".join(VIEW_KEYS))
        if not _runs(self.reading, step.scenario, (*self.place, "scenario")):
            return
        if not 0 <= step.epoch <= step.scenario.epochs:
            self.wrong("epoch", "lesson.fact-epoch", text=str(step.epoch), last=step.scenario.epochs)
            return
        if not 1 <= step.seconds <= MOST_SECONDS:
            self.wrong("seconds", "lesson.seconds", most=int(MOST_SECONDS))
        if step.until != END:
            self._epoch("until", step.until, step.epoch)
        self._question()
        for language, telling in step.told.items():
            self._telling(telling, (*self.place, language))

    def _value(self, key: str, expression: str) -> float | None:
        # What an expression comes to; None where that is wrong, and has been noted.
        try:
            value = evaluate(expression, self.step.scenario, self.step.epoch)
        except (Refusal, EngineError) as error:
            self.reading.failed((*self.place, key), error)
            return None
        if not math.isfinite(value):
            self.wrong(key, "lesson.not-finite", fact=expression)
            return None
        return value

    def _epoch(self, key: str, expression: str, low: int) -> bool:
        value, last = self._value(key, expression), self.step.scenario.epochs
        if value is None:
            return False
        if not (value.is_integer() and low <= value <= last):
            self.wrong(key, "lesson.epoch", fact=expression, value=f"{value:g}", low=low, last=last)
        return True

    def _question(self) -> None:
        step = self.step
        for language, telling in step.told.items():
            if bool(telling.question) != step.asks:
                name = "lesson.no-answer" if telling.question else "lesson.no-question"
                self.reading.wrong((*self.place, language), name)
            if len(telling.choices) != len(step.bounds):
                self.reading.wrong(
                    (*self.place, language, "choices"),
                    "lesson.choices", told=len(telling.choices), bounds=len(step.bounds),
                )  # fmt: skip
        if step.when and (step.answer or step.bounds):
            self.wrong("when", "lesson.both")
        elif step.when:
            if self._epoch("when", step.when, 0):
                self._given_away("when", step.when)
        elif step.answer:
            self._choices()
        elif step.bounds:
            self.wrong("choices", "lesson.no-fact-to-decide")

    def _choices(self) -> None:
        step = self.step
        if not FEWEST <= len(step.bounds) <= MOST:
            self.wrong("choices", "lesson.choice-count", low=FEWEST, high=MOST)
            return
        value = self._value("answer", step.answer)
        if value is None:
            return
        right = holding(step.bounds, value)
        if not right:
            self.wrong("answer", "lesson.none-right", fact=step.answer, value=f"{value:.6g}")
        elif len(right) > 1:
            told = ", ".join(map(str, right))
            self.wrong("answer", "lesson.two-right", fact=step.answer, value=f"{value:.6g}", right=told)
        self._given_away("answer", step.answer)

    # ── nothing gives its own answer away ────────────────────────────────────────────────────────────────────────

    def _given_away(self, key: str, expression: str) -> None:
        step = self.step
        for language, telling in step.told.items():
            for part in ("text", "question"):
                if expression.strip() in (fact.strip() for fact, _ in _placeholders(getattr(telling, part))):
                    self.reading.wrong((*self.place, language, part), "lesson.tells-answer", key=part, fact=expression)
        try:
            asked = terms(expression, step.scenario)
            if asked and all(self._shown(term) for term in asked):
                self.wrong(key, "lesson.shows-answer", view=step.view, fact=expression, epoch=step.epoch)
        except (Refusal, EngineError):
            return  # noted already

    def _shown(self, term: Term) -> bool:
        # Whether the view tells this while the question is open.
        step = self.step
        if term.elsewhere and term.scenario != step.scenario:
            return False
        told = TOLD.get(step.view, frozenset())
        names = told | {"a", "cost"} | (set(step.charts) if step.view == FIRST_VIEW else set())
        if term.name not in names and term.name.rstrip("0123456789") not in names:
            return False
        fact = FACTS.get(term.name)
        if fact is not None and fact.timeless:
            return True
        if fact is None and step.view == FIRST_VIEW and not columns_of(len(term.scenario.w))[term.name].from_zero:
            return True  # the range of its axis tells where it goes
        if fact is not None and fact.takes != "epoch":
            # What a run comes past is told once it is passed.
            bound = float(term.argument) if term.argument else math.nan
            return fact.compute(course(term.scenario), term.cost, bound) <= step.epoch
        return epoch_of(term, course(term.scenario)) <= step.epoch

    # ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────

    def _telling(self, telling: Telling, place: Place) -> None:
        said: dict[str, str] = {}
        for key in ("title", "text", "question", "reveal", "notice"):
            text = getattr(telling, key)
            if not self.reading.printable(text, (*place, key)):
                continue
            try:
                said[key] = self.step.says(text)
            except (Refusal, EngineError) as error:
                self.reading.failed((*place, key), error)
        for number, choice in enumerate(telling.choices, 1):
            _unfilled(self.reading, choice, (*place, "choices"))
            if self.reading.printable(choice, (*place, "choices")) and cells(choice) > CHOICE_ROOM:
                self.reading.wrong(
                    (*place, "choices"), "lesson.wide",
                    key=f"choices, {number}", columns=cells(choice), most=CHOICE_ROOM,
                )  # fmt: skip
        if cells(said.get("title", "")) > TITLE_ROOM:
            self.reading.wrong(
                (*place, "title"), "lesson.wide", key="title", columns=cells(said["title"]), most=TITLE_ROOM
            )
        for key, rows, most in (
            ("text", _rows(said.get("text", "")), TEXT_ROWS),
            ("question", _rows(said.get("question", "")), QUESTION_ROWS),
            ("reveal", _rows(said.get("reveal", "")) + _rows(said.get("notice", "")), TEXT_ROWS),
        ):
            if rows > most:
                self.reading.wrong((*place, key), "lesson.long", key=key, rows=rows, most=most, columns=NARROW - 4)


def _rows(text: str) -> int:
    # In ASCII some characters are wider.
    ways = {text, CharsetWords(Words(IN_ASCII), ASCII).plain(text)} if text else ()
    # What cannot be broken takes as many rows as it is wide.
    return max((sum(-(-cells(row) // (NARROW - 4)) for row in wrap(tied(way), NARROW - 4)) for way in ways), default=0)


def _placeholders(text: str) -> Iterator[tuple[str, str]]:
    try:
        yield from placeholders(text)
    except Refusal:
        return
