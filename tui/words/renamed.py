"""What used to be called otherwise: whoever says the old word is told the new one, wherever words are typed."""

from __future__ import annotations

from sigmascope.tui.words.refusal import Refusal

RENAMED = {
    # Speed is how far the neuron moves, |Δz|, and nothing else.
    "speed": "pace",
    "--speed": "--pace",
}
"""Words of the command list and options of the command line, by what they were called before."""


def check_renamed(word: str) -> None:
    """Raises Refusal for a word that has another name now."""
    if word in RENAMED:
        raise Refusal("session.renamed", word=word, now=RENAMED[word])
