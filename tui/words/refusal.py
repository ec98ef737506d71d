"""What a person asked for that cannot be done, as words to be spoken in their language."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Refusal(Exception):  # noqa: N818  # a no to a person, not a fault in the program
    """Raised anywhere above the engine; the command line turns it into one sentence and exit code 2.

    ``name`` is the words' name in tui/words, ``facts`` fill its gaps.
    """

    def __init__(self, name: str, /, **facts: object) -> None:
        self.name = name
        self.facts = facts
        super().__init__(name, facts)

    def __reduce__(self) -> tuple[Callable[[], Refusal], tuple[()], dict[str, Any]]:
        """Made again from its facts, which an exception by itself would hand over in the wrong way."""
        return partial(type(self), self.name, **self.facts), (), self.__dict__
