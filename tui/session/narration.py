"""What is said of a run in several places, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sigmascope.engine.descent import Samples
    from sigmascope.engine.scenario import Scenario
    from sigmascope.tui.words.charset import CharsetWords


def reached_name(milestone: str, samples: Samples, words: CharsetWords) -> str:
    """What a model has reached at a milestone, half or tenth: of one kind of target, in terms of its output."""
    if (samples.y == 0).all():
        return words(f"verdict.{milestone}-below")
    return words(f"verdict.{milestone}-above" if (samples.y == 1).all() else f"verdict.{milestone}-error")


def rates_kind(scenario: Scenario) -> str:
    """The name, among words, of how the learning rates of a scenario's costs compare."""
    return "own" if scenario.rates else scenario.rule
