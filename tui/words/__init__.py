"""Every word shown to a person, a TOML file a language: a language is known by its file being here."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from sigmascope.engine.errors import EngineError

_HERE = os.path.dirname(__file__)
_FIRST = "en"


def _languages() -> tuple[str, ...]:
    found = sorted(name.removesuffix(".toml") for name in os.listdir(_HERE) if name.endswith(".toml"))
    return (_FIRST, *(name for name in found if name != _FIRST))


LANGUAGES = _languages()
"""What `--lang` takes; the first is spoken where nothing else is asked for, and where another lacks words."""


class Words:
    """The words of one language, found by dotted name: ``words("run.rates", rates=…)``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, name: str, /, **facts: object) -> str:
        """The words called ``name``, its {gaps} filled with ``facts``, which may come from anywhere.

        English where this language lacks them.
        """
        sentence = self._found(name)
        if sentence is None:
            raise KeyError(name)
        return sentence.format(**{gap: self._said(fact) for gap, fact in facts.items()}) if facts else sentence

    def _said(self, fact: object) -> object:
        # What was refused for a reason has a sentence of its own, in the same language.
        if isinstance(fact, Refusal):
            return self(fact.name, **fact.facts)
        return self.error(cast("EngineError", fact)) if hasattr(fact, "sentence") else _shown(fact)

    def of(self, section: str, name: str, description: str) -> str:
        """What is said of the entry called ``name`` of a registry; its own ``description`` where no language has it."""
        sentence = self._found(f"{section}.{name}")
        return description if sentence is None else sentence

    def _found(self, name: str) -> str | None:
        # Read at the first word: a run that has nothing to say is not slowed down by it.
        sentence = _table(self.language).get(name)
        return _table(_FIRST).get(name) if sentence is None else sentence

    def names(self) -> list[str]:
        """The dotted name of everything this language says itself."""
        return list(_table(self.language))

    def error(self, error: EngineError) -> str:
        """What the engine found wrong, in one sentence."""
        sentence = self._found(f"engine.{error.sentence}")
        if sentence is None:
            return str(error)
        facts = dict(error.facts)
        if "accepted" in facts:
            key = str(facts["key"])
            facts["accepted"] = self.of("accepted", "eta-of-cost" if "." in key else key, str(facts["accepted"]))
        return sentence.format(**facts)


def _shown(fact: object) -> object:
    if isinstance(fact, (os.PathLike, BaseException)):
        fact = str(fact)
    if not isinstance(fact, str) or fact.isprintable():
        return fact
    from sigmascope.engine.escaping import printable  # only what cannot be shown pays for the engine's NumPy  # noqa: PLC0415

    return printable(fact)


@cache
def _table(language: str) -> dict[str, str]:
    # Beside this module: importlib.resources would cost a headless run a fifth of its start-up.
    with open(os.path.join(_HERE, f"{language}.toml"), "rb") as file:
        return dict(_flatten("", tomllib.load(file)))


def _flatten(prefix: str, table: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for key, value in table.items():
        found += _flatten(f"{prefix}{key}.", value) if isinstance(value, dict) else [(prefix + key, str(value))]
    return found


def language_of(environ: dict[str, str] | None = None) -> str:
    """The language of a locale, from LC_ALL, LC_MESSAGES or LANG, the first that is set: zh_CN.UTF-8 speaks zh."""
    environ = dict(os.environ) if environ is None else environ
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    spoken = locale.partition("_")[0].partition(".")[0].lower()
    return spoken if spoken in LANGUAGES else LANGUAGES[0]
