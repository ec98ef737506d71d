"""What the engine says when it is asked for something it cannot do: one sentence each, with a key to translate by."""

from __future__ import annotations

SENTENCES = {
    "number": "{key}={text} is not a number; {key} takes {accepted}",
    "finite": "{key}={text} is not finite; {key} takes {accepted}",
    "range": "{key}={text} is out of range; {key} takes {accepted}",
    "entry-count": "w has {weights}, but {source} has {inputs}; give w as many numbers as inputs, as in w=0.5:-1.2",
    "single": "{key}={text} has {count} numbers; {key} takes one",
    "unknown-key": "unknown key {key!r}; did you mean {nearest!r}? The keys are {known}",
    "unknown-preset": "unknown preset {name!r}; did you mean {nearest!r}? The presets are {known}",
    "unknown-cost": "unknown cost {name!r}; did you mean {nearest!r}? The costs are {known}, "
    "or package.module:Class for one of your own",
    "unknown-rule": "unknown learning-rate rule {name!r}; did you mean {nearest!r}? The rules are {known}",
    "unknown-quantity": "unknown quantity {name!r}; did you mean {nearest!r}? The quantities are {known}",
    "cost-as-preset": "{name} is a cost, not a preset; join costs with +, as in costs=quadratic+{name}",
    "empty-value": "{key}= has no value; {key} takes {accepted}",
    "same-cost-twice": "costs names {name} twice; name each cost once",
    "too-many-costs": "costs names {count} costs; at most {most} run side by side",
    "rate-without-cost": "eta.{name} sets the rate of a cost that does not run; the costs of this run are {known}",
    "unbalanced-quote": 'a double quote in {text!r} is never closed; close it, or write \\" for a quote itself',
    "no-first-step": "eta=equal-first-step cannot match {name} to {reference}: the first step of one of them is 0 "
    "or too large to write; choose another start or another rule",
    "target-range": "{name} needs targets y from {low:g} to {high:g}, but y={value!r} occurs",
    "samples-needed": "this scenario reads its samples from {data!r}; hand them over as samples",
    "samples-shape": "samples are x of shape (n, m) and y of shape (n,), n and m at least 1, not {x} and {y}",
    "samples-finite": "samples hold a value that is not finite; every x and y must be a finite number",
    "overflow": "this run leaves the range of 64-bit floats after epoch {epoch} under {name}; "
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
    "history": "epoch {epoch} is not in the history; epochs 0 to {last} are",
}


class EngineError(ValueError):
    """Something the engine was given that it cannot use.

    ``sentence`` names the sentence in `SENTENCES`, ``facts`` fill it; ``str(error)`` is the sentence in English.
    Whoever speaks another language to people translates by that name.
    """

    def __init__(self, sentence: str, /, **facts: object) -> None:
        self.sentence = sentence
        self.facts = facts
        super().__init__(SENTENCES[sentence].format(**facts))


def nearest(name: str, known: list[str]) -> str:
    """The known name most like ``name``: what somebody who mistyped it probably meant."""
    from difflib import get_close_matches  # only a mistake pays for this import

    return (get_close_matches(name, known, n=1, cutoff=0.0) or known)[0]
