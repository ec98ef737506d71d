"""``sigmascope lesson``: as text, by answers, pipe and typing; listed, checked, begun, forgotten; and in scripts."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys

import pytest

from sigmascope.tui.lesson.memory import Memory, state_file
from sigmascope.tui.lesson.reading import lesson_names, shipped, skeleton
from sigmascope.tui.words import LANGUAGES, Words
from tests.test_architecture import ROOT


@pytest.fixture(autouse=True)
def state(monkeypatch, tmp_path_factory):
    """A state folder of this test's own."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder / "sigmascope" / "lessons.json"


@pytest.fixture
def piped(sigmascope, monkeypatch):
    """Run a command line with this text on standard input."""

    def run(text, *arguments):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
        return sigmascope(*arguments)

    return run


# ── as text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", lesson_names())
def test_the_whole_lesson_is_told_as_text(sigmascope, name, language):
    lesson, words = shipped(name), Words(language)
    asking = [step for step in lesson.steps if step.asks]
    answers = [step.right for step in asking]
    answer = sigmascope("lesson", name, "--plain", "--answers", ",".join(map(str, answers)), "--lang", language)
    assert (answer.code, answer.err) == (0, "")
    told = re.sub(r"\s", "", answer.out)
    for step in lesson.steps:
        telling = step.telling(language)
        for text in (telling.title, telling.text, telling.question, telling.reveal, telling.notice, *telling.choices):
            assert re.sub(r"\s", "", step.says(text)) in told
    for step in asking:
        right = step.verdict(step.right)
        assert words(right[0], **right[1]) in answer.out
    assert all(f"sigmascope {each.line}" in answer.out for each in lesson.experiments)


def test_what_was_predicted_stands_beside_what_happened(sigmascope):
    answer = sigmascope("lesson", "--plain", "--answers", "2,1,,2")
    assert "you said 2, and so it is\n" in answer.out
    assert "you said 1; it is 3\n" in answer.out
    table = answer.out[answer.out.rindex("The learning slowdown and its cure") :]
    assert re.search(r"^ +1 +A neuron that turns 1 into 0 +2 +2 down$", table, re.MULTILINE)
    assert re.search(r"^ +2 +Badly wrong +1 +3 much later$", table, re.MULTILINE)
    assert re.search(r"^ +3 +Slow when\? +– +2 in between", table, re.MULTILINE)
    assert re.search(r"^ +5 +The flat ends +– +3 longer than that$", table, re.MULTILINE)


def test_the_run_is_told_in_numbers(sigmascope):
    told = sigmascope("lesson", "2", "--plain", "--answers", "3").out
    run = told[: told.index("you said")]
    assert re.search(r"epoch +a +C +σ′ +\|Δz\| +w +b\n", run)
    assert re.search(r"^ +0 +0\.982 +0\.4822 +0\.0177 +0\.0052 +2\.000 +2\.000$", run, re.MULTILINE)
    assert re.search(r"^ +232 +0\.492 +0\.1210 +0\.2499 +0\.0369 +−0\.016 +−0\.016$", run, re.MULTILINE)


def test_it_can_begin_at_any_step(sigmascope):
    told = sigmascope("lesson", "flat", "--plain").out
    assert told.startswith("5/12  The flat ends\n")


@pytest.mark.parametrize("text", ["2\n1\n\n2\n", "2\r\n1\r\n-\r\n2", "2\n 1 \n-\n2\n"])
def test_answers_come_through_a_pipe(piped, text):
    told = piped(text, "lesson", "--plain").out
    assert told.count("you said 2, and so it is") == 2
    assert told.count("you said 1; it is 3") == 1
    assert told.count("\nit is ") == 8, "whoever says nothing more has skipped the rest"
    assert "to skip" not in told, "nobody is prompted through a pipe"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--answers", "2"], "--answers goes with --plain"),
        (["--plain", "--answers", "4"], "the answer to step 1 is 1 to 3, or nothing to skip it, not '4'"),
        (["--plain", "--answers", "2,0"], "the answer to step 2 is 1 to 3"),
        (["--plain", "--answers", "2,x"], "the answer to step 2 is 1 to 3, or nothing to skip it, not 'x'"),
        (["--plain", "--answers", "٣"], "the answer to step 1 is 1 to 3"),
        (["--plain", "--answers", "9" * 5000], "the answer to step 1 is 1 to 3"),
        (["--plain", "--answers", "1," * 12], "--answers has 13 answers, but 11 questions are asked"),
        (["overshoot", "--plain", "--answers", "61"], "the answer to step 1 is an epoch from 0 to 60"),
        (["13"], "there is no step '13'; name one by its number, 1 to 12"),
        (["nowhere"], "there is no step 'nowhere'"),
        (["overshoot", "5"], "there is no step '5'; name one by its number, 1 to 4"),
        (["nowhere.toml"], "cannot read the lesson 'nowhere.toml': No such file"),
        (["./"], "'./' is not a regular file; a lesson is a TOML file"),
        (["--check", "nowhere.toml"], "cannot read the lesson 'nowhere.toml'"),
        (["--check", "a.toml", "--new", "b.toml"], "--check goes with nothing else"),
        (["--check", "a.toml", "and", "more"], "--check goes with nothing else"),
        (["--plain", "--answers", "1" * 5000], "not '111111111111111111111111111111111111111…'"),
        (["--list", "--plain"], "--list goes with nothing else"),
        (["--new", "nowhere/a.toml"], "cannot write 'nowhere/a.toml'"),
        (["--new", ""], "the name of the file to write is empty"),
        ([], "the app needs a terminal to open in"),
    ],
)
def test_what_is_wrong_gets_one_sentence(sigmascope, tmp_path, arguments, said):
    answer = sigmascope("lesson", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("sigmascope: ")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_answer_in_a_pipe_ends_it(piped):
    answer = piped("2\n7\n", "lesson", "--plain")
    assert answer.code == 2
    assert "the answer to step 2 is 1 to 3, or nothing to skip it, not '7'" in answer.err


def test_an_output_without_greek_is_told_in_ascii_and_english(tmp_path):
    command = [sys.executable, "-m", "sigmascope", "lesson", "--plain", "--lang", "zh"]
    environ = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environ, cwd=tmp_path, input=b"2\n", capture_output=True, check=True)
    assert b"1/12  A neuron that turns 1 into 0" in done.stdout
    assert b"you said 2, and so it is" in done.stdout
    assert b"sigma(w" in done.stdout


# ── by typing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_types_is_prompted_asked_again_and_remembered(tmp_path, state):
    inside, outside = pty.openpty()
    command = [sys.executable, "-m", "sigmascope", "lesson", "overshoot", "--plain"]
    environ = os.environ | {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with subprocess.Popen(command, env=environ, cwd=tmp_path, stdin=outside, stdout=subprocess.PIPE) as process:
        os.write(inside, b"seven\n20\n\n3\n2\n")
        told = process.stdout.read().decode()
    os.close(inside)
    os.close(outside)
    assert process.returncode == 0
    assert told.count("an epoch, 0 to 60, or Enter to skip: ") == 3
    assert "the answer to step 1 is an epoch from 0 to 60, or nothing to skip it, not 'seven'" in told
    assert "you said epoch 20; it is epoch 23" in told
    kept = json.loads(state.read_text())["lessons"]["overshoot"]
    assert kept == {"step": "no-bottom", "answers": {"steady": 20, "overshoot": 3, "no-bottom": 2}}


def test_a_script_is_not_remembered(sigmascope, piped, state):
    sigmascope("lesson", "--plain", "--answers", "2,3")
    piped("2\n3\n", "lesson", "--plain")
    assert not state.exists()


# ── for teachers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lesson_of_ones_own_is_begun_checked_and_told(sigmascope, tmp_path):
    answer = sigmascope("lesson", "--new", "mine.toml")
    assert (answer.code, answer.out) == (0, "")
    assert "sigmascope lesson mine.toml opens it" in answer.err
    assert (tmp_path / "mine.toml").read_text() == skeleton()
    assert sigmascope("lesson", "--check", "mine.toml") == (0, "mine.toml: 2 steps, 2 questions, nothing wrong\n", "")
    told = sigmascope("lesson", "mine.toml", "2", "--plain", "--answers", "17").out
    assert "you said epoch 17, and so it is" in told
    assert "2/2  And under cross-entropy?" in told


def test_a_file_that_is_there_is_not_replaced(sigmascope, tmp_path):
    (tmp_path / "mine.toml").write_text("dear to me")
    answer = sigmascope("lesson", "--new", "mine.toml")
    assert (answer.code, answer.out) == (2, "")
    assert "'mine.toml' exists already" in answer.err
    assert (tmp_path / "mine.toml").read_text() == "dear to me"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.toml"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_mistakes_are_listed_each_with_its_line(sigmascope, tmp_path, language):
    text = skeleton().replace('then = "speed"', 'then = "sped"').replace("{fastest.quadratic}", "{fastst.quadratic}")
    (tmp_path / "mine.toml").write_text(text)
    answer = sigmascope("lesson", "--check", "mine.toml", "--lang", language)
    assert (answer.code, answer.err) == (1, "")
    assert len(answer.out.splitlines()) == 2
    words = Words(language)
    start = words("lesson.mistake", path="mine.toml", line=12, why="").rstrip("。. ")
    assert answer.out.startswith(start)
    assert "'sped'" in answer.out
    assert "'fastest'" in answer.out


def test_a_lesson_with_mistakes_does_not_open(sigmascope, tmp_path):
    text = skeleton().replace('then = "speed"', 'then = "sped"').replace("{fastest.quadratic}", "{fastst.quadratic}")
    (tmp_path / "mine.toml").write_text(text)
    answer = sigmascope("lesson", "mine.toml", "--plain")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("sigmascope: mine.toml, line 12: unknown view 'sped'")
    assert "and 1 more: sigmascope lesson --check FILE lists them" in answer.err
    assert answer.err.count("\n") == 1


def test_what_a_file_says_is_escaped_where_it_is_shown(sigmascope, tmp_path):
    (tmp_path / "mine.toml").write_text(skeleton().replace('then = "speed"', '"\\u001b[31m" = "speed"'))
    answer = sigmascope("lesson", "--check", "mine.toml")
    assert answer.code == 1
    assert "\x1b" not in answer.out
    assert r"\x1b[31m" in answer.out


def test_the_list_has_every_step_and_what_was_answered(sigmascope, state):
    memory = Memory(state_file())
    memory.keep("slowdown", "flat", {"inverter": 2, "flat": 1})
    answer = sigmascope("lesson", "--list")
    assert (answer.code, answer.err) == (0, "")
    for name in lesson_names():
        assert f"{name}: {shipped(name).title('en')}\n" in answer.out
        assert all(step.id in answer.out for step in shipped(name).steps)
    assert re.search(r"^ +1 +inverter +A neuron that turns 1 into 0 +answered$", answer.out, re.MULTILINE)
    assert answer.out.count("answered") == 2
    assert "you are at step 5" in answer.out


def test_a_reset_forgets_one_lesson_or_all(sigmascope, state):
    memory = Memory(state_file())
    memory.keep("slowdown", "flat", {"inverter": 2})
    memory.keep("overshoot", "steady", {"steady": 2})
    assert sigmascope("lesson", "overshoot", "--reset") == (0, "", "forgotten\n")
    assert list(json.loads(state.read_text())["lessons"]) == ["slowdown"]
    assert sigmascope("lesson", "--reset").code == 0
    assert "lessons" not in json.loads(state.read_text())


def test_a_reset_that_cannot_be_written_is_said(sigmascope, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    answer = sigmascope("lesson", "--reset")
    assert answer.code == 2
    assert "what you answer cannot be kept in" in answer.err


def test_a_pipe_is_not_waited_for(sigmascope, tmp_path, state):
    os.mkfifo(tmp_path / "pipe.toml")
    for arguments in (["pipe.toml"], ["--check", "pipe.toml"], ["pipe.toml", "--plain"]):
        assert "'pipe.toml' is not a regular file" in sigmascope("lesson", *arguments).err
    state.parent.mkdir(parents=True)
    os.mkfifo(state)
    assert sigmascope("lesson", "--list").code == 0


def test_an_answer_without_end_is_cut(piped):
    answer = piped("x" * 100_000, "lesson", "--plain")
    assert answer.code == 2
    assert len(answer.err) < 200


def test_a_lesson_in_chinese_alone_is_not_shown_as_question_marks(tmp_path):
    (tmp_path / "mine.toml").write_text(skeleton().replace(".en]", ".zh]"), encoding="utf-8")
    command = [sys.executable, "-m", "sigmascope", "lesson", "mine.toml", "--plain"]
    environ = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env=environ, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"this lesson speaks zh" in done.stderr


# ── in scripts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_script_answers(piped, tmp_path, state):
    script = "lesson 2\nnext\nanswer 1\nwait 232\nscreenshot a.txt\nnext\nscreenshot b.txt\n"
    assert piped(script, "play", "--script", "-", "--size", "80x24") == (0, "", "")
    assert "you said 1; it is 3" in (tmp_path / "a.txt").read_text()
    assert "3/12  Slow when?" in (tmp_path / "b.txt").read_text()
    assert not state.exists(), "a script leaves nothing behind"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("answer 1", "no lesson is open"),
        ("next", "no lesson is open"),
        ("lesson\nanswer 1", "nothing is asked just now"),
        ("lesson\nnext\nanswer 4", "answer takes a whole number from 1 to 3, not '4'"),
        ("lesson\nnext\nflag 3", "no flag can be put here"),
        ("lesson overshoot\nnext\nflag 61", "flag takes a whole number from 0 to 60, not '61'"),
        ("lesson 99", "there is no step '99'"),
        ("lesson ./mine.toml", "cannot read the lesson './mine.toml'"),
    ],
)
def test_what_a_script_says_wrongly_is_refused(piped, script, said):
    answer = piped(script, "play", "--script", "-")
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_a_screenshot_invites_nobody(sigmascope, state):
    assert "New here" not in sigmascope("screenshot", "--at", "0").out
    assert not state.exists()
