"""``sigmascope scenarios``: everything a scenario, a table or a condition can name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigmascope.engine import COSTS, PRESETS, QUANTITIES, RULES
from sigmascope.engine.keys import KEYS, RATE
from sigmascope.engine.scenario import DEFAULT
from sigmascope.tui.cli.console import out
from sigmascope.tui.session.commands import COMMANDS
from sigmascope.tui.session.keys import key_name
from sigmascope.tui.views import VIEWS
from sigmascope.tui.words.text import aligned

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence

    from sigmascope.tui.cli.usage import Parser
    from sigmascope.tui.words import Words


def add_arguments(parser: Parser, words: Words) -> None:
    """Nothing but what every verb takes."""


def run(options: Namespace, words: Words) -> int:  # noqa: ARG001  # as every verb
    """Print all lists."""
    default = words("scenarios.default")
    lists: dict[str, Iterable[Sequence[str]]] = {
        "presets": (
            (
                preset.name + (f" ({default})" if preset.name == DEFAULT else ""),
                words.of("preset", preset.name, preset.description),
            )
            for preset in PRESETS.values()
        ),
        "keys": (
            *((f"{key.name}=", words.of("accepted", key.name, key.accepted).strip()) for key in KEYS.values()),
            (f"{RATE}<cost>=", words("scenarios.eta-of-cost")),
        ),
        "costs": ((cost.name, cost.formula, cost.gradient) for cost in COSTS.values()),
        "rules": ((f"eta={rule.name}", words.of("rule", rule.name, rule.description)) for rule in RULES.values()),
        "quantities": (
            (each.name, each.symbol, words.of("quantity-long", each.name, each.description))
            for each in QUANTITIES.values()
        ),
        "views": (
            (name, " ".join(view.keys) or key_name(COMMANDS["all"].keys[0]), words.of("shows", name, view.description))
            for name, view in VIEWS.items()
        ),
    }
    stream = out()
    for section, rows in lists.items():
        stream.write(words(f"scenarios.{section}") + "\n")
        stream.writelines(f"  {line}\n" for line in aligned(list(rows)))
        stream.write("\n")
    stream.write(words("scenarios.book") + "\n")
    stream.write(words("scenarios.end") + "\n")
    return 0
