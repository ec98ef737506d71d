"""The derivation: the engine's numbers with their checks, the area up to the neuron, or a sentence."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sigmascope.engine import Samples, parse
from sigmascope.engine.cost import COSTS
from sigmascope.engine.derivation import derive
from sigmascope.tui.board.picture import text_of
from sigmascope.tui.draw.glyphs import GLYPHS
from sigmascope.tui.draw.scale import Scale
from sigmascope.tui.session.session import Session
from sigmascope.tui.views.area import Area
from tests.engine import judge
from tests.tui.effects import paused
from tests.tui.test_views import shown, some_samples

MODEL = "cross-entropy"


def rows_of(session, size=(80, 24), charset="braille", language="en", *lines):
    return text_of(shown(session, "derivation", size, language, charset, *lines)).splitlines()


def checked(rows):
    return sum(row[:76].count("✓") for row in rows)


@pytest.mark.parametrize("epoch", [0, 8, 150, 300])
def test_what_stands_beside_a_formula_is_the_engines(epoch):
    session = paused("saturated")
    rows = rows_of(session, (80, 24), "braille", "en", f"seek {epoch}")
    at = session.values(MODEL, "z", "a", "cost", "sigma_prime", "dC_db")
    found = derive(np.array([at["z"]]), np.array([0.0]), 0)
    first = {int(row[1:3].strip("( ")): row[:52] for row in rows if re.match(r"\(1\d\)| \(9\)", row)}
    assert sorted(first) == [9, 10, 11, 12, 13, 14]
    for equation, value in ((9, at["dC_db"]), (11, at["sigma_prime"]), (13, at["cost"]), (14, at["dC_db"])):
        assert f"{value:#.6g}" in first[equation]
    assert f"{found.needed.value:#.6g}" in first[12]
    assert f"{found.outward:#.4g} · {found.slope.value:#.4g}" in first[10]
    assert checked(rows) == 6 + 2, "six equations and two properties"


def test_both_properties_are_told_row_by_row():
    text = "\n".join(rows_of(paused("saturated")))
    assert "C ≥ 0 ✓  C → 0 as a → y ✓" in text
    assert re.search(r"\|a − y\| 0\.5 +0\.1 +0\.01 +0\.001 ", text)
    assert re.search(r"C +0\.6931 +0\.1054 +0\.01005 +0\.001001", text)
    soft = "\n".join(rows_of(paused("saturated y=0.3"), (160, 48)))
    assert "C → H(y) as a → y ✓  H(y) = 0.610864, the constant of (13)" in soft
    assert "the area is C − H(y)" in soft


@pytest.mark.parametrize("charset", GLYPHS)
def test_a_check_that_fails_says_so(charset, monkeypatch):
    monkeypatch.setattr(type(COSTS[MODEL]), "value", lambda self, z, y: 2.0 * np.logaddexp(0.0, z))
    text = "\n".join(row[:52] for row in rows_of(paused("saturated"), (80, 24), charset, "en", "seek 8"))
    text = "\n".join(row for row in text.splitlines() if not row.startswith(" C"))
    # (9), (12), (13) and (14) need the cost; the slope of σ does not, nor does the product.
    assert len(re.findall(rf"\d {GLYPHS[charset].wrong}\b|\d {GLYPHS[charset].wrong}$", text, re.MULTILINE)) == 4
    assert len(re.findall(rf"\d {GLYPHS[charset].right}\b|\d {GLYPHS[charset].right}$", text, re.MULTILINE)) == 2


def test_what_no_float_can_show_is_neither_right_nor_wrong():
    rows = rows_of(paused("w=700 b=0"))
    assert "too large" in next(row for row in rows if row.startswith("(12)"))
    assert sum("too flat" in row[:52] for row in rows) >= 4
    assert not any("✗" in row for row in rows)


def test_the_area_is_the_cost_and_is_shaded_up_to_the_neuron():
    scale = Scale(-6.0, 6.0)
    for cost, y in ((MODEL, 0.0), (MODEL, 1.0), (MODEL, 0.3), ("quadratic", 0.0)):
        area = Area(COSTS[cost], y, scale, (60, 16), ("series1", "▲"), GLYPHS["ascii"])
        exact = judge.FORMULAS[cost].value
        least = exact(judge.mpf(area.target), judge.mpf(y))
        for z in (-4.0, -0.5, 1.0, 4.0):
            size = exact(judge.mpf(z), judge.mpf(y)) - least
            assert judge.relative_error(area.value(z) - area.least, size) < 1e-12
            lines = ["".join(text for text, _ in line) for line in area.lines(0, z)]
            shaded = [column for line in lines[:-2] for column, sign in enumerate(line) if sign == "." and column > 4]
            begin, end = (area._plane.cell(place, 0.0)[0] + 5 for place in (area.target, z))
            low, high = sorted((begin, end))
            assert all(low <= column <= high for column in shaded), (cost, y, z)
            # Counted in cells, whose edges the curve takes, it is about what it says.
            if cost == MODEL and size > 0.5:
                cells = len(shaded) * (12.0 / 55) * (1.0 / 13)
                assert cells == pytest.approx(float(size), rel=0.35)


def test_what_is_no_area_has_no_second_picture():
    area = Area(COSTS["quadratic"], 0.0, Scale(-6.0, 6.0), (60, 16), ("series0", "◆"), GLYPHS["braille"])
    assert area.adds_up
    assert area.most == pytest.approx(0.5)
    assert np.isinf(Area(COSTS[MODEL], 0.0, Scale(-6.0, 6.0), (60, 16), ("series1", "▲"), GLYPHS["braille"]).most)

    class Wavy(type(COSTS["quadratic"])):
        def delta(self, z, y):
            return np.sin(z)

    assert not Area(Wavy(), 0.0, Scale(-6.0, 6.0), (60, 16), ("series0", "◆"), GLYPHS["braille"]).adds_up
    text = "\n".join(rows_of(paused("saturated"), (160, 48)))
    assert "quadratic: the area is C" in text
    assert "it never passes 0.5" in text
    assert "quadratic: the area" not in "\n".join(rows_of(paused("saturated"), (80, 24)))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "run", ["saturated", "saturated y=0.3", "w=-2 b=-2 y=1", "w=700 b=0 y=0.9", "mild epochs=9999"]
)
def test_no_number_is_cut(run, language):
    session = paused(run)
    for epoch in (0, 40, session.last):
        for size in ((60, 20), (70, 24), (76, 24), (80, 24), (160, 48)):
            rows = rows_of(session, size, "braille", language, f"seek {epoch}")
            assert not [row for row in rows[4:-3] if "…" in row], (epoch, size)


def test_targets_outside_are_told_in_a_sentence():
    text = " ".join(" ".join(rows_of(paused("costs=quadratic y=2"))).split())
    assert "for targets 0 ≤ y ≤ 1, and so are the equations 9 to 14" in text
    assert "✓" not in text


def test_of_several_samples_the_most_wrong_is_derived():
    session = some_samples()
    rows = rows_of(session, (160, 48), "braille", "en", "seek 41")
    stretch = session.simulation.descents[MODEL]
    z = np.ravel(stretch.samples.x @ stretch.history.columns()[:-1, 41] + stretch.history.columns()[-1, 41])
    y = stretch.samples.y
    which = int(np.argmax(np.abs(1 / (1 + np.exp(-z)) - y)))
    assert f"sample {which + 1} of {len(y)}" in rows[6] + rows[7] + rows[5]
    mean = session.values(MODEL, "dC_db")["dC_db"]
    assert f"{mean:#.6g}".replace("-", "−") in next(row for row in rows if row.startswith("(14)"))


def test_without_a_model_that_it_is_about_it_says_what_that_would_give():
    rows = rows_of(paused("costs=quadratic"), (160, 48), "braille", "en", "seek 8")
    assert "∂C/∂b = a − y  under cross-entropy" in next(row for row in rows if "(9)" in row)
    assert any("cross-entropy: the area is C" in row for row in rows)
    assert not any("under cross-entropy" in row for row in rows_of(paused("saturated")))
    published = rows_of(paused("costs=published-cross-entropy"), (160, 48))
    assert not any("under cross-entropy" in row for row in published), "it has that cost"


def test_targets_of_both_kinds_have_a_picture_each():
    samples = Samples(np.array([[1.0], [-1.0]]), np.array([0.0, 1.0]))
    session = Session(parse("w=2 b=-0.5 epochs=400"), samples, playing=False)
    session.prepare()
    for epoch in (0, 200, 400):
        rows = rows_of(session, (100, 30), "braille", "en", f"seek {epoch}")
        assert checked(rows) == 8
        assert "the area is C" in "\n".join(rows)
