"""The README's pictures are made by the program as it is now, by the commands that stand beside them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sigmascope.tui.cli.main import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MADE_BY = dict(re.findall(r"<!-- sigmascope (screenshot .*?-o (?:\S+)) -->\s+!\[[^\]]*\]\((\S+?)\)", README))


def test_every_picture_of_the_readme_is_made_by_a_command_beside_it() -> None:
    shown = re.findall(r"!\[[^\]]*\]\((\S+?)\)", README)
    assert shown
    assert sorted(MADE_BY.values()) == sorted(shown)


@pytest.mark.parametrize("command", MADE_BY)
def test_picture_is_what_its_command_draws(command: str, tmp_path: Path) -> None:
    *words, name = shlex.split(command)
    assert name == MADE_BY[command]
    drawn = tmp_path / Path(name).name
    assert main([*words, str(drawn)]) == 0
    # To renew a picture after a change, run the command that stands beside it in the README.
    assert drawn.read_bytes() == (ROOT / name).read_bytes()
