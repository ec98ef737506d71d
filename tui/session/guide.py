"""What a session and a board need of a lesson that guides them."""

from __future__ import annotations

from typing import NamedTuple, Protocol

NARROW, LOW = 80, 24
"""Columns and rows from which a lesson's text stands beside the view; where there is less, they take turns."""
NARROWEST = 60
"""Columns of the smallest screen."""
TEXT_ROWS = 5
"""How many rows it has there."""

TOLD: dict[str, frozenset[str]] = {}
"""What each view tells at the playhead, by the names of quantities and facts, so that no question is asked over its own
answer. Views are known on a floor above, which fills this in.
"""


class Said(NamedTuple):
    """What a lesson says at one moment, in one language, its numbers filled in."""

    title: str
    step: int
    """Counted from 1."""
    steps: int
    text: str
    """The paragraph that is read now."""
    choices: tuple[str, ...] = ()
    chosen: int = 0
    """The choice that was made, 0 for none."""
    notice: str = ""
    """The sentence to take along."""
    verdict: tuple[str, dict[str, object]] | None = None
    """Words and facts: what was said and what is so; before that, where the flag is."""
    rows: tuple[tuple[str, str, str, str], ...] = ()
    """In the end: of each step that asked its number, its title, the answer by its number, and what is so."""


class Guide(Protocol):
    """A lesson that is open: where it is, what it says there, and what was answered."""

    @property
    def phase(self) -> str:
        """One of text, question, play, reveal, end."""

    @property
    def choices(self) -> int:
        """How many choices a digit makes now; 0 where none is open."""

    @property
    def flagging(self) -> bool:
        """Whether a flag can be put on the time line now."""

    @property
    def flags(self) -> list[tuple[int, str]]:
        """What stands on the time line: epochs, each ``asked`` or ``true``."""

    @property
    def looking(self) -> bool:
        """Whether the view has its turn, where text and view take turns."""

    def says(self, language: str) -> Said:
        """What stands on the screen now."""

    @property
    def at_last(self) -> bool:
        """Whether this is the last step."""

    @property
    def wandered(self) -> bool:
        """Whether its session shows something else than its task."""

    @property
    def line(self) -> str:
        """The scenario of its session as the lesson's author wrote it; as it is, where it is another."""

    def recall(self) -> None:
        """Bring the task back; where it is there, let text and view change places."""

    def answer(self, number: int) -> None:
        """Answer with a choice."""

    def flag(self, epoch: int) -> None:
        """Put the flag on an epoch."""

    def shift(self, by: int) -> None:
        """Move the flag."""

    def forward(self) -> None:
        """Go on."""

    def back(self) -> None:
        """Go back."""

    def leave(self) -> None:
        """Leave the lesson; the session goes on by itself."""

    @property
    def answered(self) -> bool:
        """Whether its question has an answer already."""

    def attend(self, *, playing: bool = False) -> None:
        """See whether what was waited for has happened, because time has passed or somebody has said something."""
