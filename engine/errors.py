"""What the engine says when it is asked for something it cannot do: one sentence each, with a key to translate by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sigmascope.engine.escaping import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# No fact in a sentence is longer, whatever was typed.
_LONGEST = 300
# Of likenesses from 0 to 1: below this one, "did you mean" would be a guess.
_NEAR = 0.6

SENTENCES = {
    "number": "{key}={text} is not a number; {key} takes {accepted}",
    "finite": "{key}={text} is not finite; {key} takes {accepted}",
    "range": "{key}={text} is out of range; {key} takes {accepted}",
    "entry-count": "the numbers of inputs differ: w has {weights}, but {source} has {inputs}; "
    "give w as many numbers as inputs, as in w=0.5:-1.2",
    "rule-number": "eta={text} gives a number to the rule {name!r}, which brings its own; write eta={name}",
    "single": "{key}={text} has {count} numbers; {key} takes one",
    "unknown-key": "unknown key {name!r}; did you mean {nearest!r}? The keys are {known}",
    "unknown-preset": "unknown preset {name!r}; did you mean {nearest!r}? The presets are {known}",
    "unknown-cost": "unknown cost {name!r}; did you mean {nearest!r}? The costs are {known}, "
    "or package.module:Class for one of your own",
    "unknown-rule": "unknown learning-rate rule {name!r}; did you mean {nearest!r}? The rules are {known}",
    "unknown-quantity": "unknown quantity {name!r}; did you mean {nearest!r}? The quantities are {known}",
    "no-such-key": "unknown key {name!r}; the keys are {known}",
    "no-such-preset": "unknown preset {name!r}; the presets are {known}",
    "no-such-cost": "unknown cost {name!r}; the costs are {known}, or package.module:Class for one of your own",
    "no-such-rule": "unknown learning-rate rule {name!r}; the rules are {known}",
    "no-such-quantity": "unknown quantity {name!r}; the quantities are {known}",
    "cost-as-preset": "{name} is a cost, not a preset; choose it as in costs={name}, and join several with +",
    "rule-as-preset": "{name} is a learning-rate rule, not a preset; choose it as in eta={name}",
    "empty-value": "{key}= has no value; {key} takes {accepted}",
    "same-cost-twice": "costs names {name} twice; name each cost once",
    "too-many-costs": "costs names {count} costs; at most {most} run side by side",
    "rate-without-cost": "eta.{name} sets the rate of a cost that does not run; the costs of this run are {known}",
    "unbalanced-quote": 'a double quote in {text!r} is never closed; close it, or write \\" for a quote itself',
    "no-first-step": "eta=equal-first-step cannot match {name} to {reference}: the first step of one of them is 0 "
    "or too large to write; choose another start or another rule",
    "no-mean-pull": "eta=one-sixth finds no rate for {name}: its pull, as a mean over all outputs, is 0 or too large "
    "to write; choose another rule",
    "target-range": "{name} needs targets y from {low:g} to {high:g}, but y={value!r} occurs",
    "samples-needed": "this scenario reads its samples from {data!r}; hand them over as samples",
    "samples-shape": "samples are x of shape (n, m) and y of shape (n,), n and m at least 1, not {x} and {y}",
    "samples-finite": "samples hold a value that is not finite; every x and y must be a finite number",
    "overflow": "this run leaves the range of 64-bit floats after epoch {epoch} under {name}; "
    "use smaller values or a smaller learning rate",
    "overflow-quantity": "the quantity {quantity} leaves the range of 64-bit floats under {name}; "
    "use smaller values or a smaller learning rate",
    "cost-import": "cannot load the cost {spec}: {reason}; give package.module:Class with a class that can be imported",
    "cost-protocol": "{spec} is not a cost: {reason}; a cost has the methods value(z, y) and delta(z, y), "
    "each taking and returning arrays of one shape",
    "cost-gradient": "{name} has a wrong gradient: at z={z:g}, y={y:g} its delta is {delta:.6g}, "
    "but central differences of its value give {difference:.6g}",
    "params-shape": "w of shape {w} and b of shape {b} do not fit {inputs} inputs; w is (…, m) and b (…)",
    "overflow-grid": "within {epochs} epochs a start of this grid leaves the range of 64-bit floats under {name}; "
    "use smaller values or a smaller learning rate",
    "condition": "cannot read the condition {text!r}; write a quantity, one of < <= > >= and a number, as in 'a<0.1'",
    "condition-columns": "{name} stands for several columns; name one of {first} to {last}",
    "history": "epoch {epoch} is not in the history; epochs 0 to {last} are",
}


class EngineError(ValueError):
    """Something the engine was given that it cannot use.

    ``sentence`` names the sentence in `SENTENCES`, ``facts`` fill it; ``str(error)`` is the sentence in English.
    Whoever speaks another language to people translates by that name.
    """

    def __init__(self, sentence: str, /, **facts: object) -> None:
        self.sentence = sentence
        self.facts = {key: _shown(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}
        super().__init__(SENTENCES[sentence].format(**self.facts))

    def __reduce__(self) -> tuple[Callable[[], EngineError], tuple[()], dict[str, Any]]:
        """Made again from its facts: what an exception does by itself would pass the sentence off as its name."""
        return partial(type(self), self.sentence, **self.facts), (), self.__dict__


def _shown(text: str) -> str:
    return printable(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def nearest(name: str, known: list[str]) -> str:
    """The known name most like ``name``: what somebody who mistyped it probably meant."""
    return max(known, key=lambda candidate: _likeness(name, candidate))


def near(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``; None where even that is nothing like it."""
    closest = nearest(name, list(known))
    return closest if _likeness(name, closest) >= _NEAR else None


def _likeness(typed: str, candidate: str) -> float:
    from difflib import SequenceMatcher  # only a mistake pays for this import  # noqa: PLC0415

    typed, candidate = typed.casefold(), candidate.casefold()
    if len(candidate) == 1 and typed.startswith(candidate):  # a symbol's word: weight for w
        return _NEAR
    # An abbreviation is as good as a slip of the finger: quad for quadratic, ce for cross-entropy.
    initials = "".join(word[:1] for word in candidate.split("-"))
    if len(typed) > 1 and (candidate.startswith(typed) or initials == typed):
        return 1.0
    return SequenceMatcher(None, typed, candidate).ratio()


def unknown(kind: str, name: str, known: Iterable[str], shown: Iterable[str] | None = None) -> EngineError:
    """The error for a ``kind`` (key, preset, cost, rule or quantity) called ``name``, which is none of the known.

    Names the nearest known one, unless even that is nothing like it, and lists ``shown``, or all.
    """
    names = list(known)
    meant, listed = near(name, names), ", ".join(names if shown is None else shown)
    if meant is None:
        return EngineError(f"no-such-{kind}", name=name, known=listed)
    return EngineError(f"unknown-{kind}", name=name, nearest=meant, known=listed)
