"""Lessons as files: those that come with the program, the skeleton, and every kind of mistake with its line."""

from __future__ import annotations

import re

import pytest

from sigmascope.tui.lesson import reading
from sigmascope.tui.lesson.checks import mistakes_in
from sigmascope.tui.lesson.facts import FACTS, WORDS
from sigmascope.tui.lesson.lesson import holding
from sigmascope.tui.lesson.reading import Lines, Reading, lesson_names, shipped, skeleton, text_of
from sigmascope.tui.session.commands import apply
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words import LANGUAGES, Words
from sigmascope.tui.words.refusal import Refusal
from tests.test_architecture import ROOT
from tests.tui.effects import paused

FOLDER = ROOT / "tui" / "lesson" / "lessons"
SKELETON = skeleton()


def mistakes(text: str) -> list[tuple[int, str]]:
    """The line and the name of each sentence."""
    found = mistakes_in(Reading(text, "mine.toml"))
    for mistake in found:  # each can be said in every language
        for language in LANGUAGES:
            sentence = Words(language)("lesson.mistake", path="mine.toml", line=mistake.line, why=mistake.why)
            assert "\n" not in sentence
            assert "{" not in sentence
    return [(mistake.line, getattr(mistake.why, "name", None) or mistake.why.sentence) for mistake in found]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("name", lesson_names())
def test_a_shipped_lesson_has_no_mistake(name):
    assert mistakes((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", lesson_names())
def test_a_shipped_lesson_speaks_every_language(name):
    lesson = shipped(name)
    assert list(lesson.titles) == list(LANGUAGES)
    assert all(list(step.told) == list(LANGUAGES) for step in lesson.steps)
    assert all(list(each.told) == list(LANGUAGES) for each in lesson.experiments)


def test_the_path_is_as_it_was_drawn():
    lesson = shipped("slowdown")
    assert [step.id for step in lesson.steps] == [
        "inverter", "saturated", "speed", "blame", "flat", "cross-entropy",
        "cancellation", "a-cost", "derivation", "fair", "animation", "play",
    ]  # fmt: skip
    assert [step.right for step in lesson.steps if step.asks] == [2, 3, 2, 2, 3, 3, 2, 2, 3, 3, 2]
    assert [step.right for step in shipped("overshoot").steps] == [23, 2, 3, 2]
    assert len(lesson.experiments) == 3


def test_the_skeleton_is_a_lesson_without_mistakes():
    assert mistakes(SKELETON) == []
    lesson = Reading(SKELETON, "mine").lesson
    assert {step.when == "" for step in lesson.steps} == {True, False}, "both kinds of questions are shown"


FAULTS: dict[str, tuple[str, str, str]] = {
    # by sentence: what of the skeleton is replaced, by what, and where the mistake is then
    "lesson.toml": ("charts = ", "charts : ", "charts : "),
    "lesson.unknown-key": ('id = "first"', 'id = "first"\nveiw = "charts"', "veiw"),
    "lesson.no-key": ('id = "first"', 'id = "first"\nxyzzyx = 3', "xyzzyx"),
    "lesson.missing": ('id = "second"\n', "", '[[step]]\nscenario = "saturated"'),
    "lesson.type": ("epoch = 0", 'epoch = "0"', 'epoch = "0"'),
    "lesson.steps": (SKELETON[SKELETON.index("[[step]]") :], "step = []\n", "step = []"),
    "lesson.same-id": ('id = "second"', 'id = "first"', 'id = "first"\nscenario = "saturated"\n'),
    "lesson.id": ('id = "second"', 'id = "2"', 'id = "2"'),
    "lesson.no-language": ('[step.en]\ntitle = "And', '[step.fr]\ntitle = "And', '[[step]]\nid = "second"'),
    "lesson.languages": ('[step.en]\ntitle = "And', '[step.zh]\ntitle = "And', '[[step]]\nid = "second"'),
    "lesson.bounds": ("{ low = 50, high = 150 }", "{ low = 150, high = 50 }", "choices = [{"),
    "lesson.seconds": ("seconds = 8", "seconds = 0.1", "seconds = 0.1"),
    "lesson.epoch": ('until = "end" ', 'until = "eta.quadratic" ', "until"),
    "lesson.fact-epoch": ("epoch = 0", "epoch = 301", "epoch = 301"),
    "lesson.no-answer": ('when = "first_below.cross-entropy.0.5"\n', "", '[step.en]\ntitle = "And'),
    "lesson.no-question": ('question = "When will the output be below 0.5?"\n', "", '[step.en]\ntitle = "How'),
    "lesson.choices": (', "later"]', "]", 'choices = ["within'),
    "lesson.both": ('when = "first_below', 'answer = "a.quadratic.end"\nwhen = "first_below', 'when = "first_below'),
    "lesson.choice-count": ("{ low = 50, high = 150 }, { low = 150 }]", "]", "choices = [{"),
    "lesson.none-right": ("{ low = 150 }]", "{ low = 290 }]", "answer = "),
    "lesson.two-right": ("{ high = 50 }", "{ low = 200 }", "answer = "),
    "lesson.no-fact-to-decide": ('answer = "first_below.quadratic.0.5"\n', "", "choices = [{"),
    "lesson.tells-answer": ("It begins at", "{first_below.quadratic.0.5}: it begins at", 'text = """'),
    "lesson.shows-answer": ('answer = "first_below.quadratic.0.5"', 'answer = "w.quadratic.0 * 100"', "answer = "),
    "lesson.unprintable": ("Another sentence", "Another\\u001b[31m sentence", 'notice = "Another'),
    "lesson.wide": ("And under cross-entropy?", "And under cross-entropy, once more, from the start?", 'title = "And'),
    "lesson.long": ("The same start,", "The same start, " * 40, 'text = "The same'),
    "lesson.brace": ("The same start,", "The {same start,", 'text = "The {same'),
    "lesson.format": ("{eta.quadratic|g}", "{eta.quadratic|.3q}", 'text = """'),
    "lesson.not-finite": ("{fastest.quadratic}", "{first_rise.quadratic}", 'reveal = "At'),
    "lesson.unknown-fact": ("{fastest.quadratic}", "{fastst.quadratic}", 'reveal = "At'),
    "lesson.no-fact": ("{fastest.quadratic}", "{xyzzyx.quadratic}", 'reveal = "At'),
    "lesson.fact-cost": ("{fastest.quadratic}", "{fastest.cross-entropy}", 'reveal = "At'),
    "lesson.fact-takes": ("{fastest.quadratic}", "{w.quadratic}", 'reveal = "At'),
    "lesson.fact-takes-none": ("{fastest.quadratic}", "{fastest.quadratic.1}", 'reveal = "At'),
    "lesson.fact-number": ("{fastest.quadratic}", "{first_below.quadratic.half}", 'reveal = "At'),
    "lesson.fact-output": ("{fastest.quadratic}", "{cost_at.quadratic.2}", 'reveal = "At'),
    "lesson.one-input": (
        'scenario = "saturated"\nwhen',
        'scenario = "saturated w=1:1 x=1:1"\nwhen',
        'reveal = "At epoch {factor',
    ),
    "session.unknown-view": ('then = "speed"', 'then = "sped"', "then"),
    "lesson.epochs": (
        'scenario = "saturated"\n',
        'scenario = "saturated epochs=100001"\n',
        'scenario = "saturated ep',
    ),
    "unknown-preset": ('scenario = "saturated"\n', 'scenario = "satrated"\n', 'scenario = "satrated"'),
    "unknown-cost": ("costs=quadratic", "costs=quadratc", 'scenario = "saturated costs'),
    "unknown-quantity": ('charts = "cost,w,b"', 'charts = "cost,w,bb"', "charts ="),
    "charts.count": ('charts = "cost,w,b"', 'charts = ","', "charts ="),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_mistake_is_told_with_its_line(name):
    part, other, place = FAULTS[name]
    assert part in SKELETON
    wrong = SKELETON.replace(part, other, 1)
    if name == "lesson.one-input":
        wrong = wrong.replace('{first_below.quadratic.0.5}."', '{factor_slope.quadratic.0}."')
        wrong = wrong.replace(
            "At epoch {first_below.cross-entropy.0.5}, and", "At epoch {factor_input.quadratic.0}, and"
        )
    if name == "lesson.experiments":
        wrong += '[[experiment]]\nscenario = "mild"\nen = "Another."\n' * 3
    found = mistakes(wrong)
    assert (line_of(wrong, place), name) in found
    assert len(found) <= 2, "and nothing else is made of it"


@pytest.mark.parametrize(
    ("part", "other", "names"),
    [
        ('when = "first_below.cross-entropy.0.5"', 'when = "end"', ["lesson.no-fact"]),
        ('title = { en = "My lesson" }', "title = {}", ["lesson.no-language"]),
        ('when = "first_below.cross-entropy.0.5"', 'view = "speed"\nwhen = "first_below.cross-entropy.half"',
         ["lesson.fact-number"]),
        ("{ high = 50 }", "{ high = 1" + 400 * "0" + " }", ["lesson.two-right"]),
        ("seconds = 8", "seconds = 1" + 400 * "0", ["lesson.seconds"]),
        ("seconds = 8", "seconds = 1" + 5000 * "0", ["lesson.toml-too-much"]),
        ("seconds = 8", "seconds = " + 5000 * "[" + 5000 * "]", ["lesson.toml-too-much"]),
        ("epoch = 0", "epoch = 0x" + 5000 * "f", ["lesson.fact-epoch"]),
        ('until = "end" ', "until = 0x" + 5000 * "f", ["lesson.epoch"]),
        ("{fastest.quadratic}", "{drag.quadratic.0000000009999}", ["lesson.fact-epoch"]),
        ("{fastest.quadratic}", "{a.quadratic.000000000" + 300 * "9" + "}", ["lesson.fact-epoch"]),
        ("{fastest.quadratic}", "{slope_at.1e999}", ["lesson.fact-number"]),
        ("{fastest.quadratic}", "{now.quadratic.0}", ["lesson.fact-takes-none"]),
        ("{fastest.quadratic}", "{eta.quadratic @ saturated epochs=1000000000}", ["lesson.epochs"]),
        ("{fastest.quadratic}", "{" + 600 * "1" + "}", ["lesson.long-expression"]),
        ("Another sentence", "w" * 900_000, ["lesson.long"]),
        ('"later"]', '"{later}"]', ["lesson.no-braces"]),
        ('scenario = "saturated"\n', 'scenario = "saturated\\n\\teta=0.3"\n', ["lesson.unprintable"]),
        ('scenario = "saturated eta=one-sixth:0.15"', 'scenario = "mild data=nowhere.csv"', ["samples.unreadable"]),
        ('scenario = "saturated eta=one-sixth:0.15"', 'scenario = "saturated w=1e308 b=1e308"', ["overflow"]),
        ("It begins at", "{ first_below.quadratic.0.5 } It begins at", ["lesson.tells-answer"]),
    ],
)  # fmt: skip
def test_what_would_fail_while_it_is_followed_is_a_mistake(part, other, names):
    assert part in SKELETON
    assert [name for _, name in mistakes(SKELETON.replace(part, other, 1))] == names


def test_a_users_own_cost_may_raise_what_it_likes(tmp_path, monkeypatch):
    (tmp_path / "own.py").write_text(
        "import numpy as np\nclass Odd:\n"
        "    def value(self, z, y):\n        return np.divide(1.0, np.exp(-z)) if z.ndim else 0.0\n"
        "    def delta(self, z, y):\n        return np.exp(z)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    text = SKELETON.replace('scenario = "saturated"\n', 'scenario = "mild w=0 b=0 epochs=3 costs=own:Odd"\n')
    text = text.replace("cross-entropy.0.5", "own:Odd.0.5").replace(
        '{first_below.quadratic.0.5}."', '{cost_at.own:Odd.0.9}."'
    )
    assert [name for _, name in mistakes(text) if name == "lesson.fact-output"] == []


def test_too_many_experiments_are_a_mistake():
    text = SKELETON + '[[experiment]]\nscenario = "mild"\nen = "Another."\n' * 3
    assert mistakes(text) == [(text.rstrip().count("\n") - 1, "lesson.experiments")]


def test_samples_have_no_fact_of_one_sample(tmp_path):
    (tmp_path / "two.csv").write_text("x,y\n1,0\n-1,1\n")
    line = f'scenario = "saturated data={tmp_path}/two.csv"\nwhen'
    text = SKELETON.replace('scenario = "saturated"\nwhen', line).replace(
        "At epoch {first_below.cross-entropy.0.5}", "At epoch {drag.quadratic.0}"
    )
    assert (line_of(text, 'reveal = "At epoch {drag'), "lesson.one-sample") in mistakes(text)


@pytest.mark.parametrize(
    ("view", "fact", "told"),
    [
        ("anatomy", "factor_slope.quadratic.0", True),
        ("anatomy", "factor_slope.quadratic.200", False),
        ("sigmoid", "slope_at.4", True),
        ("sigmoid", "speed.quadratic.0", False),
        ("output", "cost_at.quadratic.0.9", True),
        ("speed", "fastest.quadratic", False),
        ("speed", "speed.quadratic.0", True),
        ("hills", "w.quadratic.0", True),
        ("derivation", "dC_db.quadratic.0", True),
        ("charts", "a.quadratic.0", True),
        ("charts", "sigma_prime.quadratic.0", False),
        ("charts", "w.quadratic.0 @ mild", False),
        ("charts", "w.quadratic.0 @ saturated costs=quadratic", True),
        ("charts", "w.quadratic.0 - w.quadratic.end", True),
        ("charts", "a.quadratic.end", False),
    ],
)
def test_a_question_over_its_own_answer_is_refused(view, fact, told):
    text = SKELETON.replace('view = "charts"', f'view = "{view}"').replace(
        'answer = "first_below.quadratic.0.5"', f'answer = "{fact}"'
    )
    text = text.replace(
        "{ high = 50 }, { low = 50, high = 150 }, { low = 150 }",
        "{ high = -9 }, { low = -9, high = 999 }, { low = 999 }",
    )
    assert ((line_of(text, "answer = "), "lesson.shows-answer") in mistakes(text)) == told


def test_what_an_epoch_has_passed_is_told_by_the_speed_view():
    text = SKELETON.replace('view = "charts"', 'view = "speed"').replace("epoch = 0", "epoch = 250")
    assert (line_of(text, "answer = "), "lesson.shows-answer") in mistakes(text)


@pytest.mark.parametrize("view", [name for name in VIEWS if name != "charts"])
def test_every_view_says_what_it_tells(view):
    assert VIEWS[view].tells


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "title = 3\nstep = 3\n", "[[step]]\n", "step = [1, 2]\ntitle = ''\n", "[step]\na = 1"]
)
def test_whatever_stands_in_a_file_there_are_mistakes_and_no_traceback(text):
    assert mistakes(text)


def test_lines_are_found_in_every_way_to_write_a_table():
    text = 'a = 1\n[[step]]\nid = "x"\ntext = """\n[[step]]\nid = 3\n"""\n[step.en]\ntitle = "t"\n'
    text += '[[step]]\nzh.title = "u"\nen = { title = "v" }\n'
    lines = Lines(text)
    assert [lines.of(place) for place in [
        ("a",), ("step", 0, "id"), ("step", 0, "en", "title"), ("step", 1), ("step", 1, "zh", "title"),
        ("step", 1, "en", "title"), ("step", 1, "nowhere"), ("nowhere",),
    ]] == [1, 3, 9, 10, 11, 12, 10, 1]  # fmt: skip


def test_lines_are_found_behind_strings_that_look_like_others():
    text = 'a = "\'\'\'"  # \'\'\' """\nb = """\n\\""" c = 1\n"""\n[["step"]]\n"id" = 3\n[step."en"]\n'
    text += 'list = [\n  "x",\n  { low = 1 },\n]\ntitle = "t"\n'
    lines = Lines(text)
    places = [("b",), ("step", 0, "id"), ("step", 0, "en"), ("step", 0, "en", "title"), ("step", 0, "en", "low")]
    assert [lines.of(place) for place in places] == [2, 6, 7, 12, 7]


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (None, "lesson.unreadable"),
        (b"\xff\xfe", "lesson.encoding"),
        (b"a" * ((1 << 20) + 1), "lesson.too-long"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, write, name):
    path = tmp_path / "mine.toml"
    if write is not None:
        path.write_bytes(write)
    with pytest.raises(Refusal) as caught:
        text_of(str(path))
    assert caught.value.name == name


def test_a_byte_order_mark_and_foreign_line_ends_are_no_mistakes(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SKELETON.replace("\n", "\r\n").encode())
    assert mistakes(text_of(str(path))) == []


def test_exactly_one_choice_holds_on_either_side_of_a_bound():
    bounds = ((float("-inf"), 0.0), (0.0, 1.0), (1.0, float("inf")))
    assert [holding(bounds, value) for value in (-5, 0.0, 0.5, 1.0, 9)] == [[1], [2], [2], [3], [3]]


# ── docs/lessons.md ──────────────────────────────────────────────────────────────────────────────────────────────────

DOCS = (ROOT / "docs" / "lessons.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*FACTS, *WORDS, "end", "fastest"])
def test_every_fact_is_documented(name):
    assert f"`{name}" in DOCS or f"`{{{name}" in DOCS


def test_the_examples_of_the_documentation_have_no_mistakes():
    examples = re.findall(r"^```toml\n(.*?)^```", DOCS, re.DOTALL | re.MULTILINE)
    assert examples
    for example in examples:
        assert mistakes(example) == []


def test_a_lesson_is_known_by_its_file_being_there(tmp_path, monkeypatch):
    for name in lesson_names():
        (tmp_path / f"{name}.toml").write_bytes((FOLDER / f"{name}.toml").read_bytes())
    (tmp_path / "another.toml").write_text(SKELETON)
    monkeypatch.setattr(reading, "_HERE", str(tmp_path))
    assert lesson_names() == ("slowdown", "another", "overshoot")
    session = paused()
    apply(session, "lesson another 2")
    assert session.guide.says("en").title == "And under cross-entropy?"
