"""Hypothesis profiles: ``ci`` is bounded and the same every time, ``long`` (DICOMCONSTRUCT_FUZZ=1) is neither.

That this file is here also lets every test folder import `bytes_of`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("long", settings.get_profile("ci"), derandomize=False, max_examples=2_000)
settings.load_profile("long" if os.environ.get("DICOMCONSTRUCT_FUZZ") else "ci")
