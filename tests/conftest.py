"""What all tests share: Hypothesis tries the same examples at every run, and no test is held to a clock."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "sigmascope",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sigmascope")

# The apps that tests open remember things in a folder of their own, where everybody has been invited already.
STATE = Path(tempfile.mkdtemp(prefix="sigmascope-state-"))
atexit.register(shutil.rmtree, STATE, ignore_errors=True)
(STATE / "sigmascope").mkdir()
(STATE / "sigmascope" / "lessons.json").write_text(json.dumps({"invited": True}))
os.environ["XDG_STATE_HOME"] = str(STATE)


def _skips_fail(outcome):
    report = outcome.get_result()
    if report.skipped and os.environ.get("SIGMASCOPE_CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as a failure here: {report.longrepr}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    """Where everything is installed, a test that skips itself is a test that does not run: a failure."""
    _skips_fail((yield))


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report():
    """The same for a file that skips all its tests at once."""
    _skips_fail((yield))
