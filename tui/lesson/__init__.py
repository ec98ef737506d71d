"""The guided path: what a lesson is, how its numbers are computed, who is at which step, and what was predicted."""
