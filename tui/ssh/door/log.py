"""One line for everything that happens at the door, as text or JSON. Secrets and key material are never among it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sigmascope.engine.escaping import printable

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST, LONGEST_TRACEBACK = 200, 20_000
"""Characters of one value."""


# JSON escapes every other control; and of a surrogate it makes an escape that many of its readers refuse.
_UNQUOTED = re.compile("[\x7f\ud800-\udfff]+")


class Log:
    """Hands events on as lines. What clients say of themselves is quoted, so that no line can be forged."""

    def __init__(self, write: Callable[[str], None], form: str = "text") -> None:
        """``write`` takes a line; it neither raises nor blocks, for the server logs where it can do neither."""
        self._write = write
        self._form = form

    def __call__(self, event: str, /, **facts: object) -> None:
        """Write what happened."""
        self._write(line(self._form, event, facts))


def line(form: str, event: str, facts: dict[str, object]) -> str:
    """What happened now, as a line in one of `FORMATS`; facts that are None are left out."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return FORMATS[form](moment, event, {n: _bounded(n, value) for n, value in facts.items() if value is not None})


def _bounded(name: str, value: object) -> object:
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, str):
        value = _UNQUOTED.sub(lambda found: printable(found[0]), value)
        # The end of a traceback says what happened.
        return value[-LONGEST_TRACEBACK:] if name == "traceback" else value[:LONGEST]
    return value


def _text(moment: str, event: str, facts: dict[str, object]) -> str:
    return " ".join([moment, event, *(f"{name}={_word(value)}" for name, value in facts.items())])


def _word(value: object) -> str:
    text = str(value)
    return text if re.fullmatch(r"[\w.:/@%+-]+", text, re.ASCII) else json.dumps(text)


def _json(moment: str, event: str, facts: dict[str, object]) -> str:
    return json.dumps({"time": moment, "event": event, **facts})


FORMATS: dict[str, Callable[[str, str, dict[str, object]], str]] = {"text": _text, "json": _json}
"""What `--log-format` takes."""
