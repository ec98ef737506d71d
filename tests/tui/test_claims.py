"""What may be said of the two costs: facts that are computed here, and sentences that must not claim more."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sigmascope.engine import Simulation, evaluate, parse
from sigmascope.tui.board.picture import text_of
from sigmascope.tui.lesson.reading import lesson_names, shipped
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words import LANGUAGES, Words
from tests.tui.effects import paused
from tests.tui.test_views import shown

ROOT = Path(__file__).parents[2]
OUTPUT_FASTEST = {
    "en": r"\boutputs?\b[^.;:|]*\b(fast|quick)|\b(fast|quick)\w*[^.;:|]*\boutputs?\b",
    "zh": "输出[^。；，：]*[快]|快[^。；，：]*输出",
}
"""A sentence in which the output is fast. It is z, w, b and C that are fastest at the start; a is held by σ′."""
WINS = {
    "en": r"\b(wins?|won|beats?|better|superior|always faster|(learns|is) faster)\b",
    "zh": "胜|赢|更好|优于|总是更快|比二次代价快|比交叉熵快",
}
RULE = {"en": r"η|learning rate|rule", "zh": "η|学习率|规则"}
NO_CLAIM = re.compile(r"later ones win|Windows")
"""Of words that follow one another, the later ones win."""


def history(text: str, cost: str, name: str) -> np.ndarray:
    simulation = Simulation(parse(text))
    simulation.advance(simulation.scenario.epochs)
    descent = simulation.descents[cost]
    assert descent.history is not None
    return evaluate(descent, descent.history.columns(), [name])[name]


def first_below(values: np.ndarray, limit: float) -> int:
    return int(np.argmax(values < limit))


def test_the_output_of_cross_entropy_does_not_move_fastest_at_the_start():
    for name in ("z", "w", "b", "cost"):
        assert np.argmax(np.abs(np.diff(history("saturated", "cross-entropy", name)))) == 0, name
    a = np.abs(np.diff(history("saturated", "cross-entropy", "a")))
    assert np.argmax(a) == 12
    assert a.max() / a[0] == pytest.approx(7.6, abs=0.1)
    assert np.argmax(np.abs(np.diff(history("saturated", "quadratic", "a")))) == 221


def test_which_cost_is_sooner_depends_on_the_rule():
    def below_half(text: str) -> tuple[int, int]:
        return tuple(first_below(history(text, cost, "a"), 0.5) for cost in ("quadratic", "cross-entropy"))

    assert below_half("saturated") == (232, 17)
    quadratic, entropy = below_half("saturated eta=equal-first-step:0.15 epochs=1000")
    assert (quadratic, entropy) == (232, 940)
    quadratic, entropy = below_half("mild eta=one-sixth:0.15")
    assert (quadratic, entropy) == (36, 46)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.;!?。；！？])\s*|\n\n+|\n\s*[|#-]", text) if part.strip()]


def said(language: str) -> list[str]:
    """All that the program and its papers say in a language, sentence by sentence, and what views show."""
    words = Words(language)
    found = [part for name in words.names() for part in sentences(words(name))]
    told = [step.told[language] for name in lesson_names() for step in shipped(name).steps]
    found += [part for telling in told for text in telling if isinstance(text, str) for part in sentences(text)]
    if language == "en":
        for paper in (ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "docs" / "lessons.md"):
            found += sentences(paper.read_text(encoding="utf-8"))
    for view in VIEWS:
        session = paused("saturated")
        for epoch in (0, 12, 17, 150, 300):
            rows = text_of(shown(session, view, (160, 48), language, "braille", f"seek {epoch}"))
            found += [" ".join(row.split()) for row in rows.splitlines()]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_says_that_the_output_is_fastest(language):
    assert [text for text in said(language) if re.search(OUTPUT_FASTEST[language], text, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_says_that_a_cost_wins_without_its_rule(language):
    claims = [text for text in said(language) if re.search(WINS[language], NO_CLAIM.sub("", text), re.IGNORECASE)]
    assert [text for text in claims if not re.search(RULE[language], text)] == []


def test_such_a_sentence_would_be_found():
    assert re.search(OUTPUT_FASTEST["en"], "The output moves fastest where it is most wrong.")
    assert re.search(OUTPUT_FASTEST["zh"], "错得最厉害时输出动得最快。")
    assert re.search(WINS["en"], "Cross-entropy wins.")
    assert re.search(WINS["zh"], "交叉熵更好。")
    assert not re.search(RULE["en"], "Cross-entropy wins.")
