"""What a session leaves behind: the run as a table, the screen as a picture. Never over something else."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from engine.condition import columns_of
from tui.export import FORMATS, format_of, save, written
from tui.headless import kept
from tui.refusal import Refusal

if TYPE_CHECKING:
    from tui.app import SigmascopeApp
    from tui.session import Session


def save_run(session: Session, name: str) -> str:
    """Write the whole run to a new file, CSV unless its name says otherwise; the name. Raises Refusal."""
    if not session.ready:
        raise Refusal("session.not-ready")
    name = name or _unused(session, ".csv")
    _check(name, [extension for form in FORMATS.values() for extension in form.extensions])
    format_of(name)
    save(name, session.simulation, kept(session.simulation), list(columns_of(session.simulation.samples.m)))
    return name


def save_screen(app: SigmascopeApp, name: str) -> str:
    """Write the screen to a new file, SVG unless its name says otherwise; the name. Raises Refusal."""
    from tui.shot import SHOTS, shot

    name = name or _unused(app.session, ".svg")
    _check(name, list(SHOTS))
    with written(name) as stream:
        stream.write(shot(app, os.path.splitext(name)[1].lower()))
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
