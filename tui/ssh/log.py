"""One line for everything that happens at the door, as text or JSON. Secrets and key material are never among it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from engine.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 200
"""Characters of one value; a traceback alone may be longer."""


# JSON escapes every other control; and of a surrogate it makes an escape that many of its readers refuse.
_UNQUOTED = re.compile("[\x7f\ud800-\udfff]+")


class Log:
    """Writes events as lines. What clients say of themselves is quoted, so that no line can be forged."""

    def __init__(self, stream: TextIO, form: str = "text") -> None:
        self._stream = stream
        self._line = FORMATS[form]

    def __call__(self, event: str, /, **facts: object) -> None:
        """Write what happened."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts = {name: _bounded(name, value) for name, value in facts.items() if value is not None}
        self._stream.write(self._line(moment, event, facts) + "\n")
        self._stream.flush()


def _bounded(name: str, value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)
    if not isinstance(value, str):
        return value
    value = _UNQUOTED.sub(lambda found: printable(found[0]), value)
    return value if name == "traceback" else value[:LONGEST]


def _text(moment: str, event: str, facts: dict[str, object]) -> str:
    return " ".join([moment, event, *(f"{name}={_word(value)}" for name, value in facts.items())])


def _word(value: object) -> str:
    text = str(value)
    return text if re.fullmatch(r"[\w.:/@%+-]+", text, re.ASCII) else json.dumps(text)


def _json(moment: str, event: str, facts: dict[str, object]) -> str:
    return json.dumps({"time": moment, "event": event, **facts})


FORMATS: dict[str, Callable[[str, str, dict[str, object]], str]] = {"text": _text, "json": _json}
"""What `--log-format` takes."""
