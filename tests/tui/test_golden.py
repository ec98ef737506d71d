"""The screen as a person sees it, line for line, in files under golden/.

After a change that is meant to be seen, write them anew and read the difference before committing it:

    SIGMASCOPE_GOLDEN=write python -m pytest tests/tui/test_golden.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from sigmascope.engine.descent import Samples
from sigmascope.tui.app.app import AppOptions
from sigmascope.tui.app.stage import Stage
from sigmascope.tui.lesson.reading import lesson_names, shipped
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words import LANGUAGES, Words
from tests.tui.effects import paused

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("SIGMASCOPE_GOLDEN") == "write"

EPOCHS = {
    "epoch0": ("saturated", []),
    "epoch20": ("saturated", ["seek 20"]),
    "epoch60": ("saturated", ["seek 60"]),
    "epoch240": ("saturated", ["seek 240"]),
    "finished": ("saturated", ["end"]),
}
"""The story of the first screen."""

LESSONS = {
    f"lesson-{name}-{number:02d}-{phase}": ("saturated", [f"lesson {name} {number}", *lines])
    for name in lesson_names()
    for number, step in enumerate(shipped(name).steps, 1)
    for phase, lines in (
        ("text", []),
        ("question", ["next"]),
        # Whoever answers is at the last epoch of the step: the time between is the app's.
        ("reveal", ["next", *([f"flag {step.epoch + 9}", "next"] if step.when else ["answer 1"] if step.asks else [])]),
    )
    if phase != "question" or step.asks
} | {"lesson-end": ("saturated", ["lesson 4", "next", "answer 1", "lesson 12", "next", "next"])}
"""Every step as it says something, asks, and has shown."""

STATES = {
    **EPOCHS,
    **LESSONS,
    "running": ("saturated", ["seek 120", "play"]),
    "paused": ("mild", ["seek 120", "seek 60"]),
    "saturated": ("w=40", ["seek 150"]),
    "three": ("costs=quadratic+cross-entropy+published-cross-entropy", ["seek 120"]),
    "samples": ("w=4 b=-2 epochs=3000", ["seek 700"]),
    "refused": ("saturated", ["seek 60", "set w=1:2"]),
    **{
        f"{view}-{epoch}": ("saturated", [f"seek {epoch}", f"view {view}"])
        for view in VIEWS
        if view != "charts"
        for epoch in (0, 150, 300)
    },
    "anatomy-published": ("animation-4 costs=cross-entropy+published-cross-entropy", ["view anatomy"]),
    "anatomy-samples": ("w=4 b=-2 epochs=3000", ["seek 700", "view anatomy"]),
    "help": ("saturated", ["help"]),
    "edit": ("saturated", ["end", "edit"]),
}
"""By name: a scenario, and what is said before the picture is taken."""

_TWO = Samples(np.array([[1.0], [0.0]]), np.array([0.0, 1.0]))
SAMPLES = {"samples": _TWO, "anatomy-samples": _TWO}
"""By state, what is learned instead of one x and y."""


class Case(NamedTuple):
    state: str
    size: tuple[int, int]
    language: str = "en"
    charset: str = "braille"
    format: str = ".txt"
    """In .ansi what is sent is looked at as well."""

    @property
    def name(self) -> str:
        """That of its file."""
        width, height = self.size
        kind = "" if self.charset == "braille" else f"-{self.charset}"
        return f"{self.state}-{width}x{height}-{self.language}{kind}{'' if self.format == '.txt' else self.format}"


USUAL = [(60, 20), (80, 24), (160, 48)]
CASES = [
    *(Case(state, size) for state in EPOCHS for size in [*USUAL, (120, 40), (200, 60)]),
    *(Case(state, size, "zh") for state in EPOCHS for size in [(80, 24), (160, 48)]),
    *(Case(state, (80, 24), charset="ascii") for state in EPOCHS),
    *(Case(state, (80, 24), format=".ansi") for state in EPOCHS),
    *(
        Case(state, size, language)
        for state in STATES
        if state not in EPOCHS and state not in LESSONS
        for size in USUAL
        for language in LANGUAGES
    ),
    *(Case(state, (80, 24), language) for state in LESSONS for language in LANGUAGES if not state.endswith("text")),
    *(Case(state, size) for state in LESSONS if "05" in state or "end" in state for size in [(60, 20), (160, 48)]),
    Case("lesson-slowdown-10-reveal", (80, 24), charset="ascii"),
    Case("paused", (80, 24), charset="block"),
    Case("paused", (80, 24), charset="ascii"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_the_screen_is_as_it_was(case):
    text, lines = STATES[case.state]
    session, words = paused(text, samples=SAMPLES.get(case.state)), Words(case.language)
    async with Stage(session, words, AppOptions(charset=case.charset, colour=False), case.size) as stage:
        for line in lines:
            stage.say(line)
        if "reveal" in case.state and session.guide.phase == "play":
            stage.say(f"seek {session.pause_at}")
        await stage.settle()
        shown = stage.shot(case.format).encode()
    file = GOLDEN / f"{case.name}.txt"
    if WRITE:
        GOLDEN.mkdir(exist_ok=True)
        file.write_bytes(shown)
    assert shown == file.read_bytes(), f"{file.name} differs"


def test_every_golden_screen_is_looked_at():
    assert {file.name for file in GOLDEN.iterdir()} == {f"{case.name}.txt" for case in CASES}
