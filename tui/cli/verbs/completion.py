"""``sigmascope completion SHELL``: a script that completes verbs, presets, keys and options, made from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigmascope.engine.keys import KEYS
from sigmascope.engine.scenario import PRESETS
from sigmascope.tui.cli import verbs as registry
from sigmascope.tui.cli.console import out
from sigmascope.tui.cli.usage import OneOf, Parser, Unspoken
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from argparse import Namespace

    from sigmascope.tui.words import Words

_BASH = """\
_sigmascope() {
    local known
    case "${COMP_WORDS[1]}" in
%(verbs)s
    esac
    [ "$COMP_CWORD" -eq 1 ] && known="%(first)s"
    case "${COMP_WORDS[COMP_CWORD-1]}" in
%(options)s
    esac
    COMPREPLY=($(compgen -W "$known" -- "${COMP_WORDS[COMP_CWORD]}"))
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F _sigmascope sigmascope
"""
_ZSH = """\
(( $+functions[compdef] )) || { autoload -U compinit && compinit }
_sigmascope() {
    local known
    case "${words[2]}" in
%(verbs)s
    esac
    (( CURRENT == 2 )) && known="%(first)s"
    case "${words[CURRENT-1]}" in
%(options)s
    esac
    known=(${=known})
    compadd -S '' -- ${(M)known:#*=}
    compadd -- ${known:#*=} || _files
}
compdef _sigmascope sigmascope
"""
_FISH = """\
complete -c sigmascope -n __fish_use_subcommand -a '%(first)s'
%(lines)s
"""
_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def add_arguments(parser: Parser, words: Words) -> None:
    """The shell."""
    parser.add_argument(
        "shell", nargs="?", metavar="SHELL", type=OneOf("completion", _SCRIPTS), help=words("completion.help-shell")
    )


def run(options: Namespace, words: Words) -> int:  # noqa: ARG001  # as every verb
    """Print the script."""
    if options.shell is None:
        raise Refusal("completion.needs-shell")
    scenario = [*PRESETS, *(f"{key}=" for key in KEYS)]
    taken: dict[str, str] = {}
    values: dict[tuple[str, ...], str] = {}
    for verb in registry.VERBS.values():
        parser = Parser(verb.name, Unspoken())
        verb.load().add_arguments(parser, Unspoken())
        choices = {options: " ".join(known) for options, known in parser.choices().items()}
        known = [*parser.option_names(), choices.pop((), ""), *(scenario if parser.takes_scenario() else [])]
        taken[verb.name] = " ".join(filter(None, known))
        values |= choices
    # Without a verb, the words are those of the verb that is then meant.
    meant = taken.pop(registry.DEFAULT)
    script = _SCRIPTS[options.shell] % {
        "first": " ".join([*registry.VERBS, *scenario, "--help", "--version", "--lang"]),
        "verbs": _cases(taken | {"*": meant}),
        "options": _cases({"|".join(names): known for names, known in values.items()}),
        "lines": "\n".join(
            [
                f"complete -c sigmascope -n 'not __fish_seen_subcommand_from {' '.join(taken)}' -a '{meant}'",
                *(
                    f"complete -c sigmascope -n '__fish_seen_subcommand_from {name}' -a '{taken[name]}'"
                    for name in taken
                ),
                *(f"complete -c sigmascope {_fish_option(names, known)}" for names, known in values.items()),
            ]
        ),
    }
    out().write(script)
    return 0


def _cases(known: dict[str, str]) -> str:
    return "\n".join(f'        {name}) known="{words}" ;;' for name, words in known.items())


def _fish_option(names: tuple[str, ...], known: str) -> str:
    spelt = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in names)
    return f"{spelt} -x -a '{known}'" if known else f"{spelt} -r"
