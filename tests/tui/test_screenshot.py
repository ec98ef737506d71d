"""`sigmascope screenshot`: the very app, the same bytes every time, or one sentence and no file."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.views import VIEWS


def drawn(sigmascope, *arguments: str) -> str:
    answer = sigmascope("screenshot", *arguments)
    assert (answer.code, answer.err) == (0, "")
    return answer.out


@pytest.mark.parametrize("extension", SHOTS)
def test_the_same_command_draws_the_same_bytes(sigmascope, tmp_path, extension):
    for name in ("one", "other"):
        assert drawn(sigmascope, "mild", "--at", "77", "--size", "90x30", "-o", name + extension) == ""
    one, other = ((tmp_path / (name + extension)).read_bytes() for name in ("one", "other"))
    assert one == other
    assert b"mild" in one
    assert one.endswith(b"\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one" + extension, "other" + extension]


def test_text_goes_to_standard_output_and_into_a_file_alike(sigmascope, tmp_path):
    text = drawn(sigmascope, "--size", "80x24")
    assert drawn(sigmascope, "--size", "80x24", "-o", "-") == text
    drawn(sigmascope, "--size", "80x24", "-o", "shot.TXT")
    assert (tmp_path / "shot.TXT").read_text() == text
    assert len(text.splitlines()) == 24


def test_a_drawing_depends_on_no_environment(sigmascope, monkeypatch):
    text = drawn(sigmascope, "--at", "5")
    for name, value in {
        "TERM": "dumb",
        "COLUMNS": "40",
        "LINES": "9",
        "LC_ALL": "C",
        "COLORTERM": "",
        "TEXTUAL_FPS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    assert drawn(sigmascope, "--at", "5") == text


@pytest.mark.parametrize(("at", "said"), [("0", "epoch   0/300"), ("120", "epoch 120/300"), ("300", "epoch 300/300")])
def test_at_shows_that_epoch(sigmascope, at, said):
    assert said in drawn(sigmascope, "--at", at).splitlines()[0]


def test_without_at_the_whole_run_is_shown(sigmascope):
    assert "■ finished    epoch 300/300" in drawn(sigmascope)


def test_a_scenario_is_written_as_everywhere(sigmascope):
    assert " sigmascope  mild eta=0.3 epochs=50 " in drawn(sigmascope, "mild", "eta=0.3", "epochs=50").splitlines()[0]


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        ("z", "C  cost"),
        (". .", "epoch 2/300"),
        ("?", "What is on this screen"),
        ("e Tab 5", "start b, the bias         25"),
        ("2", " sigmascope  mild "),
        (": l o g Enter", "cost on a log scale"),
        ("e Esc L", "二次代价"),
    ],
)
def test_keys_are_pressed_first(sigmascope, keys, seen):
    text = drawn(sigmascope, "--at", "0", "--press", keys)
    assert re.sub(" +", " ", seen) in re.sub(" +", " ", text)


def test_charsets_languages_and_sizes(sigmascope):
    assert drawn(sigmascope, "--charset", "ascii").isascii()
    for view in VIEWS:
        assert drawn(sigmascope, "--charset", "ascii", "--view", view).isascii(), view
    assert not re.search("[⠀-⣿]", drawn(sigmascope, "--charset", "block"))
    assert "交叉熵" in drawn(sigmascope, "--lang", "zh")
    lines = drawn(sigmascope, "--size", "200x50").splitlines()
    assert len(lines) == 50
    assert max(map(len, lines)) == 200


def test_themes_and_no_colour_show_in_the_colours_alone(sigmascope, tmp_path):
    for theme in ("dark", "light", "contrast"):
        drawn(sigmascope, "--theme", theme, "-o", f"{theme}.ansi")
    drawn(sigmascope, "--no-color", "-o", "none.ansi")
    pictures = {path.stem: path.read_text() for path in tmp_path.iterdir()}
    assert len(set(pictures.values())) == 4
    plain = {re.sub(r"\x1b\[[\d;]*m", "", picture) for picture in pictures.values()}
    assert len({"\n".join(line.rstrip() for line in text.splitlines()) for text in plain}) == 1
    assert not re.search(r"\x1b\[[\d;]*[34]8;", pictures["none"])


def test_no_color_in_the_environment_is_heeded(sigmascope, monkeypatch, tmp_path):
    monkeypatch.setenv("NO_COLOR", "1")
    drawn(sigmascope, "-o", "shot.ansi")
    assert not re.search(r"\x1b\[[\d;]*[34]8;", (tmp_path / "shot.ansi").read_text())


def test_an_svg_is_a_picture_that_fetches_nothing(sigmascope, tmp_path):
    drawn(sigmascope, "--size", "80x24", "-o", "shot.svg")
    svg = (tmp_path / "shot.svg").read_text()
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "@font-face" not in svg
    said = " ".join("".join(root.itertext()).replace("\xa0", " ").split())
    assert "cross-entropy" in said
    assert "σ′" in said
    assert not re.search(r"(href|src|url)\W+https?:", svg)


def test_a_screen_that_is_too_small_says_so(sigmascope):
    assert "at least 60×20" in drawn(sigmascope, "--size", "59x20").replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--at", "301"], "--at 301 is past the end of the run; its last epoch is 300"),
        (["--at", "-1"], "--at does not take '-1'"),
        (["--at", "1.5"], "--at does not take '1.5'"),
        (["--size", "80"], "--size does not take '80'"),
        (["--size", "80x"], "--size does not take '80x'"),
        (["--size", "9x24"], "--size does not take '9x24'"),
        (["--size", "80x501"], "--size does not take '80x501'"),
        (["--size", "9" * 5000 + "x24"], "--size does not take '9999"),
        (["--press", "z #! z"], "there is no key '#!'"),
        (["--theme", "pink"], "--theme does not take 'pink'"),
        (["--charset", "utf8"], "--charset does not take 'utf8'"),
        (["--charset", "ascii", "--lang", "zh"], "--charset ascii 无法显示 --lang zh"),
        (["w=x"], "w=x is not a number"),
        (["epochs=2000000"], "2000000 epochs are too many"),
        (["costs=quadratic", "y=1e200"], "the quantity cost leaves the range"),
        (["data=nowhere.csv"], "cannot read nowhere.csv"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_written(sigmascope, tmp_path, arguments, said):
    answer = sigmascope("screenshot", *arguments, "-o", "shot.svg")
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["shot.png", "shot", "shot.svg.gz", ""])
def test_a_name_that_says_no_format_is_refused(sigmascope, tmp_path, name):
    answer = sigmascope("screenshot", "-o", name)
    assert answer.code == 2
    assert "must end in one of .svg, .txt, .ansi" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(sigmascope):
    answer = sigmascope("screenshot", "-o", "nowhere/shot.svg")
    assert (answer.code, answer.out) == (2, "")
    assert "cannot write 'nowhere/shot.svg'" in answer.err


def test_a_screenshot_writes_no_other_file(sigmascope, tmp_path):
    drawn(sigmascope, "--press", "s S", "-o", "shot.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["shot.txt"]
    assert "nothing is saved here" in (tmp_path / "shot.txt").read_text()
