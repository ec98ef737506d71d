"""The tree is as its description says: every name in it exists, and others' private names stay in their rooms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CODE = [path for top in ("engine", "tui") for path in (ROOT / top).rglob("*.py")]
NAMES = {name for path in CODE for name in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:engine|tui|tests|docs)/[\w./]*)`", ARCHITECTURE))))
def test_a_place_that_is_named_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([A-Z]?\w+(?:\.\w+)*)(?:\(\))?`", ARCHITECTURE))))
def test_an_entry_that_is_named_exists(name):
    known = NAMES | {path.name for path in CODE} | {path.stem for path in CODE} | {"sigmascope", "pyproject", "toml"}
    assert set(name.split(".")) - {"py"} <= known


def test_every_room_is_described():
    rooms = {path.parent.name for path in (ROOT / "tui").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"`tui/(\w+)/`", ARCHITECTURE.partition("## The road")[0]))


def test_private_names_of_others_stay_in_their_rooms():
    rooms = {"tui/app/inside.py", "tui/ssh/door/connection.py"}
    strangers = re.compile(r"from (?:textual|rich|asyncssh)[\w.]*\._|import \w+\._|noqa: SLF001")
    found = {str(path.relative_to(ROOT)) for path in CODE if strangers.search(path.read_text(encoding="utf-8"))}
    assert found <= rooms
