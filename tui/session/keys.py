"""How keys are called: as Textual names them, and as they are written for a person."""

from __future__ import annotations

_WRITTEN = {
    "space": "space", "full_stop": ".", "comma": ",", "greater_than_sign": ">", "less_than_sign": "<",
    "plus": "+", "equals_sign": "=", "minus": "-", "question_mark": "?", "colon": ":", "dollar_sign": "$",
    "pagedown": "PgDn", "pageup": "PgUp", "home": "Home", "end": "End", "escape": "Esc", "left": "←", "right": "→",
    "up": "↑", "down": "↓", "shift+left": "⇧←", "shift+right": "⇧→", "f1": "F1", "enter": "Enter", "tab": "Tab",
    "shift+tab": "⇧Tab", "backspace": "Backspace",
}  # fmt: skip
# What a script writes in ASCII; and keys are found in capitals as well, as they stand on a keyboard.
_SPELT = {written: key for key, written in _WRITTEN.items()}
_SPELT |= {key.capitalize(): key for key in ("space", "left", "right", "up", "down")}


def key_name(key: str) -> str:
    """How a key is written for a person; letters and digits are written as they are."""
    return _WRITTEN.get(key, key.replace("ctrl+", "^"))


def key_called(name: str) -> str:
    """Textual's name of a key that a person has written: ``.`` or ``PgDn`` or what Textual itself says."""
    return _SPELT.get(name, name)
