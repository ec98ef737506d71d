"""What a command is: one thing that a person can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.session.session import Session


class Command(NamedTuple):
    """One thing a person can do. Its label and its line of help are words: commands.<word> and help.<word>."""

    word: str
    keys: tuple[str, ...]
    """As Textual names them; the first is the one shown."""
    effect: Callable[[Session, str], None]
    group: str
    """The heading it stands under in the help."""
    argument: str | None = None
    """How its argument is written, where it takes one."""
    required: bool = False
    """Whether it cannot do without its argument."""
    looks: bool = False
    """Whether it only changes how things look: all that is left to somebody who follows a presenter."""
    digits: Callable[[Session], int] | None = None
    """Where a digit alone stands for it, with that number for its argument: how many of them do now."""
    footer: int = 0
    """Its rank in the footer, 1 first; 0 for not there."""
    lesson: int = 0
    """The same while a lesson is open."""
    guided: bool = False
    """Whether its keys hold only while a lesson is open, and then before all others."""
    when: Callable[[Session], bool] | None = None
    """Whether the footer has it now."""
    label: Callable[[Session], str] | None = None
    """Which words label it now, where that depends on the session."""
    beside: tuple[str, ...] = ()
    """The words of the commands that share its place in the footer, as b-up does that of w-up."""
    description: str = ""
    """What it does, where no language says so."""

    def label_now(self, session: Session) -> str:
        """The name, among commands, of the words that label it now."""
        return self.label(session) if self.label else self.word


def whole_number(word: str, text: str, low: int, high: int) -> int:
    """The whole number that a command was given. Raises Refusal for anything else."""
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    if not low <= value <= high:
        raise Refusal("session.whole", word=word, text=text, low=low, high=high)
    return value
