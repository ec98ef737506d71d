"""What all tests share: Hypothesis tries the same examples at every run, and no test is held to a clock."""

from __future__ import annotations

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
