"""What a person can say to a lesson, and the keys that they have while one is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigmascope.tui.session.command import Command, whole_number
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from sigmascope.tui.session.guide import Guide
    from sigmascope.tui.session.session import Session

DIGITS = "123456789"
"""The keys of presets and of choices, in their order."""


def _guide(session: Session) -> Guide:
    if session.guide is None:
        raise Refusal("lesson.closed")
    return session.guide


def lesson(session: Session, argument: str) -> None:
    """Open a lesson, or another step; or come back to the task of the one that is open."""
    if session.guide is not None and not argument:
        session.guide.recall()
    elif session.lessons is None:
        raise Refusal("lesson.not-here")
    else:
        session.lessons(session, argument)


def answer(session: Session, argument: str) -> None:
    """Answer with a choice, by its number."""
    guide = _guide(session)
    if not guide.choices:
        raise Refusal("lesson.nothing-asked")
    guide.answer(whole_number("answer", argument, 1, guide.choices))


def _flagged(session: Session) -> Guide:
    guide = _guide(session)
    if not guide.flagging:
        raise Refusal("lesson.no-flag")
    return guide


def flag(session: Session, argument: str) -> None:
    """Put the flag on an epoch."""
    _flagged(session).flag(whole_number("flag", argument, 0, session.last))


def later(session: Session, argument: str) -> None:
    """Move the flag on by a hundredth of the run, or so many of them."""
    _shift(session, argument, 1)


def earlier(session: Session, argument: str) -> None:
    """Move it back."""
    _shift(session, argument, -1)


def _shift(session: Session, argument: str, direction: int) -> None:
    _flagged(session).shift(direction * (whole_number("flag", argument, 1, 100) if argument else 1))


def onward(session: Session, _: str) -> None:
    """Go on with the lesson."""
    _guide(session).forward()


def backward(session: Session, _: str) -> None:
    """Go back in the lesson."""
    _guide(session).back()


def leave(session: Session, _: str) -> None:
    """Leave the lesson."""
    _guide(session).leave()


def onward_label(session: Session) -> str:
    """What Enter does now, as words name it."""
    guide = session.guide
    if guide is None:
        return "next"
    if guide.phase == "reveal" and guide.at_last:
        return "next-last"
    if guide.phase == "question" and guide.answered and not guide.flags:
        return "next-kept"
    return "next-flag" if guide.flagging and guide.flags else f"next-{guide.phase}"


def lesson_label(session: Session) -> str:
    """What u does now, as words name it."""
    return "lesson" if session.guide is None else "task"


def task_away(session: Session) -> bool:
    """Whether u leads somewhere: to a lesson, or back to its task."""
    return session.guide is None or session.guide.wandered


def nothing_asked(session: Session) -> bool:
    """Whether no question is open: to play is to see its answer."""
    return session.guide is None or session.guide.phase != "question"


def answer_label(session: Session) -> str:
    """What a digit does in a lesson, as words name it."""
    return "try" if session.guide is not None and session.guide.phase == "end" else "answer"


def choosing(session: Session) -> bool:
    """Whether a digit answers."""
    return session.guide is not None and session.guide.choices > 0


def flagging(session: Session) -> bool:
    """Whether a flag can be moved."""
    return session.guide is not None and session.guide.flagging


def choices(session: Session) -> int:
    """How many choices there are."""
    return session.guide.choices if session.guide is not None else 0


def keys_now(session: Session) -> dict[str, str]:
    """The keys that mean something else while a lesson is open, and their lines; an empty line does nothing."""
    guide = session.guide
    if guide is None:
        return {}
    keys = {"enter": "next", "backspace": "previous", "escape": "leave"}
    if guide.choices:
        keys |= {digit: f"answer {digit}" if int(digit) <= guide.choices else "" for digit in DIGITS}
    if guide.flagging:
        keys |= {"right": "later", "left": "earlier", "shift+right": "later 10", "shift+left": "earlier 10"}
        keys |= dict.fromkeys(DIGITS, "")
    return keys


LESSON_COMMANDS = (
    Command(
        "lesson", ("u",), lesson, "lesson", argument="[LESSON] [STEP]", footer=3, lesson=1,
        label=lesson_label, when=task_away,
    ),
    Command(
        "answer", (), answer, "lesson", argument="NUMBER", required=True, guided=True, lesson=2,
        digits=choices, label=answer_label, when=choosing,
    ),
    Command(
        "later", ("right",), later, "lesson", argument="[STEPS]", guided=True, lesson=2,
        beside=("earlier",), when=flagging,
    ),
    Command("earlier", ("left",), earlier, "lesson", argument="[STEPS]", guided=True),
    Command("flag", (), flag, "lesson", argument="EPOCH", required=True),
    Command("next", ("enter",), onward, "lesson", guided=True, lesson=3, label=onward_label),
    Command("previous", ("backspace",), backward, "lesson", guided=True, lesson=4),
    Command("leave", ("escape",), leave, "lesson", guided=True, lesson=-1),
)  # fmt: skip
"""What a person can say to a lesson."""
