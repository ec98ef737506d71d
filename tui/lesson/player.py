"""A lesson that is followed: which step, what is on show there, what was answered."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from sigmascope.tui.session.guide import Said
from sigmascope.tui.session.look import Look

if TYPE_CHECKING:
    from sigmascope.tui.lesson.lesson import Lesson, Step
    from sigmascope.tui.lesson.memory import Memory
    from sigmascope.tui.session.session import Session

_FLAG_STEPS = 100
_SURPRISE = 0.7
"""Seconds for which Enter does nothing once a run has ended by itself: it would go past what that has shown."""


class Player:
    """Guides a session through a lesson: see `session.guide.Guide`.

    A step goes from its text to its question, plays, and reveals what was asked; after the last comes the end.
    """

    def __init__(self, lesson: Lesson, memory: Memory) -> None:
        self.lesson = lesson
        self._memory = memory
        self.answers = lesson.known(memory.answers(lesson.name))
        """What was answered, by step; whoever skips a question has no answer to it."""
        ids = [step.id for step in lesson.steps]
        reached = memory.step(lesson.name)
        self.number = ids.index(reached) if reached in ids else 0
        """The step, counted from 0."""
        self._phase = "text"
        self._flag: int | None = None
        self._looking = False
        self._session: Session
        self.now = monotonic
        """Tells the time, in seconds."""
        self._surprised = 0.0
        self._last = 0
        """The epoch that is played to."""
        self._before: tuple[Look, int | None] | None = None
        self._rights: dict[int, int] = {}
        self._said: tuple[object, Said] | None = None

    @property
    def step(self) -> Step:
        """The step that it is at."""
        return self.lesson.steps[self.number]

    # ── opening and leaving ──────────────────────────────────────────────────────────────────────────────────────

    def open(self, session: Session, number: int | None = None) -> None:
        """Guide a session from a step on, or from where it was left. Raises Refusal and EngineError."""
        self._session = session
        if session.guide is not self:
            if session.guide is not None:
                session.guide.leave()
                session.notice = None
            self._before = session.look, session.chosen_pace
        if number is not None:
            self._enter(number)
        else:
            self._put_back()
        session.guide = self

    def leave(self) -> None:
        """The run and the view stay; how things look, and the pace, are as they were before the lesson."""
        self._session.guide = None
        self._session.pause_at = None
        if self._before is not None:
            look, self._session.pace = self._before
            self._session.look = look._replace(view=self._session.look.view, enlarged=None)
        self._session.say("lesson.left")

    def _enter(self, number: int, phase: str = "text") -> None:
        self.number, self._phase, self._flag, self._looking = number, phase, None, False
        self._put_back()
        self._keep()

    def _keep(self) -> None:
        self._memory.keep(self.lesson.name, self.step.id, self.answers)

    # ── the stage ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _look(self) -> Look:
        # How this moment wants to be looked at.
        step = self.step
        if self._phase in ("text", "question"):
            return Look(view=step.view, charted=step.charts)
        return Look(view=step.then, charted=step.then_charts)

    @property
    def _rests(self) -> bool:
        step = self.step
        return not step.asks and step.then == step.view and step.last <= step.epoch

    @property
    def at_last(self) -> bool:
        return self.number + 1 == len(self.lesson.steps)

    @property
    def wandered(self) -> bool:
        session, step = self._session, self.step
        if session.scenario != step.scenario or session.look != self._look:
            return True
        # Before a question is answered, nothing beyond its epoch is uncovered.
        return self._phase in ("text", "question") and (session.epoch, session.reached) != (step.epoch, step.epoch)

    def _put_back(self) -> None:
        # Everything as the step wants it: nothing of another run, nothing uncovered before its time.
        step = self.step
        if self._session.scenario != step.scenario:
            self._session.use(step.scenario)
        self._session.look = self._look
        if self._phase == "play":
            self._play()
            return
        at = step.epoch if self._phase in ("text", "question") else step.last
        self._session.playing = False
        self._session.pause_at = None
        self._session.seek(at)
        self._session.reached = at

    def recall(self) -> None:
        if self.wandered:
            if self._session.scenario != self.step.scenario or self._phase in ("text", "question"):
                self._put_back()
            self._session.look = self._look
            self._looking = False
        else:
            self._looking = not self._looking

    def _play(self) -> None:
        step = self.step
        self._phase = "play"
        self._surprised = 0.0
        if self._session.scenario != step.scenario:
            self._session.use(step.scenario)
        self._session.look = self._look
        self._session.seek(step.epoch)
        self._session.reached = step.epoch
        self._last = step.last
        if self._last <= step.epoch:
            self._reveal()
            return
        self._looking = True
        self._session.pace = max(1, round((self._last - step.epoch) / step.seconds))
        self._session.pause_at = self._last
        self._session.playing = True

    def _reveal(self) -> None:
        self._phase = "reveal"
        self._looking = False
        self._session.pause_at = None
        self._session.playing = False

    def attend(self, *, playing: bool = False) -> None:
        session = self._session
        there = session.ready and session.scenario == self.step.scenario and session.epoch >= self._last
        if self._phase == "play" and there:
            self._reveal()
            if playing:
                self._surprised = self.now() + _SURPRISE

    # ── what a person says ───────────────────────────────────────────────────────────────────────────────────────

    def answer(self, number: int) -> None:
        if self._phase == "end":
            experiment = self.lesson.experiments[number - 1]
            self._session.use(experiment.scenario)
            self.leave()
            self._session.look = self._session.look._replace(view=Look().view)
            self._session.playing = True
            self._session.say("session.start", text=experiment.line)
            return
        self._answered(number)

    def _answered(self, given: int | None) -> None:
        if given is not None:
            self.answers[self.step.id] = given
            self._keep()
        self._play()

    def flag(self, epoch: int) -> None:
        self._flag = min(max(epoch, 0), self.step.scenario.epochs)

    def shift(self, by: int) -> None:
        # From the middle, where nobody is led to either side.
        last = self.step.scenario.epochs
        self.flag(last // 2 if self._flag is None else self._flag + by * max(1, last // _FLAG_STEPS))

    def forward(self) -> None:
        step = self.step
        if self._phase == "reveal" and self.now() < self._surprised:
            return  # it was meant for what has just gone by
        if self._phase == "text" and step.asks:
            self._phase = "question"
            self._looking = False
            self._put_back()
        elif self._phase == "text" and self._rests:
            # Nothing is played: whatever a person has made of the run stays.
            self._phase = "reveal"
        elif self._phase == "text":
            self._play()
        elif self._phase == "question":
            self._answered(self._flag)
        elif self._phase == "play":
            self._reveal()
            self._put_back()
        elif self._phase == "reveal" and not self.at_last:
            self._enter(self.number + 1)
        elif self._phase == "reveal":
            self._phase = "end"
        else:
            self.leave()

    def back(self) -> None:
        if self._phase == "text" and not self.number:
            self._session.say("lesson.first-step")
        elif self._phase == "text":
            self._enter(self.number - 1, "reveal")
        elif self._phase == "end":
            self._enter(self.number, "reveal")
        else:
            self._enter(self.number, "text" if self._phase == "question" or not self.step.asks else "question")

    # ── what is on the screen ────────────────────────────────────────────────────────────────────────────────────

    @property
    def phase(self) -> str:
        return self._phase

    @property
    def choices(self) -> int:
        if self._phase == "end":
            return len(self.lesson.experiments)
        return len(self.step.bounds) if self._phase == "question" else 0

    @property
    def flagging(self) -> bool:
        return self._phase == "question" and bool(self.step.when)

    @property
    def flags(self) -> list[tuple[int, str]]:
        if not self.step.when or self._phase in ("text", "end"):
            return []
        given = self._flag if self._phase == "question" else self.answers.get(self.step.id)
        flags = [(given, "asked")] if given is not None else []
        return [*flags, (self._right(self.number), "true")] if self._phase == "reveal" else flags

    @property
    def answered(self) -> bool:
        return self.step.id in self.answers

    @property
    def looking(self) -> bool:
        return self._looking

    @property
    def line(self) -> str:
        return self.step.line if self._session.scenario == self.step.scenario else self._session.scenario.text()

    def says(self, language: str) -> Said:
        asked = (self.number, self._phase, language, self.answers.get(self.step.id), self._flag)
        if self._said is None or self._said[0] != asked:
            self._said = asked, self._saying(language)
        return self._said[1]

    def _saying(self, language: str) -> Said:
        step, steps = self.step, len(self.lesson.steps)
        telling = step.telling(language)
        chosen = self.answers.get(step.id)
        said = Said(step.says(telling.title), self.number + 1, steps, step.says(telling.text))
        if self._phase == "end":
            tries = tuple(each.says(language) for each in self.lesson.experiments)
            return said._replace(
                title=self.lesson.title(language),
                text="",
                choices=tries,
                rows=tuple(self.lesson.summary(self.answers, language)),
            )
        if self._phase == "text" or (self._phase == "play" and not step.asks):
            return said
        if self._phase in ("question", "play"):
            shown = 0 if step.when else chosen or 0
            flagged: tuple[str, dict[str, object]] | None
            flagged = ("lesson.flag-at", {"epoch": self._flag}) if self.flagging and self._flag is not None else None
            return said._replace(
                text=step.says(telling.question), choices=telling.choices, chosen=shown, verdict=flagged
            )
        return said._replace(
            text=step.says(telling.reveal), notice=step.says(telling.notice), verdict=step.verdict(chosen)
        )

    def _right(self, number: int) -> int:
        # Found once: it is asked for at every frame.
        if number not in self._rights:
            self._rights[number] = self.lesson.steps[number].right
        return self._rights[number]
