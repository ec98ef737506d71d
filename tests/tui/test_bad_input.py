"""Every wrong value gets one sentence, exit code 2, and leaves nothing behind."""

from __future__ import annotations

import os

import pytest

WRONG = [
    ("w=nan", "w=nan is not finite; w takes 1 to 1000 finite numbers"),
    ("b=-inf", "b=-inf is not finite; b takes a finite number, as in b=2"),
    ("w=two", "w=two is not a number; w takes"),
    ("w=1e400", "w=1e400 is not finite"),
    ("epoch=3", "did you mean 'epochs'? The keys are"),
    ("saturatd", "unknown preset 'saturatd'; did you mean 'saturated'? The presets are"),
    ("costs=quadratik", "unknown cost 'quadratik'; did you mean 'quadratic'? The costs are"),
    ("eta=onesixth:1", "did you mean 'one-sixth'? The rules are"),
    ("epochs=0", "epochs=0 is out of range; epochs takes a whole number from 1 to 1000000000"),
    ("epochs=-5", "epochs=-5 is out of range"),
    ("epochs=1e18", "is out of range; epochs takes a whole number from 1 to 1000000000"),
    ("epochs=2.5", "epochs=2.5 is out of range"),
    ("eta=0", "eta=0 is out of range; eta takes a finite number above 0"),
    ("w=1:2", "the numbers of inputs differ: w has 2, but x has 1; give w as many numbers as inputs"),
    ("y=5", "cross-entropy needs targets y from 0 to 1, but y=5.0 occurs"),
    ("weight=3", "unknown key 'weight'; did you mean 'w'? The keys are"),
    ("w=1e308 x=1e308", "leaves the range of 64-bit floats"),
    ("w=1e308 x=1e308 --format=table", "leaves the range of 64-bit floats"),
    ("data=none.csv", "cannot read none.csv: No such file or directory"),
    ("costs=nosuchmodule:Cost", "cannot load the cost nosuchmodule:Cost: ModuleNotFoundError"),
    ("--every=0", "--every does not take '0'; it takes a whole number from 1 to 1000000000"),
    ("--every=nan", "--every does not take 'nan'; it takes a whole number from 1 to 1000000000"),
    ("--every=1_0", "--every does not take '1_0'"),
    ("--every", "--every needs a value after it; sigmascope run --help shows which"),
    ("--format=xml", "--format does not take 'xml'; it takes table, csv, jsonl, npz"),
    ("--columns=foo", "unknown quantity 'foo'"),
    ("--columns=w2", "unknown quantity 'w2'"),
    ("--columns=,", "--columns names no column; give names joined by commas, as in --columns a,cost"),
    ("--until=a", "cannot read the condition 'a'; write a quantity, one of < <= > >= and a number, as in 'a<0.1'"),
    ("--until=a<few", "cannot read the condition 'a<few'"),
    ("--until=a<nan", "cannot read the condition 'a<nan'"),
    ("--until=out<1", "unknown quantity 'out'"),
    ("w=1:2 x=1:1 --until=w<1", "w stands for several columns; name one of w1 to w2"),
    ("--plot --format=csv", "--plot draws in place of printing rows; to have csv as well, name a file with -o FILE"),
    ("--plot=yes", "--plot takes no value"),
    ("--width=5", "--width does not take '5'; it takes a whole number from 30 to 1000"),
    ("--colums=w", "there is no option --colums=w; did you mean --columns? sigmascope run --help lists them all"),
    ("-x", "there is no option -x; sigmascope run --help lists them all"),
    ("--plot --columns=model", "--columns names no column"),
    ("-o", "-o/--output needs a value after it; sigmascope run --help shows which"),
    ("-o run.xlsx", "the name 'run.xlsx' has no known extension; end it in one of .txt, .csv, .jsonl, .ndjson, .npz"),
    ("--output=", "the name of the file to write is empty; give one, as in run.csv"),
    ("--output= --format=csv", "the name of the file to write is empty; give one, as in run.csv"),
    ("-o .", "'.' is a folder; name the file to write"),
    ("-o new/", "'new/' is a folder; name the file to write"),
    ("-o none/run.csv", "cannot write 'none/run.csv': No such file or directory"),
    ("-o /dev/full --format=csv", "cannot write '/dev/full': No space left on device"),
    ("-o /dev/full --format=npz", "cannot write '/dev/full': No space left on device"),
    (f"-o {'x' * 300}.csv", "File name too long"),
    ("--lang=fr", "--lang does not take 'fr'; it takes en, zh"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=[arguments[:30] for arguments, _ in WRONG])
def test_a_wrong_value_gets_one_sentence(sigmascope, tmp_path, arguments, sentence):
    answer = sigmascope("run", "-q", *arguments.split(" "))
    assert answer.code == 2
    assert answer.err.startswith("sigmascope: ")
    assert sentence in answer.err
    assert answer.err.count("\n") == 1
    assert answer.out == ""
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("arguments", ["--columns=foo", "-o none/run.csv", "w=1e308 x=1e308", "--plot w=1e308 x=1e308"])
def test_a_mistake_found_late_is_told_alone_all_the_same(sigmascope, arguments):
    answer = sigmascope("run", *arguments.split())
    assert (answer.code, answer.err.count("\n"), answer.out) == (2, 1, "")


def test_the_samples_file_is_not_written_over(sigmascope, tmp_path):
    (tmp_path / "s.csv").write_text("x,y\n1,0\n")
    answer = sigmascope("run", "data=s.csv", "-o", "./s.csv")
    assert (answer.code, (tmp_path / "s.csv").read_text()) == (2, "x,y\n1,0\n")
    assert answer.err == "sigmascope: './s.csv' is the file the samples come from; write to another\n"


def test_what_was_typed_cannot_drive_the_terminal(sigmascope):
    answer = sigmascope("run", "--format", "\x1b[31m\nred")
    assert "\x1b" not in answer.err
    assert answer.err.count("\n") == 1


def test_a_cost_that_fails_in_the_middle_of_a_run_is_told_in_a_sentence(sigmascope, tmp_path):
    (tmp_path / "owncosts_late.py").write_text(
        "class Late:\n"
        "    def value(self, z, y): return z * z / 2\n"
        "    def delta(self, z, y):\n"
        "        if (abs(z) > 20).any(): raise RuntimeError('too far')\n"
        "        return z\n"
    )
    answer = sigmascope("run", "-q", "costs=owncosts_late:Late", "w=30")
    assert answer.code == 2
    assert "delta raises RuntimeError: too far" in answer.err


def test_a_cost_that_exits_is_told_in_a_sentence(sigmascope, tmp_path):
    (tmp_path / "owncosts_exit.py").write_text(
        "class Exit:\n"
        "    def value(self, z, y): return z * z / 2\n"
        "    def delta(self, z, y):\n"
        "        if z.ndim == 0 and z > 20: raise SystemExit(0)\n"
        "        return z\n"
        "class AtOnce(Exit):\n"
        "    def value(self, z, y): raise SystemExit(0)\n"
    )
    for scenario in ("costs=owncosts_exit:Exit w=30", "costs=owncosts_exit:AtOnce"):
        answer = sigmascope("run", "-q", scenario)
        assert answer.code == 2
        assert "raises SystemExit: 0" in answer.err


def test_mistakes_are_told_in_the_language_asked_for(sigmascope):
    answer = sigmascope("run", "epochs=0", "--lang", "zh")
    assert answer.err == "sigmascope: epochs=0 超出范围；epochs 接受 1 到 1000000000 的整数，例如 epochs=300\n"
    assert sigmascope("--lang=zh", "run", "--every", "x").err.startswith("sigmascope: --every 不接受 'x'")
