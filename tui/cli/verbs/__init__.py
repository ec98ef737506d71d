"""The verbs of the command line, one entry each; a verb's module is imported only when the verb is used.

A verb's module has ``add_arguments(parser, words)``, which describes its arguments, and ``run(options, words)``,
which does the work and returns the exit code. Its words are ``verbs.<name>``, one line for the list of verbs, and
``examples.<name>``, what its help ends with.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from sigmascope.tui.words import Words


class VerbModule(Protocol):
    """What the module of a verb offers."""

    def add_arguments(self, parser: ArgumentParser, words: Words) -> None:
        """Describe the arguments to argparse."""

    def run(self, options: Namespace, words: Words) -> int:
        """Do the work; the exit code. Raises Refusal and EngineError for what cannot be done."""


class Verb(NamedTuple):
    """A first word of the command line."""

    name: str
    module: str
    description: str = ""
    """What it does, where no language says so."""

    def load(self) -> VerbModule:
        """Import its module."""
        return cast("VerbModule", import_module(self.module))


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("open", "sigmascope.tui.cli.verbs.open"),
        Verb("run", "sigmascope.tui.cli.verbs.run"),
        Verb("screenshot", "sigmascope.tui.cli.verbs.screenshot"),
        Verb("play", "sigmascope.tui.cli.verbs.play"),
        Verb("lesson", "sigmascope.tui.cli.verbs.lesson"),
        Verb("check", "sigmascope.tui.cli.verbs.check"),
        Verb("scenarios", "sigmascope.tui.cli.verbs.scenarios"),
        Verb("serve", "sigmascope.tui.cli.verbs.serve"),
        Verb("completion", "sigmascope.tui.cli.verbs.completion"),
    )
}
"""Every verb by name."""

DEFAULT = "open"
"""The verb of a command line that names none."""
