"""What a session leaves behind: the run as a table, the screen as a picture. Never over something else."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from sigmascope.engine.condition import columns_of
from sigmascope.tui.run.export import FORMATS, format_of, save, written
from sigmascope.tui.run.rows import kept
from sigmascope.tui.shots.shot import SHOTS
from sigmascope.tui.words.refusal import Refusal

if TYPE_CHECKING:
    from sigmascope.tui.session.session import Session
    from sigmascope.tui.shots.frame import Frame


def save_run(session: Session, name: str) -> str:
    """Write the whole run to a new file, CSV unless its name says otherwise; the name. Raises Refusal."""
    if not session.ready:
        raise Refusal("session.not-ready")
    name = name or _unused(session, ".csv")
    _check(name, [extension for form in FORMATS.values() for extension in form.extensions])
    format_of(name)
    save(name, session.simulation, kept(session.simulation), list(columns_of(session.simulation.samples.m)))
    return name


def save_screen(session: Session, frame: Frame, name: str) -> str:
    """Write a frame of a session to a new file, SVG unless its name says otherwise; the name. Raises Refusal."""
    name = name or _unused(session, ".svg")
    _check(name, list(SHOTS))
    with written(name) as stream:
        stream.write(SHOTS[os.path.splitext(name)[1].lower()](frame))
    return name


def _check(name: str, extensions: list[str]) -> None:
    if os.path.splitext(name)[1].lower() not in extensions:
        raise Refusal("session.format", name=name)
    if os.path.lexists(name):
        raise Refusal("session.exists", name=name)


def _unused(session: Session, extension: str) -> str:
    # A name that says what is in it, and a number that no file has yet.
    stem = re.sub(r"[^\w.=+-]+", "-", session.scenario.text())[:60].strip("-.")
    number = 1
    while os.path.lexists(name := f"sigmascope-{stem}-{number:03}{extension}"):
        number += 1
    return name
