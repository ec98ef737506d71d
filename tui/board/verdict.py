"""The verdict: which model was slow, when, by how much and through which factor, as far as that has been played."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sigmascope.engine.factors import slope_power
from sigmascope.engine.scenario import PRESETS
from sigmascope.tui.board.strips import Passed
from sigmascope.tui.draw.line import Line, fit, width_of
from sigmascope.tui.draw.scale import brief
from sigmascope.tui.session.narration import rates_kind, reached_name

if TYPE_CHECKING:
    from sigmascope.engine.milestones import Told
    from sigmascope.tui.draw.glyphs import Glyphs
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.words.charset import CharsetWords


class Model(NamedTuple):
    """What is said of one model."""

    names: tuple[str, str, str]
    """Its cost's name, whole, brief, and none: its colour and sign say which it is."""
    sign: str
    role: str
    told: Told
    epoch: int | None
    """Of the milestone that is told of."""
    steepest: float | None
    """The largest σ′ while it was slow; none where its step has no σ′ in it, or it was not slow."""


class _Telling(NamedTuple):
    """How much is told."""

    when: str
    """The words for the epoch of a milestone."""
    name: int
    """Which of a model's names."""
    slow: bool
    blame: bool


_TELLINGS = (
    _Telling("verdict.at-epoch", 0, slow=True, blame=True),
    _Telling("verdict.at", 0, slow=True, blame=True),
    _Telling("verdict.at", 1, slow=True, blame=True),
    _Telling("verdict.epoch", 1, slow=True, blame=False),
    _Telling("verdict.epoch", 1, slow=False, blame=False),
    _Telling("verdict.epoch", 2, slow=False, blame=False),
)


class Verdict:
    """The sentence of a run, told anew as it goes on."""

    def __init__(
        self, session: Session, roles: list[str], places: list[int], glyphs: Glyphs, words: CharsetWords
    ) -> None:
        """``roles`` and ``places`` are those of the costs' colours."""
        self._roles, self._places, self._glyphs, self._words = roles, places, glyphs, words
        samples = session.simulation.samples
        self._powers = [slope_power(descent.cost, samples.y) for descent in session.simulation.descents.values()]
        self._leads = {name: reached_name(name, samples, words) for name in ("half", "tenth")}
        self._first = _first_steps(session)
        self._steepest: dict[tuple[str, int], float] = {}
        self._told: tuple[object, Line] = (None, ())

    def passed(self, session: Session) -> list[Passed]:
        """By pane, what the time line shows."""
        return [
            Passed(place, role, session.told(cost))
            for cost, role, place in zip(session.scenario.costs, self._roles, self._places, strict=True)
        ]

    def line(self, session: Session, passed: list[Passed], width: int) -> Line:
        """The longest sentence that fits."""
        tells = [_tells(one.told, session.reached) for one in passed]
        telling = (width, session.ready, session.reached == session.last, tells)
        if telling != self._told[0]:
            self._told = telling, self._sentence(session, passed, width)
        return self._told[1]

    def _sentence(self, session: Session, passed: list[Passed], width: int) -> Line:
        ways = self._ways(session, passed)
        line = next((way for way in ways if width_of(way) + 2 <= width), ())
        return self._words.cut(fit(((" ", "verdict"), *line), width, "verdict"))

    def _ways(self, session: Session, passed: list[Passed]) -> list[Line]:
        if not session.ready:
            return []
        # Who all begin beyond one half have the next one before them.
        which = "tenth" if all(one.told.half == 0 for one in passed) else "half"
        if all(getattr(one.told, which) is None for one in passed) and session.reached != session.last:
            return [*self._at_the_start(session), ()]
        models = [self._model(session, number, one.told, which) for number, one in enumerate(passed)]
        # Who was first there is named first.
        models.sort(key=lambda model: session.last + 1 if model.epoch is None else model.epoch)
        stories = [self._story(which, models, session, telling) for telling in _TELLINGS]
        if session.reached < session.last:
            return stories
        rule = self._rule(session)
        long, short = self._next(session, models)
        why = _keyed("Tab", self._words("verdict.why"))  # the views show
        return [
            *((*story, *rule, *end) for story in stories[:-2] for end in ((*why, *long), (*why, *short), long, short)),
            *((*story, *rule, *end) for story in stories[-3:] for end in (short, ())),
            *stories[-2:],
        ]

    # ── before anything has happened ─────────────────────────────────────────────────────────────────────────────

    def _at_the_start(self, session: Session) -> list[Line]:
        words, costs = self._words, session.scenario.costs
        slope = brief(self._first.slope).strip()
        if len(costs) == 1 or self._first.ratio is None:
            return [_said(words("verdict.start", slope=slope))]
        small, large = self._first.smallest, self._first.largest
        ratio = f"{self._first.ratio:.3g}".replace("e+", "e")
        if ratio == "1":
            return [_said(words("verdict.equal", slope=slope))]
        names = {"small": words.cost(costs[small]), "large": words.cost(costs[large])}
        brief_names = {"small": words.brief_cost(costs[small]), "large": words.brief_cost(costs[large])}
        cause = words("verdict.cause", slope=slope) if (self._powers[small] or 0) > (self._powers[large] or 0) else ""
        roles = {"small": f"{self._roles[small]}-title", "large": f"{self._roles[large]}-title"}
        return [
            _filled(words(sentence), {**written, "ratio": ratio, "cause": why}, roles)
            for sentence, written, why in (
                ("verdict.first", names, cause),
                ("verdict.first", brief_names, cause),
                ("verdict.first", brief_names, ""),
                ("verdict.first-brief", brief_names, ""),
            )
        ]

    # ── what has happened ────────────────────────────────────────────────────────────────────────────────────────

    def _model(self, session: Session, number: int, told: Told, which: str) -> Model:
        cost, words = session.scenario.costs[number], self._words
        steepest = None
        if told.slow and (self._powers[number] or 0) > 0 and told.slow[-1][1] < session.reached:
            key = (cost, told.slow[-1][1])
            if key not in self._steepest:
                self._steepest[key] = max(
                    float(session.simulation.values(cost, "sigma_prime", epochs=slice(a, b + 1))["sigma_prime"].max())
                    for a, b in told.slow
                )
            steepest = self._steepest[key]
        sign = self._glyphs.halves[self._places[number]]
        return Model(
            (words.cost(cost), words.brief_cost(cost), ""),
            sign,
            self._roles[number],
            told,
            getattr(told, which),
            steepest,
        )

    def _story(self, which: str, models: list[Model], session: Session, telling: _Telling) -> Line:
        words = self._words
        spans: list[tuple[str, str]] = [(self._leads[which] + words("verdict.colon"), "verdict")]
        for number, model in enumerate(models):
            if number:
                spans.append((" · ", "dim"))
            sign = f"{model.sign} " if len(models) > 1 else ""
            told = model.told
            if model.epoch is not None:
                when = words(telling.when, epoch=model.epoch)
            else:
                when = words("verdict.never" if session.reached == session.last else "verdict.not-yet")
            name = model.names[telling.name]
            spans.append((f"{sign}{name}{name and ' '}{when}", f"{model.role}-title"))
            if told.slow and telling.slow:
                spans.append((self._slow(model, session, telling), "verdict"))
        return tuple((words.plain(text), role) for text, role in spans)

    def _slow(self, model: Model, session: Session, telling: _Telling) -> str:
        words, slow = self._words, model.told.slow
        first, last = slow[0][0], slow[-1][1]
        if last == session.reached and session.reached < session.last:
            return words("verdict.slow-since", first=slow[-1][0])
        count = sum(end - begin + 1 for begin, end in slow)
        name = "verdict.slow" if len(slow) == 1 else "verdict.slow-epochs"
        blame = ""
        if model.steepest is not None and telling.blame:
            blame = words("verdict.blame", slope=brief(model.steepest).strip())
        return words(name, count=count, first=first, last=last) + blame

    # ── the end ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _rule(self, session: Session) -> Line:
        scenario = session.scenario
        if len(scenario.costs) == 1:
            return ()
        name = rates_kind(scenario)
        return (
            (", " if self._words.language == "en" else "，", "dim"),
            (self._words.of("verdict-rates", name, name), "verdict"),
        )

    def _next(self, session: Session, models: list[Model]) -> list[Line]:
        # A next thing to do: more epochs for who never got there, else what the preset leads on to.
        words = self._words
        if any(model.epoch is None for model in models):
            return [_keyed("m", words("verdict.more")), _keyed("m", words("verdict.more"))]
        names = list(PRESETS)
        here = session.scenario.text()
        if here not in names:
            return [_keyed("w b n", words("verdict.change")), _keyed("w b n", words("verdict.change"))]
        number = (names.index(here) + 1) % len(names)
        key, then = str(number + 1), names[number]
        return [_keyed(key, words.of("then", then, then)), _keyed(key, words.of("then-brief", then, then))]


def _tells(told: Told, reached: int) -> tuple[object, ...]:
    # What the sentence has of it. As long as a slow stretch goes on, only where it began is told.
    *before, last = told.slow or (None,)
    return told.half, told.tenth, before, last if last is None or last[1] < reached else last[0]


class _First(NamedTuple):
    """The first steps."""

    slope: float
    smallest: int
    largest: int
    ratio: float | None
    """How many times the smallest the largest is; none where that says nothing."""


def _first_steps(session: Session) -> _First:
    costs = session.scenario.costs
    at = [session.simulation.at(0, cost, "speed", "sigma_prime") for cost in costs]
    speeds = [values["speed"] for values in at]
    smallest, largest = int(np.argmin(speeds)), int(np.argmax(speeds))
    ratio = speeds[largest] / speeds[smallest] if speeds[smallest] > 0 else float("inf")
    return _First(at[0]["sigma_prime"], smallest, largest, ratio if np.isfinite(ratio) else None)


def _said(text: str) -> Line:
    return ((text, "verdict"),)


def _keyed(key: str, text: str) -> Line:
    return (("  ", "dim"), (f"{key}:", "key"), (f" {text}", "verdict"))


def _filled(sentence: str, facts: dict[str, str], roles: dict[str, str]) -> Line:
    # A sentence whose {gaps} have roles of their own.
    spans: list[tuple[str, str]] = []
    for part in sentence.replace("{", "\0{").replace("}", "}\0").split("\0"):
        gap = part[1:-1] if part.startswith("{") else ""
        spans.append((facts[gap], roles.get(gap, "verdict")) if gap else (part, "verdict"))
    return tuple(span for span in spans if span[0])
