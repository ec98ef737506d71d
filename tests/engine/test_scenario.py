"""A run is a value: a scenario and its text are two forms of one thing, whatever the scenario."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sigmascope.engine import COSTS, PRESETS, RULES, EngineError, Scenario, parse
from sigmascope.engine.keys import KEYS
from sigmascope.engine.scenario import DEFAULT
from sigmascope.engine.validation import validate

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
RATES = st.floats(5e-324, 1e308)
USER_COSTS = ["mine:Cost", "my.costs.hinge:Squared_2", "données.coût:Énergie"]
FILE_NAMES = st.one_of(
    st.sampled_from(
        [
            "a.csv",
            "my file.csv",
            'q"uote".csv',
            "C:\\data\\",
            "\\",
            '"',
            "a,b",
            "w=1",
            "样本 1.csv",
            "a\nb",
            "\ta",
            "$'a'",
            "data=$'a'",
            "caf\udce9",
        ]
    ),
    st.text(min_size=1),
    st.text(st.characters(codec=None, categories=["Cs", "Cc", "Cf", "Zs", "Zl", "L"]), min_size=1),  # no UTF-8 either
    st.text("$'\\\\x0fu\\udce9\\n", min_size=1),
    st.text(' ,"\\=\n\u2003\u3000ab', min_size=1),
).filter(lambda name: name.strip())


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    inputs = draw(st.integers(1, 4))
    costs = draw(st.lists(st.sampled_from([*COSTS, *USER_COSTS]), min_size=1, max_size=6, unique=True))
    in_file = draw(st.booleans())
    target = st.floats(0.0, 1.0) if any("cross-entropy" in cost for cost in costs) else NUMBERS
    rule = draw(st.sampled_from(list(RULES)))
    return Scenario(
        w=tuple(draw(st.lists(NUMBERS, min_size=inputs, max_size=inputs))),
        b=draw(NUMBERS),
        x=() if in_file else tuple(draw(st.lists(NUMBERS, min_size=inputs, max_size=inputs))),
        y=0.0 if in_file else draw(target),
        data=draw(FILE_NAMES) if in_file else "",
        rule=rule,
        eta=0.15 if rule == "book" else draw(RATES),
        rates=tuple((cost, draw(RATES)) for cost in costs if draw(st.booleans())),
        epochs=draw(st.integers(1, 10**9)),
        costs=tuple(costs),
    )


@given(scenarios())
@example(parse("mild")._replace(x=(), data="data=$'a'"))
@settings(max_examples=300)
def test_a_scenario_survives_being_written_and_read(scenario: Scenario) -> None:
    assert validate(scenario) == scenario
    assert parse(scenario.text()) == scenario
    assert scenario.text().isprintable()


@given(scenarios(), scenarios())
def test_a_text_says_everything_whatever_it_is_read_on_top_of(scenario: Scenario, base: Scenario) -> None:
    text = scenario.text()
    assert parse(text, base) == scenario
    assert parse(text, base).text() == text


@given(scenarios())
def test_signs_of_zero_survive_too(scenario: Scenario) -> None:
    signed = scenario._replace(w=tuple(-0.0 for _ in scenario.w), b=-0.0)
    back = parse(signed.text())
    assert [math.copysign(1.0, value) for value in (*back.w, back.b)] == [-1.0] * (len(signed.w) + 1)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_its_name(preset: str) -> None:
    assert PRESETS[preset].scenario.text() == preset
    assert parse(preset) == PRESETS[preset].scenario == validate(PRESETS[preset].scenario)
    assert PRESETS[preset].scenario.rates == ()
    assert PRESETS[preset].description


def test_the_presets_are_those_of_the_story() -> None:
    assert parse("") == PRESETS[DEFAULT].scenario == PRESETS["saturated"].scenario
    assert PRESETS["saturated"].scenario == Scenario(
        (2.0,), 2.0, (1.0,), 0.0, "", "same", 0.15, (), 300, ("quadratic", "cross-entropy")
    )
    assert PRESETS["mild"].scenario == PRESETS["saturated"].scenario._replace(w=(0.6,), b=0.9)
    for number, (cost, eta) in enumerate([("quadratic", 0.15)] * 2 + [("published-cross-entropy", 0.005)] * 2, start=1):
        preset = PRESETS[f"animation-{number}"].scenario
        assert (preset.costs, preset.eta) == ((cost,), eta)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("saturated eta=0.3 epochs=500", "saturated eta=0.3 epochs=500"),
        ("mild,eta=0.3 , epochs=5e2", "mild eta=0.3 epochs=500"),
        ("  epochs=500\n\teta=.3\u2003mild\u3000b=1.0", "mild b=1"),
        ("w=2 b=2", "saturated"),
        ("w=.6 b=.90", "mild"),
        ("w=0.5:-1.2 x=1:2", "saturated w=0.5:-1.2 x=1:2"),
        ("eta=book mild", "mild"),
        ("mild eta=book", "book-mild"),
        ("eta=same:0.15", "saturated"),
        ("eta=equal-first-step:0.15", "saturated eta=equal-first-step:0.15"),
        ("eta.quadratic=0.1 eta=0.2", "saturated eta=0.2"),
        ("eta=0.2 eta.quadratic=0.1", "saturated eta=0.2 eta.quadratic=0.1"),
        ("eta.cross-entropy=1 eta.quadratic=2 eta.cross-entropy=3", "saturated eta.quadratic=2 eta.cross-entropy=3"),
        ("data=a.csv", "saturated data=a.csv"),
        ('data="my samples, all.csv"', 'saturated data="my samples, all.csv"'),
        ("data=C:\\a.csv", 'saturated data="C:\\\\a.csv"'),
        (r"data=$'caf\xE9 \'\n\u202E\U000e0001\q.csv'", r"saturated data=$'caf\xe9 \'\n\u202e\U000e0001q.csv'"),
        ("data=$'my file.csv'", 'saturated data="my file.csv"'),
        ("data=caf\udce9.csv", r"saturated data=$'caf\xe9.csv'"),
        ("data=it's$'odd'.csv", "saturated data=it's$'odd'.csv"),
        ("data=a.csv x=1", "saturated"),
        ("data=a.csv y=1", "saturated y=1"),
        ("y=1 data=a.csv", "saturated data=a.csv"),
        ("costs=quadratic", "animation-2"),
        ("costs=cross-entropy+quadratic", "saturated costs=cross-entropy+quadratic"),
    ],
)
def test_later_tokens_win_and_what_differs_least_is_printed(text: str, canonical: str) -> None:
    assert parse(text).text() == canonical


@given(scenarios(), scenarios())
def test_of_two_texts_in_a_row_the_second_holds(first: Scenario, second: Scenario) -> None:
    assert parse(f"{first.text()} {second.text()}") == second
    assert parse(f"{first.text()},{second.text()}") == second


def read(text: str) -> Scenario | EngineError:
    try:
        return parse(text)
    except EngineError as error:
        return error


def is_scenario_or_sentence(text: str) -> bool:
    found = read(text)
    if isinstance(found, Scenario):
        return parse(found.text()) == found
    return str(found).isprintable() and len(str(found)) < 1500


@example('data="a b"c d')
@given(st.text())
def test_any_text_is_a_scenario_or_one_sentence(text: str) -> None:
    assert is_scenario_or_sentence(text)


@given(st.sampled_from([*KEYS, "eta.quadratic"]), st.text(max_size=20))
@example("epochs", "1e999")
@example("w", "1:")
@example("data", "\x00")
def test_any_value_of_a_key_is_taken_or_refused_in_one_sentence(key: str, text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert is_scenario_or_sentence(f'{key}="{quoted}"')


@pytest.mark.parametrize("text", ["1_000", "\u0661", "２", "0x10", "1,5", "−1", "1e", "two", "--1"])
@pytest.mark.parametrize("key", ["w", "b", "eta", "epochs", "eta.quadratic"])
def test_what_is_not_plainly_a_number_is_refused(key: str, text: str) -> None:
    found = read(f'{key}="{text}"')
    assert isinstance(found, EngineError)
    assert found.sentence in ("number", "unknown-rule", "no-such-rule")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"w": ()}, "empty-value"),
        ({"w": (1.0,) * 1001, "x": (1.0,) * 1001}, "range"),
        ({"x": ()}, "empty-value"),
        ({"x": (1.0, 2.0)}, "entry-count"),
        ({"b": math.nan}, "finite"),
        ({"w": (math.inf,)}, "finite"),
        ({"eta": 0.0}, "range"),
        ({"eta": -1.0}, "range"),
        ({"rates": (("quadratic", math.nan),)}, "range"),
        ({"rates": (("hinge", 1.0),)}, "rate-without-cost"),
        ({"rule": "fair"}, "no-such-rule"),
        ({"epochs": 0}, "range"),
        ({"epochs": 10**9 + 1}, "range"),
        ({"epochs": 2.5}, "range"),
        ({"epochs": True}, "range"),
        ({"costs": ()}, "empty-value"),
        ({"costs": ("quadratic", "quadratic")}, "same-cost-twice"),
        ({"costs": ("import os",)}, "no-such-cost"),
        ({"data": " "}, "empty-value"),
        ({"y": 2.0}, "target-range"),
    ],
    ids=str,
)
def test_a_scenario_no_text_could_give_is_refused_too(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(EngineError) as told:
        validate(PRESETS["saturated"].scenario._replace(**change))
    assert told.value.sentence == sentence


def test_a_scenario_is_put_in_the_form_its_text_parses_to() -> None:
    loose = PRESETS["saturated"].scenario._replace(
        data="a.csv", rule="book", eta=3.0, rates=(("cross-entropy", 1.0), ("quadratic", 2.0), ("cross-entropy", 3.0))
    )
    assert parse(loose.text()) == validate(loose)
    assert validate(loose).rates == (("quadratic", 2.0), ("cross-entropy", 3.0))
