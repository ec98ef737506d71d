"""What comes from outside (names, what was typed, what others' code says) as it can be shown."""

from __future__ import annotations


class _Escaped(str):
    # Its repr, the !r of sentences, adds quotes alone and does not escape what is escaped.
    __slots__ = ()

    def __repr__(self) -> str:
        quote = '"' if "'" in self and '"' not in self else "'"
        return f"{quote}{self}{quote}"


def printable(text: str) -> str:
    r"""The text on one line that drives no terminal and can be encoded: ``caf\xe9.csv`` for a byte that is no UTF-8.

    Escaped are controls, format characters that reorder or hide, separators other than the space, and surrogates;
    each as a shell's ``$'…'`` reads it. Any other text is returned as it is.
    """
    if text.isprintable():
        return text
    return _Escaped("".join(letter if letter.isprintable() else _escape(letter) for letter in text))


def _escape(letter: str) -> str:
    number = ord(letter)
    if 0xDC80 <= number <= 0xDCFF:  # a byte, as Python keeps those of names that are no UTF-8
        return f"\\x{number - 0xDC00:02x}"
    return f"\\u{number:04x}" if 0x80 <= number <= 0xFF else repr(letter)[1:-1]
