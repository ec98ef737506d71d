"""A lesson as text: for a pipe, for a script, and for those who do not see the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.engine.quantity import QUANTITIES
from sigmascope.tui.draw.scale import brief
from sigmascope.tui.lesson.facts import course
from sigmascope.tui.words.refusal import Refusal
from sigmascope.tui.words.text import aligned, indented, tied, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sigmascope.tui.lesson.lesson import Lesson, Step
    from sigmascope.tui.words import Words

SKIP = "-"
_BRIEF = 40
_ROWS = 6
"""How many epochs of a run are told."""
_TOLD = {"a": (6, 3), "cost": (9, 4), "sigma_prime": (8, 4), "speed": (8, 4), "w": (8, 3), "b": (8, 3)}
"""Quantities of a run that are told, with their width and decimals."""


class Answers(NamedTuple):
    """Where answers come from."""

    ask: Callable[[str], str | None]
    """Asks with a prompt; None where nobody answers any more."""
    patient: bool
    """Whether a wrong answer is asked for once more, and not refused."""


def given_answers(text: str, lesson: Lesson, first: int = 0) -> list[str]:
    """The answers that a list such as ``2,3,,1`` gives, one a question from a step on; what is missing is skipped.

    Raises Refusal for one that its question does not take.
    """
    asking = [(number, step) for number, step in enumerate(lesson.steps, 1) if step.asks and number > first]
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    if len(words) > len(asking):
        raise Refusal("lesson.answer-count", count=len(words), questions=len(asking))
    for word, (number, step) in zip(words, asking, strict=False):
        read_answer(word, step, number)
    return words


def read_answer(text: str, step: Step, number: int) -> int | None:
    """An answer as it was written; None for who skips. Raises Refusal for what is none."""
    if text in ("", SKIP):
        return None
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # no answer is longer
    if step.takes(value):
        return value
    text = text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"
    if step.when:
        raise Refusal("lesson.bad-epoch", number=number, text=text, last=step.scenario.epochs)
    raise Refusal("lesson.bad-choice", number=number, text=text, most=len(step.bounds))


class Telling:
    """Tells a lesson, a line at a time."""

    def __init__(self, lesson: Lesson, words: Words, width: int, write: Callable[[str], object]) -> None:
        self.lesson, self.words, self.width, self.write = lesson, words, width, write
        self.answers: dict[str, int] = {}

    def all(self, answers: Answers, first: int = 0, keep: Callable[[str], object] | None = None) -> None:
        """Tell it from a step on. ``keep`` is told each step that is reached. Raises Refusal for a wrong answer."""
        for number, step in enumerate(self.lesson.steps[first:], first + 1):
            if keep is not None:
                keep(step.id)
            telling = step.telling(self.words.language)
            self._line(f"{number}/{len(self.lesson.steps)}  {step.says(telling.title)}")
            self._text(step.says(telling.text))
            if step.asks:
                self._text(step.says(telling.question))
                if telling.choices:
                    self._lines([*(f"  {each}  {choice}" for each, choice in enumerate(telling.choices, 1)), ""])
                given = self._asked(step, number, answers)
                if given is not None:
                    self.answers[step.id] = given
            self._seen(step)
            self._run(step)
            if (verdict := step.verdict(self.answers.get(step.id))) is not None:
                self._line(self.words(verdict[0], **verdict[1]))
            for text in (telling.reveal, telling.notice):
                if text:
                    self._text(step.says(text))
        self._end()

    def _asked(self, step: Step, number: int, answers: Answers) -> int | None:
        last = step.scenario.epochs
        prompt = (
            self.words("lesson.prompt-epoch", last=last)
            if step.when
            else self.words("lesson.prompt-choice", most=len(step.bounds))
        )
        while True:
            text = answers.ask(prompt)
            if text is None:
                return None
            try:
                return read_answer(text.strip(), step, number)
            except Refusal as refusal:
                if not answers.patient:
                    raise
                self._line(self.words(refusal.name, **refusal.facts))

    def _seen(self, step: Step) -> None:
        # What the texts speak of stands on a screen that is not there.
        views = dict.fromkeys((step.view, step.then))
        seen = "; ".join(f"{self.words.of('view', view, view)}: {self.words.of('shows', view, '')}" for view in views)
        self._text(f"[{self.words('lesson.on-screen', seen=seen)}]")

    def _run(self, step: Step) -> None:
        # What a view would show: some epochs of the run, each quantity beside its name.
        run, last = course(step.scenario), step.last
        count = min(_ROWS, last - step.epoch + 1)
        epochs = sorted({step.epoch + round((last - step.epoch) * i / max(1, count - 1)) for i in range(count)})
        # Of many inputs the weights would be as many columns.
        names = [name for name in _TOLD if name != "w" or run.simulation.samples.m == 1]
        for cost in step.scenario.costs:
            values = run.simulation.values(cost, *names, epochs=epochs)
            rows = [
                [f"{epoch}", *(brief(float(values[name][i]), *_TOLD[name]).strip() for name in names)]
                for i, epoch in enumerate(epochs)
            ]
            self._line(self.words.of("cost", cost, cost))
            heading = [self.words("lesson.epoch-heading"), *(QUANTITIES[name].symbol for name in names)]
            self._lines(indented("\n".join(aligned([heading, *rows]))).split("\n"))
            self.write("\n")

    def _end(self) -> None:
        words = self.words
        self._line(self.lesson.title(words.language))
        heads = ("", words("lesson.step-heading"), words("lesson.said-heading"), words("lesson.right-heading"))
        rows = [heads, *self.lesson.summary(self.answers, words.language)]
        self._lines(f"  {line}" for line in aligned(rows))
        if self.lesson.experiments:
            self.write("\n")
            self._line(words("lesson.experiments-plain"))
            for each in self.lesson.experiments:
                self._lines([f"  sigmascope {each.line}", f"    {each.says(words.language)}"])

    def _text(self, text: str) -> None:
        self._lines(wrap(tied(text), self.width))
        self.write("\n")

    def _line(self, text: str) -> None:
        self._lines([text])
        self.write("\n")

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line.rstrip() + "\n")
