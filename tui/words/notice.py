"""A sentence for a person, before it is in any language."""

from __future__ import annotations

from typing import NamedTuple


class Notice(NamedTuple):
    """A sentence for the person: the name of the words, and what fills them; a fact with words in it is `Spoken`."""

    words: str
    facts: dict[str, object]
    wrong: bool = False
