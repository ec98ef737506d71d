"""From a TOML file to a lesson, and every mistake in it as a sentence with its line."""

from __future__ import annotations

import math
import os
import re
import stat
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sigmascope.engine.errors import EngineError, near
from sigmascope.engine.scenario import parse
from sigmascope.tui.lesson.facts import END
from sigmascope.tui.lesson.lesson import NO_BOUNDS, Experiment, Lesson, Step, Telling
from sigmascope.tui.session.look import charted_quantities
from sigmascope.tui.words import LANGUAGES
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sigmascope.engine.scenario import Scenario

MOST_BYTES = 1 << 20
MOST_STEPS = 30
FEWEST, MOST = 2, 3
"""How many choices a question may have."""
SECONDS = 8.0
"""How long the run of a step takes where the step does not say."""
_CHARTS = "cost,w,b"
_HERE = os.path.join(os.path.dirname(__file__), "lessons")
FIRST = "slowdown"
"""The lesson that is meant where none is named."""

_LESSON: dict[str, tuple[type, ...]] = {"title": (dict, str), "step": (list,), "experiment": (list,)}
_STEP: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "scenario": (str,),
    "view": (str,),
    "then": (str,),
    "charts": (str,),
    "then-charts": (str,),
    "epoch": (int,),
    "until": (str, int),
    "seconds": (int, float),
    "answer": (str,),
    "choices": (list,),
    "when": (str,),
    **dict.fromkeys(LANGUAGES, (dict,)),
}
_TELLING: dict[str, tuple[type, ...]] = {name: (list,) if name == "choices" else (str,) for name in Telling._fields}
_BOUND: dict[str, tuple[type, ...]] = {"low": (int, float), "high": (int, float)}
_EXPERIMENT: dict[str, tuple[type, ...]] = {"scenario": (str,), **dict.fromkeys(LANGUAGES, (str,))}

Place = tuple[str | int, ...]
"""Where something stands in a lesson: ("step", 2, "en", "reveal")."""


class Mistake(NamedTuple):
    """Something wrong with a lesson, and where."""

    line: int
    why: Refusal | EngineError


def lesson_names() -> tuple[str, ...]:
    """The lessons that come with the program: each is known by its file being there. The first is `FIRST`."""
    found = sorted(name.removesuffix(".toml") for name in os.listdir(_HERE) if name.endswith(".toml"))
    return (FIRST, *(name for name in found if name != FIRST))


@cache
def shipped(name: str) -> Lesson:
    """A lesson that comes with the program. It is held to `mistakes_in` by a test, not at every opening."""
    with open(os.path.join(_HERE, f"{name}.toml"), encoding="utf-8") as file:
        reading = Reading(file.read(), name)
    assert reading.lesson is not None, reading.mistakes
    return reading.lesson


def skeleton() -> str:
    """The beginnings of a lesson, which are one without mistakes."""
    with open(os.path.join(os.path.dirname(__file__), "skeleton.txt"), encoding="utf-8") as file:
        return file.read()


def text_of(path: str) -> str:
    """The text of a lesson's file. Raises Refusal where it cannot be read."""
    try:
        # A pipe would be waited for.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Refusal("lesson.not-a-file", path=path)
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refusal("lesson.unreadable", path=path, reason=getattr(error, "strerror", None) or str(error)) from None
    if len(data) > MOST_BYTES:
        raise Refusal("lesson.too-long", path=path, most=MOST_BYTES)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refusal("lesson.encoding", path=path, line=data[: error.start].count(b"\n") + 1) from None


class Reading:
    """A lesson as it is written: the lesson, where its shape is right, and what is wrong with it."""

    def __init__(self, text: str, name: str) -> None:
        self.mistakes: list[Mistake] = []
        self.lesson: Lesson | None = None
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"\(at line (\d+), column \d+\)", str(error))
            line = int(at[1]) if at else text.count("\n") + 1
            reason = re.sub(r" \(at .*\)$", "", str(error))
            self.mistakes.append(Mistake(line, Refusal("lesson.toml", reason=reason)))
            return
        except (ValueError, RecursionError):  # a number too long for Python, tables too deep for it
            self.mistakes.append(Mistake(1, Refusal("lesson.toml-too-much")))
            return
        self.lines = Lines(text)
        lesson = self._lesson(table, name)
        if not self.mistakes:
            self.lesson = lesson

    def wrong(self, place: Place, name: str, /, **facts: object) -> None:
        """Note that something is wrong at a place."""
        brief = {key: _brief(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}
        self.failed(place, Refusal(name, **brief))

    def printable(self, text: str, place: Place) -> bool:
        """Whether a text can be shown; it is noted where it cannot."""
        if text.isprintable():
            return True
        self.wrong(place, "lesson.unprintable", key=str(place[-1]))
        return False

    def failed(self, place: Place, why: Refusal | EngineError) -> None:
        """Note what was raised over a place."""
        self.mistakes.append(Mistake(self.lines.of(place), why))

    def _table(
        self, table: object, place: Place, shape: dict[str, tuple[type, ...]], needed: Iterable[str] = ()
    ) -> dict[str, Any]:
        # What of a table is as it should be; the rest is noted.
        if not isinstance(table, dict):
            key = place[-2] if isinstance(place[-1], int) else place[-1]
            self.wrong(place, "lesson.type", key=str(key), wanted=_type("table"))
            return {}
        found: dict[str, Any] = {}
        for key, value in table.items():
            if key not in shape:
                known = ", ".join(shape)
                meant = near(key, shape)
                self.wrong((*place, key), "lesson.unknown-key" if meant else "lesson.no-key", key=key, nearest=meant,
                           known=known)  # fmt: skip
            elif not isinstance(value, shape[key]) or isinstance(value, bool):
                self.wrong((*place, key), "lesson.type", key=key, wanted=_type(_TYPES[shape[key][0]]))
            elif not isinstance(value, str) or shape is _TELLING or self.printable(value, (*place, key)):
                found[key] = value
        for key in needed:
            if key not in table:
                self.wrong(place, "lesson.missing", key=key)
        return found

    def _lesson(self, table: dict[str, Any], name: str) -> Lesson:
        top = self._table(table, (), _LESSON, ("title", "step"))
        steps = [
            self._step(step, ("step", number)) for number, step in enumerate(top.get("step", [])[: MOST_STEPS + 1])
        ]
        if "step" in top and not 1 <= len(steps) <= MOST_STEPS:
            self.wrong(("step",), "lesson.steps", most=MOST_STEPS)
        languages = [language for language in LANGUAGES if steps and language in steps[0].told]
        for number, step in enumerate(steps):
            if step.id and step.id in (earlier.id for earlier in steps[:number]):
                self.wrong(("step", number, "id"), "lesson.same-id", id=step.id)
            if step.told and languages and list(step.told) != languages:
                self.wrong(("step", number), "lesson.languages", known=", ".join(languages))
        experiments = [
            self._experiment(each, ("experiment", number))
            for number, each in enumerate(top.get("experiment", [])[: MOST + 1])
        ]
        if len(experiments) > MOST:
            self.wrong(("experiment", MOST), "lesson.experiments", most=MOST)
        return Lesson(name, self._said(top.get("title", ""), ("title",)), tuple(steps), tuple(experiments))

    def _said(self, value: str | dict[str, Any], place: Place) -> dict[str, str]:
        # One text for all languages, or one for each.
        if isinstance(value, str):
            return {LANGUAGES[0]: value}
        found = self._table(value, place, dict.fromkeys(LANGUAGES, (str,)))
        if not found:
            self.wrong(place, "lesson.no-language", known=", ".join(LANGUAGES))
        return found

    def _scenario(self, line: str, place: Place) -> Scenario:
        try:
            return parse(line)
        except EngineError as error:
            self.failed(place, error)
        return parse("")

    def _experiment(self, table: object, place: Place) -> Experiment:
        found = self._table(table, place, _EXPERIMENT, ("scenario",))
        line = found.pop("scenario", "")
        return Experiment(line, self._scenario(line, (*place, "scenario")), found)

    def _step(self, table: object, place: Place) -> Step:
        found = self._table(table, place, _STEP, ("id", "scenario"))
        line = found.get("scenario", "")
        name = found.get("id", "")
        if "id" in found and not re.fullmatch(r"[a-z][a-z0-9-]{0,31}", name):
            self.wrong((*place, "id"), "lesson.id", id=name)
        view = found.get("view", "charts")
        charts = self._charts(found.get("charts", _CHARTS), (*place, "charts"))
        then_charts = self._charts(found["then-charts"], (*place, "then-charts")) if "then-charts" in found else charts
        told = {
            language: self._telling(found[language], (*place, language)) for language in LANGUAGES if language in found
        }
        if not told and isinstance(table, dict):
            self.wrong(place, "lesson.no-language", known=", ".join(LANGUAGES))
        return Step(
            name, line, self._scenario(line, (*place, "scenario")), view, found.get("then", view), charts, then_charts,
            _held(found.get("epoch", 0)), _expression(found.get("until", END)), _float(found.get("seconds", SECONDS)),
            found.get("answer", ""), tuple(self._bounds(found.get("choices", []), (*place, "choices"))),
            found.get("when", ""), told,
        )  # fmt: skip

    def _charts(self, names: str, place: Place) -> tuple[str, ...]:
        try:
            return charted_quantities(names)
        except (Refusal, EngineError) as error:
            self.failed(place, error)
            return ()

    def _bounds(self, choices: list[object], place: Place) -> Iterator[tuple[float, float]]:
        for choice in choices:
            found = self._table(choice, place, _BOUND)
            low, high = _float(found.get("low", NO_BOUNDS[0])), _float(found.get("high", NO_BOUNDS[1]))
            if math.isnan(low) or math.isnan(high) or low >= high:
                self.wrong(place, "lesson.bounds", low=low, high=high)
            yield low, high

    def _telling(self, table: object, place: Place) -> Telling:
        found = self._table(table, place, _TELLING, ("title", "text"))
        choices = found.get("choices", [])
        if not all(isinstance(choice, str) for choice in choices):
            self.wrong((*place, "choices"), "lesson.type", key="choices", wanted=_type("texts"))
            choices = []
        # Where a line ends in the file is its author's affair.
        texts = {key: " ".join(str(found.get(key, "")).split()) for key in Telling._fields if key != "choices"}
        return Telling(**texts, choices=tuple(choices))


_MOST = 10**9
_BRIEF = 120


def _held(value: int) -> int:
    # No epoch is as large; Python does not even write the largest of TOML's numbers.
    return max(-_MOST, min(value, _MOST))


def _expression(value: str | int) -> str:
    return value if isinstance(value, str) else str(_held(value))


def _float(value: float) -> float:
    # TOML's whole numbers have no end.
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _brief(text: str) -> str:
    return text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"


_TYPES: dict[type, str] = {str: "text", int: "number", float: "number", list: "list", dict: "table"}


def _type(name: str) -> Refusal:
    # Said in the language of the sentence it stands in.
    return Refusal(f"lesson.type-{name}")


_NAME = r"""(?:[\w\-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME}){{0,9}}"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
# What stands in a string or a comment is neither a bracket nor the beginning of anything.
_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\[\]{}\n]''', re.DOTALL
)


class Lines:
    """On which line of a TOML file each key stands; of what stands in one line with another, that line."""

    def __init__(self, text: str) -> None:
        self._at: dict[Place, int] = {}
        counts: dict[str, int] = {}
        inside: Place = ()
        lines = text.split("\n")
        for number in _beginnings(text):
            line = lines[number - 1]
            if header := _HEADER.match(line):
                inside = self._header(header, counts)
                self._at.setdefault(inside, number)
            elif key := _KEY.match(line):
                self._at.setdefault((*inside, *_parts(key[1])), number)

    def _header(self, header: re.Match[str], counts: dict[str, int]) -> Place:
        first, *rest = _parts(header[2])
        if header[1] == "[[" and not rest:
            counts[first] = counts.get(first, -1) + 1
        return (first, counts[first], *rest) if first in counts else (first, *rest)

    def of(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that has one."""
        while place and place not in self._at:
            place = place[:-1]
        return self._at.get(place, 1)


def _beginnings(text: str) -> Iterator[int]:
    # The lines that begin outside of every string, list and table.
    yield 1
    line, depth = 1, 0
    for found in _TOKEN.finditer(text):
        piece = found[0]
        if piece in "[{":
            depth += 1
        elif piece in "]}":
            depth -= 1
        line += piece.count("\n")
        if piece == "\n" and depth <= 0:
            depth = 0
            yield line


def _parts(key: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_NAME, key)]
