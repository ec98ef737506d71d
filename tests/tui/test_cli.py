"""The words of the command line: verbs, help, lists, checks."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sigmascope import __version__
from sigmascope.engine import COSTS, PRESETS, QUANTITIES, RULES
from sigmascope.engine.keys import KEYS
from sigmascope.tui.cli.verbs import VERBS
from sigmascope.tui.run import published
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words import LANGUAGES, Words
from sigmascope.tui.words.text import cells, wrap


def test_version_and_overview(sigmascope):
    assert sigmascope("--version").out == f"sigmascope {__version__}\n"
    answer = sigmascope("--help")
    assert answer.code == 0
    assert all(f"\n  {name} " in answer.out for name in VERBS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_with_examples(sigmascope, monkeypatch, verb, language):
    monkeypatch.setenv("COLUMNS", "80")
    answer = sigmascope(verb, "--help", "--lang", language)
    assert answer.code == 0, answer.err
    lines = answer.out.splitlines()
    assert sum(line.startswith("  ") and "sigmascope" in line for line in lines[3:]) >= 2, "examples"
    options = [line for line in lines if line.startswith("  -")]
    assert len(options) >= 2
    described = lines[: lines.index(Words(language)("cli.examples"))]
    assert all(cells(line) <= 80 for line in described), "nothing wider than the terminal"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("rnu", "'rnu' is neither a verb nor a preset; did you mean 'run'?"),
        ("satur", "'satur' is neither a verb nor a preset; did you mean 'saturated'?"),
        ("epoch", "'epoch' is neither a verb nor a preset; did you mean 'epochs='?"),
        ("help", "'help' is neither a verb nor a preset; did you mean '--help'?"),
        ("foo", "'foo' is neither a verb nor a preset. The verbs are open, run,"),
        ("mild run", "'run' is a verb, and a verb comes first: sigmascope run …"),
        ("scenarios all", "scenarios takes no 'all'"),
        ("check quadratic", "check takes no 'quadratic'"),
        ("--speed 30", "'--speed' is called '--pace' now; write '--pace' in its place"),
        ("mild --speed=30 --paused", "'--speed' is called '--pace' now"),
        ("run --speed 30", "there is no option --speed"),
        ("--pace 0", "--pace does not take '0'; it takes a whole number from 1 to 20000"),
        ("completion tcsh", "completion does not take 'tcsh'; it takes bash, zsh, fish"),
        ("completion", "name the shell: sigmascope completion bash, zsh or fish"),
    ],
)
def test_a_mistyped_word_is_answered_with_the_nearest(sigmascope, arguments, sentence):
    answer = sigmascope(*arguments.split())
    assert answer.code == 2
    assert sentence in answer.err
    assert answer.err.count("\n") == 1


def test_options_may_stand_between_the_words_of_a_scenario(sigmascope):
    mixed = sigmascope("run", "mild", "--every", "100", "eta=0.3", "-q").out
    assert mixed == sigmascope("run", "-q", "--every", "100", "mild eta=0.3").out


def test_scenarios_lists_everything_that_can_be_named(sigmascope):
    answer = sigmascope("scenarios")
    assert answer.code == 0
    named = {line.split()[0] for line in answer.out.splitlines() if line.startswith("  ")}
    assert named == {
        *PRESETS,
        *(f"{key}=" for key in KEYS),
        "eta.<cost>=",
        *COSTS,
        *(f"eta={rule}" for rule in RULES),
        *QUANTITIES,
        *VIEWS,
    }
    assert "C = (y − a)²/2" in answer.out
    assert "Michael Nielsen, Neural Networks and Deep Learning, chapter 3" in answer.out, "whose book"


def test_check_reproduces_everything_published(sigmascope):
    answer = sigmascope("check")
    assert answer.code == 0, answer.out
    assert answer.out.endswith("all 48 figures agree\n")
    *table, book, _ = answer.out.splitlines()
    assert "Michael Nielsen, Neural Networks and Deep Learning, chapter 3" in book
    assert len({line.rindex("agrees") for line in table[1:]}) == 1
    assert [line.split()[0] for line in table[-4:]] == [f"animation-{number}" for number in range(1, 5)]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("figures.csv", "-1.28313243342,", "-1.28313243343,"),
        ("figures.csv", ",469,", ",468,"),
        ("figures.csv", "never", "700"),
        ("published-animation-3.csv", "0.8725915546483097", "0.8725915546513097"),
    ],
)
def test_check_says_no_where_a_figure_differs(sigmascope, monkeypatch, tmp_path, name, old, new):
    for file in Path(published._DATA).iterdir():
        text = file.read_text()
        (tmp_path / file.name).write_text(text.replace(old, new, 1) if file.name == name else text)
        assert file.name != name or old in text
    monkeypatch.setattr(published, "_DATA", str(tmp_path))
    answer = sigmascope("check")
    assert answer.code == 1
    assert answer.out.count("DIFFERS") == 1
    assert answer.err == "sigmascope: 1 of 48 figures differ from the published ones\n"


def test_check_holds_a_cost_to_its_value(sigmascope, tmp_path):
    (tmp_path / "owncosts_check.py").write_text(
        "class Right:\n    def value(self, z, y): return (z - y) ** 2\n    def delta(self, z, y): return 2 * (z - y)\n"
        "class Wrong(Right):\n    def delta(self, z, y): return z - y\n"
    )
    answer = sigmascope("check", "--cost", "owncosts_check:Right")
    assert (answer.code, answer.out) == (
        0,
        "the gradient of owncosts_check:Right agrees with central differences of its value\n",
    )
    answer = sigmascope("check", "--cost", "owncosts_check:Wrong")
    assert answer.code == 1
    assert "owncosts_check:Wrong has a wrong gradient: at z=" in answer.err
    assert sigmascope("check", "--cost", "owncosts_check:None").code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_verbs_presets_and_options(sigmascope, shell):
    script = sigmascope("completion", shell).out
    assert all(word in script for word in [*VERBS, *PRESETS, "--until", "--columns", "epochs="])


def completed(script: str, *words: str) -> list[str]:
    """What bash offers for the last of the words."""
    ask = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}\n_sigmascope; echo ${{COMPREPLY[*]}}"
    found = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=False)
    return found.stdout.split()


def test_bash_completes_what_fits_where_it_stands(sigmascope):
    script = sigmascope("completion", "bash").out
    assert completed(script, "sigmascope", "ru") == ["run"]
    assert completed(script, "sigmascope", "run", "epo") == ["epochs="]
    assert completed(script, "sigmascope", "mild", "epo") == ["epochs="]
    assert completed(script, "sigmascope", "run", "--unt") == ["--until"]
    assert completed(script, "sigmascope", "run", "--format", "js") == ["jsonl"]
    assert completed(script, "sigmascope", "run", "-o", "''") == []  # and so files
    assert completed(script, "sigmascope", "completion", "f") == ["fish"]


def test_wide_characters_are_wrapped_by_what_they_take():
    lines = wrap("学习率 eta 与代价函数，二次代价 and cross-entropy。", 20)
    assert all(cells(line) <= 20 for line in lines)
    assert "".join(lines).replace(" ", "") == "学习率eta与代价函数，二次代价andcross-entropy。"
    assert not any(line.startswith(("，", "。")) for line in lines)
