"""What is remembered of lessons between two visits: who was invited, the step reached, the answers given."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

from sigmascope.tui.run.files import written
from sigmascope.tui.words.refusal import Refusal

_MOST_BYTES = 1 << 20


def state_file() -> str | None:
    """Where it is kept: in the user's state folder; None for a user who has no home."""
    folder = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(folder):
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            return None
        folder = os.path.join(home, ".local", "state")
    return os.path.join(folder, "sigmascope", "lessons.json")


class Memory:
    """One file, written whole; without a ``path`` it lasts as long as the program.

    A file that cannot be read is as good as none. One that cannot be written costs one sentence, once: see `trouble`.
    """

    def __init__(self, path: str | None = None) -> None:
        self._path = path
        self.trouble: Refusal | None = None
        """Why nothing could be kept, if it could not."""
        self._state = _read(path) if path is not None else {}

    @property
    def invited(self) -> bool:
        """Whether somebody was invited to a lesson before."""
        return self._state.get("invited") is True

    def invite(self) -> None:
        """Remember that somebody was."""
        self._look_again()
        self._state["invited"] = True
        self._write()

    def step(self, lesson: str) -> str:
        """The id of the step that was reached in a lesson; nothing where none was."""
        return str(self._of(lesson).get("step", ""))

    def answers(self, lesson: str) -> dict[str, int]:
        """The answers given in a lesson, by the ids of its steps."""
        answers = self._of(lesson).get("answers")
        if not isinstance(answers, dict):
            return {}
        return {step: given for step, given in answers.items() if isinstance(given, int) and given >= 0}

    def keep(self, lesson: str, step: str, answers: dict[str, int]) -> None:
        """Remember where somebody is in a lesson."""
        self._look_again()
        lessons = self._state.get("lessons")
        lessons = lessons if isinstance(lessons, dict) else {}
        self._state["lessons"] = lessons | {lesson: {"step": step, "answers": dict(answers)}}
        self._write()

    def forget(self, lesson: str | None = None) -> None:
        """Forget a lesson, or all of them. Raises Refusal where that cannot be written."""
        self._look_again()
        lessons = self._state.get("lessons")
        if lesson is not None and isinstance(lessons, dict):
            lessons.pop(lesson, None)
        else:
            self._state.pop("lessons", None)
        self._write()
        if self.trouble is not None:
            raise self.trouble

    def _look_again(self) -> None:
        # Another program of the same person may have written meanwhile.
        if self._path is not None and self.trouble is None:
            self._state = _read(self._path)

    def _of(self, lesson: str) -> dict[str, Any]:
        lessons = self._state.get("lessons")
        found = lessons.get(lesson) if isinstance(lessons, dict) else None
        return found if isinstance(found, dict) else {}

    def _write(self) -> None:
        if self._path is None or self.trouble is not None:
            return
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            with written(self._path) as file:
                file.write(json.dumps(self._state, indent=1) + "\n")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.trouble = Refusal("lesson.not-kept", path=self._path, reason=reason)
        except Refusal as refusal:
            self.trouble = Refusal("lesson.not-kept", path=self._path, reason=refusal.facts.get("reason", refusal))


def _read(path: str) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        if not os.path.isfile(path):  # a pipe would be waited for
            return {}
    with suppress(OSError, ValueError, RecursionError), open(path, encoding="utf-8") as file:
        state = json.loads(file.read(_MOST_BYTES))
        if isinstance(state, dict):
            return state
    return {}
