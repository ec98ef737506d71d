"""``sigmascope completion SHELL``: a script that completes verbs, presets, keys and options, made from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.refusal import Refusal
from tui.usage import one_of

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.usage import Parser
    from tui.words import Words

_BASH = """\
_sigmascope() {
    local words
    case "${COMP_WORDS[1]}" in
%(cases)s
    esac
    [ "$COMP_CWORD" -eq 1 ] && words="%(first)s"
    COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F _sigmascope sigmascope
"""
_SCRIPTS = {
    "bash": _BASH,
    "zsh": "autoload -U +X bashcompinit && bashcompinit\n" + _BASH.replace("compopt", "true"),
    "fish": "complete -c sigmascope -n __fish_use_subcommand -a '%(first)s'\n%(lines)s\n",
}


def add_arguments(parser: Parser, words: Words) -> None:
    """The shell."""
    parser.add_argument(
        "shell", nargs="?", metavar="SHELL", type=one_of("completion", _SCRIPTS), help=words("completion.help-shell")
    )


def run(options: Namespace, words: Words) -> int:  # noqa: ARG001  # as every verb
    """Print the script."""
    from engine.scenario import ACCEPTED, PRESETS
    from tui.console import out
    from tui.usage import Parser, Unspoken
    from tui.verbs import VERBS

    if options.shell is None:
        raise Refusal("completion.needs-shell")
    scenario = [*PRESETS, *(f"{key}=" for key in ACCEPTED)]
    taken = {}
    for verb in VERBS.values():
        parser = Parser(verb.name, Unspoken())
        verb.load().add_arguments(parser, Unspoken())
        taken[verb.name] = parser.option_names() + (scenario if parser.takes_scenario() else [])
    facts = {
        "first": " ".join([*taken, *scenario, "--help", "--version", "--lang"]),
        "cases": "\n".join(f'        {name}) words="{" ".join(words)}" ;;' for name, words in taken.items()),
        "lines": "\n".join(
            f"complete -c sigmascope -n '__fish_seen_subcommand_from {name}' -a '{' '.join(words)}'"
            for name, words in taken.items()
        ),
    }
    out().write(_SCRIPTS[options.shell] % facts)
    return 0
