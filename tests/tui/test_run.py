"""``sigmascope run``: which rows come out, in which form, and where they go."""

from __future__ import annotations

import csv
import io
import json
import os

import numpy as np
import pytest

from sigmascope.engine import QUANTITIES, Simulation, parse

HEADER = "model,epoch,w,b,z,a,cost,sigma_prime,dC_dw,dC_db,speed"


# A parabola: with η = 10 each step overshoots by a factor of 19, until floats end.
PARABOLA = "class Half:\n    def value(self, z, y): return z * z / 2\n    def delta(self, z, y): return z\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_pipe_gets_every_epoch_of_every_model_epoch_by_epoch(sigmascope):
    answer = sigmascope("run", "epochs=2")
    assert answer.code == 0
    assert answer.out.splitlines()[0] == HEADER
    assert [(row["model"], row["epoch"]) for row in rows(answer.out)] == [
        (model, str(epoch)) for epoch in range(3) for model in ("quadratic", "cross-entropy")
    ]


@pytest.mark.parametrize("scenario", ["saturated", "w=0.5:-1.2 x=1:2 epochs=20"])
def test_csv_reads_back_as_exactly_what_the_engine_computes(sigmascope, scenario):
    table = rows(sigmascope("run", "-q", scenario).out)
    simulation = Simulation(parse(scenario))
    simulation.advance(simulation.scenario.epochs)
    for model in simulation.descents:
        mine = [row for row in table if row["model"] == model]
        for column, values in simulation.values(model, *QUANTITIES).items():
            assert [float(row[column]) for row in mine] == values.tolist()


def test_floats_are_as_short_as_they_can_be(sigmascope):
    for row in rows(sigmascope("run", "-q", "mild").out):
        assert all(text == repr(float(text)) for name, text in row.items() if name not in ("model", "epoch"))


@pytest.mark.parametrize(("every", "epochs"), [(1, 7), (3, 7), (7, 7), (100, 7), (70_000, 200_000)])
def test_every_shows_every_nth_epoch_and_the_last(sigmascope, every, epochs):
    table = rows(sigmascope("run", f"animation-1 epochs={epochs}", "--every", str(every), "--columns", "w").out)
    assert [int(row["epoch"]) for row in table] == sorted({*range(0, epochs + 1, every), epochs})


def test_a_long_run_shows_what_a_short_look_at_each_epoch_shows(sigmascope):
    # More epochs than are computed at a time, so that the pieces are joined.
    table = rows(sigmascope("run", "-q", "saturated epochs=9000", "--columns", "w,b").out)
    assert [int(row["epoch"]) for row in table[::2]] == list(range(9001))
    simulation = Simulation(parse("saturated epochs=9000"))
    simulation.advance(9000)
    for offset, model in enumerate(simulation.descents):
        values = simulation.values(model, "w", "b")
        assert [float(row["w"]) for row in table[offset::2]] == values["w"].tolist()
        assert [float(row["b"]) for row in table[offset::2]] == values["b"].tolist()


def test_until_stops_each_model_where_the_condition_first_holds(sigmascope):
    answer = sigmascope("run", "saturated epochs=600", "--until", "a<0.1")
    assert answer.code == 0
    last = {row["model"]: row for row in rows(answer.out)}
    assert {model: row["epoch"] for model, row in last.items()} == {"quadratic": "469", "cross-entropy": "50"}
    assert all(float(row["a"]) < 0.1 for row in last.values())
    assert "quadratic at epoch 469, cross-entropy at epoch 50" in answer.err


def test_until_with_every_looks_at_all_epochs_and_shows_the_one_where_it_stopped(sigmascope):
    table = rows(sigmascope("run", "animation-1 epochs=600", "--until", "a < 1e-1", "--every", "100").out)
    assert [row["epoch"] for row in table] == ["0", "100", "200", "273"]


def test_until_may_hold_at_once(sigmascope):
    table = rows(sigmascope("run", "--until", "a<=1").out)
    assert [row["epoch"] for row in table] == ["0", "0"]


def test_until_may_look_at_one_weight(sigmascope):
    table = rows(sigmascope("run", "w=1:2 x=1:1", "--until", "w2<1.5", "--columns", "w2").out)
    for model in ("quadratic", "cross-entropy"):
        assert [float(row["w2"]) < 1.5 for row in table if row["model"] == model][-2:] == [False, True]


def test_until_is_answered_with_no_where_a_model_never_gets_there(sigmascope):
    answer = sigmascope("run", "saturated", "--until", "a<0.1", "-q")
    assert answer.code == 1
    assert answer.err == "sigmascope: a<0.1 never held within 300 epochs under quadratic\n"


def test_what_would_happen_after_the_condition_held_does_not_matter(sigmascope, tmp_path):
    (tmp_path / "owncosts_until.py").write_text(PARABOLA)
    scenario = "costs=owncosts_until:Half eta=10 epochs=1000"
    answer = sigmascope("run", "-q", scenario)
    assert (answer.code, answer.err.count("leaves the range of 64-bit floats")) == (2, 1)
    answer = sigmascope("run", "-q", scenario, "--until", "w<-1e6", "--columns", "w")
    assert answer.code == 0, answer.err
    assert [row["epoch"] for row in rows(answer.out)] == ["0", "1", "2", "3", "4", "5"]


def test_learning_rates_are_told_unless_quiet(sigmascope):
    answer = sigmascope("run", "book-mild")
    assert answer.err == "book-mild; learning rates: quadratic 0.15, cross-entropy 0.005\n"
    assert sigmascope("run", "book-mild", "--quiet").err == ""


def test_columns_are_those_asked_for_each_once(sigmascope):
    assert sigmascope("run", "-q", "--columns", "cost, a,cost,epoch").out.splitlines()[0] == "model,epoch,cost,a"
    wide = sigmascope("run", "-q", "w=1:2:3 x=1:1:1", "--columns", "w,dC_dw2").out.splitlines()[0]
    assert wide == "model,epoch,w1,w2,w3,dC_dw2"


def test_each_json_line_stands_alone(sigmascope):
    answer = sigmascope("run", "-q", "book-mild epochs=3", "--format", "jsonl")
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert list(found[0]) == [*HEADER.split(","), "eta", "scenario"]
    assert {(each["model"], each["eta"]) for each in found} == {("quadratic", 0.15), ("cross-entropy", 0.005)}
    assert {each["scenario"] for each in found} == {"book-mild epochs=3"}
    plain = rows(sigmascope("run", "-q", "book-mild epochs=3").out)
    assert [each["a"] for each in found] == [float(row["a"]) for row in plain]


def test_an_archive_holds_columns_and_what_they_belong_to(sigmascope, tmp_path):
    assert sigmascope("run", "-q", "book-saturated", "--every", "7", "-o", "run.npz").code == 0
    plain = rows(sigmascope("run", "-q", "book-saturated", "--every", "7").out)
    with np.load(tmp_path / "run.npz") as archive:
        assert set(archive) == {*HEADER.split(","), "scenario", "models", "rates"}
        for column in archive.keys() - {"scenario", "models", "rates", "model", "epoch"}:
            assert archive[column].tolist() == [float(row[column]) for row in plain]
        assert archive["model"].tolist() == [row["model"] for row in plain]
        assert archive["epoch"].tolist() == [int(row["epoch"]) for row in plain]
        assert str(archive["scenario"]) == "book-saturated"
        assert dict(zip(archive["models"].tolist(), archive["rates"].tolist(), strict=True)) == {
            "quadratic": 0.15,
            "cross-entropy": 0.005,
        }


@pytest.mark.parametrize("name", ["run.csv", "run.jsonl", "run.npz", "run.txt"])
def test_the_same_run_gives_the_same_bytes(sigmascope, tmp_path, name):
    found = []
    for _ in range(2):
        assert sigmascope("run", "-o", name, "epochs=5").code == 0
        found.append((tmp_path / name).read_bytes())
    assert found[0] == found[1]
    assert os.listdir(tmp_path) == [name]


def test_format_wins_over_the_extension_and_a_dash_is_standard_output(sigmascope, tmp_path):
    assert sigmascope("run", "-q", "-o", "run.csv", "--format", "jsonl").code == 0
    assert (tmp_path / "run.csv").read_text().startswith("{")
    assert sigmascope("run", "-q", "-o", "-").out == sigmascope("run", "-q").out


def test_a_file_that_is_replaced_keeps_its_mode_and_the_links_to_it(sigmascope, tmp_path):
    (tmp_path / "old.csv").write_text("old")
    (tmp_path / "old.csv").chmod(0o640)
    (tmp_path / "link.csv").symlink_to("old.csv")
    assert sigmascope("run", "-o", "link.csv").code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "old.csv").read_text().startswith(HEADER)
    assert (tmp_path / "old.csv").stat().st_mode & 0o777 == 0o640


def test_a_run_that_fails_leaves_the_old_file_alone(sigmascope, tmp_path):
    (tmp_path / "owncosts_fails.py").write_text(PARABOLA)
    (tmp_path / "run.csv").write_text("old")
    answer = sigmascope("run", "-q", "costs=owncosts_fails:Half eta=10 epochs=9000", "-o", "run.csv")
    assert answer.code == 2
    assert "leaves the range of 64-bit floats" in answer.err
    assert {name for name in os.listdir(tmp_path) if name.endswith((".csv", ".part"))} == {"run.csv"}
    assert (tmp_path / "run.csv").read_text() == "old"


def test_a_table_keeps_its_columns_in_place(sigmascope):
    answer = sigmascope("run", "-q", "saturated", "--format", "table", "--columns", "a,sigma_prime,speed")
    lines = answer.out.splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[1].split() == ["quadratic", "0", "0.982014", "0.017663", "0.005204"]


def charts(text: str) -> list[str]:
    return text.rstrip("\n").split("\n\n")


def test_plot_draws_the_models_side_by_side_in_80_columns(sigmascope):
    answer = sigmascope("run", "-q", "--plot")
    assert answer.code == 0
    assert "\x1b" not in answer.out
    found = charts(answer.out)
    assert [chart.split()[0] for chart in found] == ["cost", "sigma_prime", "w", "b"]
    for chart in found:
        head, *canvas, axis, epochs = chart.splitlines()
        assert "quadratic, η = 0.15" in head
        assert "cross-entropy, η = 0.15" in head
        assert max(map(len, chart.splitlines())) <= 80
        labels = [line.split("┤")[0].split("│")[0].strip() for line in canvas]
        right = [line[41:].split("┤")[0].split("│")[0].strip() for line in canvas]
        assert (labels == right) == (not head.startswith("cost")), "a quantity has one range in all models, but a cost"
        assert epochs.split() == ["0", "100", "200", "300"] * 2
        assert axis.count("└") == 2


def test_plot_follows_the_columns_and_the_width_asked_for(sigmascope):
    narrow = sigmascope("run", "-q", "--plot", "--columns", "a", "--width", "60").out
    assert [chart.split()[0] for chart in charts(narrow)] == ["a"]
    assert max(map(len, narrow.splitlines())) <= 60


def test_plot_of_more_models_than_fit_abreast_goes_on_below(sigmascope):
    costs = "costs=quadratic+cross-entropy+published-cross-entropy"
    answer = sigmascope("run", "-q", "mild eta=0.005", costs, "--plot", "--columns", "b", "--width", "60")
    heads = [chart.splitlines()[0].split(",")[0] for chart in charts(answer.out)]
    assert heads == ["b  quadratic", "b  published-cross-entropy"]


def test_plot_of_a_long_run_ends_where_the_run_does(sigmascope):
    answer = sigmascope("run", "-q", "epochs=20001", "--plot", "--columns", "w")
    assert answer.out.rstrip().endswith("20001")


def test_plot_and_a_file_go_together(sigmascope, tmp_path):
    answer = sigmascope("run", "-q", "--plot", "-o", "run.csv")
    assert len(charts(answer.out)) == 4
    assert (tmp_path / "run.csv").read_text() == sigmascope("run", "-q").out


def test_samples_from_a_file_are_learned_from(sigmascope, tmp_path):
    (tmp_path / "my samples.csv").write_bytes("\ufeffx1,x2,y\r\n1,2,0\r\n0.5,-1,1\r\n".encode())
    answer = sigmascope("run", "w=1:1", "data=my samples.csv", "epochs=1")
    assert answer.code == 0, answer.err
    assert 'data="my samples.csv"' in answer.err
    assert float(rows(answer.out)[0]["z"]) == pytest.approx((5 + 1.5) / 2)


def test_a_cost_of_ones_own_runs_from_the_current_folder(sigmascope, tmp_path):
    (tmp_path / "owncosts_run.py").write_text(PARABOLA)
    answer = sigmascope("run", "-q", "costs=owncosts_run:Half eta=0.25", "epochs=1")
    assert [row["cost"] for row in rows(answer.out)] == ["8.0", "2.0"]


def test_what_python_warns_of_in_a_cost_of_ones_own_is_not_shown(sigmascope, tmp_path):
    loud = "import warnings\nwarnings.warn('imported')\n" + PARABOLA.replace(
        "return z\n", "warnings.warn('z'); return z\n"
    )
    (tmp_path / "owncosts_loud.py").write_text(loud)
    answer = sigmascope("run", "-q", "costs=owncosts_loud:Half eta=0.25", "epochs=1")
    assert (answer.code, answer.err) == (0, "")
