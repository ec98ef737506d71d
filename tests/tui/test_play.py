"""`sigmascope play`: the words of the command list, one a line, and errors that name the line."""

from __future__ import annotations

import io
import sys

import pytest

from sigmascope.tui.cli.verbs.play import SCRIPTED
from sigmascope.tui.session.commands import COMMANDS
from tests.tui.effects import EFFECTS


@pytest.fixture
def play(sigmascope, tmp_path):
    """Play a script given as text."""

    def run(text: str | bytes, *arguments: str):
        script = tmp_path / "script.txt"
        script.write_bytes(text.encode() if isinstance(text, str) else text)
        answer = sigmascope("play", *arguments, "--script", str(script))
        script.unlink()
        return answer

    return run


def test_a_script_waits_sets_presses_resizes_draws_and_saves(play, tmp_path):
    script = """
    # a demonstration
    wait 100
    screenshot a.txt        # with a comment after it
    set w=3 epochs=50
    wait 20
    size 80x24
    press z .
    screenshot b.txt
    end
    save run.csv
    """
    assert play(script, "mild") == (0, "", "")
    first, second = ((tmp_path / name).read_text() for name in ("a.txt", "b.txt"))
    assert "sigmascope  mild " in first
    assert "epoch 100/300" in first
    assert len(first.splitlines()) == 40
    assert "sigmascope  mild w=3 epochs=50 " in second
    assert "epoch 21/50" in second
    assert len(second.splitlines()) == 24
    assert "C  cost" in second
    rows = (tmp_path / "run.csv").read_text().splitlines()
    assert len(rows) == 1 + 2 * 51
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "run.csv"]


def test_a_script_comes_from_standard_input(sigmascope, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"seek 7\nscreenshot a.txt\n")))
    assert sigmascope("play", "--script", "-") == (0, "", "")
    assert "epoch   7/300" in (tmp_path / "a.txt").read_text()


def test_a_script_draws_what_a_screenshot_draws(play, sigmascope, tmp_path):
    play("wait 150\nscreenshot a.svg\n", "mild", "--size", "100x30", "--theme", "light", "--lang", "zh")
    arguments = ["mild", "--at", "150", "--size", "100x30", "--theme", "light", "--lang", "zh", "-o", "b.svg"]
    assert sigmascope("screenshot", *arguments) == (0, "", "")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_every_word_of_the_command_list_may_stand_in_a_script(play):
    lines = []
    for word, (effect, *_) in EFFECTS.items():
        if word != "quit":
            lines += [*effect.before, f"{word} {effect.argument}"]
    assert set(EFFECTS) == set(COMMANDS)
    assert play("\n".join(lines) + "\n", "--charset", "block") == (0, "", "")


def test_quit_ends_a_script(play):
    assert play("quit\nthis is never read") == (0, "", "")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "\ufeffstep\r\nstep\r\n"])
def test_empty_lines_comments_and_foreign_line_ends_are_no_mistakes(play, text):
    assert play(text) == (0, "", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stpe", "unknown command 'stpe'; did you mean 'step'"),
        ("speed 30", "'speed' is called 'pace' now; write 'pace' in its place"),
        ("seek 999", "seek takes a whole number from 0 to 300, not '999'"),
        ("wait 301", "wait takes an epoch from 0 to 300, not '301'"),
        ("wait soon", "wait takes an epoch from 0 to 300, not 'soon'"),
        ("wait", "wait takes an epoch"),
        ("wait " + "9" * 5000, "wait takes an epoch"),
        ("wait 3", "epoch 3 has passed, the playhead is at 9; go back with seek 3"),
        ("set w=x", "w=x is not a number"),
        ("set y=1e200 costs=quadratic", "the quantity cost leaves the range"),
        ("screenshot shot.png", "must end in one of .svg, .txt, .ansi"),
        ("screenshot", "must end in one of"),
        ("screenshot nowhere/shot.txt", "cannot write"),
        ("save run.png", "run.png has no known extension"),
        ("theme pink", "unknown theme 'pink'"),
        ("size 80", "--size does not take '80'"),
        ("press $!", "there is no key '$!'"),
        ("charts ,", "choose one to 6"),
        ("quit now", "quit takes nothing after it, but 'now' follows"),
    ],
)
def test_an_error_names_its_line(play, tmp_path, line, said):
    answer = play(f"\n# two\nseek 9\n{line}\nscreenshot never.txt\n")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"sigmascope: line 4, '{line[:20]}")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_in_chinese_errors_are_chinese(play):
    assert "第 1 行" in play("stpe", "--lang", "zh").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "play needs --script FILE"),
        (["--script", "nowhere.txt"], "cannot read the script nowhere.txt"),
        (["--script", "."], "cannot read the script ."),
        (["--script"], "--script needs a value"),
    ],
)
def test_a_script_that_is_not_there_is_said(sigmascope, arguments, said):
    answer = sigmascope("play", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_script_that_is_no_text_or_too_long_is_refused(play):
    assert "is not UTF-8 text" in play(b"step\n\xff\xfe\n").err
    assert "is too long" in play(b"#" * (1 << 20) + b"\n").err


def test_no_word_of_a_script_hides_a_command():
    assert not set(SCRIPTED) & set(COMMANDS)
