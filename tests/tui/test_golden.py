"""The screen as a person sees it, line for line, in files under golden/.

After a change that is meant to be seen, write them anew and read the difference before committing it:

    SIGMASCOPE_GOLDEN=write python -m pytest tests/tui/test_golden.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sigmascope.tui.app.app import AppOptions
from sigmascope.tui.app.stage import Stage
from sigmascope.tui.words import LANGUAGES, Words
from tests.tui.effects import paused

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("SIGMASCOPE_GOLDEN") == "write"

STATES = {
    "running": ("saturated", ["seek 120", "play"]),
    "paused": ("mild", ["seek 120", "seek 60"]),
    "finished": ("saturated", ["end"]),
    "saturated": ("w=40", ["seek 150"]),
    "help": ("saturated", ["help"]),
    "edit": ("saturated", ["end", "edit"]),
}
"""By name: a scenario, and what is said before the picture is taken."""

CASES = {
    **{
        f"{name}-{width}x{height}-{language}": (name, (width, height), language, "braille")
        for name in STATES
        for width, height in [(60, 20), (80, 24), (160, 48)]
        for language in LANGUAGES
    },
    "paused-80x24-block": ("paused", (80, 24), "en", "block"),
    "paused-80x24-ascii": ("paused", (80, 24), "en", "ascii"),
}


@pytest.mark.parametrize("case", CASES)
async def test_the_screen_is_as_it_was(case):
    name, size, language, charset = CASES[case]
    text, lines = STATES[name]
    async with Stage(paused(text), Words(language), AppOptions(charset=charset), size) as stage:
        for line in lines:
            assert stage.say(line)
        await stage.settle()
        shown = stage.shot(".txt").encode()
    file = GOLDEN / f"{case}.txt"
    if WRITE:
        GOLDEN.mkdir(exist_ok=True)
        file.write_bytes(shown)
    assert shown == file.read_bytes(), f"{file.name} differs"


def test_every_golden_screen_is_looked_at():
    assert {file.stem for file in GOLDEN.iterdir()} == set(CASES)
