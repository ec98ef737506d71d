"""The steps in which a height is shown as a colour or a shade, and what the cells of a ground are called."""

from __future__ import annotations

BANDS = 8


def ground_role(upper: int, lower: int) -> str:
    """The role of a cell of ground, by the bands of its two halves."""
    return f"ground{upper}{lower}"


def on_ground_role(role: str, band: int) -> str:
    """The role of a mark where the ground is in a band."""
    return f"{role}-on{band}"
