"""Each thing a person can do, once: its word, keys, effect. Footer, palette, help and scripts are made from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigmascope.engine.errors import EngineError, near
from sigmascope.engine.rules import RULES
from sigmascope.engine.scenario import PRESETS, parse
from sigmascope.engine.text import number_text
from sigmascope.tui.session.command import Command, whole_number
from sigmascope.tui.session.guided import DIGITS, LESSON_COMMANDS, nothing_asked
from sigmascope.tui.session.look import FIRST_VIEW, MOST_CHARTS, charted_quantities
from sigmascope.tui.session.session import PACES, Session
from sigmascope.tui.words.charset import Spoken
from sigmascope.tui.words.refusal import Refusal
from sigmascope.tui.words.renamed import check_renamed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sigmascope.tui.words.charset import CharsetWords


def _toggle(session: Session, _: str) -> None:
    if session.epoch == session.last and not session.playing:
        session.seek(0)
        session.playing = True
    else:
        session.playing = not session.playing


def _play(session: Session, _: str) -> None:
    if session.epoch < session.last:
        session.playing = True


def _pause(session: Session, _: str) -> None:
    session.playing = False


def _by(epochs: int) -> Callable[[Session, str], None]:
    def move(session: Session, argument: str) -> None:
        count = whole_number("step", argument, 1, session.most_epochs) if argument else 1
        session.playing = False
        session.seek(session.epoch + epochs * count)

    return move


def _to(session: Session, argument: str) -> None:
    session.seek(whole_number("seek", argument, 0, session.last))


def _start(session: Session, _: str) -> None:
    session.playing = False
    session.seek(0)


def _end(session: Session, _: str) -> None:
    session.seek(session.last)


def _restart(session: Session, _: str) -> None:
    session.seek(0)
    session.reached = 0
    session.playing = True


def _faster(session: Session, _: str) -> None:
    session.pace = next((pace for pace in PACES if pace > session.pace), PACES[-1])
    session.say("session.pace", pace=session.pace)


def _slower(session: Session, _: str) -> None:
    session.pace = next((pace for pace in reversed(PACES) if pace < session.pace), PACES[0])
    session.say("session.pace", pace=session.pace)


def _pace(session: Session, argument: str) -> None:
    session.pace = whole_number("pace", argument, PACES[0], PACES[-1])


def _nudge(key: str, direction: int) -> Callable[[Session, str], None]:
    def nudge(session: Session, _: str) -> None:
        session.nudge(key, direction)
        session.say("session.start", text=session.scenario.text())

    return nudge


def _set(session: Session, argument: str) -> None:
    session.use(parse(argument, session.scenario))
    session.say("session.start", text=session.scenario.text())


def _preset(session: Session, argument: str) -> None:
    names = list(PRESETS)
    if not argument:
        now = session.scenario.text()
        argument = names[(names.index(now) + 1) % len(names)] if now in names else names[0]
    elif argument.isdecimal():
        argument = names[whole_number("preset", argument, 1, len(names)) - 1]
    if argument not in PRESETS:
        parse(argument)  # says which presets there are
        raise EngineError("unknown-preset", name=argument, nearest=names[0], known=", ".join(names))
    session.use(PRESETS[argument].scenario)
    session.say("session.start", text=argument)


def _rule(session: Session, argument: str) -> None:
    names = list(RULES)
    name = argument or names[(names.index(session.scenario.rule) + 1) % len(names)]
    eta = RULES[name].text(number_text(session.scenario.eta)) if name in RULES else name
    session.use(parse(f"eta={eta}", session.scenario))
    rates = dict(session.simulation.rates)

    def spoken(words: CharsetWords) -> str:
        return " · ".join(f"{words.cost(cost)} η = {rate:.6g}" for cost, rate in rates.items())

    session.say("session.rule", rule=name, rates=Spoken(spoken))


def _more(session: Session, argument: str) -> None:
    more = whole_number("more", argument, 1, session.most_epochs) if argument else session.scenario.epochs
    epochs = session.scenario.epochs + more
    if epochs > session.most_epochs:
        raise Refusal("session.epochs", epochs=epochs, most=session.most_epochs)
    session.scenario = session.scenario._replace(epochs=epochs)
    session.simulation.scenario = session.scenario
    session.run += 1
    session.playing = True
    session.say("session.more", epochs=epochs)


def _enlarge(session: Session, argument: str) -> None:
    look = session.look
    if look.view != FIRST_VIEW and not argument:
        if look.view not in BARE_VIEWS:
            session.say("session.view-always-whole")
            return
        session.look = look._replace(bare=not look.bare)
        session.say("session.view-bare" if session.look.bare else "session.view-whole")
        return
    look = look._replace(view=FIRST_VIEW)
    if argument and argument != "none":
        (enlarged,) = charted_quantities(argument)[:1]
    elif argument:
        enlarged = None
    else:
        ring = [*look.charted, None]
        enlarged = ring[(ring.index(look.enlarged) + 1) % len(ring)] if look.enlarged in ring[:-1] else ring[0]
    session.look = look._replace(enlarged=enlarged)


def _all(session: Session, _: str) -> None:
    session.look = session.look._replace(enlarged=None, view=FIRST_VIEW)


VIEW_KEYS: dict[str, tuple[str, ...]] = {FIRST_VIEW: ()}
"""Every view by name, with the keys that open it. Views are known on a floor above, which fills this in."""

BARE_VIEWS: set[str] = set()
"""Those of them that can leave out what is not the picture itself; filled in likewise."""

_OR_BACK = f" or {FIRST_VIEW}"


def _view(session: Session, argument: str) -> None:
    name, back, rest = argument.partition(_OR_BACK)
    if not argument:
        _next_view(session, 1)
    elif name not in VIEW_KEYS or rest:
        raise Refusal("session.unknown-view", name=argument, known=", ".join(VIEW_KEYS))
    else:
        # The key that opened a view closes it.
        view = FIRST_VIEW if back and session.look.view == name else name
        session.look = session.look._replace(view=view)


def _view_back(session: Session, _: str) -> None:
    _next_view(session, -1)


def _next_view(session: Session, by: int) -> None:
    names = list(VIEW_KEYS)
    at = (names.index(session.look.view) + by) % len(names)
    session.look = session.look._replace(view=names[at])


def _charts(session: Session, argument: str) -> None:
    if not argument:
        session.ask("charts")
        return
    names = charted_quantities(argument)
    if len(names) > MOST_CHARTS:
        raise Refusal("charts.count", most=MOST_CHARTS)
    session.look = session.look._replace(charted=names, enlarged=None, view=FIRST_VIEW)


def _ranges(session: Session, _: str) -> None:
    session.look = session.look._replace(shared=not session.look.shared)
    session.say("session.shared" if session.look.shared else "session.own")


def _log(session: Session, _: str) -> None:
    if session.look.view != FIRST_VIEW:
        session.look = session.look._replace(linear=not session.look.linear)
        session.say("session.view-linear" if session.look.linear else "session.view-log")
        return
    session.look = session.look._replace(log=not session.look.log)
    session.say("session.log" if session.look.log else "session.linear")


def _ask(what: str) -> Callable[[Session, str], None]:
    return lambda session, argument: session.ask(what, argument)


def _presets(_: Session) -> int:
    return min(len(PRESETS), len(DIGITS))


def _toggle_label(session: Session) -> str:
    if session.playing:
        return "pause"
    return "replay" if session.epoch == session.last else "play"


COMMANDS: dict[str, Command] = {
    command.word: command
    for command in (
        Command("toggle", ("space",), _toggle, "play", footer=1, label=_toggle_label, lesson=5, when=nothing_asked),
        Command("play", (), _play, "play"),
        Command("pause", (), _pause, "play"),
        Command("step", ("full_stop", "right"), _by(1), "play", argument="[EPOCHS]", footer=7, beside=("back",)),
        Command("back", ("comma", "left"), _by(-1), "play", argument="[EPOCHS]"),
        Command("forward", ("greater_than_sign", "pagedown", "shift+right"), _by(10), "play"),
        Command("rewind", ("less_than_sign", "pageup", "shift+left"), _by(-10), "play"),
        Command("start", ("home", "0"), _start, "play"),
        Command("end", ("end", "dollar_sign"), _end, "play", footer=11),
        Command("seek", (), _to, "play", argument="EPOCH", required=True),
        Command("restart", ("r",), _restart, "play", footer=8),
        Command("faster", ("plus", "equals_sign", "up"), _faster, "play", footer=9, beside=("slower",)),
        Command("slower", ("minus", "down"), _slower, "play"),
        Command("pace", (), _pace, "play", argument="EPOCHS-PER-SECOND", required=True),
        Command("more", ("m",), _more, "play", argument="[EPOCHS]", footer=13),
        Command("w-up", ("w",), _nudge("w", 1), "values", footer=5, beside=("b-up", "eta-up")),
        Command("w-down", ("W",), _nudge("w", -1), "values"),
        Command("b-up", ("b",), _nudge("b", 1), "values"),
        Command("b-down", ("B",), _nudge("b", -1), "values"),
        Command("eta-up", ("n",), _nudge("eta", 1), "values"),
        Command("eta-down", ("N",), _nudge("eta", -1), "values"),
        Command("edit", ("e",), _ask("edit"), "values", footer=6),
        Command("set", (), _set, "values", argument="SCENARIO", required=True),
        Command("preset", (), _preset, "values", argument="[NAME-OR-NUMBER]", footer=4, digits=_presets),
        Command("rule", ("R",), _rule, "values", argument="[RULE]", footer=14),
        Command("view", ("tab",), _view, "view", argument="[VIEW]", looks=True, footer=2, lesson=6),
        Command("view-back", ("shift+tab",), _view_back, "view", looks=True),
        Command("enlarge", ("z",), _enlarge, "view", argument="[QUANTITY]", looks=True, footer=10),
        Command("all", ("escape",), _all, "view", looks=True),
        Command("charts", ("c",), _charts, "view", argument="[QUANTITY,…]", looks=True, footer=16),
        Command("ranges", ("y",), _ranges, "view", looks=True, footer=15),
        Command("log", ("g",), _log, "view", looks=True, footer=12),
        Command("theme", ("t",), _ask("theme"), "view", argument="[THEME]", looks=True, footer=17),
        Command("language", ("L",), _ask("language"), "view", argument="[LANGUAGE]", looks=True),
        Command("line", ("l",), _ask("line"), "keep", footer=18),
        Command("save", ("s",), _ask("save"), "keep", argument="[FILE]", footer=19),
        Command("screen", ("S",), _ask("screen"), "keep", argument="[FILE]", footer=20),
        *LESSON_COMMANDS,
        Command("palette", ("colon", "ctrl+p"), _ask("palette"), "program", looks=True),
        Command("help", ("question_mark", "f1"), _ask("help"), "program", looks=True, footer=-2, lesson=7),
        Command("suspend", ("ctrl+z",), _ask("suspend"), "program"),
        Command("quit", ("q", "ctrl+c", "ctrl+q"), _ask("quit"), "program", looks=True, footer=-1),
    )
}
"""Everything a person can do, by word."""


def apply(session: Session, line: str) -> None:
    """Do what one line of the command list says, such as ``step`` or ``seek 120``.

    What only a host can do is left in the session's `requests`. Raises Refusal, or EngineError for a scenario that
    cannot run; the session is then as it was.
    """
    word, _, argument = line.strip().partition(" ")
    if word not in COMMANDS:
        check_renamed(word)
        facts = {"word": word, "known": ", ".join(COMMANDS)}
        if (meant := near(word, COMMANDS)) is None:
            raise Refusal("session.no-such", **facts)
        raise Refusal("session.unknown", nearest=meant, **facts)
    command = COMMANDS[word]
    argument = argument.strip()
    if argument and command.argument is None:
        raise Refusal("session.no-argument", word=word, argument=argument)
    if not argument and command.required:
        raise Refusal("session.argument", word=word, argument=command.argument)
    if session.following and not command.looks:
        raise Refusal("session.follows")
    session.notice = None
    command.effect(session, argument)
    if session.guide is not None:
        session.guide.attend()


def key_bindings() -> dict[str, str]:
    """Every key and the line of the command list it stands for; a digit chooses the preset of that number.

    While a lesson is open, those of `guided.keys_now` come before them.
    """
    presets = {key: f"preset {name}" for key, name in zip(DIGITS, PRESETS, strict=False)}
    views = {key: f"view {name}{_OR_BACK}" for name, keys in VIEW_KEYS.items() for key in keys}
    commands = (command for command in COMMANDS.values() if not command.guided)
    return {key: command.word for command in commands for key in command.keys} | presets | views
