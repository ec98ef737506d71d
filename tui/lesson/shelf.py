"""The lessons there are, and which one a person means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sigmascope.tui.lesson.checks import mistakes_in
from sigmascope.tui.lesson.memory import Memory
from sigmascope.tui.lesson.player import Player
from sigmascope.tui.lesson.reading import FIRST, Reading, lesson_names, shipped, text_of
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from sigmascope.tui.lesson.lesson import Lesson
    from sigmascope.tui.session.session import Session


def is_file(word: str) -> bool:
    """Whether a word names a lesson's file."""
    return "/" in word or word.endswith(".toml")


def lesson_of(path: str) -> Lesson:
    """A teacher's lesson. Raises Refusal for the first mistake in it."""
    reading = Reading(text_of(path), os.path.realpath(path))
    mistakes = mistakes_in(reading)
    if mistakes or reading.lesson is None:
        name = "lesson.wrong" if len(mistakes) == 1 else "lesson.wrong-more"
        raise Refusal(name, path=path, line=mistakes[0].line, why=mistakes[0].why, more=len(mistakes) - 1)
    return reading.lesson


class Shelf:
    """Lessons for one person, each as they left it."""

    def __init__(self, memory: Memory | None = None, *, files: bool = True) -> None:
        """``files`` says whether lessons may be read from files."""
        self.memory = Memory() if memory is None else memory
        self._files = files
        self._players: dict[str, Player] = {}
        self._last = FIRST

    def named(self, words: str) -> tuple[Lesson, int | None]:
        """The lesson and the step, counted from 0, that words mean; the lesson that was last open where they name none.

        A file's name takes all of the words. Raises Refusal where there is none such.
        """
        words = words.strip()
        if is_file(words):
            return self.lesson(words), None
        first, _, rest = words.partition(" ")
        if first in lesson_names():
            lesson, step = shipped(first), rest.strip()
        else:
            last = self._players.get(self._last)
            lesson, step = last.lesson if last else shipped(FIRST), words
        return lesson, self.step(lesson, step) if step else None

    def lesson(self, word: str) -> Lesson:
        """The lesson of that name, or in that file. Raises Refusal."""
        if word in lesson_names():
            return shipped(word)
        if not self._files:
            raise Refusal("lesson.no-files", path=word)
        return lesson_of(word)

    def step(self, lesson: Lesson, word: str) -> int:
        """Which step of a lesson a word means, counted from 0. Raises Refusal."""
        found = lesson.find(word)
        if found is None:
            steps, lessons = ", ".join(each.id for each in lesson.steps), ", ".join(lesson_names())
            raise Refusal("lesson.no-step", text=word, count=len(lesson.steps), known=steps, lessons=lessons)
        return found

    def player(self, lesson: Lesson) -> Player:
        """Who guides through a lesson, as it was left."""
        if lesson.name not in self._players or self._players[lesson.name].lesson is not lesson:
            self._players[lesson.name] = Player(lesson, self.memory)
        self._last = lesson.name
        return self._players[lesson.name]

    def open(self, session: Session, words: str) -> None:
        """Open what words mean for a session. Raises Refusal and EngineError, and then nothing is changed."""
        lesson, step = self.named(words)
        self.player(lesson).open(session, step)
