"""What the engine's and the words' own characters are called where only ASCII can be shown."""

from __future__ import annotations

_NAMES = {
    "σ": "sigma", "η": "eta", "Δ": "D", "∂": "d", "′": "'", "²": "^2", "₀": "0", "Σ": "sum ", "∫": "int ", "−": "-",
    "·": ".", "×": "x", "≥": ">=", "≤": "<=", "¬": "", "→": "->", "←": "left", "↑": "up", "↓": "down", "∝": "~",
    "½": "1/2", "⇧": "shift+",
    "▶": ">", "…": "...", "«": '"', "»": '"', "–": "-", "—": "-", "─": "-", "│": "|",
    "“": '"', "”": '"', "‘": "'", "’": "'",
    **dict.fromkeys("┤├┬┴┼└┘┌┐", "+"),
}  # fmt: skip


def plain(text: str) -> str:
    """The text in ASCII alone. Its width may change; characters of other scripts become question marks."""
    if text.isascii():
        return text
    return "".join(_NAMES.get(letter, letter) for letter in text).encode("ascii", "replace").decode("ascii")
