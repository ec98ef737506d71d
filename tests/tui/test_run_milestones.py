"""``sigmascope run --milestones`` and what a notebook has of it: a row a model, exact, in every form."""

from __future__ import annotations

import csv
import io
import json

import pytest

import sigmascope as front_door
from sigmascope.engine import parse
from sigmascope.tui.run.milestones import COLUMNS

SATURATED = {
    "quadratic": ["232", "469", "215", "0", "166", "167"],
    "cross-entropy": ["17", "50", "0", "", "", "0"],
}


def test_a_row_a_model_with_what_the_whole_run_came_past(sigmascope):
    answer = sigmascope("run", "saturated epochs=600", "--milestones")
    assert answer.code == 0
    header, *rows = csv.reader(io.StringIO(answer.out))
    assert header == ["model", "eta", *COLUMNS]
    assert {row[0]: row[2:] for row in rows} == SATURATED
    assert [row[1] for row in rows] == ["0.15", "0.15"]


def test_what_has_not_come_is_left_empty(sigmascope):
    rows = list(csv.reader(io.StringIO(sigmascope("run", "saturated epochs=100", "--milestones").out)))
    assert rows[1][2:] == ["", "", "100", "0", "100", "101"]


def test_each_json_line_stands_alone(sigmascope):
    answer = sigmascope("run", "w=3 b=3 epochs=2000", "--milestones", "--format", "jsonl")
    first, second = [json.loads(line) for line in answer.out.splitlines()]
    assert first == {
        "model": "quadratic",
        "eta": 0.15,
        "half": 1416,
        "tenth": 1652,
        "fastest": 1399,
        "slow_from": 0,
        "slow_to": 1350,
        "slow_epochs": 1351,
        "scenario": parse("w=3 b=3 epochs=2000").text(),
    }
    assert (second["half"], second["tenth"], second["slow_from"], second["slow_epochs"]) == (23, 57, None, 0)
    again = json.loads(sigmascope("run", first["scenario"], "--milestones", "--format", "jsonl").out.splitlines()[0])
    assert again == first, "the scenario's text is one that runs"


def test_a_table_keeps_its_columns_in_place(sigmascope):
    answer = sigmascope("run", "-q", "saturated", "--milestones", "--format", "table")
    assert answer.err == ""
    assert answer.out.splitlines() == [
        "model           eta  half  tenth  fastest  slow_from  slow_to  slow_epochs",
        "quadratic      0.15   232      -      215          0      166          167",
        "cross-entropy  0.15    17     50        0          -        -            0",
    ]


def test_the_form_follows_the_files_name(sigmascope, tmp_path):
    assert sigmascope("run", "--milestones", "-o", str(tmp_path / "m.jsonl")).code == 0
    assert json.loads((tmp_path / "m.jsonl").read_text().splitlines()[0])["half"] == 232
    assert sigmascope("run", "--milestones", "-o", str(tmp_path / "m.csv")).out == ""
    assert (tmp_path / "m.csv").read_text().startswith("model,eta,half,")


def test_a_run_of_many_pieces_is_one_run(sigmascope):
    # More epochs than are computed at a time; what matters happens in the first of them and goes on in the last.
    rows = list(csv.reader(io.StringIO(sigmascope("run", "w=5 b=5 epochs=90000", "--milestones").out)))
    simulation = front_door.run("w=5 b=5 epochs=90000").simulation
    a = simulation.values("quadratic", "a")["a"]
    speed = simulation.values("quadratic", "speed")["speed"]
    assert rows[1][2:5] == [str(int((a < 0.5).argmax())), str(int((a < 0.1).argmax())), str(int(speed.argmax()))]
    assert int(rows[1][2]) > 20_000
    # Slow as long as a > (1 + √3)/3, and never again.
    slow = int((a <= (1 + 3**0.5) / 3).argmax())
    assert rows[1][5:] == ["0", str(slow - 1), str(slow)]


def test_until_ends_what_is_told_and_answers_as_everywhere(sigmascope):
    answer = sigmascope("run", "saturated", "--milestones", "--until", "a<0.5")
    assert answer.code == 0
    rows = list(csv.reader(io.StringIO(answer.out)))
    assert (rows[1][2], rows[2][2]) == ("232", "17")
    answer = sigmascope("run", "saturated", "--milestones", "--until", "a<0.1", "-q")
    assert answer.code == 1
    assert answer.err == "sigmascope: a<0.1 never held within 300 epochs under quadratic\n"
    assert answer.out.startswith("model,")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--plot"], "--plot"),
        (["--every", "3"], "--every"),
        (["--columns", "w"], "--columns"),
        (["--width", "90"], "--width"),
        (["--format", "npz"], "npz"),
        (["-o", "m.npz"], "npz"),
    ],
)
def test_what_has_no_meaning_with_it_is_refused(sigmascope, tmp_path, monkeypatch, arguments, named):
    monkeypatch.chdir(tmp_path)
    answer = sigmascope("run", "--milestones", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "--milestones" in answer.err
    assert named in answer.err
    assert len(answer.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_several_samples_are_told_by_their_mean_error(sigmascope, tmp_path):
    (tmp_path / "two.csv").write_text("x,y\n0,1\n1,0\n")
    line = f"w=4 b=-2 data={tmp_path}/two.csv epochs=3000"
    rows = list(csv.reader(io.StringIO(sigmascope("run", line, "--milestones").out)))
    told = front_door.run(line).milestones
    assert (rows[1][2:4], told["quadratic"][:2]) == (["847", ""], (847, None))
    assert told["quadratic"].slow == ((118, 549),)
    assert rows[1][5:] == ["118", "549", "432"]


def test_a_run_that_leaves_the_range_of_floats_is_refused_whole(sigmascope, tmp_path, monkeypatch):
    (tmp_path / "owncosts_milestones.py").write_text(
        "class Half:\n    def value(self, z, y): return z * z / 2\n    def delta(self, z, y): return z\n"
    )
    monkeypatch.chdir(tmp_path)
    answer = sigmascope("run", "costs=owncosts_milestones:Half eta=10 epochs=1000", "--milestones", "-o", "m.csv")
    assert answer.code == 2
    assert answer.err.count("leaves the range of 64-bit floats") == 1
    assert not (tmp_path / "m.csv").exists()


def test_a_notebook_has_them_by_model():
    told = front_door.run("saturated epochs=600").milestones
    assert told["quadratic"][:3] == (232, 469, 215)
    assert told["quadratic"].slow == ((0, 166),)
    assert told["cross-entropy"] == (17, 50, 0, ())


def test_chinese_says_what_it_is_for(sigmascope):
    assert "--milestones" in sigmascope("--lang", "zh", "run", "--help").out
    assert "--milestones" in sigmascope("run", "--help").out
    assert "--milestones" in sigmascope("completion", "bash").out
