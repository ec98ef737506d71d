"""What a terminal can show, as its environment says: which charset, and whether colours are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def charset_of(environ: Mapping[str, str], unnamed: str = "") -> str:
    """The finest charset that a terminal of this environment shows: braille where its locale is UTF-8, else ASCII.

    ``unnamed`` is the locale of an environment that names none. The Linux console has no braille in its fonts.
    """
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), unnamed)
    if "utf8" not in locale.lower().replace("-", ""):
        return "ascii"
    return "block" if environ.get("TERM") == "linux" else "braille"


def wants_colour(environ: Mapping[str, str]) -> bool:
    """Whether nobody has asked for no colour, by NO_COLOR."""
    return not environ.get("NO_COLOR")
