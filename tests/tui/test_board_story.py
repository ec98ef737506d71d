"""What the rows around the charts tell: what a step is made of, where the output is, who was slow, when and why."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigmascope.engine.descent import Samples
from sigmascope.engine.scenario import PRESETS
from sigmascope.tui.board.picture import Picture, text_of
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.draw.line import width_of
from sigmascope.tui.session.commands import apply
from sigmascope.tui.words import LANGUAGES, Words
from sigmascope.tui.words.charset import CharsetWords
from tests.tui.effects import paused

SAMPLES = Samples(np.array([[1.0], [0.0]]), np.array([0.0, 1.0]))


class Shown:
    """A board, and its rows by what they tell."""

    def __init__(self, text="", size=(80, 24), language="en", charset="braille", **options):
        self.session = paused(text, **options)
        self.picture = Picture(GLYPHS[charset], CharsetWords(Words(language), charset))
        self.size = size

    def at(self, epoch):
        apply(self.session, f"seek {epoch}")
        self.rows = self.picture.compose(self.session, *self.size)
        return self

    def row(self, box):
        pieces = [piece for piece in self.rows[box.y] if box.x <= piece.x < box.x + box.width]
        return "".join(text for piece in pieces for text, _ in piece.line).strip()

    @property
    def titles(self):
        return [self.row(box) for box in self.picture.layout.titles]

    @property
    def steps(self):
        return [self.row(box) for box in self.picture.layout.steps]

    @property
    def outputs(self):
        return [self.row(box) for box in self.picture.layout.outputs]

    @property
    def verdict(self):
        return self.row(self.picture.layout.verdict)

    @property
    def timeline(self):
        return self.row(self.picture.layout.timeline)


# ── the verdict ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "epoch", "told"),
    [
        ("saturated", 0, "first step: quadratic 56.6 times smaller than cross-entropy, as σ′ = 0.018"),
        ("saturated", 16, "first step: quadratic 56.6 times smaller than cross-entropy, as σ′ = 0.018"),
        ("saturated", 20, "a < ½: ▲ cross-entropy at epoch 17 · ◆ quadratic not yet, slow since 0"),
        ("saturated", 200, "a < ½: ▲ cross-entropy at 17 · ◆ quadratic not yet, slow 0–166 as σ′ ≤ 0.081"),
        ("saturated", 240, "a < ½: ▲ cross-entropy at 17 · ◆ quadratic at 232, slow 0–166 as σ′ ≤ 0.081"),
        ("saturated", 300, "a < ½: ▲ cross-ent. 17 · ◆ quadratic 232, slow 0–166, same η  2: mild start"),
        ("mild", 0, "first step: quadratic 6.7 times smaller than cross-entropy, as σ′ = 0.149"),
        ("mild", 300, "a < ½: ▲ cross-entropy at 8 · ◆ quadratic at 36, same η  3: book's η"),
        ("w=-2 b=-2 y=1", 240, "a > ½: ▲ cross-entropy at 17 · ◆ quadratic at 232, slow 0–166 as σ′ ≤ 0.081"),
        ("w=3 b=3", 300, "a < ½: ▲ cross-ent. 23 · ◆ quadratic never, slow 0–300, same η  m: more epochs"),
        ("w=0 b=-1", 300, "a < 0.1: ▲ cross-ent. at 25 · ◆ quadratic at 198, same η  w b n: another start"),
        ("costs=cross-entropy", 300, "a < ½: cross-entropy at epoch 17  Tab: why?  w b n: another start"),
    ],
)
def test_the_verdict_tells_what_has_happened_and_nothing_else(text, epoch, told):
    assert Shown(text).at(epoch).verdict == told


def test_steps_that_are_made_equal_are_said_to_be():
    assert Shown("eta=equal-first-step:0.15").at(0).verdict == "the first steps are equal, at σ′ = 0.018"
    assert "equal first steps" in Shown("eta=equal-first-step:0.15", (120, 40)).at(300).verdict
    assert "same η" not in Shown("eta=equal-first-step:0.15", (120, 40)).at(300).verdict


def test_of_several_samples_the_error_is_told_of():
    shown = Shown("w=4 b=-2 epochs=3000", samples=SAMPLES, size=(120, 40)).at(3000)
    told = "error < ½: ▲ cross-entropy at 94 · ◆ quadratic at 847, slow 118–549 as σ′ ≤ 0.160, same η"
    assert shown.verdict.startswith(told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [60, 70, 80, 100, 160])
@pytest.mark.parametrize("text", [*PRESETS, "w=40", "costs=quadratic+cross-entropy+published-cross-entropy eta=0.01"])
def test_at_any_width_a_sentence_is_whole_and_says_by_which_rule(text, width, language):
    shown = Shown(text, (width, 24), language)
    words = Words(language)
    for epoch in (0, 1, 100, shown.session.last):
        verdict = shown.at(epoch).verdict
        assert verdict, (text, width, epoch)
        assert "…" not in verdict
    if len(shown.session.scenario.costs) == 2 and width >= 80:
        rule = shown.session.scenario.rule
        assert words.of("verdict-rates", rule, rule) in verdict, "no model is before another but by a rule"


# ── the time line ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("charset", GLYPHS)
def test_milestones_stand_on_the_time_line_once_they_are_passed(charset):
    glyphs = GLYPHS[charset]
    shown = Shown("", charset=charset)
    first, cells = 3, 80 - 5 - len("300")
    marks = {
        17: glyphs.halves[1], 50: glyphs.tenths[1], 232: glyphs.halves[0], 215: glyphs.fastest,
    }  # fmt: skip
    for reached in (0, 16, 17, 50, 100, 216, 231, 233, 300):
        line = shown.at(reached).timeline
        for epoch, sign in marks.items():
            x = first - 1 + round(epoch / 300 * (cells - 1))
            at_head = x == first - 1 + round(reached / 300 * (cells - 1))
            if not at_head:
                assert (line[x] == sign) == (epoch <= reached), (reached, epoch)
        drawn = sum(line.count(sign) for sign in (*glyphs.halves, *glyphs.tenths))
        assert drawn <= sum(epoch <= reached for epoch in (17, 50, 232))


def test_the_stretch_in_which_a_model_is_slow_is_told_from_the_rest():
    shown = Shown().at(300)
    piece = shown.rows[shown.picture.layout.timeline.y][0]
    slow = sum(len(text) for text, role in piece.line if role == "slow")
    at = [round(epoch / 300 * 71) for epoch in (0, 166)]
    assert slow == at[1] - at[0] + 1 - 3, "three marks of other models stand on it"
    line = Shown("mild").at(300).timeline
    assert GLYPHS["braille"].slow not in line


# ── heads ────────────────────────────────────────────────────────────────────────────────────────────────────────


def numbers(text):
    return [
        float(number.replace("−", "-").replace("e-", "e-")) for number in re.findall(r"−?\d+\.?\d*(?:e−?\d+)?", text)
    ]


@pytest.mark.parametrize(
    ("text", "epoch", "steps"),
    [
        ("saturated", 0, ["step ∝ (a−y)·σ′ = 0.982×0.018 = 0.017", "step ∝ (a−y)    = 0.982  no σ′ in it"]),
        ("saturated", 240, ["step ∝ (a−y)·σ′ = 0.424×0.244 = 0.103", "step ∝ (a−y)    = 0.015  no σ′ in it"]),
        ("w=-2 b=-2 y=1", 0, ["step ∝ (a−y)·σ′ = −0.982×0.018 = −0.017", "step ∝ (a−y)    = −0.982  no σ′ in it"]),
        ("book-saturated", 0, ["η·(a−y)·σ′=0.15×0.982×0.018=0.00260", "η·(a−y)=0.005×0.982=0.00491"]),
        ("costs=published-cross-entropy", 0, ["step ∝ (a − y)/σ′ = 0.982/0.018 = 55.60   Δw −8.33972"]),
    ],
)
def test_a_step_is_told_in_numbers(text, epoch, steps):
    assert [re.sub(" {3,}Δw", "   Δw", step) for step in Shown(text).at(epoch).steps] == steps


@settings(max_examples=30)
@given(st.integers(0, 300), st.floats(-6, 6), st.floats(-6, 6), st.sampled_from([0.0, 1.0, 0.3]))
def test_the_numbers_of_a_step_are_the_engines(epoch, w, b, y):
    shown = Shown(f"w={w!r} b={b!r} y={y}", size=(160, 48)).at(epoch)
    for step, cost in zip(shown.steps, shown.session.scenario.costs, strict=True):
        values = shown.session.simulation.at(epoch, cost, "a", "sigma_prime", "dC_dw")
        error = values["a"] - y
        told = numbers(step.partition("=")[2])
        wanted = [error, values["sigma_prime"], error * values["sigma_prime"]] if cost == "quadratic" else [error]
        for shown_number, number in zip(told, wanted, strict=False):
            assert shown_number == pytest.approx(number, rel=0.06, abs=6e-4)
        assert told[-1] == pytest.approx(-0.15 * values["dC_dw"], rel=0.06, abs=6e-6)


@pytest.mark.parametrize("charset", GLYPHS)
@pytest.mark.parametrize(("y", "epoch"), [(0.0, 0), (0.0, 20), (0.5, 40), (1.0, 300)])
def test_the_bar_is_as_long_as_the_output_and_has_the_target_at_its_place(charset, y, epoch):
    glyphs = GLYPHS[charset]
    shown = Shown(f"y={y}", charset=charset, size=(120, 30)).at(epoch)
    for output, cost in zip(shown.outputs, shown.session.scenario.costs, strict=True):
        a = shown.session.values(cost, "a")["a"]
        assert output.startswith(f"a {a:.3f} ")
        assert output.endswith(f" y {y:g}")
        bar = output[len("a 0.000 ") : -len(f" y {y:g}")]
        at = bar.index(glyphs.target)
        assert at == min(int(y * len(bar)), len(bar) - 1)
        filled = len(bar) - bar.count(glyphs.bar_rest)
        assert abs(filled - a * len(bar)) <= 1.5
    if y == 0.0 and epoch == 20:
        assert shown.outputs[1].count(glyphs.bar) / len(bar) == pytest.approx(0.37, abs=0.06)


def test_a_colour_belongs_to_a_cost_whatever_its_place():
    def roles(text):
        shown = Shown(text).at(40)
        pieces = [piece for piece in shown.rows[1] if piece.line[0][0].strip()]
        return [piece.line[0][1] for piece in pieces]

    assert roles("") == ["series0-title", "series1-title"]
    assert roles("costs=cross-entropy+quadratic") == ["series1-title", "series0-title"]
    assert roles("costs=cross-entropy") == ["series1-title"]
    assert roles("costs=published-cross-entropy+cross-entropy") == ["series2-title", "series1-title"]


def test_titles_show_a_whole_formula_or_none_and_rates_that_differ_always():
    for width in range(60, 200, 3):
        for text in ("", "book-saturated", "costs=published-cross-entropy+cross-entropy"):
            shown = Shown(text, (width, 24)).at(0)
            for title, (cost, rate) in zip(shown.titles, shown.session.simulation.rates.items(), strict=True):
                formula = re.sub(
                    r" *η .*|C = | ", "", title.partition("quadratic" if "quad" in title else "published")[2]
                )
                assert title.count("(") == title.count(")"), formula
                if text == "book-saturated":
                    assert f"η {rate:g}" in title, cost


def test_a_cost_of_ones_own_is_told_for_what_it_is(tmp_path, monkeypatch):
    (tmp_path / "owncosts_story.py").write_text(
        "class Cubic:\n"
        "    formula = 'C = |y - a|^3/3'\n"
        "    gradient = ''\n"
        "    def value(self, z, y):\n"
        "        from sigmascope.engine.sigmoid import sigmoid\n"
        "        return abs(y - sigmoid(z)) ** 3 / 3\n"
        "    def delta(self, z, y):\n"
        "        from sigmascope.engine.sigmoid import sigmoid\n"
        "        a = sigmoid(z)\n"
        "        return abs(a - y) * (a - y) * a * (1 - a)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    shown = Shown("costs=owncosts_story:Cubic+cross-entropy", (160, 48)).at(0)
    own, _ = shown.steps
    assert own.startswith("step ∝ (a − y) · σ′ · r = 0.982 × 0.018 × 0.982 = 0.017")


@pytest.mark.parametrize("size", [(60, 22), (60, 23), (60, 24), (80, 24), (120, 40)])
@pytest.mark.parametrize("text", ["w=40", "w=-700 b=-10", "w=1e300 b=-1e300 eta=1e-9", "eta=1000"])
def test_numbers_of_any_size_leave_heads_whole(size, text):
    shown = Shown(text, size)
    for epoch in (0, 1, 300):
        for line in [*shown.at(epoch).steps, *shown.titles]:
            assert "…" not in line
        for box in [*shown.picture.layout.steps, *shown.picture.layout.outputs]:
            if box.height:
                (piece,) = [piece for piece in shown.rows[box.y] if piece.x == box.x]
                assert width_of(piece.line) == box.width
    assert "nan" not in text_of(shown.rows)
