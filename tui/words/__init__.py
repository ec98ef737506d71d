"""Every word shown to a person, a TOML file a language."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.errors import EngineError

LANGUAGES = ("en", "zh")
"""What `--lang` takes; the first is spoken where nothing else is asked for."""


class Words:
    """The words of one language, found by dotted name: ``words("run.rates", rates=…)``."""

    def __init__(self, language: str) -> None:
        self.language = language

    @property
    def _table(self) -> dict[str, str]:
        # Read at the first word: a run that has nothing to say is not slowed down by it.
        return _table(self.language)

    def __call__(self, name: str, /, **facts: object) -> str:
        """The words called ``name``, its {gaps} filled with ``facts``, which may come from anywhere."""
        sentence = self._table[name]
        return sentence.format(**{gap: _shown(fact) for gap, fact in facts.items()}) if facts else sentence

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def names(self) -> list[str]:
        """The dotted name of everything this language says."""
        return list(self._table)

    def error(self, error: EngineError) -> str:
        """What the engine found wrong, in one sentence."""
        name = f"engine.{error.sentence}"
        if name not in self:
            return str(error)
        facts = dict(error.facts)
        key = str(facts.get("key"))
        if (accepted := f"accepted.{'eta-of-cost' if key.startswith('eta.') else key}") in self:
            facts["accepted"] = self(accepted)
        return self(name, **facts)


def _shown(fact: object) -> object:
    if isinstance(fact, (os.PathLike, BaseException)):
        fact = str(fact)
    if not isinstance(fact, str) or fact.isprintable():
        return fact
    from engine.text import printable  # only what cannot be shown pays for the engine's NumPy

    return printable(fact)


@cache
def _table(language: str) -> dict[str, str]:
    # Beside this module: importlib.resources would cost a headless run a fifth of its start-up.
    with open(os.path.join(os.path.dirname(__file__), f"{language}.toml"), "rb") as file:
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
