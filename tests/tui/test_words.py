"""Words: the same in both languages, all of them used, none of them missing."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from sigmascope.engine import COSTS, PRESETS, QUANTITIES, RULES, EngineError, parse
from sigmascope.engine.errors import SENTENCES
from sigmascope.engine.keys import KEYS
from sigmascope.tui import words as words_module
from sigmascope.tui.cli.verbs import VERBS
from sigmascope.tui.session.commands import COMMANDS, apply
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words import LANGUAGES, Words, language_of
from sigmascope.tui.words.charset import CharsetWords
from sigmascope.tui.words.text import tied, wrap
from tests.tui.effects import paused

EN, ZH = Words("en"), Words("zh")
# The engine says these in English itself; only other languages have them here.
OF_THE_ENGINE = {
    "engine": SENTENCES,
    "accepted": {*KEYS, "eta-of-cost"},
    "preset": PRESETS,
    "rule": RULES,
    "quantity-long": QUANTITIES,
}
SOURCES = [path.read_text(encoding="utf-8") for path in Path(__file__).parents[2].glob("tui/**/*.py")]
# Names are literals, or begin with a literal where the end is the name of an entry in a registry.
LITERAL = re.compile(r"""["']([a-z]+(?:[-.][A-Za-z0-9_-]+)+)["']""")
PREFIX = re.compile(r"""(?:f["']|(?=["'][a-z.-]+["'] \+)["'])([a-z]+(?:[.-][a-z-]+)*[.-])(?:\{|["'] \+)""")


def gaps(text: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_entries():
    chinese = {name for name in ZH.names() if name.split(".")[0] not in OF_THE_ENGINE}
    assert chinese == set(EN.names())


def test_what_a_language_lacks_is_said_in_english_and_what_no_language_has_by_its_entry(monkeypatch):
    def table(language):
        return {"a.said": "here"} if language == "xx" else {"a.said": "in English", "a.english": "English {n}"}

    monkeypatch.setattr(words_module, "_table", table)
    other = Words("xx")
    assert other("a.said") == "here"
    assert other("a.english", n=1) == "English 1"
    assert other.of("a", "english", "own") == "English {n}"
    assert other.of("a", "new", "its own description") == "its own description"
    with pytest.raises(KeyError):
        other("a.new")


@pytest.mark.parametrize("name", EN.names())
def test_both_languages_fill_the_same_gaps(name):
    # Examples are shell and script, taken as they stand.
    if not name.startswith("examples."):
        assert gaps(ZH(name)) == gaps(EN(name))


@pytest.mark.parametrize("section", OF_THE_ENGINE)
def test_everything_the_engine_says_is_translated(section):
    assert {name.split(".", 1)[1] for name in ZH.names() if name.startswith(f"{section}.")} == set(
        OF_THE_ENGINE[section]
    )


@pytest.mark.parametrize("name", SENTENCES)
def test_a_translated_sentence_takes_the_same_facts(name):
    assert gaps(ZH(f"engine.{name}")) == gaps(SENTENCES[name])


def test_every_entry_is_used_somewhere():
    prefixes = tuple({prefix for source in SOURCES for prefix in PREFIX.findall(source)})
    literals = {literal for source in SOURCES for literal in LITERAL.findall(source)}
    sections = {
        section
        for source in SOURCES
        for section in re.findall(r"""(?:words|self)\.of\(\s*["']([a-z-]+)["'],""", source)
    }
    prefixes += tuple(f"{section}." for section in {*sections, "commands"})
    assert [name for name in EN.names() if name not in literals and not name.startswith(prefixes)] == []


def test_every_word_asked_for_exists():
    sections = {name.split(".")[0] for name in EN.names()}
    asked = {
        name
        for source in SOURCES
        for name in re.findall(r"""(?:words|Refusal)\(\s*["']([a-z]+\.[A-Za-z0-9_.-]+)["']""", source)
    }
    assert {name.split(".")[0] for name in asked} <= sections
    assert sorted(asked - set(EN.names())) == []


def test_an_engine_sentence_is_told_wholly_in_the_other_language():
    with pytest.raises(EngineError) as error:
        parse("eta.quadratic=x")
    assert re.search("[a-z]{3}", ZH.error(error.value).replace("eta.quadratic", "")) is None


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environ, language):
    assert language_of(environ) == language


GIVEN_UP = {
    "en": [
        r"\bbehind\b(?! one router)",
        "powers of ten",
        "from the start:",
        "Tab goes on",
        "Enter does it",
        r"\b(a|one) \w+ a (row|sample|line|column|core|second)\b|\bone a \w+|\w an? (second|column|core)\b",
        "yours are",
        "says no format|does not tell the format",
        "so many",
        "one's own",
        "gradient (of the cost )?in ",
        "^(Looking|Keeping)$",
        "[₀-₉]",
        "(?<!learning )speed",
    ],
    "zh": [
        "情景",
        "离开",
        "量程",
        "十的幂",
        "未知",
        "(?<!按)(?<!方向)键",
        "[，。；：！？、] ",
        "[₀-₉]",
        "(?<!学习)速度",
    ],
}
"""By language, what was hard to read, as regular expressions. Speed is the neuron's: a run has a pace."""


@pytest.mark.parametrize("language", GIVEN_UP)
def test_phrases_that_were_given_up_do_not_come_back(language):
    words = Words(language)
    said = {name: words(name) for name in words.names()}
    if language == "en":  # what the engine says itself
        entries = [*PRESETS.values(), *RULES.values(), *QUANTITIES.values()]
        said |= {f"the description of {entry.name}": entry.description for entry in entries}
        said |= {f"what {key.name} takes": key.accepted for key in KEYS.values()} | SENTENCES
    # Views show the neuron's speed, and say so.
    said = {name: text for name, text in said.items() if not name.startswith(("view", "shows.", "guide.view-"))}
    found = [(name, phrase) for name, text in said.items() for phrase in GIVEN_UP[language] if re.search(phrase, text)]
    assert found == []


def test_the_cost_names_of_a_notice_are_those_of_the_language_it_is_shown_in():
    session = paused("mild")
    apply(session, "rule one-sixth")
    said = {language: CharsetWords(Words(language), "braille").notice(session.notice) for language in LANGUAGES}
    assert said["en"] == "learning-rate rule one-sixth: quadratic η = 0.15 · cross-entropy η = 0.025"
    assert said["zh"] == "学习率规则 one-sixth：二次代价 η = 0.15 · 交叉熵 η = 0.025"
    assert CharsetWords(EN, "ascii").notice(session.notice).isascii()


REGISTRIES = {
    "quantity": QUANTITIES,
    "quantity-long": QUANTITIES,
    "cost": COSTS,
    "rule": RULES,
    "preset": PRESETS,
    "accepted": KEYS,
    "commands": COMMANDS,
    "help": COMMANDS,
    "view": VIEWS,
    "shows": VIEWS,
    "verbs": VERBS,
    "examples": VERBS,
    "engine": SENTENCES,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", REGISTRIES)
def test_every_entry_has_words_in_every_language(section, language):
    if language == "en" and section in OF_THE_ENGINE:
        assert all(REGISTRIES[section].values()), "the entries say it themselves"
        return
    said = set(Words(language).names())
    assert [name for name in REGISTRIES[section] if f"{section}.{name}" not in said] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("so w = b = 2 and on", ["so", "w = b = 2", "and on"]),
        ("一二三（式 4）四", ["一二三", "（式 4）", "四"]),
        ("那就“多快”了", ["那就“多", "快”了"]),
    ],
)
def test_formulas_and_brackets_stay_together(text, lines):
    assert [line.strip() for line in wrap(tied(text), 9 if "w" in text else 8)] == lines
