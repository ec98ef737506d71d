"""A new cost, quantity, rule, preset, command, view, verb or language is one entry, and is found everywhere.

None of them has words here: its own description stands in for them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sigmascope.engine.cost import COSTS, BaseCost
from sigmascope.engine.quantity import QUANTITIES, Quantity
from sigmascope.engine.rules import RULES, Rule
from sigmascope.engine.scenario import PRESETS, Preset, parse
from sigmascope.engine.sigmoid import sigmoid_pair
from sigmascope.engine.supplied import check_gradient
from sigmascope.tui.app.app import AppOptions, SigmascopeApp
from sigmascope.tui.app.screens.search import CommandSearch
from sigmascope.tui.app.stage import Stage
from sigmascope.tui.cli.verbs import VERBS, Verb
from sigmascope.tui.session.commands import COMMANDS, VIEW_KEYS, Command, key_bindings
from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.views import VIEWS
from sigmascope.tui.views.view import Drawn, View
from sigmascope.tui.words import LANGUAGES, Words
from tests.tui.effects import paused

ROOT = Path(__file__).parents[2]


def everything(app: SigmascopeApp) -> str:
    """What the app shows, tall enough for its longest page."""
    return SHOTS[".txt"](app.frame())


async def shown(text: str, *lines: str, keys: str = "", language: str = "en") -> str:
    """The app on a scenario after some lines and keys."""
    async with Stage(paused(text), Words(language), AppOptions(), (160, 180)) as stage:
        for line in lines:
            assert stage.say(line)
        for key in keys:
            await stage.press(key)
        await stage.settle()
        return everything(stage.app)


async def found(typed: str) -> list[str]:
    """The lines of the command list that the search in the app offers for some letters."""
    async with Stage(paused(), Words("en"), AppOptions(), (120, 40)) as stage:
        stage.say("palette")
        await stage.settle()
        screen = stage.app.screen
        assert isinstance(screen, CommandSearch)
        screen.field.value = typed
        await stage.settle()
        options = [screen.found.get_option_at_index(n) for n in range(screen.found.option_count)]
        return [option.id for option in options]


class Quartic(BaseCost):
    name = "quartic"
    formula = "C = (y − a)⁴/4"
    gradient = "∂C/∂b = (a − y)³ σ′(z)"

    def value(self, z, y):
        return (sigmoid_pair(z)[0] - y) ** 4 / 4.0

    def delta(self, z, y):
        a, a_bar = sigmoid_pair(z)
        return (a - y) ** 3 * a * a_bar


async def test_a_cost(monkeypatch, sigmascope):
    monkeypatch.setitem(COSTS, "quartic", Quartic())
    check_gradient(COSTS["quartic"])
    assert Quartic.formula in sigmascope("scenarios").out
    assert "quartic" in sigmascope("check", "--cost", "quartic").out
    table = sigmascope("run", "-q", "costs=quadratic+quartic", "eta=one-sixth:0.1", "epochs=2").out
    assert table.splitlines()[2].startswith("quartic,0,")
    assert Quartic.formula in await shown("mild", "help")
    assert "quartic" in await shown("mild costs=quartic", "end")


async def test_a_quantity(monkeypatch, sigmascope):
    entry = Quantity("doubt", "δ", "what is left to doubt", lambda stretch: stretch.mean(1.0 / (1.0 + stretch.z**2)))
    monkeypatch.setitem(QUANTITIES, "doubt", entry)
    assert "what is left to doubt" in sigmascope("scenarios").out
    assert "doubt" in sigmascope("run", "-q", "--format", "csv", "epochs=1").out.splitlines()[0]
    assert sigmascope("run", "-q", "--columns", "doubt", "--until", "doubt<1", "epochs=1").code == 0
    assert "what is left to doubt" in await shown("mild", "help")
    assert "what is left to doubt" in await shown("mild", "charts doubt")


async def test_a_rule(monkeypatch, sigmascope):
    halved = Rule("halved", "half of it for all", lambda eta, start: {cost.name: eta / 2 for cost in start.costs})
    monkeypatch.setitem(RULES, "halved", halved)
    assert "half of it for all" in sigmascope("scenarios").out
    assert "quadratic 0.1" in sigmascope("run", "eta=halved:0.2", "costs=quadratic", "epochs=1").err
    assert parse(parse("eta=halved:0.2").text()).rule == "halved"
    assert "halved" in await shown("mild", "rule halved")


async def test_a_preset(monkeypatch, sigmascope):
    monkeypatch.setitem(PRESETS, "calm", Preset("calm", parse("w=0 b=0"), "from nothing at all"))
    assert "from nothing at all" in sigmascope("scenarios").out
    assert "calm" in sigmascope("completion", "bash").out
    assert sigmascope("run", "-q", "calm", "epochs=1").code == 0
    assert "preset_calm" in await found("calm")
    assert " calm" in await shown("mild", "preset calm")


async def test_a_command(monkeypatch):
    entry = Command("leap", ("j",), lambda session, _: session.seek(77), "play", footer=1, description="go to 77")
    monkeypatch.setitem(COMMANDS, "leap", entry)
    assert key_bindings()["j"] == "leap"
    assert "go to 77" in await shown("mild", "help")
    assert "leap" in await found("leap")
    assert "epoch  77/300" in await shown("mild", keys="j")
    assert "j leap" in await shown("mild")


class Plain(Drawn):
    """A view that says at which epoch it is."""

    def __init__(self, session, areas, medium):
        self.areas = areas

    def lines(self, session, values):
        for area, at in zip(self.areas, values, strict=True):
            yield area, [((f"plain {session.epoch} {at['z']:.3f}".ljust(area.width), "text"),)]

    def command_at(self, x, y):
        return "seek 5" if self.areas[0].holds(x, y) else None


async def test_a_view(monkeypatch, sigmascope):
    view = View("plain", Plain, lambda session: ("z",), ("j",), "epochs in plain words")
    monkeypatch.setitem(VIEWS, "plain", view)
    monkeypatch.setitem(VIEW_KEYS, "plain", view.keys)
    assert "epochs in plain words" in await shown("mild", "help")
    assert "epochs in plain words" in await shown("mild", "view plain", "help")
    assert "plain 9 " in await shown("mild", "seek 9", keys="j")
    assert "[j plain]" in await shown("mild", keys="j")
    assert "plain 9 " not in await shown("mild", "seek 9", "view plain", "all")
    assert "epochs in plain words" in sigmascope("scenarios").out
    async with Stage(paused("mild"), Words("en"), AppOptions(), (80, 24)) as stage:
        stage.say("view plain")
        await stage.settle()
        box = stage.app.board.picture.layout.areas[0]
        assert stage.app.board.picture.command_at(stage.session, box.x, box.y) == "seek 5"


def test_a_verb(monkeypatch, sigmascope):
    module = ModuleType("verb_of_a_test")
    module.add_arguments = lambda parser, words: parser.add_argument("--loud", action="store_true")
    module.run = lambda options, words: print("HELLO" if options.loud else "hello") or 0
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(VERBS, "hello", Verb("hello", module.__name__, "says hello"))
    assert sigmascope("hello", "--loud").out == "HELLO\n"
    assert "says hello" in sigmascope("--help").out
    assert "--loud" in sigmascope("hello", "--help").out
    assert "--loud" in sigmascope("completion", "bash").out
    assert "hello" in sigmascope("helo").err


@pytest.fixture(scope="module")
def with_esperanto(tmp_path_factory):
    """A copy of the program with one language more, that can say one thing."""
    folder = tmp_path_factory.mktemp("language")
    package = folder / "sigmascope"
    for name in ("engine", "tui"):
        shutil.copytree(ROOT / name, package / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / name, package)
    (package / "tui" / "words" / "eo.toml").write_text('[cli]\nabout = "Rigardu neŭronon lerni."\n', encoding="utf-8")
    return folder


def test_a_language(with_esperanto):
    assert "eo" not in LANGUAGES

    def ask(*arguments: str) -> str:
        environ = os.environ | {"PYTHONPATH": str(with_esperanto), "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "sigmascope", *arguments]
        return subprocess.run(
            command, env=environ, cwd=with_esperanto, capture_output=True, text=True, check=True, encoding="utf-8"
        ).stdout

    overview = ask("--lang", "eo", "--help")
    assert "Rigardu neŭronon lerni." in overview
    assert "published figures" in ask("--lang", "eo", "check", "--help") + overview, "what it lacks is said in English"
    assert "eo" in ask("completion", "bash")
    assert "epoch" in ask("screenshot", "mild", "--lang", "eo", "-o", "-")
