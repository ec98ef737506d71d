"""What the tests of the command line share: a command line run in this process, and what it answered."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sigmascope.tui.cli.main import main


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def sigmascope(capsys, monkeypatch, tmp_path):
    """Run a command line in an empty folder, in English."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Answer:
        code = main(arguments)
        return Answer(code, *capsys.readouterr())

    return run
