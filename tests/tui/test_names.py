"""Names that no terminal can show, no UTF-8 holds or that would drive a terminal: shown escaped, used as they are."""

from __future__ import annotations

import json
import os
import subprocess
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.strip import Strip

from sigmascope.engine import Samples, parse
from sigmascope.engine.text import from_arguments
from sigmascope.tui.app.app import SigmascopeApp
from sigmascope.tui.board.picture import Picture, text_of
from sigmascope.tui.board.strips import header_line, notice_lines
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.draw.line import width_of
from sigmascope.tui.session.session import Session, open_session
from sigmascope.tui.shots.frame import Frame
from sigmascope.tui.shots.svg import svg
from sigmascope.tui.words import Words
from sigmascope.tui.words.charset import CharsetWords
from sigmascope.tui.words.notice import Notice

NAMES = {
    "caf\udce9.csv": r"caf\xe9.csv",
    "one\ntwo.csv": r"one\ntwo.csv",
    "\x1b]0;title\x07.csv": r"\x1b]0;title\x07.csv",
    "\x9b31m\x7f.csv": r"\u009b31m\x7f.csv",
    "it's \u202evsc.exe\u200b.csv": r"it\'s \u202evsc.exe\u200b.csv",
}


@pytest.fixture(params=NAMES, ids=NAMES.values())
def name(request, sigmascope, tmp_path):  # in the folder that it makes the current one
    with open(os.fsencode(tmp_path / request.param), "w") as file:
        file.write("x,y\n1,0\n")
    return request.param


def is_shown(text: str, name: str) -> bool:
    text.encode()
    return NAMES[name] in text and all(line.isprintable() for line in text.splitlines())


@pytest.mark.parametrize("form", ["table", "csv", "jsonl"])
def test_a_run_shows_the_name_escaped(sigmascope, name, form):
    answer = sigmascope("run", f"data={name}", "epochs=1", "--format", form)
    assert answer.code == 0
    assert is_shown(answer.err, name)
    assert answer.err.count("\n") == 1
    assert all(line.isprintable() for line in answer.out.splitlines())
    if form == "jsonl":
        scenario = json.loads(answer.out.splitlines()[0])["scenario"]
        assert scenario.encode().decode().isprintable()
        assert parse(scenario).data == name


def test_an_archive_and_a_drawing_are_made(sigmascope, name, tmp_path):
    assert sigmascope("run", f"data={name}", "epochs=1", "-o", "run.npz").code == 0
    with np.load(tmp_path / "run.npz") as archive:
        assert parse(str(archive["scenario"])).data == name
    answer = sigmascope("run", f"data={name}", "epochs=1", "--plot")
    assert answer.code == 0
    assert is_shown(answer.err, name)


def test_the_line_runs_again_when_it_is_pasted_into_a_shell(name):
    line = parse(from_arguments([f"data={name}"])).text()
    # fish and an old sh apart, shells read it so; printf writes what sigmascope would be given.
    found = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line}"], env={"LC_ALL": "C.UTF-8"}, capture_output=True, check=True
    )
    assert parse(from_arguments(os.fsdecode(found.stdout).split("\0")[:-1])).data == name
    assert parse(from_arguments([line])).data == name


def test_pictures_show_the_name_escaped(sigmascope, name, tmp_path):
    sigmascope("screenshot", f"data={name}", "--press", "e", "-o", "shot.svg")
    root = ElementTree.parse(tmp_path / "shot.svg").getroot()
    assert NAMES[name].replace(" ", "") in "".join("".join(root.itertext()).split())
    assert is_shown(sigmascope("screenshot", f"data={name}").out, name)
    assert sigmascope("screenshot", f"data={name}", "-o", "shot.ansi").code == 0
    assert NAMES[name] in (tmp_path / "shot.ansi").read_text()


def test_a_script_plays_and_writes_files_of_such_a_name(sigmascope, name, tmp_path):
    stem = name.replace("\n", "").replace("\udce9", "é")  # what a line of UTF-8 text can say
    with open(os.fsencode(name + "script"), "w") as file:
        file.write(f"wait 3\nscreenshot a.txt\nsave new{stem}\nscreenshot b.txt\nline\nscreenshot c.txt\n")
    assert sigmascope("play", f"data={name}", "epochs=9", "--script", name + "script") == (0, "", "")
    assert (tmp_path / f"new{stem}").exists()
    assert is_shown((tmp_path / "a.txt").read_text(), name)
    for picture in "bc":
        assert all(line.isprintable() for line in (tmp_path / f"{picture}.txt").read_text().splitlines())


async def test_the_app_shows_the_name_escaped_and_copies_a_line_that_says_it(name):
    scenario = parse(from_arguments([f"data={name}"]))
    app = SigmascopeApp(open_session(scenario, playing=False, pace=30), words=Words("en"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("l")
        assert parse(app.clipboard).data == name
        assert is_shown(app.board.picture.words.notice(app.session.notice), name)
        assert app.say(f"set {app.clipboard} w=3")
        assert app.session.scenario == scenario._replace(w=(3.0,))
        assert not app.say(f"set data={name}.none")


@pytest.mark.parametrize("verb", ["run", "screenshot", "play", "check", "--at"])
def test_what_is_wrong_with_such_a_name_is_one_line(sigmascope, name, verb):
    for arguments in (
        [verb, f"data={name}.none"], [verb, name], [verb, f"costs={name}:A"], [verb, "--cost", f"{name}:A"],
        [verb, "-o", f"{name}/"], [verb, "-o", f"{name}.odd"], [verb, "--script", name + "none"],
        [verb, "--format", name], [verb, "--press", name],
    ):  # fmt: skip
        answer = sigmascope(*arguments)
        assert answer.code == 2, arguments
        assert answer.err.removesuffix("\n").isprintable(), arguments


def test_what_a_cost_of_ones_own_says_of_itself_is_escaped(sigmascope, tmp_path):
    source = (
        "class Half:\n"
        "    formula = 'C = \\x1b[31mz\\udce9\\n\\u202e'\n"
        "    def value(self, z, y): return z * z / 2\n"
        "    def delta(self, z, y): return z\n"
        "class Fails(Half):\n"
        "    def value(self, z, y): raise RuntimeError('\\x1b[31m\\udce9\\u202e')\n"
    )
    (tmp_path / "owncosts_ctrl\x1b.py").write_text(source)
    (tmp_path / "owncosts_loud.py").write_text(source)
    answer = sigmascope("check", "--cost", "owncosts_ctrl\x1b:Half")
    assert (answer.code, answer.out.strip().isprintable()) == (0, True)
    answer = sigmascope("screenshot", "costs=owncosts_loud:Half")
    assert answer.code == 0
    assert r"\x1b[31mz\xe9\n\u202e" in answer.out
    answer = sigmascope("run", "costs=owncosts_loud:Fails")
    assert answer.code == 2
    assert r"RuntimeError: \x1b[31m\xe9\u202e" in answer.err


@pytest.mark.parametrize("charset", GLYPHS)
def test_the_board_is_as_wide_as_it_says_whatever_the_name(name, charset):
    words, scenario = CharsetWords(Words("en"), charset), parse(from_arguments([f"data={name}"]))
    session = open_session(scenario, playing=False, pace=30)
    notice = Notice("session.saved", {"name": name}, wrong=True)
    for line in (
        header_line(session, "paused", scenario.text(), 100, GLYPHS[charset], words),
        *notice_lines(notice, 100, words),
    ):
        assert width_of(line) == 100
        assert all(text.isprintable() for text, _ in line)


ANY_TEXT = st.text(st.characters(codec=None), min_size=1, max_size=30)


@given(ANY_TEXT.filter(str.strip))
@example("caf\udce9\x1b]0;\x07\x9b\n\u202e.csv")
def test_the_board_of_any_name_is_text_and_xml(name):
    scenario = parse("epochs=1")._replace(data=name, x=())
    session = Session(scenario, Samples(np.ones((1, 1)), np.zeros(1)), playing=False)
    session.say("session.saved", name=name)
    rows = Picture(GLYPHS["braille"], CharsetWords(Words("en"), "braille")).compose(session, 80, 24)
    assert all(line.isprintable() for line in text_of(rows).split("\n"))
    strips = [Strip([Segment(text) for piece in row for text, _ in piece.line]) for row in rows]
    ElementTree.fromstring(svg(Frame(strips, (80, 24), "#000000", "#ffffff")).encode())


@given(ANY_TEXT)
@example("\ufffe\x00\x0b\x1b]\ud800&<")
@example("⣿─█\x85\u2028 样本")
def test_a_drawing_is_xml_whatever_is_in_it(text):
    picture = svg(Frame([Strip([Segment(text), Segment(text)])], (80, 1), "#000000", "#ffffff"))
    ElementTree.fromstring(picture.encode())


@given(ANY_TEXT)
def test_no_sentence_passes_on_what_drives_a_terminal(text):
    for sentence in (
        Words("en")("cli.output-failed", reason=text),
        Words("zh")("samples.unreadable", name=text, reason=ValueError(text)),
        Words("en")("export.unwritable", path=text, reason=text),
    ):
        assert sentence.isprintable()
