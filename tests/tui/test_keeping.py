"""What a session keeps is never written over something else, however that came there."""

from __future__ import annotations

import os

import pytest

from sigmascope.tui.run import files
from sigmascope.tui.shots.frame import Frame
from sigmascope.tui.shots.keeping import save_run, save_screen
from sigmascope.tui.words.refusal import Refusal
from tests.tui.effects import paused

FRAME = Frame([], (80, 24), "#000000", "#ffffff")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=["links", "no links"])
def comes_between(request, monkeypatch):
    """Somebody else makes a file of the name at the last moment; once on a file system that knows no hard links."""
    link = os.link

    def come_between(name: str, text: str = "somebody else's") -> None:
        def late(place, target):
            monkeypatch.setattr(os, "link", link)
            with open(name, "x") as file:
                file.write(text)
            if request.param == "no links":
                raise PermissionError(1, "Operation not permitted")
            link(place, target)

        monkeypatch.setattr(os, "link", late)

    return come_between


def test_a_name_that_is_taken_meanwhile_is_refused(folder, comes_between):
    comes_between("a.csv")
    with pytest.raises(Refusal) as caught:
        save_run(paused("epochs=2"), "a.csv")
    assert caught.value.name == "session.exists"
    assert [(file.name, file.read_text()) for file in folder.iterdir()] == [("a.csv", "somebody else's")]


def test_a_name_of_our_own_that_is_taken_meanwhile_is_not_used(folder, comes_between):
    comes_between("sigmascope-saturated-epochs=2-001.svg")
    assert save_screen(paused("epochs=2"), FRAME, "") == "sigmascope-saturated-epochs=2-002.svg"
    assert (folder / "sigmascope-saturated-epochs=2-001.svg").read_text() == "somebody else's"
    assert len(list(folder.iterdir())) == 2


def test_where_there_are_no_links_a_file_is_whole_or_not_there(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with files.written("a.txt", anew=True) as file:
        file.write("all of it")
        assert not (folder / "a.txt").exists()
    assert [(file.name, file.read_text()) for file in folder.iterdir()] == [("a.txt", "all of it")]
