"""Every sentence of the engine can be met with, says what was wrong and what is accepted, and stays one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sigmascope.engine
from sigmascope.engine import (
    COSTS,
    Descent,
    EngineError,
    Params,
    Samples,
    Simulation,
    evaluate,
    find_cost,
    parse,
    step,
    sweep,
)
from sigmascope.engine.condition import parse_condition
from sigmascope.engine.errors import SENTENCES, nearest, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

ONE = Samples(np.array([[1.0]]), np.array([0.0]))
TEN = Samples(np.array([[10.0]]), np.array([0.0]))
ALL_AT_1E308 = Params(np.array([1e308]), np.float64(0.0))
HERE = __name__


class Wrong:
    """A cost whose delta is not its gradient."""

    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return z * z

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return z


class Flat:
    """A cost that nothing is done against."""

    def value(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.zeros_like(z)

    def delta(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.zeros_like(z)


class NoCost:
    """A class that is no cost."""


# For each sentence what provokes it, and what it must name: the wrong value, then what would do instead.
PROVOKED: dict[str, tuple[Callable[[], object], list[str]]] = {
    "number": (lambda: parse("w=two"), ["w=two", "finite numbers"]),
    "finite": (lambda: parse("b=1e400"), ["b=1e400", "a finite number"]),
    "range": (lambda: parse("epochs=0"), ["epochs=0", "from 1 to 1000000000"]),
    "entry-count": (lambda: parse("w=1:2"), ["w has 2", "x has 1", "w=0.5:-1.2"]),
    "rule-number": (lambda: parse("eta=book:0.1"), ["eta=book:0.1", "write eta=book"]),
    "single": (lambda: parse("b=1:2:3"), ["b=1:2:3", "3 numbers", "takes one"]),
    "unknown-key": (lambda: parse("epoch=3"), ["'epoch'", "'epochs'?", "w, b, x, y, eta"]),
    "no-such-key": (lambda: parse("lr=3"), ["'lr'", "w, b, x, y, eta, epochs, costs, data, eta.<cost>"]),
    "unknown-preset": (lambda: parse("mlid"), ["'mlid'", "'mild'?", "saturated, mild"]),
    "no-such-preset": (lambda: parse("0.3"), ["'0.3'", "saturated, mild"]),
    "unknown-cost": (lambda: parse("costs=quadric"), ["'quadric'", "'quadratic'?", "package.module:Class"]),
    "no-such-cost": (lambda: find_cost("hinge"), ["'hinge'", "quadratic, cross-entropy", "package.module:Class"]),
    "unknown-rule": (lambda: parse("eta=one-sixt"), ["'one-sixt'", "'one-sixth'?", "same, equal-first-step"]),
    "no-such-rule": (lambda: parse("eta=zzz"), ["'zzz'", "same, equal-first-step, one-sixth, book"]),
    "unknown-quantity": (
        lambda: Simulation(parse("")).at(0, "quadratic", "costs"),
        ["'costs'", "'cost'?", "w, b, z, a"],
    ),
    "no-such-quantity": (lambda: Simulation(parse("")).at(0, "quadratic", "foo!"), ["'foo!'", "w, b, z, a"]),
    "cost-as-preset": (lambda: parse("quadratic"), ["quadratic is a cost", "costs=quadratic,"]),
    "rule-as-preset": (lambda: parse("one-sixth"), ["one-sixth is a learning-rate rule", "eta=one-sixth"]),
    "empty-value": (lambda: parse("eta"), ["eta= has no value", "a finite number above 0"]),
    "same-cost-twice": (lambda: parse("costs=quadratic+quadratic"), ["quadratic twice", "once"]),
    "too-many-costs": (lambda: parse("costs=" + "+".join(f"m:C{i}" for i in range(9))), ["9 costs", "at most 8"]),
    "rate-without-cost": (lambda: parse("eta.hinge=1"), ["eta.hinge", "quadratic, cross-entropy"]),
    "unbalanced-quote": (lambda: parse('data="a b'), ["data=\"a b'", "never closed", "close it"]),
    "no-first-step": (
        lambda: Simulation(parse("w=0 b=0 y=0.5 eta=equal-first-step")),
        ["cross-entropy to quadratic", "another start or another rule"],
    ),
    "no-mean-pull": (
        lambda: Simulation(parse(f"eta=one-sixth costs={HERE}:Flat")),
        [f"no rate for {HERE}:Flat", "choose another rule"],
    ),
    "target-range": (lambda: parse("y=1.5"), ["cross-entropy", "y=1.5", "from 0 to 1"]),
    "samples-needed": (lambda: Simulation(parse("data=a.csv")), ["'a.csv'", "hand them over"]),
    "samples-shape": (lambda: Samples(np.ones(2), np.ones(2)), ["(2,)", "(n, m)"]),
    "samples-finite": (lambda: Samples(np.array([[np.nan]]), np.ones(1)), ["not finite", "must be a finite number"]),
    "overflow": (
        lambda: Descent(COSTS["quadratic"], TEN, ALL_AT_1E308, 0.1).advance(3),
        ["after epoch 0 under quadratic", "smaller learning rate"],
    ),
    "overflow-quantity": (
        lambda: evaluate(Descent(COSTS["quadratic"], TEN, ALL_AT_1E308, 0.1), np.array([[1e308], [0.0]]), ["a"]),
        ["quantity a", "under quadratic", "smaller values"],
    ),
    "overflow-grid": (
        lambda: sweep(ALL_AT_1E308, TEN, COSTS["quadratic"], 0.1, 3),
        ["within 3 epochs", "under quadratic", "smaller values"],
    ),
    "cost-import": (lambda: find_cost("no.such_module:Cost"), ["no.such_module:Cost", "package.module:Class"]),
    "cost-protocol": (lambda: find_cost(f"{HERE}:NoCost"), ["NoCost", "no method value", "delta(z, y)"]),
    "cost-gradient": (lambda: find_cost(f"{HERE}:Wrong"), ["Wrong", "z=-6, y=0", "delta is -6", "give -12"]),
    "params-shape": (
        lambda: step(Params(np.ones(2), np.float64(0.0)), ONE, COSTS["quadratic"], 1.0),
        ["(2,)", "(…, m)"],
    ),
    "condition": (lambda: parse_condition("a is small", inputs=1), ["'a is small'", "'a<0.1'"]),
    "condition-columns": (lambda: parse_condition("w<1", inputs=2), ["w stands for several", "w1 to w2"]),
    "history": (lambda: Simulation(parse("")).at(4, "quadratic", "w"), ["epoch 4", "epochs 0 to 0"]),
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_is_met_with_and_names_what_was_wrong_and_what_is_accepted(sentence: str) -> None:
    provoke, named = PROVOKED[sentence]
    with pytest.raises(EngineError) as told:
        provoke()
    assert told.value.sentence == sentence
    said = str(told.value)
    assert said == SENTENCES[sentence].format(**told.value.facts)
    assert [part for part in named if part not in said] == []


def test_nothing_is_provoked_that_is_not_a_sentence() -> None:
    assert set(PROVOKED) == set(SENTENCES)


def test_the_engine_raises_no_sentence_it_does_not_have() -> None:
    for file in Path(sigmascope.engine.__file__).parent.glob("*.py"):
        for raised in file.read_text(encoding="utf-8").split('EngineError("')[1:]:
            assert raised.partition('"')[0] in SENTENCES, file.name


def test_what_was_typed_stays_on_one_line_and_cannot_drive_a_terminal() -> None:
    for typed in ('w="\x1b[31mred\x07"', 'b="1\n2"', 'data="', "\x1b]0;title\x07", "e" * 100_000, f"w={'9' * 5000}"):
        with pytest.raises(EngineError) as told:
            parse(typed)
        assert str(told.value).isprintable()
        assert len(str(told.value)) < 1000


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("epoch", "epochs"), ("cost", "costs"), ("Eta", "eta"), ("ETA", "eta"), ("dta", "data"),
        ("eta.quadratic", "eta.<cost>"), ("weight", "w"), ("wieght", "w"), ("bias", "b"), ("epohcs", "epochs"),
    ],
)  # fmt: skip
def test_a_mistyped_key_is_recognised(typed: str, meant: str) -> None:
    assert nearest(typed, ["w", "b", "x", "y", "eta", "epochs", "costs", "data", "eta.<cost>"]) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ce", "cross-entropy"), ("quad", "quadratic"), ("Quadratic", "quadratic"), ("crossentropy", "cross-entropy"),
     ("published", "published-cross-entropy"), ("cross_entropy", "cross-entropy"), ("cross", "cross-entropy")],
)  # fmt: skip
def test_an_abbreviated_or_mistyped_cost_is_recognised(typed: str, meant: str) -> None:
    with pytest.raises(EngineError, match=rf"unknown cost '{typed}'; did you mean '{meant}'\?"):
        find_cost(typed)


@pytest.mark.parametrize("typed", ["samples.csv", "xyzzy", "0.3", "--help", "帮助", "?"])
def test_a_word_like_no_preset_gets_the_list_and_no_guess(typed: str) -> None:
    with pytest.raises(EngineError, match="the presets are saturated, mild") as told:
        parse(typed)
    assert "did you mean" not in str(told.value)


def test_unknown_takes_any_names() -> None:
    assert unknown("key", "wat", ("eta",)).sentence == "no-such-key"
    assert unknown("key", "et", {"eta": 1}).facts["nearest"] == "eta"
